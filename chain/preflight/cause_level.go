package preflight

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	sameLevelDB = 0.35 // gains no further apart are the same
	levelDB     = 0.7  // a stem further off stands at another level
	twiceDB     = 6.02
)

// shared is the gain that most stems have in common, and whether they do: the
// rough mix was made with the faders where the stems have them.
func (q *inquiry) shared() (db float64, ok bool) {
	var all []float64
	for i := range q.puts {
		if g := q.power(i); q.fit.known[i] && g > 0 {
			all = append(all, 20*math.Log10(g))
		}
	}
	slices.Sort(all)
	most := 0
	for i := range all {
		n, sum := 0, 0.0
		for _, v := range all[i:] {
			if v-all[i] > 2*sameLevelDB {
				break
			}
			n, sum = n+1, sum+v
		}
		if n > most {
			most, db = n, sum/float64(n)
		}
	}
	return db, most >= 3 && 5*most >= 3*len(all)
}

// levels are the stems that stand elsewhere than the rough mix has them,
// strangers left out. unexplained is the part of the rough mix that the gains have
// tried to make up for: with it, they are less sure.
func (q *inquiry) levels(accused map[string]bool, unexplained float64) []Cause {
	db, ok := q.shared()
	if !ok {
		return q.faders(accused)
	}
	var out []Cause
	for i, file := range q.given.Files {
		if !q.fit.known[i] || accused[file] || q.power(i) == 0 {
			continue
		}
		off := 20*math.Log10(q.power(i)) - db
		least := max(levelDB, 2*q.fit.ciDB[i])
		if unexplained >= leastMissing {
			least *= 2
		}
		switch twins := q.twins(i); {
		case len(twins) > 0 && math.Abs(off+20*math.Log10(float64(len(twins)+1))) < levelDB:
			if i < twins[0] { // told once
				out = append(out, q.doubled(i, twins, off))
			}
		case math.Abs(math.Abs(off)-twiceDB) < min(0.5, q.fit.ciDB[i]) && q.fit.ciDB[i] < 1:
			out = append(out, q.twice(i, off))
		case math.Abs(off) > least:
			out = append(out, q.level(i, off))
		}
	}
	return out
}

func (q *inquiry) level(i int, off float64) Cause {
	file := q.given.Files[i]
	word := "louder"
	if off < 0 {
		word = "quieter"
	}
	return Cause{
		Code: "level", Stem: file, Confidence: surer(math.Abs(off) / levelDB),
		Heard:   fmt.Sprintf("%+.1f dB in the rough mix against the gain that most stems share, ±%.1f dB", off, q.fit.ciDB[i]),
		Message: fmt.Sprintf("The rough mix has %s %.1f dB %s than its file does; the other stems are at one level.", file, math.Abs(off), word),
		Fix:     "Nothing to do: Lathe takes the level of the rough mix. Export with the fader where it is if you would rather hear it in the file.",
	}
}

func (q *inquiry) twice(i int, off float64) Cause {
	file := q.given.Files[i]
	c := Cause{
		Code: "doubled-stem", Stem: file, Confidence: 0.7,
		Heard:   fmt.Sprintf("%+.2f dB in the rough mix against the gain that most stems share, ±%.2f dB; twice is 6.02 dB", off, q.fit.ciDB[i]),
		Message: fmt.Sprintf("%s is twice as loud in its file as in the rough mix: it was probably exported through two paths at once.", file),
		Fix:     "Check the track's sends and groups for a second way to the master, and export it again.",
	}
	if off > 0 {
		c.Message = fmt.Sprintf("The rough mix holds %s twice as loud as its file: a second copy of the track was probably playing.", file)
		c.Fix = "Check whether the track was doubled in your project. If it should be that loud, Lathe takes the level of the rough mix."
	}
	return c
}

func (q *inquiry) doubled(i int, twins []int, off float64) Cause {
	file := q.given.Files[i]
	return Cause{
		Code: "doubled-stem", Stem: q.given.Files[twins[0]], Confidence: 0.95,
		Heard:   fmt.Sprintf("the same as %s but for less than %.0f dB; together they have %.1f dB too much", file, 10*math.Log10(1-tiedAt), -off),
		Message: fmt.Sprintf("%s and %s are the same, and the rough mix has the sound only once.", file, q.names(twins)),
		Fix:     "Leave one of them out and start again.",
	}
}

// twins are the other stems that a stem cannot be told apart from.
func (q *inquiry) twins(i int) (out []int) {
	for j, to := range q.cells.ties {
		if j != i && to == q.cells.ties[i] {
			out = append(out, j)
		}
	}
	return out
}

func (q *inquiry) names(stems []int) string {
	var out []string
	for _, i := range stems {
		out = append(out, q.given.Files[i])
	}
	return strings.Join(out, " and ")
}

// faders tells once that the stems were exported before the faders.
func (q *inquiry) faders(accused map[string]bool) []Cause {
	low, high, n := math.Inf(1), math.Inf(-1), 0
	for i, file := range q.given.Files {
		if g := q.power(i); q.fit.known[i] && !accused[file] && g > 0 {
			low, high, n = min(low, 20*math.Log10(g)), max(high, 20*math.Log10(g)), n+1
		}
	}
	if n < 2 || high-low < 2*levelDB {
		return nil
	}
	return []Cause{{
		Code: "level", Confidence: surer((high - low) / (2 * levelDB)),
		Heard:   fmt.Sprintf("gains of %d stems in the rough mix lie up to %.1f dB apart", n, high-low),
		Message: fmt.Sprintf("The stems are not at the levels of the rough mix; their gains in it lie up to %.1f dB apart.", high-low),
		Fix:     "Nothing to do: Lathe takes the levels of the rough mix.",
	}}
}

// indistinguishable are the stems of which only the common gain is known.
func (q *inquiry) indistinguishable() []Cause {
	var out []Cause
	for i := range q.puts {
		twins := q.twins(i)
		if len(twins) == 0 || i > twins[0] {
			continue
		}
		out = append(out, Cause{
			Code: "indistinguishable", Stem: q.given.Files[i], Confidence: 0.95,
			Heard:   fmt.Sprintf("the same as %s but for less than %.0f dB; common gain ±%.1f dB", q.names(twins), 10*math.Log10(1-tiedAt), q.fit.ciDB[i]),
			Message: fmt.Sprintf("%s and %s are so alike that only their common level in the rough mix can be told.", q.given.Files[i], q.names(twins)),
			Fix:     "Nothing to do: Lathe treats them alike.",
		})
	}
	return out
}

// bus is what the rough mix went through.
func (q *inquiry) bus(p *Proof) []Cause {
	if p.Verdict != Processed {
		return nil
	}
	moves := slices.Clone(q.fit.busDB)
	slices.Sort(moves)
	spread := 0.0
	if n := len(moves); n > 0 {
		spread = moves[n*95/100] - moves[n*5/100]
	}
	eq := 0.0
	for _, db := range q.fit.eqDB {
		eq = max(eq, math.Abs(db))
	}
	return []Cause{{
		Code: "rough-bus", Confidence: surer((q.fit.balancedDB - q.fit.nullDB) / betterDB),
		Heard:   fmt.Sprintf("nulls to %.1f dB through a bus, to %.1f dB without; its gain moves by %.1f dB, its EQ by up to %.1f dB", q.fit.nullDB, q.fit.balancedDB, spread, eq),
		Message: "Your rough mix went through processing on its master. That is fine, and it shows where you want to go.",
		Fix:     "Nothing to do.",
	}}
}
