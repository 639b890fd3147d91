package eq

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// What is tried, and what it is held to: specs/dsp.md section 7.
const (
	leastDifference = 0.15 // of importance, for one stem to give way to another
	leastLost       = 0.01 // share of a stem's whole loudness that a conflict has to cost
	mostCuts        = 3    // a stem, for masking
	mostCutDB       = 3.
	leastCutDB      = 0.5
	widestOctaves   = 2.
	mostChangeDB    = 0.7  // RMS, of the mix's spectrum
	mostLossLU      = 0.7  // of any stem
	leastGain       = 0.05 // by which the covered share has to fall, of itself, where room is made
)

// Heard is one stem as the stage gets it.
type Heard struct {
	Stem     session.Stem
	Portrait *measure.Portrait
	Gain     unit.DB // that the balance gives it
	Slug     string  // its part of the moves' ids
}

// Decide writes the pages of all stems, in their order, and reports what the
// masked share became. amount scales the cuts, from 0 to 1.
func Decide(heard []Heard, rate unit.Hz, amount float64) ([]Page, []session.Guard) {
	pages := make([]Page, len(heard))
	if amount <= 0 || len(heard) == 0 {
		return pages, nil
	}
	for i, h := range heard {
		pages[i] = resonances(h, amount)
	}
	s := newScore(heard)
	carved, guards := weigh(s, heard, carve(s, heard, amount), rate)
	for i := range pages {
		pages[i] = append(pages[i], carved[i]...)
	}
	return pages, guards
}

// proposal is a cut, whom it is for, and what it is worth.
type proposal struct {
	masker, maskee int
	low, high      int // bands
	worth          float64
	move           Move
}

// carve proposes, for every stem, up to mostCuts cuts where it costs more
// important stems the most. The worthiest proposals come first.
func carve(s *score, heard []Heard, amount float64) []proposal {
	var out []proposal
	pairs := s.conflicts(heard)
	for j, h := range heard {
		if h.Portrait.Silent() {
			continue
		}
		cost := costs(pairs, heard, j)
		for range mostCuts {
			low, high, total := region(&cost)
			most, lost := worst(pairs, j, low, high)
			if total < leastLost*leastDifference || lost < leastLost/2 {
				break
			}
			for b := low; b <= high; b++ {
				cost[b] = 0
			}
			m := move(heard[most.maskee].Stem.Name, most.share(low, high), low, high, total, amount)
			if -m.Cut.GainDB >= leastCutDB {
				out = append(out, proposal{j, most.maskee, low, high, total, m})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b proposal) int { return cmp.Compare(b.worth, a.worth) })
	return out
}

// costs is what a stem takes from all that matter more, by band.
func costs(pairs []conflict, heard []Heard, masker int) (cost [bands]float64) {
	for _, c := range pairs {
		if c.masker == masker {
			difference := heard[c.maskee].Stem.Importance - heard[masker].Stem.Importance
			for b, lost := range c.lost {
				cost[b] += difference * lost
			}
		}
	}
	return cost
}

// region is the run of bands around the costliest one that cost at least a
// third as much, and what they cost together. It is at most widestOctaves wide:
// beyond that a cut is not room for something but less of everything.
func region(cost *[bands]float64) (low, high int, total float64) {
	top := 0
	for b := range cost {
		if cost[b] > cost[top] {
			top = b
		}
	}
	low, high = top, top
	fits := func(low, high int) bool {
		return float64(measure.ERBEdge(high+1)/measure.ERBEdge(low)) <= math.Exp2(widestOctaves)
	}
	for {
		down := low > 0 && cost[low-1] >= cost[top]/3 && fits(low-1, high)
		up := high < bands-1 && cost[high+1] >= cost[top]/3 && fits(low, high+1)
		switch {
		case down && (!up || cost[low-1] >= cost[high+1]):
			low--
		case up:
			high++
		default:
			for b := low; b <= high; b++ {
				total += cost[b]
			}
			return low, high, total
		}
	}
}

// worst is the conflict in which the masker takes most in these bands.
func worst(pairs []conflict, masker, low, high int) (worst conflict, most float64) {
	for _, c := range pairs {
		if c.masker != masker {
			continue
		}
		lost := 0.0
		for b := low; b <= high; b++ {
			lost += c.lost[b]
		}
		if lost > most {
			worst, most = c, lost
		}
	}
	return worst, most
}

// share is how much of the maskee's loudness in these bands is covered.
func (c conflict) share(low, high int) float64 {
	sum := 0.0
	for b := low; b <= high; b++ {
		sum += c.local[b]
	}
	return sum / float64(high-low+1)
}

func move(victim string, share float64, low, high int, total, amount float64) Move {
	from, to := measure.ERBEdge(low), measure.ERBEdge(high+1)
	freq := math.Sqrt(float64(from) * float64(to))
	q := max(0.6, min(3, freq/float64(to-from)))
	// 1 dB for what just counts, mostCutDB for ten times that
	depth := 1 + (mostCutDB-1)*max(0, min(1, math.Log10(total/(leastLost*leastDifference))))
	return Move{
		Cut: &Cut{FreqHz: round(freq), GainDB: -unit.Round(depth*amount, 0.1), Q: unit.Round(q, 0.1)},
		Note: session.Note{
			Heard: fmt.Sprintf("covers %.0f %% of %s between %s and %s", 100*share, victim, hertz(from), hertz(to)),
			Why:   fmt.Sprintf("makes room for %s, which matters more", victim),
			On:    true,
		},
	}
}

// weigh takes proposals, the worthiest first, as long as the mix stays the mix
// and no stem becomes much quieter, and keeps them only if they help.
func weigh(s *score, heard []Heard, proposals []proposal, rate unit.Hz) ([]Page, []session.Guard) {
	pages := make([]Page, len(heard))
	where, change := make(places, len(heard)), 0.0
	for _, p := range proposals {
		before := pages[p.masker]
		pages[p.masker] = append(slices.Clip(before), p.move)
		cuts := responses(pages, rate)
		if c := s.change(cuts); c <= mostChangeDB && s.loss(p.masker, cuts[p.masker]) <= mostLossLU {
			change = c
			for b := p.low; b <= p.high; b++ {
				where[p.maskee][b] = true
			}
		} else {
			pages[p.masker] = before
		}
	}
	if !anyMove(pages) {
		return pages, nil
	}
	before, after := weighted(s.index(nil, where), heard), weighted(s.index(responses(pages, rate), where), heard)
	guard := session.Guard{
		Name: "eq.covered", Before: unit.Reading(100 * before), After: unit.Reading(100 * after), Unit: "%", Kept: after < before*(1-leastGain),
		Message: fmt.Sprintf("where room was made for more important stems, others covered %.0f %% of them before and %.0f %% after", 100*before, 100*after),
	}
	if !guard.Kept {
		guard.Message = fmt.Sprintf("no cuts were made for masking: they would have helped too little (%.0f to %.0f %%)", 100*before, 100*after)
		return make([]Page, len(heard)), []session.Guard{guard}
	}
	number(pages, heard)
	return pages, []session.Guard{guard, {
		Name: "eq.mix-change", Before: 0, After: unit.Reading(change), Unit: "dB", Kept: true,
		Message: fmt.Sprintf("the cuts change the mix's spectrum by %.1f dB (RMS); more than %.1f would be another mix", change, mostChangeDB),
	}}
}

// number gives the moves their ids.
func number(pages []Page, heard []Heard) {
	for i := range pages {
		for n := range pages[i] {
			pages[i][n].ID = fmt.Sprintf("eq.%s.%d", heard[i].Slug, n+1)
		}
	}
}

// weighted is the index of the stems that have places, by importance.
func weighted(index []float64, heard []Heard) float64 {
	sum, n := 0.0, 0.0
	for i, h := range heard {
		if index[i] > 0 {
			sum += h.Stem.Importance * index[i]
			n += h.Stem.Importance
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

func anyMove(pages []Page) bool {
	return slices.ContainsFunc(pages, func(p Page) bool { return len(p) > 0 })
}

// round gives a frequency to two digits, as a person would set it.
func round(hz float64) float64 {
	step := math.Pow(10, math.Floor(math.Log10(hz))-1)
	return math.Round(hz/step) * step
}

func hertz(f unit.Hz) string {
	if f >= 1000 {
		return fmt.Sprintf("%.1f kHz", float64(f)/1000)
	}
	return fmt.Sprintf("%.0f Hz", float64(f))
}
