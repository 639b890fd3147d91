package fir

import "lathe/dsp/vec"

// Stream runs a short symmetric filter over a stream and stays in time with it:
// frame i of what comes out belongs to frame i of what went in.
//
// Latency: Feed gives frames once the reach frames behind them have come; the
// last time it gives all that are left. State: 2 reach frames. Not safe for
// concurrent use.
type Stream struct {
	taps  []float64 // all of them, the middle one at reach
	reach int
	past  [][]float64
	out   [][]float64
}

// NewStream starts from silence, with a half filter as Lowpass makes it.
func NewStream(half []float64, channels int) *Stream {
	reach := len(half) - 1
	s := &Stream{taps: make([]float64, 2*reach+1), reach: reach}
	for i, v := range half {
		s.taps[reach-i], s.taps[reach+i] = v, v
	}
	for range channels {
		s.past = append(s.past, make([]float64, reach))
		s.out = append(s.out, nil)
	}
	return s
}

// Feed takes the next frames and returns those that are done, until the next
// call. All channels have the same length.
func (s *Stream) Feed(part [][]float64, last bool) [][]float64 {
	for c, x := range part {
		s.past[c] = append(s.past[c], x...)
		if last {
			s.past[c] = append(s.past[c], make([]float64, s.reach)...)
		}
		n := max(0, len(s.past[c])-2*s.reach)
		if cap(s.out[c]) < n {
			s.out[c] = make([]float64, n)
		}
		s.out[c] = s.out[c][:n]
		if n > 0 {
			vec.Convolve(s.out[c], s.past[c], s.taps)
			s.past[c] = s.past[c][:copy(s.past[c], s.past[c][n:])]
		}
	}
	return s.out
}
