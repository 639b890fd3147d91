//go:build amd64 && !purego

package vec

import "golang.org/x/sys/cpu"

//go:generate go -C ../../tools run ./asm -out ../dsp/vec/vec_amd64.s -stubs ../dsp/vec/vec_amd64.go -pkg vec vec

var avx2 = cpu.X86.HasAVX2

func dotBlocks(a, b []float64) float64 {
	if avx2 && len(a) > 0 {
		return dotAVX2(&a[0], &b[0], len(a))
	}
	return dot(a, b)
}

func peakBlocks(x []float64) float64 {
	if avx2 && len(x) > 0 {
		return peakAVX2(&x[0], len(x))
	}
	return peak(x)
}

func convolveBlocks(dst, x, taps []float64) {
	if avx2 && len(dst) > 0 {
		convolveAVX2(&dst[0], &x[0], &taps[0], len(dst), len(taps))
		return
	}
	convolve(dst, x, taps)
}

func multiplyBlocks(dst, a, b []float64) {
	if avx2 && len(dst) > 0 {
		multiplyAVX2(&dst[0], &a[0], &b[0], len(dst))
		return
	}
	multiply(dst, a, b)
}

func sumDifferenceBlocks(a, b []float64) {
	if avx2 && len(a) > 0 {
		sumDifferenceAVX2(&a[0], &b[0], len(a))
		return
	}
	sumDifference(a, b)
}
