package preflight

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"lathe/session"
)

const (
	pileDB      = 0.3  // peaks this close to the highest lie on one ceiling; a limiter that minds true peaks leaves its sample peaks so far apart
	pileBelowDB = 6.   // loud moments are those whose peaks come so near the highest
	pilePart    = 0.4  // of the loud moments on the ceiling: a limiter made them. Made songs have 0.02 to 0.13
	pileLeast   = 12   // moments
	shareDB     = 0.05 // ceilings this close are one
	shareLeast  = 4    // moments of a stem that have to lie on it
	shareStems  = 3    // that have to share it
	sumOverDB   = 3.   // by how much the sum has to pass the ceiling that its parts share
)

// pile is how peaks lie below a ceiling.
type pile struct {
	topDB float64
	at    int // loud moments on the ceiling
	loud  int
}

func (p pile) part() float64 { return float64(p.at) / float64(max(1, p.loud)) }

// limited says whether only a limiter piles peaks up so.
func (p pile) limited() bool { return p.at >= pileLeast && p.part() >= pilePart }

// pileOf looks at the peaks of moments, linear.
func pileOf(peaks []float64) pile {
	top := 0.0
	for _, v := range peaks {
		top = max(top, v)
	}
	p := pile{topDB: 20 * math.Log10(top+1e-9)}
	for _, v := range peaks {
		switch db := 20 * math.Log10(v+1e-9); {
		case db > p.topDB-pileDB:
			p.at++
			p.loud++
		case db > p.topDB-pileBelowDB:
			p.loud++
		}
	}
	return p
}

// printed asks whether the master bus was printed into the stems. Two ways are
// known:
//
//   - The bus heard the whole mix and its gain was printed into every stem. Then
//     the rough mix lies on the limiter's ceiling, which no sum of unlimited
//     parts does, and the stems at steady gains null against it all the same.
//   - Every stem went through the bus by itself. Then unlike stems lie on one
//     ceiling, and their sum passes it by far while the rough mix does not.
//
// Ducking and the compression of a group move stems too, but they put neither
// the sum nor unlike stems on one ceiling.
func (q *inquiry) printed() []Cause {
	n := q.cells.n
	sum, mix := pileOf(q.cells.peaks[n+1]), pileOf(q.cells.peaks[n])
	piles := make([]pile, n)
	alone := false // one stem makes the ceiling
	for i := range n {
		piles[i] = pileOf(q.cells.peaks[i])
		alone = alone || piles[i].limited() && piles[i].topDB+20*math.Log10(q.power(i)+1e-9) > mix.topDB-1
	}
	if mix.limited() && !alone && q.fit.balancedDB < nullsDB+10 {
		return []Cause{{
			Code: "bus-printed", Confidence: surer(mix.part() / pilePart * 3),
			Heard: fmt.Sprintf("the rough mix reaches %.1f dBFS in %d of its %d loud moments, within %.1f dB, and still it is the stems added at steady gains: they null to %.1f dB",
				mix.topDB, mix.at, mix.loud, pileDB, q.fit.balancedDB),
			Message: "Was the limiter of your master bus printed into the stems? Added at their levels they stop at one ceiling again and again, which unlimited stems never do.",
			Fix:     "If so, switch the master bus off, the limiter first, and export the stems again: the master can then be built from them. If you meant it so, leave it.",
		}}
	}
	return q.throughTheBus(piles, sum, mix)
}

// throughTheBus asks about stems that share a ceiling. A drum machine hits one
// level again and again too; a limiter leaves peaks below its ceiling as well.
func (q *inquiry) throughTheBus(piles []pile, sum, mix pile) []Cause {
	ceiling := math.Inf(-1) // is above everybody
	for _, p := range piles {
		ceiling = max(ceiling, p.topDB)
	}
	var group []int
	mixed := 0
	for i, p := range piles {
		if p.topDB < ceiling-shareDB || p.at < shareLeast || q.cells.ties[i] != i {
			continue
		}
		group = append(group, i)
		if p.part() < 0.9 && p.at > shareLeast {
			mixed++
		}
	}
	if len(group) < shareStems || mixed < 2 {
		return nil
	}
	if sum.topDB < ceiling+sumOverDB || mix.topDB > ceiling+sumOverDB {
		return nil
	}
	return []Cause{{
		Code: "bus-printed", Confidence: surer(float64(len(group)) / shareStems * 2),
		Heard: fmt.Sprintf("%d stems lie on one ceiling, %.2f dBFS within %.2f dB (%s); their sum passes it by %.1f dB, the rough mix by %.1f dB",
			len(group), ceiling, shareDB, q.names(group), sum.topDB-ceiling, mix.topDB-ceiling),
		Message: "Was your master bus on while you exported the stems? Unlike stems stop at one and the same ceiling, as if each had gone through the same limiter.",
		Fix:     "If so, switch the master bus off and export the stems again. If each track has such a limiter of its own, leave it.",
	}}
}

// busOn asks whether the master bus was on, where there is no rough mix to tell:
// unlike stems share a ceiling of true peaks, which no normalising does, that
// nobody passes but their sum.
func busOn(h Heard) []session.Finding {
	if h.Rough != nil || h.Sum == nil {
		return nil
	}
	var tops []float64
	for _, s := range h.Stems {
		if s.Portrait.TruePeak.Known() && !s.Portrait.Silent() {
			tops = append(tops, float64(s.Portrait.TruePeak))
		}
	}
	if len(tops) == 0 {
		return nil
	}
	ceiling := slices.Max(tops)
	var names []string
	hashes := map[uint64]bool{}
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range h.Stems {
		p := s.Portrait
		if p.TruePeak.Known() && !p.Silent() && float64(p.TruePeak) > ceiling-0.05 && !hashes[p.Defects.Hash] {
			hashes[p.Defects.Hash] = true
			names = append(names, s.File)
			low, high = min(low, float64(p.SamplePeak)), max(high, float64(p.SamplePeak))
		}
	}
	if len(names) < shareStems || ceiling < -3 || ceiling > 0.05 || high-low < 0.02 || h.Sum.SamplePeakDBFS < ceiling+sumOverDB {
		return nil
	}
	return []session.Finding{{
		Code: "bus.on", Severity: session.Warning,
		Heard:   fmt.Sprintf("true peaks of %d stems are %.2f dBTP within 0.05 dB (%s), sample peaks are not; the sum reaches %.1f dBFS", len(names), ceiling, strings.Join(names, ", "), h.Sum.SamplePeakDBFS),
		Message: "Was your master bus on while you exported the stems? Several unlike stems stop at exactly the same peak, as if each had gone through the same limiter.",
		Fix:     "If so, switch the master bus off and export the stems again. If each track has such a limiter of its own, leave it.",
	}}
}
