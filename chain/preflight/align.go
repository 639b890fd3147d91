package preflight

import (
	"context"
	"math"

	"lathe/dsp/fft"
	"lathe/dsp/vec"
)

const (
	phatExponent = 0.8  // of the whitening: specs/dsp.md section 2
	phatLowHz    = 150. //
	phatHighHz   = 8000.
	phatClear    = 12. // peak against the background: below, nothing was found
)

// align finds by how many frames the rough mix is late, to a hundredth of a
// frame: first on the envelopes over the whole song, then by phase on a loud
// stretch of it.
func align(ctx context.Context, g Given) (lag float64, found bool, err error) {
	coarse := coarseLag(g)
	n := 1 << 19
	for n > 1<<14 && int64(n) > g.Frames {
		n /= 2
	}
	from := loudest(g, n)
	sum, err := sumOf(ctx, g, from, n)
	if err != nil {
		return 0, false, err
	}
	// the rough mix may be a little off the coarse lag: half a second each side
	reach := g.Rate / 2
	rough, err := mono(g.Rough, from+coarse-int64(reach), n+2*reach)
	if err != nil {
		return 0, false, err
	}
	at, clear := phat(sum, rough, g.Rate)
	if clear < phatClear { // the envelopes may have misled: look around the start
		if rough, err = mono(g.Rough, from-int64(reach), n+2*reach); err != nil {
			return 0, false, err
		}
		if coarse == 0 {
			return 0, false, nil
		}
		coarse = 0
		if at, clear = phat(sum, rough, g.Rate); clear < phatClear {
			return 0, false, nil
		}
	}
	return float64(coarse) + at - float64(reach), true, nil
}

// coarseLag correlates the loudness of the stems together with that of the
// rough mix, in frames. Both are taken in decibels, so that a bus compressor
// does not matter much.
func coarseLag(g Given) int64 {
	stems := make([]float64, int(g.Frames*100/int64(g.Rate))+1)
	for _, ticks := range g.StemTicks {
		for i, p := range ticks[:min(len(ticks), len(stems))] {
			stems[i] += p
		}
	}
	a, b := shape(stems), shape(g.RoughTicks)
	n := 1
	for n < len(a)+len(b) {
		n *= 2
	}
	re, im := make([]float64, n), make([]float64, n)
	copy(re, a)
	copy(im, b)
	plan := fft.New(n)
	plan.Forward(re, im)
	crossSpectrum(re, im)
	plan.Inverse(re, im)
	best, lag := 0.0, 0
	for i, v := range re {
		if v > best {
			best, lag = v, i
		}
	}
	if lag > n/2 {
		lag -= n
	}
	return int64(lag) * int64(g.Rate) / 100
}

// shape is the loudness in decibels above -50 LUFS or so, without its mean.
func shape(ticks []float64) []float64 {
	out := make([]float64, len(ticks))
	mean := 0.0
	for i, p := range ticks {
		out[i] = 10 * math.Log10(p+1e-5)
		mean += out[i] / float64(len(ticks))
	}
	for i := range out {
		out[i] -= mean
	}
	return out
}

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

// loudest is where the n frames begin in which the stems are loudest.
func loudest(g Given, n int) int64 {
	width := n * 100 / g.Rate
	total := int(g.Frames * 100 / int64(g.Rate))
	power := make([]float64, total+1)
	for _, ticks := range g.StemTicks {
		for i, p := range ticks[:min(len(ticks), total)] {
			power[i+1] += p
		}
	}
	for i := 1; i <= total; i++ {
		power[i] += power[i-1]
	}
	best := 0
	for i := 0; i+width <= total; i += 50 {
		if power[i+width]-power[i] > power[best+min(width, total-best)]-power[best] {
			best = i
		}
	}
	return int64(best) * int64(g.Rate) / 100
}

// sumOf is a stretch of all stems added up, in mono.
func sumOf(ctx context.Context, g Given, from int64, n int) ([]float64, error) {
	sum := make([]float64, n)
	for _, s := range g.Stems {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x, err := mono(s, from, n)
		if err != nil {
			return nil, err
		}
		vec.Add(sum, x)
	}
	return sum, nil
}

// mono is left and right of a stretch, added.
func mono(p Player, from int64, n int) ([]float64, error) {
	left, right := make([]float64, n), make([]float64, n)
	if err := p.At(from, left, right); err != nil {
		return nil, err
	}
	vec.Add(left, right)
	return left, nil
}

// phat finds where in b, which is longer, a begins: the peak of the generalised
// cross-correlation with phase transform (Knapp & Carter, IEEE Trans. ASSP
// 24(4), 1976), refined by a parabola and by the slope of the phase. clear is
// the height of the peak against the RMS of everything else.
func phat(a, b []float64, rate int) (at, clear float64) {
	n := 1
	for n < len(a)+len(b) {
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
