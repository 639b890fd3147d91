package preflight

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

const (
	firstS     = 0.00025 // an attack that was not cut has still to rise after this
	attackS    = 0.02    // and by then it is there
	cutDBFS    = -40     // what is quieter may be noise
	besidePeak = 30      // dB below the file's peak
	jumpLeast  = 0.1     // first sample over attack: above, the wave jumps in,
	jumpSmooth = 0.02    // or above this, when it goes on smoothly: when the first sample
	jumpOver   = 3       // is so much more than the steps after it,
	jumpDBFS   = -46     // and no faint tail of what was before
	noRise     = 0.5     // the highest soon over attack: above, nothing rises,
	offZero    = 0.02    // when the first sample is off zero by so much of it: a drum machine's hit is not

	tailS    = 0.01 // at the end
	tailDBFS = -60
	besideLU = 30 // dB below the stem's loudness

	restTicks   = 10 // a tenth of a second
	restLU      = 8  // dB below its loudness: what never gets so quiet has no rest
	restPlainDB = 12 // the same without K-weighting, which takes 4 dB off hum, and within half a period
	restDB      = 5  // how much an edge in the rest may differ from it
)

// opening is how a file begins: its first sample, the steepest step soon after
// it, and its highest levels soon and a little later; linear.
type opening struct{ first, step, soon, later float64 }

// openingOf looks at the beginning with the file's mean taken away, and without
// that: a lopsided drum has a mean and no offset. What begins at rest either
// way begins at rest.
func openingOf(p *measure.Portrait) opening {
	a, b := openingFrom(p, [2]float64{}), openingFrom(p, p.Offset)
	if b.first < a.first {
		return b
	}
	return a
}

func openingFrom(p *measure.Portrait, offset [2]float64) (o opening) {
	for c, x := range p.Edges.Opening {
		at := func(i int) float64 { return float64(x[i]) - offset[c] }
		soon, later := int(math.Ceil(firstS*float64(p.Rate))), int(attackS*float64(p.Rate))
		for i := range min(later, len(x)) {
			m := math.Abs(at(i))
			if o.later = max(o.later, m); i >= soon {
				continue
			}
			if o.soon = max(o.soon, m); i == 0 {
				o.first = max(o.first, m)
			} else {
				o.step = max(o.step, math.Abs(at(i)-at(i-1)))
			}
		}
	}
	return o
}

// cut says whether the file begins in the middle of a sound: the wave jumps in,
// or nothing rises. What was silent before begins at zero.
func (o opening) cut(peak float64) bool {
	if o.later < unit.DB(cutDBFS).Gain() || o.later < peak*unit.DB(-besidePeak).Gain() {
		return false
	}
	return o.first >= jumpLeast*o.later || o.first >= jumpSmooth*o.later && o.first >= jumpOver*o.step && o.first >= unit.DB(jumpDBFS).Gain() || o.soon >= noRise*o.later && o.first >= offZero*o.later
}

// onsetCut finds stems whose first sound began before the file did.
func onsetCut(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		o := openingOf(s.Portrait)
		if s.Portrait.Silent() || !o.cut(unit.DB(s.Portrait.SamplePeak).Gain()) || restOf(s.Portrait).begins() {
			continue
		}
		out = append(out, session.Finding{
			Code: "onset.cut", Severity: session.Warning, Stem: s.File,
			At:      []session.Span{{StartS: 0, EndS: attackS}},
			Heard:   fmt.Sprintf("the first sample is at %.0f dBFS; %.0f dBFS within %g ms, %.0f dBFS within %g ms", level(o.first), level(o.soon), firstS*1000, level(o.later), attackS*1000),
			Message: fmt.Sprintf("%s already sounds when the file begins: the start of its first sound is cut off.", s.File),
			Fix:     "Export all stems again from a little earlier, a bar before the first sound, so that every one has silence in front.",
		})
	}
	return out
}

// level is a linear magnitude in dBFS, held to what can be printed.
func level(lin float64) float64 { return max(-200, float64(unit.FromGain(lin))) }

// regionStart tells when the song begins together with the files.
func regionStart(h Heard) []session.Finding {
	var files []string
	for _, s := range h.Stems {
		if o := openingOf(s.Portrait); !s.Portrait.Silent() && o.later >= unit.DB(cutDBFS).Gain() {
			files = append(files, s.File)
		}
	}
	if len(files) == 0 {
		return nil
	}
	return []session.Finding{{
		Code: "region.start", Severity: session.Info, Stem: oneOf(files),
		At:      []session.Span{{StartS: 0, EndS: attackS}},
		Heard:   fmt.Sprintf("above %d dBFS within the first %g ms: %s", cutDBFS, attackS*1000, strings.Join(files, ", ")),
		Message: "The song begins in the very first instant of the files: there is no silence before it.",
		Fix:     "Nothing to do if no attack is cut. Next time start the export a bar early: then nothing can be.",
	}}
}

// rest is what a stem falls to between its sounds, and what it begins and ends
// at: K-weighted means of a tenth of a second, in dB, or of the first and last
// 20 ms where those are louder. Hum and hiss are in all three, and no sound of
// the stem is cut where it only hums.
type rest struct {
	floor, opening, closing float64
	known                   bool // it falls clearly below its loudness
}

func restOf(p *measure.Portrait) (r rest) {
	if len(p.Ticks) < 2*restTicks {
		return r
	}
	var means []float64
	sum := 0.0
	for i, v := range p.Ticks {
		if sum += v; i < restTicks-1 {
			continue
		}
		means = append(means, max(0, sum/restTicks))
		sum -= p.Ticks[i+1-restTicks]
	}
	db := func(v float64) float64 { return float64(unit.FromPower(v + 1e-20)) }
	n := len(p.Ticks)
	r.opening = db(max(means[0], (p.Ticks[0]+p.Ticks[1])/2))
	r.closing = db(max(means[len(means)-1], (p.Ticks[n-1]+p.Ticks[n-2])/2))
	means = slices.DeleteFunc(means, func(v float64) bool { return v <= digitalSilence })
	if r.floor = db(percentile(means, 0.05)); len(means) > 0 {
		r.known = r.floor < float64(p.Integrated)-restLU
	}
	return r
}

// begins says whether the file does so in the rest.
func (r rest) begins() bool { return r.known && r.opening < r.floor+restDB }

// ends says whether the file does so in the rest, with the level of its very
// last moment, which is not K-weighted.
func (r rest) ends(lastDB float64) bool {
	return r.known && r.closing < r.floor+restDB && lastDB < r.floor+restPlainDB
}

// tailCut finds stems that still sound when their file ends.
func tailCut(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		p := s.Portrait
		if p.Silent() {
			continue
		}
		power, last, top := ending(p)
		db := float64(unit.FromPower(power))
		if db < tailDBFS || db < float64(p.Integrated)-besideLU || last < 0.1*top || restOf(p).ends(db) {
			continue
		}
		out = append(out, session.Finding{
			Code: "tail.cut", Severity: session.Warning, Stem: s.File,
			At:      []session.Span{{StartS: unit.Round(max(0, p.Seconds()-edgeS), 1e-4), EndS: unit.Round(p.Seconds(), 1e-4)}},
			Heard:   fmt.Sprintf("%.0f dBFS in the last %g ms, the stem as a whole %.0f LUFS", db, tailS*1000, float64(p.Integrated)),
			Message: fmt.Sprintf("%s still sounds when the file ends, at %s: its tail is cut off.", s.File, clock(p.Seconds())),
			Fix:     "Export all stems again to a little later, until the last reverb and echo have died away. Lathe fades what is there so that it does not click.",
		})
	}
	return out
}

const edgeS = 0.05 // how wide a cut end is told

// ending is the mean power of the last 10 ms, added over the channels, and the
// highest magnitudes of the last 1 ms and of the last 10; with the file's mean
// taken away or without that, whichever is quieter.
func ending(p *measure.Portrait) (power, last, top float64) {
	power, last, top = endingFrom(p, [2]float64{})
	if a, b, c := endingFrom(p, p.Offset); a < power {
		return a, b, c
	}
	return power, last, top
}

func endingFrom(p *measure.Portrait, offset [2]float64) (power, last, top float64) {
	for c, x := range p.Edges.Closing {
		n := min(len(x), int(tailS*float64(p.Rate)))
		for i, v := range x[len(x)-n:] {
			m := math.Abs(float64(v) - offset[c])
			power += m * m / float64(n)
			if top = max(top, m); i >= n-p.Rate/1000 {
				last = max(last, m)
			}
		}
	}
	return power, last, top
}
