// Package enhance adds what makes a stem feel finished: harmonics, steadiness,
// a room.
//
//	saturate    harmonics at a stated level, four times oversampled
//	multiband   compression in bands that add up flat
//	send, room  one light reverberation shared by all stems
//
// All of it is meant to be missed when it is off rather than heard when it is
// on. A stem that shows no need passes bit by bit.
package enhance
