// Package vec does one thing to whole slices: sums, scalings, peaks,
// convolutions.
//
// What a function computes is defined by the Go loop in vec_generic.go, down to
// the order of its additions. On machines with AVX2 assembly with the same
// order and the same rounding does it, four numbers at a time; the tag purego
// leaves it out. Reductions run in sixteen lanes that are added pairwise at the
// end, so that many additions can be in flight.
package vec

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

// Multiply writes the products of a and b, sample by sample; dst may be either.
func Multiply(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	n := len(dst) &^ 15
	multiplyBlocks(dst[:n], a[:n], b[:n])
	multiply(dst[n:], a[n:], b[n:])
}

// SumDifference replaces a and b, sample by sample, by a+b and a-b.
func SumDifference(a, b []float64) {
	b = b[:len(a)]
	n := len(a) &^ 15
	sumDifferenceBlocks(a[:n], b[:n])
	sumDifference(a[n:], b[n:])
}

// Peak is the largest magnitude in x.
func Peak(x []float64) float64 {
	n := len(x) &^ 15
	return max(peakBlocks(x[:n]), peak(x[n:]))
}

// Energy is the sum of squares of x.
func Energy(x []float64) float64 { return Dot(x, x) }

// Dot is the sum of products of a and b, which are of one length.
func Dot(a, b []float64) float64 {
	b = b[:len(a)]
	n := len(a) &^ 15
	sum := dotBlocks(a[:n], b[:n])
	for i, v := range a[n:] {
		sum += float64(v * b[n+i])
	}
	return sum
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

// Convolve writes, for every i, the sum over k of taps[k]·x[i+k]; x holds
// len(dst)+len(taps)-1 samples at least.
func Convolve(dst, x, taps []float64) {
	clear(dst)
	ConvolveAdd(dst, x, taps)
}

// ConvolveAdd adds the same to dst.
func ConvolveAdd(dst, x, taps []float64) {
	if len(dst) == 0 || len(taps) == 0 {
		return
	}
	_ = x[len(dst)+len(taps)-2]
	n := len(dst) &^ 3
	convolveBlocks(dst[:n], x, taps)
	convolve(dst[n:], x[n:], taps)
}
