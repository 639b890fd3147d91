package enhance

import (
	"fmt"
	"math"
	"slices"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// Heard is one stem as the stage gets it.
type Heard struct {
	Stem     session.Stem
	Portrait *measure.Portrait
	Gain     unit.DB // that the balance gives it
	Slug     string
}

// leastImportance is how much a stem has to matter to be coloured or steadied:
// what nobody listens to is best left alone.
const leastImportance = 0.6

// Decide writes the pages of all stems, in their order, and the bus page.
// amount scales what is done, from 0 to 1.
func Decide(heard []Heard, amount float64) ([]Page, BusPage) {
	pages := make([]Page, len(heard))
	if amount <= 0 {
		return pages, nil
	}
	wet := slices.ContainsFunc(heard, func(h Heard) bool { return h.Stem.Role == session.Return })
	sends := 0
	for i, h := range heard {
		if h.Portrait.Silent() {
			continue
		}
		for _, decide := range []func(Heard, float64) (Move, bool){saturate, steady, send} {
			m, ok := decide(h, amount)
			if !ok || m.Send != nil && wet { // the artist has brought their own rooms
				continue
			}
			if m.Send != nil {
				sends++
			}
			pages[i] = append(pages[i], m)
		}
	}
	if sends == 0 {
		return pages, nil
	}
	return pages, BusPage{{
		ID:   "enhance.room",
		Room: &Room{DecayS: 0.9, PreDelayMS: 20, HighpassHz: 250, LowpassHz: 7000, Damping: 0.5},
		Note: session.Note{
			Heard: fmt.Sprintf("%s been recorded dry", count(sends, "stem has", "stems have")),
			Why:   "one small room that all of them share makes them sound like one band",
			On:    true,
		},
	}}
}

// colour is how much harmonic distortion a role can carry unnoticed, and how
// much of it even: tape for drums, tubes for voices.
var colour = map[session.Role]struct{ thd, even float64 }{
	session.Bass: {0.01, 0.3}, session.VoxLead: {0.004, 0.5}, session.Drums: {0.005, 0},
	session.DrumsKick: {0.006, 0}, session.DrumsSnare: {0.006, 0}, session.GuitarLead: {0.004, 0.3},
	session.SynthLead: {0.004, 0.2}, session.Keys: {0.003, 0.4},
}

// highestDB is where a peak may come to lie on the curve, whose knee is at 6.8:
// there it is rounded by 3 dB.
const highestDB = 3.

// leastCrest is the crest in dB below which a stem has been squeezed already.
const leastCrest = 8

// saturate sets the drive so that the loud passages get the role's share of
// harmonics: the third harmonic of amplitude a is a²/(4 knee²) of it, knee
// 35/16 (see package shape). The highest peak stays where the curve still
// rises, however far it stands out.
func saturate(h Heard, amount float64) (Move, bool) {
	c, ok := colour[h.Stem.Role]
	crest := float64(h.Portrait.Crest())
	if !ok || h.Stem.Importance < leastImportance || crest < leastCrest {
		return Move{}, false
	}
	loud := percentile(levels(h, 0, measure.ERBBands), 95)
	const knee = 35. / 16
	wanted := 20 * math.Log10(2*knee*math.Sqrt(c.thd))
	peak := float64(h.Portrait.SamplePeak) + float64(h.Gain)
	drive := max(-12, min(18, unit.Round(min(wanted-loud, highestDB-peak), 0.5)))
	// the third harmonic's share goes with the square of the amplitude
	thd := c.thd * math.Pow(10, (drive+loud-wanted)/10) * amount
	return Move{
		ID:       "enhance." + h.Slug + ".saturate",
		Saturate: &Saturate{DriveDB: drive, Even: c.even, Mix: unit.Round(amount, 0.01)},
		Note: session.Note{
			Heard: fmt.Sprintf("peaks stand %.0f dB above its loudness; the loud passages are at %.0f dBFS", crest, loud),
			Why:   fmt.Sprintf("about %.2g %% of harmonics round the peaks and make it easier to hear on small speakers", 100*thd),
			On:    true,
		},
	}, true
}

// crossovers divide a stem where its bands usually do different things.
var crossovers = []float64{120, 800, 5000}

const (
	leastSpread = 8.  // dB between the usual and the loud passages of a band
	leastShare  = 0.1 // of the stem's power, for a band to matter
	mostGR      = 2.  // dB that the loud passages are turned down
	leastOver   = 4.  // dB by which they pass the threshold, so that a gentle ratio will do
)

// steady compresses the bands whose level wanders.
func steady(h Heard, amount float64) (Move, bool) {
	if h.Stem.Importance < leastImportance {
		return Move{}, false
	}
	m := &Multiband{CrossoversHz: crossovers}
	worst, most, where := 0.0, 0.0, ""
	for b := range len(crossovers) + 1 {
		low, high := 20., 20000.
		if b > 0 {
			low = crossovers[b-1]
		}
		if b < len(crossovers) {
			high = crossovers[b]
		}
		band, spread, down := compress(h, low, high, amount)
		band.AttackMS, band.ReleaseMS = []float64{30, 20, 15, 10}[b], []float64{200, 150, 120, 80}[b]
		m.Bands = append(m.Bands, band)
		if band.Ratio > 1 && spread > worst {
			worst, most, where = spread, down, span(low, high)
		}
	}
	if worst == 0 {
		return Move{}, false
	}
	return Move{
		ID:        "enhance." + h.Slug + ".steady",
		Multiband: m,
		Note: session.Note{
			Heard: fmt.Sprintf("%s, its loud passages stand %.0f dB above the usual ones", where, worst),
			Why:   fmt.Sprintf("turns them down by about %.1f dB, so that it keeps its place", most),
			On:    true,
		},
	}, true
}

// compress is the band between two frequencies: idle, or set so that the loud
// passages (95th percentile) come down by as much as they stand out, up to
// mostGR, and make-up restores the power. spread is how far they stand out and
// down by how much they come down, both in dB.
func compress(h Heard, low, high, amount float64) (band Band, spread, down float64) {
	idle := Band{ThresholdDB: 0, Ratio: 1, KneeDB: 6}
	from, to := measure.ERBOf(unit.Hz(low)), measure.ERBOf(unit.Hz(high))
	level := levels(h, from, to)
	if f := h.Stem.Role.Family(); f == string(session.Drums) || f == string(session.Percussion) {
		level = hits(h, from, to) // the decays between them are no level that anybody plays
	}
	if len(level) == 0 || share(h, from, to) < leastShare {
		return idle, 0, 0
	}
	usual, loud := percentile(level, 50), percentile(level, 95)
	spread = loud - usual
	if spread < leastSpread {
		return idle, spread, 0
	}
	threshold := min(percentile(level, 80), loud-leastOver)
	wanted := min(mostGR, 0.25*(spread-6)) * amount
	over := loud - threshold
	if wanted < 0.3 {
		return idle, spread, 0
	}
	ratio := min(3, 1/(1-min(0.66, wanted/over)))
	band = Band{ThresholdDB: unit.Round(threshold, 0.5), Ratio: unit.Round(ratio, 0.05), KneeDB: 6}
	before, after := 0.0, 0.0
	for _, l := range level {
		gain := 0.0
		if o := l - threshold; o > 0 {
			gain = o * (1/ratio - 1)
		}
		before += math.Pow(10, l/10)
		after += math.Pow(10, (l+gain)/10)
	}
	band.MakeupDB = unit.Round(10*math.Log10(before/after), 0.1)
	return band, spread, over * (1 - 1/ratio)
}

// levels is how loud the bands from and up to (not including) to are in every
// frame in which they sound, in dB of a full-scale sine, sorted.
func levels(h Heard, from, to int) []float64 { return sounding(series(h, from, to)) }

// hits is the same for the frames in which a stroke falls: those louder than
// the two before and the two after, which is to say within 0.1 s.
func hits(h Heard, from, to int) []float64 {
	all := series(h, from, to)
	var out []float64
	for i, l := range all {
		if l >= slices.Max(all[max(0, i-2):min(len(all), i+3)]) {
			out = append(out, l)
		}
	}
	return sounding(out)
}

// series is the level of every frame in dB of a full-scale sine, in their order.
func series(h Heard, from, to int) []float64 {
	f := h.Portrait.Frames
	offset := 10*math.Log10(2/float64(h.Portrait.Channels)) + float64(h.Gain)
	out := make([]float64, f.Count())
	for i := range out {
		sum := 0.0
		for _, p := range f.At(i)[from:to] {
			sum += float64(p)
		}
		out[i] = math.Inf(-1)
		if sum > 1e-9 {
			out[i] = 10*math.Log10(sum) + offset
		}
	}
	return out
}

// sounding sorts levels and leaves those out that are 30 dB below the loudest.
func sounding(level []float64) []float64 {
	slices.Sort(level)
	if len(level) == 0 || math.IsInf(level[len(level)-1], -1) {
		return nil
	}
	first, _ := slices.BinarySearch(level, level[len(level)-1]-30)
	return level[first:]
}

// share is the part of the stem's power that lies in these bands.
func share(h Heard, from, to int) float64 {
	part, all := 0.0, 0.0
	for b := range measure.ERBBands {
		p := h.Portrait.Frames.Mid[b] + h.Portrait.Frames.Side[b]
		all += p
		if b >= from && b < to {
			part += p
		}
	}
	if all == 0 {
		return 0
	}
	return part / all
}

func percentile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.Inf(-1)
	}
	return sorted[int(math.Round(float64(len(sorted)-1)*p/100))]
}

func span(low, high float64) string {
	switch {
	case low <= 20:
		return fmt.Sprintf("below %.0f Hz", high)
	case high >= 20000:
		return fmt.Sprintf("above %.0f kHz", low/1000)
	}
	return fmt.Sprintf("between %.0f and %.0f Hz", low, high)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
