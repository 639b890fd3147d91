// Package signal makes music out of nothing: the demo song that a newcomer
// hears first, and sessions of any length to measure with. Nothing is recorded
// and nothing is stored; the same bytes come out every time.
//
//	piece        what is played: tempo, key, and sections of patterns and lines
//	band         who plays it: twelve chairs, each a part and its effects
//	part         a bar of the piece -> clips, the sound of every stroke and note
//	performance  clips -> a stream of frames; only what sounds is kept
//	deck         a stream through effects -> a Player
//	mixdown      Players -> the rough mix, and the reference before its master
//
// Drums, plates and bars are sums of swings that decay, strings are delays with
// a loss, the electric piano is one sine that bends another, bass and pad are
// ramps through filters. The singers are vocal cords and a throat: see phones
// for what they can say, and gesture for how they move from one sound to the
// next.
//
// Whatever a player leaves to chance comes from the piece's seed, the player's
// name and the bar, so players do not wait for each other and tracks can be
// played at the same time.
//
// Rates are those of music, from 44.1 kHz up. The demo song carries a few small
// [Faults] on purpose; it is otherwise a clean export.
package signal
