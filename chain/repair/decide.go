package repair

import (
	"fmt"
	"math"
	"slices"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// Thresholds of evidence. Below them nothing is done.
const (
	offsetDB   = -60. // dBFS; specs/dsp.md section 2
	startDB    = -46. // dBFS of the first sample: a step of 0.5 %, heard as a tick
	endDB      = -60. // dBFS of the last
	rumbleDB   = -40. // power below the highpass against all of it: above, it costs headroom
	keepLUFS   = 0.2  // LU that a highpass may take of the stem's loudness
	startFade  = 1.   // ms; a beat that begins on the first sample keeps its attack
	endFade    = 10.  // ms
	offsetFreq = 5.   // Hz
)

// lowestHz is where a role's rumble begins, at most: nothing it plays lies
// below. Roles that are not listed may play anything down to the lowest note,
// and are left alone.
var lowestHz = map[session.Role]float64{
	session.VoxLead: 70, session.VoxBacking: 70, session.VoxAdlib: 70,
	session.GuitarLead: 70, session.Guitar: 70, session.DrumsHat: 150,
	session.DrumsSnare: 60, session.DrumsCymbals: 150, session.DrumsOverhead: 35,
	session.Strings: 35, session.Brass: 35, session.Winds: 50,
}

// Decide listens to one stem and writes the page. slug is the stem's part of
// the moves' ids; at amount 0 nothing is repaired. Only the kinds that are named
// are looked for, or all of them when none is.
func Decide(stem session.Stem, heard *measure.Portrait, slug string, amount float64, only ...Kind) Page {
	if amount <= 0 || heard.Silent() {
		return nil
	}
	wanted := func(k Kind) bool { return len(only) == 0 || slices.Contains(only, k) }
	var page Page
	if m, ok := rumble(stem, heard); ok && wanted(Rumble) {
		m.ID = "repair." + slug + ".rumble"
		page = append(page, m)
	} else if m, ok := offset(heard); ok && wanted(DC) { // a highpass for rumble takes the offset along
		m.ID = "repair." + slug + ".offset"
		page = append(page, m)
	}
	if !wanted(Edges) {
		return page
	}
	for i, m := range edges(heard) {
		m.ID = fmt.Sprintf("repair.%s.edge-%d", slug, i+1)
		page = append(page, m)
	}
	return page
}

func offset(heard *measure.Portrait) (Move, bool) {
	dc := max(math.Abs(heard.Offset[0]), math.Abs(heard.Offset[1]))
	if float64(unit.FromGain(dc)) < offsetDB {
		return Move{}, false
	}
	return Move{
		Highpass: &Highpass{FreqHz: offsetFreq, Slope: 12},
		Note: session.Note{
			Heard: fmt.Sprintf("the wave stands %.2f %% off centre (%.0f dBFS)", 100*dc, float64(unit.FromGain(dc))),
			Why:   "an offset cannot be heard but takes headroom and clicks at every cut",
			On:    true,
		},
	}, true
}

// rumble looks for power below what the role can play.
func rumble(stem session.Stem, heard *measure.Portrait) (Move, bool) {
	limit, ok := lowestHz[stem.Role]
	if !ok {
		return Move{}, false
	}
	// The stem's own lowest note counts for more than its role's.
	freq := math.Floor(min(limit, 0.7*lowEdge(heard.Frames)))
	if freq < 20 {
		return Move{}, false
	}
	below, lost := shareBelow(heard.Frames, freq)
	if below < rumbleDB || lost > keepLUFS {
		return Move{}, false
	}
	return Move{
		Highpass: &Highpass{FreqHz: freq, Slope: 24},
		Note: session.Note{
			Heard: fmt.Sprintf("%.0f dB of the power lies below %.0f Hz, where nothing is played", below, freq),
			Why:   "rumble takes headroom and makes compressors pump",
			On:    true,
		},
	}, true
}

// lowEdge is the frequency below which 2 % of the K-weighted power lies: no
// note that matters is lower. Weighted, because rumble can hold more power than
// the music.
func lowEdge(f measure.Frames) float64 {
	total := 0.0
	weighted := make([]float64, len(f.Bins))
	for k, p := range f.Bins {
		weighted[k] = p * kWeight(float64(k)*f.BinHz())
		total += weighted[k]
	}
	sum := 0.0
	for k, p := range weighted {
		if sum += p; sum > 0.02*total {
			return float64(k) * f.BinHz()
		}
	}
	return 0
}

// shareBelow is the power below freq against all, in dB, and what a highpass
// there takes from the loudness, in LU.
func shareBelow(f measure.Frames, freq float64) (db, lost float64) {
	var below, all, loudBelow, loud float64
	for k, p := range f.Bins {
		hz := float64(k) * f.BinHz()
		w := kWeight(hz)
		all += p
		loud += p * w
		if hz < freq {
			below += p
			loudBelow += p * w
		}
	}
	if below == 0 || loud == loudBelow {
		return math.Inf(-1), 0
	}
	return 10 * math.Log10(below/all), 10 * math.Log10(loud/(loud-loudBelow))
}

// kWeight is about the power gain of the K-weighting's high pass.
func kWeight(hz float64) float64 {
	sq := hz * hz
	return sq * sq / ((sq + 38*38) * (sq + 38*38))
}

// edges looks at the very first and very last sample.
func edges(heard *measure.Portrait) []Move {
	var moves []Move
	d := heard.Defects
	if level := float64(unit.FromGain(d.Start)); level > startDB {
		moves = append(moves, Move{
			Fade: &Fade{AtS: 0, In: startFade},
			Note: session.Note{
				Heard: fmt.Sprintf("the first sample stands at %.0f dBFS", level),
				Why:   "the file starts in the middle of a wave, which clicks",
				On:    true,
			},
		})
	}
	if level := float64(unit.FromGain(d.End)); level > endDB {
		moves = append(moves, Move{
			Fade: &Fade{AtS: unit.Round(heard.Seconds(), 1e-6), Out: endFade},
			Note: session.Note{
				Heard: fmt.Sprintf("the last sample stands at %.0f dBFS", level),
				Why:   "the file ends in the middle of a wave, which clicks",
				On:    true,
			},
		})
	}
	return moves
}
