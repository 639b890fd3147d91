// Package ogg takes an Ogg file apart, for the codecs that live in one.
//
//	pages    bytes   -> pages whose checksum is right
//	Stream   pages   -> the packets of one stream, page by page
//	Reader   packets -> samples, through the stream's Codec
//
// A page says at which frame of the song its last packet ends: the granule. Only
// the first and the last page can say that a packet is not heard in full, so a
// song begins and ends on the frame it was encoded from.
//
// Damage does not shift what follows it. A page whose checksum is wrong is left
// out; the next one says how much is missing, and that much silence is played.
// A packet the codec cannot read is silence of its own length. Both are flaws.
//
// Of several streams in one file the first that the codec knows is read. What
// follows its end (a chained stream) is not.
//
// # References
//
//   - [RFC3533] S. Pfeiffer, "The Ogg Encapsulation Format Version 0", 2003.
//   - [RFC7845] T. Terriberry et al., "Ogg Encapsulation for the Opus Audio
//     Codec", 2016.
//   - [VorbisI] Xiph.Org Foundation, "Vorbis I specification", annex A.2.
package ogg
