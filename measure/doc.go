// Package measure listens: audio in, numbers out. It changes nothing and
// decides nothing.
//
//	loudness   BS.1770-5 integrated, momentary, short-term; Tech 3342 range
//	peaks      true peak, sample peak, per hop for PSR
//	spectrum   third octaves of a whole song
//	frames     band energies over time, for masking and dynamics
//	stereo     correlation and width, per band too
//	defects    clipping, offset, silence, depth, steps at the edges
//
// Meter is what `lathe measure` shows and a master is judged by; Portrait is
// what the stages decide from. Both are fed blocks in order and then asked.
//
// Levels are dBFS of sample values, so a full-scale sine has a peak of 0 and a
// mean power of -3.01 dB; loudness is LUFS, true peak dBTP.
//
// # References
//
//   - ITU-R BS.1770-5 (2023), "Algorithms to measure audio programme loudness
//     and true-peak audio level".
//   - EBU Tech 3341 (2023) and 3342 (2023), loudness metering and range.
//   - IEC 61260-1:2014, octave-band filters: the band edges.
package measure
