// Package shape is saturation: gentle bending of the waveform that adds
// harmonics, as tape, tubes and transformers do.
//
//	curve      the law: a polynomial up to its knees, flat beyond
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

	"lathe/dsp/fir"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
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

// knee is where the curve becomes flat: the height of the curve there is one.
const knee = 35. / 16

// curve is what the law adds to x. The odd part has the slope (1-u²)³ with
// u = x/knee, so it meets its flat ends smoothly up to the third derivative
// and its harmonics fall fast:
//
//	f(x) = x (1 - u² + 3u⁴/5 - u⁶/7)   |x| <= knee
//	     = ±1                          beyond
//
// The even part, e(x) = even·knee²/32·(1 - (1-u²)⁴), is x²/8 for quiet signals
// and flat beyond the knees too.
func curve(x, even float64) float64 {
	if x > knee {
		return 1 - x + even*(knee*knee/32)
	}
	if x < -knee {
		return -1 - x + even*(knee*knee/32)
	}
	sq := x * x * (1 / (knee * knee))
	rest := (1 - sq) * (1 - sq)
	return x*sq*(-1+sq*(3./5-sq*(1./7))) + even*(knee*knee/32)*(1-rest*rest)
}

// Saturator bends a stream of one or two channels.
//
// Latency: Latency frames. State: the filters' past, and a slow mean that
// takes the offset of the even part away. Not safe for concurrent use.
type Saturator struct {
	in, out    float64 // drive and its inverse with the mix
	even       float64
	outer      halfband  // rate -> twice
	inner      halfband  // twice <-> four times
	last       []float64 // taps of the low pass before the last halving
	past       [2][]float64
	mean       [2]float64
	slow       float64
	x1, x2, x4 []float64
}

// NewSaturator prepares a saturator for signals at the given sample rate.
func NewSaturator(rate unit.Hz, s Settings) (*Saturator, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	t := &Saturator{
		in: s.Drive.Gain(), out: s.Mix / s.Drive.Gain(), even: s.Even,
		// Images of what lies below 0.36 of the rate are gone; above it there is
		// little to bend, and the signal itself does not pass here.
		outer: newHalfband(0.14, 100),
		inner: newHalfband(0.32, 100),
		// Harmonics up to 0.38 of the rate are kept, none from 0.5 up can fold.
		last: whole(fir.Lowpass(0.22, 0.06, 95)),
		slow: math.Exp(-2 * math.Pi * 5 / float64(rate)), // 5 Hz
	}
	t.Reset()
	return t, nil
}

// whole is all taps of a symmetric filter given from its middle on, padded so
// that there is an even number on each side.
func whole(h []float64) []float64 {
	r := len(h) &^ 1
	taps := make([]float64, 2*r+1)
	for i, v := range h {
		if i <= r {
			taps[r-i], taps[r+i] = v, v
		}
	}
	return taps
}

// margin is how many frames on each side of the ones wanted the filter passes
// see: the outer doubling, the inner pair and the last halving, the latter
// three at twice the rate.
func (t *Saturator) margin() int { return t.outer.reach() + t.inner.reach() + len(t.last)/4 }

// Latency is how long the filters have to look ahead, in frames.
func (t *Saturator) Latency() int { return t.margin() }

// Reset forgets the past.
func (t *Saturator) Reset() {
	for c := range t.past {
		t.past[c] = append(t.past[c][:0], make([]float64, 2*t.margin())...)
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
	n, m := len(x), t.margin()
	t.past[c] = append(t.past[c], x...)
	seen := t.past[c]
	added, mean := t.added(seen, n), t.mean[c]
	for i, a := range added {
		mean = a + t.slow*(mean-a)
		x[i] = seen[m+i] + t.out*(a-mean)
	}
	if math.Abs(mean) < 1e-30 { // silence; stops the decay before it turns denormal and slow
		mean = 0
	}
	t.mean[c] = mean
	t.past[c] = seen[:copy(seen, seen[n:])]
}

// added is what the curve adds to the n frames in the middle of seen, computed
// at four times the rate. Each pass is as long as the next one needs.
func (t *Saturator) added(seen []float64, n int) []float64 {
	ri, rl := t.inner.reach(), len(t.last)/2
	n2 := 2*n + 2*rl  // at twice the rate, for the last halving
	n4 := 2*n2 + 4*ri // at four times, for the first
	m2 := n4/2 + 2*ri // at twice, for the second doubling
	t.x1, t.x2, t.x4 = room(t.x1, n), room(t.x2, m2), room(t.x4, n4)

	t.outer.double(t.x2, seen)
	t.inner.double(t.x4, t.x2)
	for i, v := range t.x4 {
		t.x4[i] = curve(v*t.in, t.even)
	}
	t.inner.halve(t.x2[:n2], t.x4)
	for i := range t.x1 {
		t.x1[i] = vec.Dot(t.last, t.x2[2*i:2*i+len(t.last)])
	}
	return t.x1
}

func room(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}
