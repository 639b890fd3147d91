// Package lathe masters songs from their stems.
//
// A folder of stems, a rough mix and perhaps a reference track go in; a
// finished stereo master, a plan that explains every move, and a report that
// compares the master with the rough mix and the reference come out.
//
//	folder -> intake -> preflight -> [ repair -> balance -> eq -> enhance ] per stem -> sum -> master -> compare -> deliver -> folder
//	                     findings                    strip                              bus
//
// # Where to start reading
//
// The signal path is a list in chain/chain.go; reading it is reading what
// happens to a song. Every working stage below chain has a Decide half that
// listens and writes its page of the plan, and an Apply half that obeys the
// page. The sounds themselves are made in dsp, the numbers in measure, files
// are opened in audio, and the words everybody shares are in session.
//
// This package is the whole of it in one call: see [Master].
package lathe
