// Package shape is saturation: gentle bending of the waveform that adds
// harmonics, as tape, tubes and transformers do.
//
//	law        the curve: a polynomial up to its knees, flat beyond
//	Saturator  the law at four times the rate, so that what it adds does not alias
//
// Only what the law adds travels through the oversampling filters; the signal
// itself is delayed and otherwise left as it was.
//
// # References
//
//   - U. Zölzer (ed.), "DAFX: Digital Audio Effects", 2nd ed., Wiley 2011,
//     chapter 4.
//   - V. Välimäki, S. Bilbao et al., "Virtual Analog Effects", ibid., chapter 12.
package shape

import (
	"fmt"
	"math"

	"lathe/dsp/unit"
)

// Settings are what the plan says about one saturation.
type Settings struct {
	Drive unit.DB // level into the curve; the same is taken away after it
	Even  float64 // 0 to 1: how lopsided the curve is; 0 adds odd harmonics alone, as tape does
	Mix   float64 // 0 to 1: how much of what the curve adds
}

// Validate reports the first setting that has no musical meaning.
func (s Settings) Validate() error {
	switch {
	case !(s.Drive >= -24 && s.Drive <= 36):
		return fmt.Errorf("saturation drive is %g dB, want -24 to 36", s.Drive)
	case !(s.Even >= 0 && s.Even <= 1):
		return fmt.Errorf("saturation even is %g, want 0 to 1", s.Even)
	case !(s.Mix >= 0 && s.Mix <= 1):
		return fmt.Errorf("saturation mix is %g, want 0 to 1", s.Mix)
	}
	return nil
}

// Saturator bends a stream of one or two channels.
//
// Latency: Latency frames. State: the filters' past, and a slow mean that
// takes the offset of the even part away. Not safe for concurrent use.
type Saturator struct {
	law     law
	out     float64 // the inverse of the drive, with the mix
	filters *oversampler
	past    [2][]float64
	mean    [2]float64
	slow    float64
}

// NewSaturator prepares a saturator for signals at the given sample rate.
func NewSaturator(rate unit.Hz, s Settings) (*Saturator, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	t := &Saturator{
		law: newLaw(s.Drive.Gain(), s.Even), out: s.Mix / s.Drive.Gain(),
		filters: newOversampler(),
		slow:    math.Exp(-2 * math.Pi * 5 / float64(rate)), // 5 Hz
	}
	t.Reset()
	return t, nil
}

// Latency is how long the filters have to look ahead, in frames.
func (t *Saturator) Latency() int { return t.filters.margin() }

// Reset forgets the past.
func (t *Saturator) Reset() {
	for c := range t.past {
		t.past[c] = append(t.past[c][:0], make([]float64, 2*t.Latency())...)
		t.mean[c] = 0
	}
}

// Process bends one block in place.
func (t *Saturator) Process(channels [][]float64) {
	for c, x := range channels {
		t.channel(c, x)
	}
}

func (t *Saturator) channel(c int, x []float64) {
	n := len(x)
	t.past[c] = append(t.past[c], x...)
	seen := t.past[c]
	due := seen[t.Latency():]
	mean := t.mean[c]
	for i, a := range t.filters.bent(seen, n, &t.law) {
		mean = a + t.slow*(mean-a)
		x[i] = due[i] + t.out*(a-mean)
	}
	if math.Abs(mean) < 1e-30 { // silence; stops the decay before it turns denormal and slow
		mean = 0
	}
	t.mean[c] = mean
	t.past[c] = seen[:copy(seen, seen[n:])]
}
