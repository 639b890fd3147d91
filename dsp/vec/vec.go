// Package vec does one thing to whole slices: sums, scalings, peaks.
//
// Reductions run in four lanes that are added pairwise at the end, so a result
// does not depend on how the caller cut the song into blocks of one length, and
// four additions are in flight at a time.
package vec

import "math"

// Zero silences x.
func Zero(x []float64) { clear(x) }

// Add adds src to dst, sample by sample.
func Add(dst, src []float64) {
	src = src[:len(dst)]
	for i := range dst {
		dst[i] += src[i]
	}
}

// AddScaled adds gainLin times src to dst.
func AddScaled(dst, src []float64, gainLin float64) {
	src = src[:len(dst)]
	for i := range dst {
		dst[i] += float64(gainLin * src[i])
	}
}

// Scale multiplies x by gainLin.
func Scale(x []float64, gainLin float64) {
	for i := range x {
		x[i] *= gainLin
	}
}

// Peak is the largest magnitude in x.
func Peak(x []float64) float64 {
	var a, b, c, d float64
	for ; len(x) >= 4; x = x[4:] {
		a, b, c, d = max(a, math.Abs(x[0])), max(b, math.Abs(x[1])), max(c, math.Abs(x[2])), max(d, math.Abs(x[3]))
	}
	for _, v := range x {
		a = max(a, math.Abs(v))
	}
	return max(max(a, b), max(c, d))
}

// Energy is the sum of squares of x.
func Energy(x []float64) float64 { return Dot(x, x) }

// Dot is the sum of products of a and b, which are of one length.
func Dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	for len(a) >= 4 && len(b) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i, v := range a {
		s0 += v * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}

// Sum adds up x.
func Sum(x []float64) float64 {
	var s0, s1, s2, s3 float64
	for ; len(x) >= 4; x = x[4:] {
		s0 += x[0]
		s1 += x[1]
		s2 += x[2]
		s3 += x[3]
	}
	for _, v := range x {
		s0 += v
	}
	return (s0 + s1) + (s2 + s3)
}
