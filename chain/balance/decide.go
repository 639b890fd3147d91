package balance

import (
	"fmt"
	"math"

	"lathe/dsp/unit"
	"lathe/session"
)

const (
	leastDB  = 0.25 // a move smaller than this is not worth making
	sideDB   = 0.5  // nor a shift to a side smaller than this
	surestCI = 2.   // dB: a gain less certain than this is not acted on
	mostDB   = 12.  // either way
)

// Heard is what the proof knows of one stem in the rough mix.
type Heard struct {
	Known       bool
	Gain        unit.DB // of the stem in the rough mix
	Left, Right unit.DB // of its sides, relative to Gain
	CI          unit.DB // 95 % confidence, either way
	Power       float64 // mean power of the stem
	NullBefore  unit.DB // how deep the stems at unity null against the rough
	NullAfter   unit.DB // and with the gains found
}

// Decide writes the pages of all stems, in their order. amount scales how far a
// stem is moved, from 0 to 1.
func Decide(stems []session.Stem, heard []Heard, slugs []string, amount float64) []Page {
	pages := make([]Page, len(stems))
	if amount <= 0 {
		return pages
	}
	common := commonGain(heard)
	for i := range stems {
		h := heard[i]
		if !h.Known || float64(h.CI) > surestCI {
			continue
		}
		gain := unit.DB(amount) * (h.Gain - common)
		gain = max(-mostDB, min(mostDB, gain)).Round(0.05)
		left, right := unit.DB(0), unit.DB(0)
		if math.Abs(float64(h.Left-h.Right)) > sideDB {
			left, right = (unit.DB(amount) * h.Left).Round(0.05), (unit.DB(amount) * h.Right).Round(0.05)
		}
		if math.Abs(float64(gain)) < leastDB && left == 0 && right == 0 {
			continue
		}
		pages[i] = Page{{
			ID:   "balance." + slugs[i],
			Gain: &Gain{GainDB: float64(gain), LeftDB: float64(left), RightDB: float64(right)},
			Note: session.Note{
				Heard: fmt.Sprintf("%+.1f dB in the rough mix against the other stems (within %.1f dB); with the gains found the sum nulls to %.1f dB, at unity to %.1f dB",
					float64(h.Gain-common), float64(h.CI), float64(h.NullAfter), float64(h.NullBefore)),
				Why: "your rough mix has it at this level",
				On:  true,
			},
		}}
	}
	return pages
}

// commonGain is what all stems have in common: the gain that leaves the power
// of the sum as it is.
func commonGain(heard []Heard) unit.DB {
	before, after := 0.0, 0.0
	for _, h := range heard {
		if h.Known {
			before += h.Power
			after += h.Power * h.Gain.Power()
		}
	}
	if before == 0 || after == 0 {
		return 0
	}
	return unit.FromPower(after / before)
}
