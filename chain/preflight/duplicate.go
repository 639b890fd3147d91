package preflight

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"lathe/dsp/fft"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
	"lathe/measure"
	"lathe/session"
)

const (
	mostShifts    = 6       // tried of those at which they are
	alikeEnvelope = 0.75    // correlation of two loudness curves: below, they are not one recording
	farthestS     = 5.      // a copy may be shifted by
	twinDB        = -60     // residual of one less the other: specs/dsp.md section 2
	twinFrames    = 1 << 16 // compared at once
	twinSlack     = 2048    // frames around what the loudness curves say
	tickFloor     = 1e-4    // of the loudest 10 ms: what is quieter counts as silence
)

// duplicates finds stems that are one recording: the same samples, or the same
// at another level, the other way up, or shifted.
func duplicates(h Heard) []session.Finding {
	var out []session.Finding
	curves := make([]curve, len(h.Stems))
	for i, s := range h.Stems {
		if s.Portrait.Silent() {
			continue
		}
		curves[i] = curveOf(s.Portrait.Ticks)
		for j, t := range h.Stems[:i] {
			a, b := s.Portrait, t.Portrait
			if a.Defects.Hash == b.Defects.Hash && a.Length == b.Length && a.Channels == b.Channels {
				out = append(out, twinFinding(s, t, fmt.Sprintf("every sample equals that of %s", t.File)))
				break
			}
			if curves[j].points == 0 || s.Play == nil || t.Play == nil {
				continue
			}
			if w, ok := twinOf(s, t, alikeAt(curves[i], curves[j])); ok {
				out = append(out, twinFinding(s, t, w.String()))
				break
			}
		}
	}
	return out
}

func twinFinding(s, t Stem, heard string) session.Finding {
	return session.Finding{
		Code: "duplicate", Severity: session.Warning, Stem: s.File,
		Heard:   heard,
		Message: fmt.Sprintf("%s and %s are the same recording: together they are too loud.", s.File, t.File),
		Fix:     "If one of them was exported by mistake, take it away or export the right track.",
	}
}

// curve is a loudness curve, transformed.
type curve struct {
	points int
	norm   float64
	re, im []float64
}

// curveOf takes a stem's 10 ms powers in decibels, without their mean.
func curveOf(ticks []float64) curve {
	n := 4
	for n < len(ticks)+int(farthestS*100) {
		n *= 2
	}
	x, mean, floor := make([]float64, n), 0.0, max(1e-12, tickFloor*slices.Max(ticks))
	for i, p := range ticks {
		x[i] = math.Log10(max(p, floor))
		mean += x[i] / float64(len(ticks))
	}
	for i := range ticks {
		x[i] -= mean
	}
	c := curve{points: n, norm: math.Sqrt(vec.Energy(x)), re: make([]float64, n/2+1), im: make([]float64, n/2+1)}
	fft.NewReal(n).Forward(x, c.re, c.im)
	return c
}

// alikeAt is by how many ticks a may be later than b: the few shifts at which
// their loudness curves are most alike, as music repeats itself.
func alikeAt(a, b curve) (shifts []int) {
	if a.points != b.points || a.norm*b.norm == 0 {
		return nil
	}
	n := a.points
	re, im, x := make([]float64, n/2+1), make([]float64, n/2+1), make([]float64, n)
	for k := range re {
		re[k] = a.re[k]*b.re[k] + a.im[k]*b.im[k]
		im[k] = a.im[k]*b.re[k] - a.re[k]*b.im[k]
	}
	fft.NewReal(n).Inverse(re, im, x)
	far, at := int(farthestS*100), func(s int) float64 { return x[(s+n)%n] / (a.norm * b.norm) }
	for s := -far; s <= far; s++ {
		if at(s) >= alikeEnvelope && at(s) > at(s-1) && at(s) >= at(s+1) {
			shifts = append(shifts, s)
		}
	}
	slices.SortFunc(shifts, func(s, t int) int { return cmp.Compare(at(t), at(s)) })
	return shifts[:min(len(shifts), mostShifts)]
}

// twinOf tries the shifts.
func twinOf(s, t Stem, shifts []int) (twin, bool) {
	for _, shift := range shifts {
		if w, ok := compare(s, t, int64(shift)*int64(s.Portrait.Rate)/100); ok {
			return w, true
		}
	}
	return twin{}, false
}

// twin is how one stem is made from another.
type twin struct {
	of       string
	gain     float64 // linear
	late     int64   // frames
	residual unit.DB
}

func (w twin) String() string {
	text := fmt.Sprintf("%s at %+.2f dB", w.of, float64(unit.FromGain(math.Abs(w.gain))))
	if w.gain < 0 {
		text += ", turned over"
	}
	if w.late > 0 {
		text += fmt.Sprintf(", %d samples late", w.late)
	} else if w.late < 0 {
		text += fmt.Sprintf(", %d samples early", -w.late)
	}
	return text + fmt.Sprintf(", leaves a residual of %.0f dB", float64(w.residual))
}

// compare plays a loud stretch of both and says whether one is the other.
func compare(s, t Stem, late int64) (twin, bool) {
	a, closeA, err := s.Play()
	if err != nil {
		return twin{}, false
	}
	defer closeA()
	b, closeB, err := t.Play()
	if err != nil {
		return twin{}, false
	}
	defer closeB()
	from := loudestStretch(s.Portrait)
	x, y := [2][]float64{}, [2][]float64{}
	for c := range x {
		x[c], y[c] = make([]float64, twinFrames), make([]float64, twinFrames)
	}
	if a.At(from, x[0], x[1]) != nil || b.At(from-late, y[0], y[1]) != nil {
		return twin{}, false
	}
	late += nearestLag(x, y)
	if b.At(from-late, y[0], y[1]) != nil {
		return twin{}, false
	}
	xy, yy, xx := 0.0, 0.0, 0.0
	for c := range x {
		xy += vec.Dot(x[c], y[c])
		xx += vec.Energy(x[c])
		yy += vec.Energy(y[c])
	}
	if xx == 0 || yy == 0 {
		return twin{}, false
	}
	w := twin{of: t.File, gain: xy / yy, late: late}
	rest := 0.0
	for c := range x {
		vec.AddScaled(x[c], y[c], -w.gain)
		rest += vec.Energy(x[c])
	}
	w.residual = unit.FromPower(max(rest/xx, 1e-20))
	return w, w.residual < twinDB
}

// loudestStretch is the frame at which the loudest twinFrames begin.
func loudestStretch(p *measure.Portrait) int64 {
	n, sum, best, at := twinFrames*100/p.Rate, 0.0, 0.0, 0
	for i, v := range p.Ticks {
		if sum += v; i >= n {
			sum -= p.Ticks[i-n]
		}
		if sum > best {
			best, at = sum, max(0, i-n+1)
		}
	}
	return int64(at) * int64(p.Rate) / 100
}

// nearestLag is by how many frames x is later than y, at most twinSlack.
func nearestLag(x, y [2][]float64) int64 {
	const n = 2 * twinFrames
	plan := fft.New(n)
	blend := func(in [2][]float64) (re, im []float64) { // both sides, and not their difference alone
		re, im = make([]float64, n), make([]float64, n)
		copy(re, in[0])
		vec.AddScaled(re[:twinFrames], in[1], 0.7)
		plan.Forward(re, im)
		return re, im
	}
	ar, ai := blend(x)
	br, bi := blend(y)
	for k := range ar {
		ar[k], ai[k] = ar[k]*br[k]+ai[k]*bi[k], ai[k]*br[k]-ar[k]*bi[k]
	}
	plan.Inverse(ar, ai)
	lag, best := 0, 0.0
	for s := -twinSlack; s <= twinSlack; s++ {
		if c := math.Abs(ar[(s+n)%n]); c > best {
			lag, best = s, c
		}
	}
	return int64(lag)
}
