// Package dynamics changes level over time: compression in one band or
// several, and true-peak limiting.
//
// Three small parts make every compressor here, so each can be read and tested
// alone:
//
//	detector   how loud is it now?           sample  -> level, dB
//	Curve      what should happen to that?   level   -> gain,  dB
//	ballistics how fast may it happen?       gain    -> gain,  dB
//
// Levels are of power over 10 ms, scaled so that a full-scale sine reads 0 dB.
// Gains are dB relative to the input; a compressor's are never above 0. Make-up
// gain is the plan's business, not ours.
//
// The limiter works on the envelope of true peaks instead, and in linear gain:
// what it must never do is let a peak through.
//
// Nothing here decides. Thresholds come from the plan; see package chain.
//
// # References
//
//   - [GMR12] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital Dynamic Range
//     Compressor Design: A Tutorial and Analysis", J. Audio Eng. Soc. 60(6), 2012.
//   - [vH92] M. van Herk, "A fast algorithm for local minimum and maximum
//     filters on rectangular and octagonal kernels", Pattern Recognition
//     Letters 13(7), 1992.
package dynamics
