// Package mp3 reads MPEG-1, 2 and 2.5 Layer III, gapless.
//
//	scanner  bytes   -> frames; tags and junk left out
//	survey   frames  -> how many, and what the encoder's tag says
//	gather   frames  -> packets: a frame's sound, out of the frames it is spread over
//	press    packets -> frames that go-mp3 reads
//	player   frames  -> samples, by github.com/hajimehoshi/go-mp3
//	deck     two players, for joint stereo
//	machine  two decks, for peaks above full scale
//
// # Length
//
// Encoding delays the music and rounds its length up to whole frames. LAME,
// ffmpeg and those that follow them write by how much into a tag in the first
// frame; it is then cut off, so that a file has the frames it was encoded from,
// at their places. The tag's own frame is not music and never played. Without
// such a tag nothing is cut, as in ffmpeg: the song then begins about 1105 frames
// late.
//
// # What go-mp3 cannot do
//
// It gives 16-bit numbers, cut toward zero. Each is taken for the middle of what
// it can have been, which halves the error: 0.29 steps of 16 bits, as if rounded.
// It gets some things wrong, which are put right here: see press.go, deck.go and
// machine.go.
//
// Refused with [audio.ErrUnsupported], and read by ffmpeg: Layer I and II, MPEG-2.5
// at 8 kHz, and intensity stereo, which it gets wrong and which cannot be put
// right. Refused too: free format, which ffmpeg does not read either.
//
// # Damage
//
// A frame that cannot be decoded is silence of its own length; bytes that are no
// frame are left out. Both are flaws. So is a file that ends within a frame, or
// before as many as its tag counts. Reading ends where the rate changes.
//
// # References
//
//   - [11172-3] ISO/IEC 11172-3:1993, MPEG-1 audio: 2.4.1 the frame and its side
//     information, 2.4.3.4 decoding of Layer III.
//   - [13818-3] ISO/IEC 13818-3:1998, MPEG-2 audio, lower rates.
//   - [LAME] "Mp3 Info Tag rev 1 specifications", and LAME 3.100.
package mp3
