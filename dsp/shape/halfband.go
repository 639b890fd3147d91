package shape

import (
	"math"

	"lathe/dsp/window"
)

// halfband is a symmetric low pass that cuts at a quarter of the rate it runs
// at; every second tap but the middle is zero, so only the odd ones are kept.
// It doubles or halves a rate.
type halfband struct {
	odd []float64 // taps at offsets ±1, ±3, ±5 ...
}

// newHalfband makes one that leaves what lies more than width/2 (in cycles per
// sample of the higher rate) above its cut attenuationDB down.
func newHalfband(width, attenuationDB float64) halfband {
	pairs := (window.KaiserLength(attenuationDB, width) + 3) / 4
	beta := window.KaiserBeta(attenuationDB)
	h := halfband{odd: make([]float64, pairs)}
	sum := 0.0
	for i := range h.odd {
		t := float64(2*i + 1)
		h.odd[i] = math.Sin(math.Pi*t/2) / (math.Pi * t) * window.KaiserAt(t/float64(2*pairs), beta)
		sum += 2 * h.odd[i]
	}
	for i := range h.odd {
		h.odd[i] *= 0.5 / sum // a constant passes both phases unchanged
	}
	return h
}

// reach is how many frames of the lower rate the filter sees on each side.
func (h halfband) reach() int { return len(h.odd) }

// double writes 2n frames of the higher rate into y from x, which holds n
// frames of the lower with reach frames before and reach after.
// y[2i] is x[i], y[2i+1] lies between x[i] and x[i+1].
func (h halfband) double(y, x []float64) {
	n, r := len(y)/2, len(h.odd)
	for i := range n {
		mid := i + r
		sum := 0.0
		before, after := x[mid-r+1:mid+1], x[mid+1:mid+1+r]
		for k, c := range h.odd {
			sum += c * (before[r-1-k] + after[k])
		}
		y[2*i], y[2*i+1] = x[mid], 2*sum
	}
}

// halve writes n frames of the lower rate into y from x, which holds 2n frames
// of the higher with 2 reach frames before and 2 reach after.
func (h halfband) halve(y, x []float64) {
	r := len(h.odd)
	for i := range y {
		mid := 2*i + 2*r
		sum := 0.5 * x[mid]
		for k, c := range h.odd {
			sum += c * (x[mid-2*k-1] + x[mid+2*k+1])
		}
		y[i] = sum
	}
}
