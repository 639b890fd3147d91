// Package opus reads Ogg Opus: mono or stereo at 48 kHz, the rate at which every
// Opus decoder works, with the encoder's lead-in and padding left out and the
// gain of the header applied.
//
// The pages are package ogg's business, the codec is github.com/pion/opus, for
// speech (SILK), music (CELT) and what is between (hybrid).
//
// # References
//
//   - [RFC6716] JM. Valin et al., "Definition of the Opus Audio Codec", 2012: 3.1
//     and 3.2, how long a packet plays.
//   - [RFC7845] T. Terriberry et al., "Ogg Encapsulation for the Opus Audio
//     Codec", 2016: 5.1, the identification header.
package opus
