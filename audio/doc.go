// Package audio holds samples: what they are (Format), how they come out of a
// file (Reader), how integers become numbers (Encoding), and where they wait
// between two passes (Spool).
//
// Samples are float64 between nominally -1 and 1, planar: one slice per
// channel. A block is any stretch of them. Integers of n bits are divided by
// 2^(n-1), so full scale is -1 and 1 - 2^-(n-1).
//
// Each container lives in a room of its own (wav, aiff, flac, mp3, vorbis,
// opus, ffmpeg); package decode opens whichever a file turns out to be.
//
// What a reader promises: it never takes memory because a header asks for it,
// only because that much was really read; samples that are not finite stop it
// with [ErrNotFinite]; a file that is damaged is read exactly as far as it is
// valid, and the damage is told as a [Flaw].
package audio
