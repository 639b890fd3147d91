package vec

import "math"

// lanes is how many sums a reduction keeps.
const lanes = 16

// dot is Dot for a length that is a multiple of 16:
//
//	s[l] = Σ a[16j+l]·b[16j+l]
//	v[l] = (s[l] + s[l+4]) + (s[l+8] + s[l+12])
//	dot  = (v[0] + v[1]) + (v[2] + v[3])
func dot(a, b []float64) float64 {
	var s [lanes]float64
	for len(a) >= lanes && len(b) >= lanes {
		for l := range s {
			s[l] += float64(a[l] * b[l])
		}
		a, b = a[lanes:], b[lanes:]
	}
	var v [4]float64
	for l := range v {
		v[l] = (s[l] + s[l+4]) + (s[l+8] + s[l+12])
	}
	return (v[0] + v[1]) + (v[2] + v[3])
}

// peak is Peak; the order does not matter.
func peak(x []float64) float64 {
	top := 0.0
	for _, v := range x {
		top = max(top, math.Abs(v))
	}
	return top
}

// convolve is ConvolveAdd: each sum in the order of the taps.
func convolve(dst, x, taps []float64) {
	for i := range dst {
		sum := dst[i]
		for k, h := range taps {
			sum += float64(h * x[i+k])
		}
		dst[i] = sum
	}
}

// multiply is Multiply.
func multiply(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

// sumDifference is SumDifference.
func sumDifference(a, b []float64) {
	b = b[:len(a)]
	for i, v := range a {
		a[i], b[i] = v+b[i], v-b[i]
	}
}
