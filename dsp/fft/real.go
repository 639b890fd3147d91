package fft

import "math"

// Real transforms n real points to n/2+1 bins and back, through a complex
// transform of half the length. Not safe for concurrent use.
type Real struct {
	half     *Plan
	n        int
	cos, sin []float64 // exp(-2πi k/n), k = 0 .. n/4
	re, im   []float64
}

// NewReal plans transforms of n real points; n is a power of two, at least 4.
func NewReal(n int) *Real {
	r := &Real{half: New(n / 2), n: n, re: make([]float64, n/2), im: make([]float64, n/2)}
	r.cos, r.sin = make([]float64, n/4+1), make([]float64, n/4+1)
	for k := range r.cos {
		r.sin[k], r.cos[k] = math.Sincos(-2 * math.Pi * float64(k) / float64(n))
	}
	return r
}

// Len is the number of real points; there are Len/2+1 bins.
func (r *Real) Len() int { return r.n }

// Forward transforms the n points of x into the bins re + i·im.
func (r *Real) Forward(x, re, im []float64) {
	h := r.n / 2
	zr, zi := r.re, r.im
	for i := range h {
		zr[i], zi[i] = x[2*i], x[2*i+1]
	}
	r.half.Forward(zr, zi)
	re[0], im[0] = zr[0]+zi[0], 0
	re[h], im[h] = zr[0]-zi[0], 0
	for k := 1; k <= h/2; k++ {
		// even and odd parts of the points are the even and odd halves of z:
		// X[k] = E[k] + w^k O[k], and X[h-k] is the conjugate mirror
		m := h - k
		er, ei := (zr[k]+zr[m])/2, (zi[k]-zi[m])/2
		or, oi := (zi[k]+zi[m])/2, (zr[m]-zr[k])/2
		tr, ti := or*r.cos[k]-oi*r.sin[k], or*r.sin[k]+oi*r.cos[k]
		re[k], im[k] = er+tr, ei+ti
		re[m], im[m] = er-tr, ti-ei
	}
}

// Inverse turns bins back into n points of x, divided by n.
func (r *Real) Inverse(re, im, x []float64) {
	h := r.n / 2
	zr, zi := r.re, r.im
	zr[0], zi[0] = (re[0]+re[h])/2, (re[0]-re[h])/2
	for k := 1; k <= h/2; k++ {
		m := h - k
		er, ei := (re[k]+re[m])/2, (im[k]-im[m])/2
		tr, ti := (re[k]-re[m])/2, (im[k]+im[m])/2
		or, oi := tr*r.cos[k]+ti*r.sin[k], ti*r.cos[k]-tr*r.sin[k]
		zr[k], zi[k] = er-oi, ei+or
		zr[m], zi[m] = er+oi, or-ei
	}
	r.half.Inverse(zr, zi)
	for i := range h {
		x[2*i], x[2*i+1] = zr[i], zi[i]
	}
}
