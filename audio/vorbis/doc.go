// Package vorbis reads Ogg Vorbis: mono or stereo, at the rate it was encoded
// from, and exactly as many frames.
//
// The pages are package ogg's business, the codec is github.com/jfreymuth/vorbis.
// It is used without the Ogg reader that belongs to it (oggvorbis), which holds
// samples at full scale, so that a loud song is clipped once more, and which
// loses the song at the first damaged page.
//
// The codec trusts its setup header: a few bytes there can make it take all
// memory or search for ever. So the header is walked through here first, and one
// that points outside its tables or asks for more than any encoder does is
// refused. Floor 0, which no encoder has written since 2001, is refused too: the
// codec gets it wrong.
//
// # References
//
//   - [VorbisI] Xiph.Org Foundation, "Vorbis I specification": 3.2.1 codebooks,
//     4.2 headers, 4.3 packets, 7.2 floor 1, 8.6 residues.
package vorbis
