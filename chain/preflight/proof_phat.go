package preflight

import (
	"math"

	"lathe/dsp/fft"
)

const (
	phatExponent = 0.8  // of the whitening: specs/dsp.md section 2
	phatLowHz    = 150. //
	phatHighHz   = 8000.
	phatClear    = 12. // peak against the background: below, nothing was found
)

// crossSpectrum turns the transform of a + i·b into conj(A)·B, in place: its
// inverse transform peaks where b is late by that many frames.
//
// A[k] = (Z[k] + Z[m]*)/2 and B[k] = (Z[k] - Z[m]*)/2i, m the mirror of k.
func crossSpectrum(re, im []float64) {
	n := len(re)
	for k := 0; k <= n/2; k++ {
		m := (n - k) & (n - 1)
		ar, ai := (re[k]+re[m])/2, (im[k]-im[m])/2
		br, bi := (im[k]+im[m])/2, (re[m]-re[k])/2
		xr, xi := ar*br+ai*bi, ar*bi-ai*br
		re[k], im[k] = xr, xi
		re[m], im[m] = xr, -xi
	}
}

// phat finds where in b, which is longer, a begins: the peak of the generalised
// cross-correlation with phase transform (Knapp & Carter, IEEE Trans. ASSP
// 24(4), 1976), refined by a parabola and by the slope of the phase. clear is
// the height of the peak against the RMS of everything else.
func phat(a, b []float64, rate int) (at, clear float64) {
	n := 1
	for n < len(b) { // a stays within b at all lags asked for, so nothing wraps around
		n *= 2
	}
	re, im := make([]float64, n), make([]float64, n)
	copy(re, a)
	copy(im, b)
	plan := fft.New(n)
	plan.Forward(re, im)
	crossSpectrum(re, im)
	low, high := int(phatLowHz*float64(n)/float64(rate)), int(min(phatHighHz, 0.45*float64(rate))*float64(n)/float64(rate))
	xr, xi := append([]float64(nil), re[:n/2+1]...), append([]float64(nil), im[:n/2+1]...)
	for k := range n {
		f := min(k, n-k)
		if f < low || f > high {
			re[k], im[k] = 0, 0
			continue
		}
		w := math.Pow(re[k]*re[k]+im[k]*im[k]+1e-300, -phatExponent/2)
		re[k], im[k] = re[k]*w, im[k]*w
	}
	plan.Inverse(re, im)
	span := len(b) - len(a)
	top, energy := 0, 0.0
	for i := 0; i <= span; i++ {
		energy += re[i] * re[i]
		if re[i] > re[top] {
			top = i
		}
	}
	peak := re[top]
	clear = peak / math.Sqrt((energy-peak*peak)/float64(max(1, span)))
	if peak <= 0 {
		return 0, 0
	}
	return float64(top) + phaseSlope(xr, xi, n, top, low, high), clear
}

// phaseSlope refines an integer lag: with the lag taken out, what is left of
// the cross spectrum's phase is a line whose slope is the rest of the lag. The
// line is fitted to bands of bins, each weighted by how well its bins agree,
// and only where they do (specs/dsp.md section 2).
func phaseSlope(xr, xi []float64, n, lag, low, high int) float64 {
	const width = 64 // bins a band
	var num, den float64
	for from := low; from+width <= high; from += width {
		var sr, si, mag float64
		for k := from; k < from+width; k++ {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) * float64(lag) / float64(n))
			r, i := xr[k]*cos-xi[k]*sin, xr[k]*sin+xi[k]*cos
			sr, si, mag = sr+r, si+i, mag+math.Hypot(r, i)
		}
		agree := math.Hypot(sr, si) / mag
		if !(agree > 0.5) || math.Abs(math.Atan2(si, sr)) > math.Pi/2 {
			continue
		}
		// phase = -2π f rest / n, so that a late signal has a falling phase
		f := float64(from) + width/2
		w := agree * agree / (1 - agree*agree + 1e-6)
		num += w * f * -math.Atan2(si, sr)
		den += w * f * f
	}
	if den == 0 {
		return 0
	}
	return max(-1, min(1, num/den*float64(n)/(2*math.Pi)))
}
