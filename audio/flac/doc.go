// Package flac reads and writes FLAC files [RFC9639].
//
//	metadata    the front of a file: STREAMINFO is kept, the rest skipped
//	tape        the packets of a file, one by one   -> github.com/mewkiz/flac/frame
//	Reader      packets -> samples, and what was wrong with them
//
//	Writer      samples -> blocks of 4096 frames -> workers -> the file, in order
//	packer      a block -> left and right, or one of them and side, or mid and side
//	predictors  a signal -> the linear predictors of orders 1 to 12, rounded
//	attempt     a predictor -> what it misses
//	rice        what it misses -> bits
//
// What the RFC calls a frame is a packet here: a frame is one sample of every
// channel, as everywhere in Lathe. Sections in comments are those of the RFC.
//
// Files lie, so these are our rules. The first packet is believed before
// STREAMINFO, which may be missing or stand in the wrong place. A file ends at
// the first packet that is damaged or unlike the first; what is before is read,
// and the end is told as an [audio.Flaw]. Lengths in headers are compared, and
// never relied on. Bytes without a fLaC in front are not a file.
//
// The decoder has 32-bit arithmetic. That is enough for all but 32-bit files
// whose left and right differ by more than full scale; those come out wrong,
// which their checksum tells at the end.
//
// The writer listens to every signal of a block once, and again to the quieter
// half of those it writes, where flac -8 listens up to six times; on real stems
// its files are as large as those of flac -8, at half the effort.
//
// # References
//
//   - [RFC9639] M. van Beurden, A. Weaver, "Free Lossless Audio Codec (FLAC)",
//     RFC 9639, 2024.
//   - [R94] T. Robinson, "SHORTEN: Simple Lossless and Near-Lossless Waveform
//     Compression", Cambridge University CUED/F-INFENG/TR.156, 1994: prediction,
//     then Rice codes.
//   - [D60] J. Durbin, "The Fitting of Time-Series Models", Revue de l'Institut
//     International de Statistique 28(3), 1960.
//   - [B86] L. Babai, "On Lovász' Lattice Reduction and the Nearest Lattice Point
//     Problem", Combinatorica 6(1), 1986.
package flac
