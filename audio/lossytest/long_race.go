//go:build race

package lossytest

// Long says whether there is time for whole songs. The race detector takes ten
// times as long, and finds no more in a long song than in a short one.
const Long = false
