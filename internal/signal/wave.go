package signal

import (
	"math"
	"math/cmplx"
)

// sweep is a state-variable filter whose frequency may move at any time
// without a click: the trapezoidal integrators of A. Simper, "Solving the
// continuous SVF equations using trapezoidal integration", Cytomic 2013.
type sweep struct {
	g, k, a1 float64
	s1, s2   float64 // the integrators
}

// tune sets the corner or centre, in cycles per sample, and the resonance.
func (f *sweep) tune(freq, q float64) {
	f.g, f.k = math.Tan(math.Pi*min(freq, 0.49)), 1/q
	f.a1 = 1 / (1 + f.g*(f.g+f.k))
}

// next takes a sample and gives the low pass and the band pass; what is left
// is the high pass: x - k band - low. The band pass is 1/k high in its middle.
func (f *sweep) next(x float64) (low, band float64) {
	in := x - f.s2
	band = f.a1 * (f.s1 + f.g*in)
	low = f.s2 + f.g*band
	f.s1, f.s2 = 2*band-f.s1, 2*low-f.s2
	return low, band
}

// high is next for the high pass.
func (f *sweep) high(x float64) float64 {
	low, band := f.next(x)
	return x - f.k*band - low
}

// step smooths a jump of one between samples so that its overtones do not
// fold: the polynomial residue of a band-limited step (V. Välimäki, A.
// Huovilainen, IEEE Signal Processing Magazine 24(2), 2007). since is how far
// the phase is past the jump, in cycles, and delta how far it goes in a sample.
func step(since, delta float64) float64 {
	switch {
	case since < delta: // just jumped
		d := 1 - since/delta
		return -d * d / 2
	case since > 1-delta: // about to jump
		d := 1 + (since-1)/delta
		return d * d / 2
	}
	return 0
}

// saw is the next sample of a falling ramp from 1 to -1 whose phase runs from
// 0 to 1 in steps of delta.
func saw(phase, delta float64) float64 { return 1 - 2*phase + 2*step(phase, delta) }

// turn moves a phase on.
func turn(phase, delta float64) float64 {
	if phase += delta; phase >= 1 {
		phase--
	}
	return phase
}

// ringing is a sine that decays: one way in which a struck thing swings.
type ringing struct {
	now, step complex128
	frames    int // until it is 70 dB down
}

// ring starts a swing of freq cycles per sample that falls to 1/e in decay
// samples.
func ring(freq, decay, phase, gainLin float64) ringing {
	return ringing{
		now:    cmplx.Rect(gainLin, 2*math.Pi*phase),
		step:   cmplx.Rect(math.Exp(-1/decay), 2*math.Pi*freq),
		frames: int(3.5 * math.Ln10 * decay),
	}
}

// addTo adds the swing to x, in four strides so that the processor need not
// wait for one sample before it begins the next.
func (r ringing) addTo(x []float64) {
	x = x[:min(len(x), r.frames)]
	a, b := r.now, r.now*r.step
	two := r.step * r.step
	c, d, four := a*two, b*two, two*two
	for len(x) >= 4 {
		x[0], x[1], x[2], x[3] = x[0]+imag(a), x[1]+imag(b), x[2]+imag(c), x[3]+imag(d)
		a, b, c, d = a*four, b*four, c*four, d*four
		x = x[4:]
	}
	for i, v := range []complex128{a, b, c}[:len(x)] {
		x[i] += imag(v)
	}
}

// fall is a value that falls to 1/e in some samples, from 1.
type fall struct{ at, hold float64 }

func falling(decay float64) fall { return fall{1, math.Exp(-1 / decay)} }

func (f *fall) next() float64 {
	v := f.at
	f.at *= f.hold
	return v
}

// edges softens the first and the last samples of a sound, along a quarter of
// a sine squared, so that it neither begins nor ends with a click.
func edges(x []float64, first, last int) {
	first, last = min(first, len(x)), min(last, len(x))
	for i := range first {
		s := math.Sin(math.Pi / 2 * float64(i) / float64(first))
		x[i] *= s * s
	}
	for i := range last {
		s := math.Sin(math.Pi / 2 * float64(i) / float64(last))
		x[len(x)-1-i] *= s * s
	}
}

// offTop takes a steady part away from x: a high pass of one pole at freq
// cycles per sample.
func offTop(x []float64, freq float64) {
	slow, mean := 1-math.Exp(-2*math.Pi*freq), 0.
	for i, v := range x {
		mean += slow * (v - mean)
		x[i] = v - mean
	}
}
