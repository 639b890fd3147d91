package preflight

import (
	"fmt"
	"math"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// Bleed is one stem that can be heard in another. While the other rests, all
// that is left in it is what spills over: in every band its level less the
// spilling stem's is then one number, however loud the spilling stem plays. Two
// stems that have nothing to do with each other agree on no number.
const (
	bleedLoudDB  = 25.  // below a band's loudest: quieter moments of the spilling stem do not count
	bleedCells   = 40   // moments in a band: fewer tell nothing
	bleedLeast   = -95. // dBFS: what spills into a band has to be louder
	bleedNearDB  = 1    // so close together lie
	bleedShare   = 0.25 // of the moments,
	bleedMovesDB = 4.   // while the spilling stem moves by so much,
	bleedBands   = 3    // in so many bands,
	bleedMostly  = 0.4  // which hold so much of the spilling stem's power
	bleedMany    = 12   // or are so many,
	bleedApartDB = 8.   // each near the middle of them
	bleedBelowDB = -6.  // from there it is no spill but another take of the same
	bleedOwnDB   = 10.  // by which the stem itself is louder at times: or both are one thing heard twice

	bleedFrames   = 3000 // looked at of a long song, about
	bleedBottomDB = -80  // levels are counted from here
	bleedTopDB    = 10   // to here,
	bleedSteps    = 4    // so many to a dB
)

// bleed finds stems in which others can be heard while they rest. It is
// information: so sounds a band in one room.
func bleed(h Heard) []session.Finding {
	levels := make([]bandLevels, len(h.Stems))
	for i, s := range h.Stems {
		if !s.Portrait.Silent() && s.Role != session.Return {
			levels[i] = bandLevelsOf(s.Portrait.Frames)
		}
	}
	var out []session.Finding
	for i, s := range h.Stems {
		var best spill
		from := -1
		for j := range h.Stems {
			if i == j {
				continue
			}
			if p := spillOf(levels[i], levels[j]); p.bands > best.bands {
				best, from = p, j
			}
		}
		if from < 0 {
			continue
		}
		out = append(out, session.Finding{
			Code: "bleed", Severity: session.Info, Stem: s.File, At: best.rests(levels[i], levels[from], s.Portrait.Frames),
			Heard:   fmt.Sprintf("while it rests its level follows that of %s, %.0f dB below, in %d bands", h.Stems[from].File, -best.db, best.bands),
			Message: fmt.Sprintf("You can hear %s in %s.", h.Stems[from].Name, s.File),
			Fix:     "Nothing to do if you played in one room: turning this stem up brings the other up too. If it came through headphones or a send, mute the pauses and export it again.",
		})
	}
	return out
}

// bandLevels is a stem's bands over time, in dB.
type bandLevels struct {
	db   [measure.ERBBands][]float32
	loud [measure.ERBBands]float32 // the loudest but for one moment in fifty
}

func bandLevelsOf(f measure.Frames) (l bandLevels) {
	n := f.Count()
	for b := range l.db {
		l.db[b] = make([]float32, n)
		for i := range n {
			l.db[b][i] = float32(10 * math.Log10(float64(f.At(i)[b])+1e-20))
		}
		l.loud[b] = loudOf(l.db[b])
	}
	return l
}

// loudOf is the level that one moment in fifty passes, to half a decibel.
func loudOf(db []float32) float32 {
	var counts [440]int // from -200 dB up
	for _, v := range db {
		counts[max(0, min(len(counts)-1, int((v+200)*2)))]++
	}
	above := 0
	for k := len(counts) - 1; k >= 0; k-- {
		if above += counts[k]; above > len(db)/50 {
			return float32(k)/2 - 200
		}
	}
	return -200
}

// spill is how one stem lies under another.
type spill struct {
	bands int                       // that agree; 0 when there is no spill
	db    float64                   // the middle of their numbers
	less  [measure.ERBBands]float32 // by band, dB; NaN where there is none
}

// spillOf looks for bands in which a stem follows another while it rests.
func spillOf(to, from bandLevels) (s spill) {
	var all []float64
	for b := range s.less {
		s.less[b] = followed(to.db[b], from.db[b], from.loud[b])
		if !math.IsNaN(float64(s.less[b])) {
			all = append(all, float64(s.less[b]))
		}
	}
	s.db = percentile(all, 0.5)
	power, total := 0.0, 1e-20
	for b, v := range s.less {
		loud := unit.DB(from.loud[b]).Power()
		total += loud
		if !(math.Abs(float64(v)-s.db) <= bleedApartDB) {
			s.less[b] = float32(math.NaN())
			continue
		}
		s.bands++
		power += loud
	}
	if s.bands < bleedBands || s.bands < bleedMany && power < bleedMostly*total || s.db > bleedBelowDB || s.own(to, from) < bleedOwnDB {
		return spill{}
	}
	return s
}

// followed is by how much a band of one stem lies above (or below) another's in
// the most moments; NaN when they agree on nothing.
func followed(to, from []float32, loud float32) float32 {
	if loud < bleedLeast {
		return float32(math.NaN())
	}
	var counts [(bleedTopDB - bleedBottomDB) * bleedSteps]int32
	moments, n := 0, min(len(to), len(from))
	for i := 0; i < n; i += 1 + n/bleedFrames {
		if from[i] <= loud-bleedLoudDB {
			continue
		}
		moments++
		if k := int((to[i] - from[i] - bleedBottomDB) * bleedSteps); k >= 0 && k < len(counts) {
			counts[k]++
		}
	}
	at, most, now := 0, int32(0), int32(0) // the fullest stretch of bleedNearDB
	const width = bleedNearDB*bleedSteps + 1
	for k, n := range counts {
		if now += n; k >= width {
			now -= counts[k-width]
		}
		if now > most {
			at, most = k, now
		}
	}
	if moments < bleedCells || float64(most) < bleedShare*float64(moments) {
		return float32(math.NaN())
	}
	middle, sum := float32(0), float32(0)
	for k := max(0, at-width+1); k <= at; k++ {
		sum += float32(counts[k]) * (float32(k) + 0.5)
	}
	if middle = sum/float32(most)/bleedSteps + bleedBottomDB; loud+middle < bleedLeast || movement(to, from, loud-bleedLoudDB, middle) < bleedMovesDB {
		return float32(math.NaN())
	}
	return middle
}

// own is by how much a stem's own sounds stand above what spills into them, in
// dB: but for one in twenty of its loud moments.
func (s spill) own(to, from bandLevels) float64 {
	n := min(len(to.db[0]), len(from.db[0]))
	totals, loudest := make([]float64, n), 0.0
	for i := range totals {
		for b := range to.db {
			totals[i] += unit.DB(to.db[b][i]).Power()
		}
		loudest = max(loudest, totals[i])
	}
	var over []float64
	for i, total := range totals {
		if total < loudest*unit.DB(-15).Power() {
			continue
		}
		spilt := 1e-20
		for b, v := range s.less {
			if v == v {
				spilt += unit.DB(from.db[b][i] + v).Power()
			}
		}
		over = append(over, float64(unit.FromPower(total/spilt)))
	}
	return percentile(over, 0.95)
}

// movement is the standard deviation of the spilling stem's level, in dB, over
// the moments at which the other follows it.
func movement(to, from []float32, loud, less float32) float64 {
	n, sum, square, frames := 0.0, 0.0, 0.0, min(len(to), len(from))
	for i := 0; i < frames; i += 1 + frames/bleedFrames {
		if v := from[i]; v > loud && math.Abs(float64(to[i]-v-less)) <= bleedNearDB {
			n, sum, square = n+1, sum+float64(v), square+float64(v)*float64(v)
		}
	}
	return math.Sqrt(max(0, square/max(n, 1)-sum*sum/max(n*n, 1)))
}

// rests is the longest stretch in which nothing but the spill is heard.
func (s spill) rests(to, from bandLevels, f measure.Frames) []session.Span {
	best, at, run := 0, 0, 0
	for i := range min(len(to.db[0]), len(from.db[0])) {
		heard, bare := 0, 0
		for b, v := range s.less {
			if v == v && from.db[b][i] > from.loud[b]-bleedLoudDB {
				heard++
				if math.Abs(float64(to.db[b][i]-from.db[b][i]-v)) <= 2*bleedNearDB {
					bare++
				}
			}
		}
		if heard == 0 || 2*bare < heard {
			run = 0
			continue
		}
		if run++; run > best {
			best, at = run, i-run+1
		}
	}
	if best == 0 {
		return nil
	}
	return []session.Span{{StartS: unit.Round(f.Second(at), 1e-3), EndS: unit.Round(f.Second(at+best), 1e-3)}}
}
