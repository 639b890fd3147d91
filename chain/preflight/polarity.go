package preflight

import (
	"fmt"
	"math"

	"lathe/dsp/fft"
	"lathe/dsp/unit"
	"lathe/dsp/window"
	"lathe/measure"
	"lathe/session"
)

// Polarity: specs/dsp.md section 2.
const (
	sidesHz    = 300  // below, left and right should agree
	sidesLeast = 0.01 // of the power: with less down there, all of it counts
	against    = -0.5 // correlation: two things of equal power lose 3 dB together

	pairLowHz   = 40.
	pairHighHz  = 500.
	pairFrame   = 1024  // samples of the low band, 0.7 s
	pairRest    = 1e-3  // of a stem's loudest frame: quieter ones do not count
	pairJoint   = 6     // frames in which both must play
	pairPower   = 0.5   // of the power that strangers would have together
	sameSource  = 0.9   // highest correlation within the lag: one thing heard twice
	sameLagS    = 0.01  //
	sameBeside  = 0.002 // s; and that nearly at once
	flippedSame = -0.7
)

// polaritySides finds stems whose sides cancel.
func polaritySides(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		p := s.Portrait
		if p.Channels != 2 || p.Silent() || p.Defects.OneSided != 0 {
			continue
		}
		var mid, side, allMid, allSide float64
		for b := range measure.ERBBands {
			m, d := p.Frames.Mid[b], p.Frames.Side[b]
			allMid, allSide = allMid+m, allSide+d
			if measure.ERBCentre(b) < sidesHz {
				mid, side = mid+m, side+d
			}
		}
		where := fmt.Sprintf("below %d Hz", sidesHz)
		if mid+side < sidesLeast*(allMid+allSide) {
			mid, side, where = allMid, allSide, "over all frequencies"
		}
		rho := (mid - side) / (mid + side)
		if !(rho < against) {
			continue
		}
		lost := -10 * math.Log10(max(1e-9, mid/(mid+side)))
		out = append(out, session.Finding{
			Code: "polarity.sides", Severity: session.Warning, Stem: s.File,
			Heard:   fmt.Sprintf("correlation of left and right %s is %.2f; the middle holds %.1f dB less than both sides", where, rho, lost),
			Message: fmt.Sprintf("Left and right of %s work against each other: in mono it nearly vanishes.", s.File),
			Fix:     "One side is probably upside down: flip its polarity and export again. If it is a widening effect, turn it down in the bass.",
		})
	}
	return out
}

// lowSpectra is a stem's low band as short spectra.
type lowSpectra struct {
	re, im [][]float32 // by frame, and by bin from pairLowHz to pairHighHz
	power  []float64   // by frame
	loud   float64     // the loudest of them
	binHz  float64
}

func lowSpectraOf(b measure.LowBand) lowSpectra {
	out := lowSpectra{binHz: b.Rate / pairFrame}
	plan, hann := fft.NewReal(pairFrame), window.Hann(pairFrame)
	x, re, im := make([]float64, pairFrame), make([]float64, pairFrame/2+1), make([]float64, pairFrame/2+1)
	first, last := int(math.Ceil(pairLowHz/out.binHz)), int(pairHighHz/out.binHz)
	for at := 0; at+pairFrame <= len(b.Samples); at += pairFrame / 2 {
		for i := range x {
			x[i] = float64(b.Samples[at+i]) * hann[i]
		}
		plan.Forward(x, re, im)
		r, m, power := make([]float32, last-first+1), make([]float32, last-first+1), 0.0
		for k := first; k <= last; k++ {
			r[k-first], m[k-first] = float32(re[k]), float32(im[k])
			power += float64(re[k]*re[k]) + float64(im[k]*im[k])
		}
		out.re, out.im, out.power = append(out.re, r), append(out.im, m), append(out.power, power)
		out.loud = max(out.loud, power)
	}
	return out
}

// pull is how two stems work together in the low band while both play.
type pull struct {
	frames int
	a, b   float64 // power of each
	cross  float64 // of both: positive together, negative against each other
	best   float64 // the correlation of largest magnitude within sameLagS
	lagS   float64 // and where
}

func pullOf(a, b lowSpectra) (p pull) {
	n := min(len(a.power), len(b.power))
	if n == 0 {
		return p
	}
	re, im := make([]float64, len(a.re[0])), make([]float64, len(a.re[0]))
	for t := range n {
		if a.power[t] < pairRest*a.loud || b.power[t] < pairRest*b.loud || a.power[t]*b.power[t] == 0 {
			continue
		}
		p.frames++
		p.a, p.b = p.a+a.power[t], p.b+b.power[t]
		ar, ai, br, bi := a.re[t], a.im[t], b.re[t], b.im[t]
		for k, v := range ar {
			re[k] += float64(v)*float64(br[k]) + float64(ai[k])*float64(bi[k])
			im[k] += float64(ai[k])*float64(br[k]) - float64(v)*float64(bi[k])
		}
	}
	for _, v := range re {
		p.cross += v
	}
	scale := 1 / math.Sqrt(p.a*p.b+1e-300)
	first := math.Ceil(pairLowHz / a.binHz)
	for ms := -sameLagS; ms <= sameLagS; ms += 0.00025 {
		c := 0.0
		for k := range re {
			sin, cos := math.Sincos(2 * math.Pi * (first + float64(k)) * a.binHz * ms)
			c += re[k]*cos - im[k]*sin
		}
		if c *= scale; math.Abs(c) > math.Abs(p.best) {
			p.best, p.lagS = c, ms
		}
	}
	return p
}

// cancels says whether flipping one of the two would make them stronger: their
// sum holds less than half of what strangers' would, or they are the same thing
// heard twice, one way up and the other way down.
func (p pull) cancels() bool {
	if p.frames < pairJoint {
		return false
	}
	rho := p.cross / math.Sqrt(p.a*p.b+1e-300)
	return p.a+p.b+2*p.cross < pairPower*(p.a+p.b) || rho < flippedSame && p.best < -sameSource && math.Abs(p.lagS) < sameBeside
}

// polarityStems finds stems that cancel each other.
func polarityStems(h Heard) []session.Finding {
	spectra := make([]lowSpectra, len(h.Stems))
	for i, s := range h.Stems {
		if !s.Portrait.Silent() {
			spectra[i] = lowSpectraOf(s.Portrait.Low)
		}
	}
	var out []session.Finding
	for i, s := range h.Stems {
		for j, t := range h.Stems[:i] {
			p := pullOf(spectra[i], spectra[j])
			if !p.cancels() {
				continue
			}
			together, flipped := p.a+p.b+2*p.cross, p.a+p.b-2*p.cross
			out = append(out, session.Finding{
				Code: "polarity.stems", Severity: session.Warning, Stem: s.File,
				Heard: fmt.Sprintf("correlation with %s from %g to %g Hz is %.2f; flipping one makes both together %.1f dB louder there", t.File,
					pairLowHz, pairHighHz, p.cross/math.Sqrt(p.a*p.b), min(99, float64(unit.FromPower(flipped/max(together, 1e-12*flipped))))),
				Message: fmt.Sprintf("%s and %s cancel each other in the bass: together they are thinner than alone.", s.File, t.File),
				Fix:     "Flip the polarity of one of them and export it again, if it sounds fuller that way.",
			})
		}
	}
	return out
}
