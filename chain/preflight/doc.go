// Package preflight is the guide as checks: it looks at what arrived and says
// what is wrong with it, where, and what to do.
//
// Every check is a function from what was heard to findings, and they stand in
// one list in check.go. A finding speaks to a musician. Only what mastering
// cannot fix blocks; what Lathe fixes by itself is said too.
package preflight
