// Package window shapes the edges of a stretch of signal.
//
// # References
//
//   - F. J. Harris, "On the Use of Windows for Harmonic Analysis with the
//     Discrete Fourier Transform", Proc. IEEE 66(1), 1978.
//   - J. F. Kaiser, R. W. Schafer, "On the Use of the I0-Sinh Window for
//     Spectrum Analysis", IEEE Trans. ASSP 28(1), 1980.
package window

import "math"

// Hann is the periodic raised cosine of n points: shifted copies half a window
// apart add up to one.
func Hann(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(n))
	}
	return w
}

// Kaiser is the symmetric Kaiser window of n points. Larger beta trades a wider
// main lobe for lower side lobes.
func Kaiser(n int, beta float64) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = KaiserAt((2*float64(i)-float64(n-1))/float64(n-1), beta)
	}
	return w
}

// KaiserAt is the Kaiser window at x between -1 and 1; outside it is zero.
func KaiserAt(x, beta float64) float64 {
	if x < -1 || x > 1 {
		return 0
	}
	return BesselI0(beta*math.Sqrt(1-x*x)) / BesselI0(beta)
}

// KaiserBeta is the beta for a filter whose stop band lies attenuationDB below
// the pass band (Kaiser's empirical law).
func KaiserBeta(attenuationDB float64) float64 {
	switch a := attenuationDB; {
	case a > 50:
		return 0.1102 * (a - 8.7)
	case a >= 21:
		return 0.5842*math.Pow(a-21, 0.4) + 0.07886*(a-21)
	default:
		return 0
	}
}

// KaiserLength is the number of taps for that attenuation over a transition
// band that is width wide, in cycles per sample.
func KaiserLength(attenuationDB, width float64) int {
	return int(math.Ceil((attenuationDB-7.95)/(2.285*2*math.Pi*width))) + 1
}

// BesselI0 is the modified Bessel function of order zero, by its power series:
// the sum of ((x/2)^k / k!)², which has positive terms only and so loses no
// digits.
func BesselI0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-17; k++ {
		term *= (x / 2 / k) * (x / 2 / k)
		sum += term
	}
	return sum
}
