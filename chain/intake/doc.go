// Package intake turns a folder, a zip or a .stem.mp4 into a Session: names parsed, headers read.
package intake
