package preflight

import (
	"math"

	"lathe/dsp/fft"
)

const (
	phatExponent = 0.8  // of the whitening: specs/dsp.md section 2
	phatLowHz    = 150. //
	phatHighHz   = 8000.
	phatClear    = 12.  // peak against the background: below, nothing was found
	fadePart     = 16   // of a stretch is faded in, and out
	asGood       = 0.95 // of the highest peak: another one is no worse
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

// match is where one sound was found in another.
type match struct {
	at    float64 // frames into the longer one
	clear float64 // height of the peak against the RMS of everything else
	agree float64 // part of the spectrum that agrees on it: 1 for the same sound
}

// phat finds where in b, which is longer, a begins: the peak of the generalised
// cross-correlation with phase transform (Knapp & Carter, IEEE Trans. ASSP
// 24(4), 1976), refined by a parabola and by the slope of the phase. Where
// several places are as good, as in a loop, it is the one nearest to near. What
// peaks at the very end of the search is not found.
//
// Both are faded in and out first: what is cut off leaves a click at either end,
// and the transform would sooner find one click in the other than a soft sound.
func phat(a, b []float64, near, highHz float64, rate int) match {
	n := 1
	for n < len(b) { // a stays within b at all lags asked for, so nothing wraps around
		n *= 2
	}
	re, im := make([]float64, n), make([]float64, n)
	copy(re, a)
	copy(im, b)
	span := len(b) - len(a)
	faded(re[:len(a)], len(a)/fadePart)
	faded(im[:len(b)], len(a)/fadePart)
	plan := fft.New(n)
	plan.Forward(re, im)
	crossSpectrum(re, im)
	low, high := int(phatLowHz*float64(n)/float64(rate)), int(min(highHz, 0.45*float64(rate))*float64(n)/float64(rate))
	xr, xi := append([]float64(nil), re[:n/2+1]...), append([]float64(nil), im[:n/2+1]...)
	most := 0.0
	for k := range n {
		f := min(k, n-k)
		if f < low || f > high {
			re[k], im[k] = 0, 0
			continue
		}
		size := math.Hypot(re[k], im[k])
		w := math.Pow(size+1e-150, -phatExponent)
		re[k], im[k] = re[k]*w, im[k]*w
		most += size * w
	}
	plan.Inverse(re, im)
	top, energy := 0, 0.0
	for i := 0; i <= span; i++ {
		energy += re[i] * re[i]
		if re[i] > re[top] {
			top = i
		}
	}
	peak := re[top]
	if peak <= 0 || top == 0 || top == span {
		return match{}
	}
	first := top
	for i := 0; i <= span; i++ {
		summit := (i == 0 || re[i-1] <= re[i]) && (i == span || re[i+1] < re[i])
		if summit && re[i] > asGood*peak && math.Abs(float64(i)-near) < math.Abs(float64(first)-near) {
			first = i
		}
	}
	return match{
		at:    float64(first) + phaseSlope(xr, xi, n, first, low, high),
		clear: peak / math.Sqrt((energy-peak*peak)/float64(max(1, span))),
		agree: peak * float64(n) / most,
	}
}

// faded takes the edges off, over so many frames each.
func faded(x []float64, frames int) {
	for i := range frames {
		w := 0.5 - 0.5*math.Cos(math.Pi*(float64(i)+0.5)/float64(frames))
		x[i] *= w
		x[len(x)-1-i] *= w
	}
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
