// Package fir designs linear-phase filters and runs long ones by the FFT.
//
// # References
//
//   - A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal Processing", 3rd
//     ed., section 7.6 (Kaiser windows) and 8.7.3 (overlap-save).
package fir

import (
	"math"

	"lathe/dsp/fft"
	"lathe/dsp/window"
)

// Lowpass is the centre and right half of a symmetric low pass: tap 0 is the
// middle. It is 6 dB down at cut and has its transition band, width wide,
// around it; both in cycles per sample.
func Lowpass(cut, width, attenuationDB float64) []float64 {
	n := window.KaiserLength(attenuationDB, width)/2 + 1
	beta := window.KaiserBeta(attenuationDB)
	h := make([]float64, n)
	h[0] = 2 * cut
	for i := 1; i < n; i++ {
		t := float64(i)
		h[i] = math.Sin(2*math.Pi*cut*t) / (math.Pi * t) * window.KaiserAt(t/float64(n), beta)
	}
	return h
}

// Overlap filters hops of audio with symmetric filters, all from one forward
// transform: overlap-save with zero-phase spectra, which are real, so a filter
// costs one multiplication a bin. Left and right ride as the real and the
// imaginary part of one complex signal.
//
// Latency: Reach frames. State: 2 Reach frames of input. Not safe for
// concurrent use.
type Overlap struct {
	plan       *fft.Plan
	reach, hop int
	spectra    [][]float64 // by filter, one real number a bin
	inRe, inIm []float64   // the last Len frames of left and right
	fRe, fIm   []float64   // their transform
	oRe, oIm   []float64   // work
}

// NewOverlap prepares symmetric half filters, as Lowpass makes them.
func NewOverlap(filters ...[]float64) *Overlap {
	reach := 0
	for _, h := range filters {
		reach = max(reach, len(h)-1)
	}
	n := 256
	for n < 8*reach {
		n *= 2
	}
	o := &Overlap{plan: fft.New(n), reach: reach, hop: n - 2*reach}
	for _, buf := range []*[]float64{&o.inRe, &o.inIm, &o.fRe, &o.fIm, &o.oRe, &o.oIm} {
		*buf = make([]float64, n)
	}
	for _, h := range filters {
		o.spectra = append(o.spectra, o.spectrum(h))
	}
	return o
}

// spectrum transforms a half filter, laid out around frame 0.
func (o *Overlap) spectrum(h []float64) []float64 {
	n := o.plan.Len()
	re, im := make([]float64, n), make([]float64, n)
	for i, v := range h {
		re[i] = v
		re[(n-i)%n] = v
	}
	o.plan.Forward(re, im)
	return re
}

// Hop is how many frames Load takes.
func (o *Overlap) Hop() int { return o.hop }

// Reach is the latency in frames: half the longest filter.
func (o *Overlap) Reach() int { return o.reach }

// Reset forgets the past.
func (o *Overlap) Reset() {
	clear(o.inRe)
	clear(o.inIm)
}

// Load takes the next hop of one or two channels and transforms it.
func (o *Overlap) Load(channels [][]float64) {
	o.take(o.inRe, channels[0])
	if len(channels) == 2 {
		o.take(o.inIm, channels[1])
	}
	copy(o.fRe, o.inRe)
	copy(o.fIm, o.inIm)
	o.plan.Forward(o.fRe, o.fIm)
}

func (o *Overlap) take(in, x []float64) {
	copy(in, in[o.hop:])
	copy(in[len(in)-o.hop:], x)
}

// Delayed is the hop just loaded as it comes out: Reach frames late, unfiltered.
func (o *Overlap) Delayed(dst [][]float64) {
	copy(dst[0], o.inRe[o.reach:o.reach+o.hop])
	if len(dst) == 2 {
		copy(dst[1], o.inIm[o.reach:o.reach+o.hop])
	}
}

// Filter writes the hop just loaded through filter i.
func (o *Overlap) Filter(i int, dst [][]float64) {
	h := o.spectra[i]
	for k, g := range h {
		o.oRe[k], o.oIm[k] = o.fRe[k]*g, o.fIm[k]*g
	}
	o.plan.Inverse(o.oRe, o.oIm)
	copy(dst[0], o.oRe[o.reach:o.reach+o.hop])
	if len(dst) == 2 {
		copy(dst[1], o.oIm[o.reach:o.reach+o.hop])
	}
}
