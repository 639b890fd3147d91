//go:build !amd64 || purego

package vec

func dotBlocks(a, b []float64) float64      { return dot(a, b) }
func peakBlocks(x []float64) float64        { return peak(x) }
func convolveBlocks(dst, x, taps []float64) { convolve(dst, x, taps) }
func multiplyBlocks(dst, a, b []float64)    { multiply(dst, a, b) }
func sumDifferenceBlocks(a, b []float64)    { sumDifference(a, b) }
