package preflight

import (
	"fmt"
	"math"
	"slices"
)

const (
	insideOff   = 0.04 // of its level: a stem that is in another one is there as it is
	insideSigma = 0.02 // standard error to which that must be known
	insideSpan  = 0.15 // and the middle half of the bands may lie so far apart
	insideBands = 6    // that have to tell
	insidePart  = 1e-3 // of the other's power that it has to hold
)

func (q *inquiry) contained(i, in int) Cause {
	file := q.given.Files[i]
	return Cause{
		Code: "doubled-stem", Stem: file, Confidence: 0.85,
		Heard:   fmt.Sprintf("%s holds it already; by itself it has no part in the rough mix", q.given.Files[in]),
		Message: fmt.Sprintf("%s is in the stems twice: it is also part of %s.", file, q.given.Files[in]),
		Fix:     "Leave one of them out, or export the group without it.",
	}
}

// inside is the stem that holds this one too, or -1: the projection of it on
// that one is about one.
func (q *inquiry) inside(i int) int {
	own := q.cells.gram[pair(i, i)]
	for j := range q.cells.n {
		if j == i || own <= 0 {
			continue
		}
		if k := q.cells.gram[pair(max(i, j), min(i, j))] / own; k > 0.6 && k < 1.6 {
			return j
		}
	}
	return -1
}

// copies are the stems that were printed into others besides: what the other
// plays, compared with this one, holds it at one and the same level, in all
// bands, from end to end.
func (q *inquiry) copies() []Cause {
	var out []Cause
	for i := range q.given.Files {
		if len(q.twins(i)) > 0 || !q.fit.known[i] {
			continue
		}
		for j := range q.cells.n {
			if j == i || !q.fit.known[j] || len(q.twins(j)) > 0 || !q.cells.mayHold(j, i) {
				continue
			}
			level, sigma := q.cells.within(i, j)
			if q.puts[i].flip != q.puts[j].flip { // by us: what is in the mix twice may need less than none
				level = -level
			}
			if sigma > insideSigma || math.Abs(level-1) > max(insideOff, 2*sigma) {
				continue
			}
			out = append(out, q.copied(i, j, level, sigma))
			break
		}
	}
	return out
}

func (q *inquiry) copied(i, in int, level, sigma float64) Cause {
	file, other := q.given.Files[i], q.given.Files[in]
	return Cause{
		Code: "doubled-stem", Stem: file, Confidence: 0.9,
		Heard:   fmt.Sprintf("%s holds it at %.3f times its level, ±%.3f, in all bands alike", other, level, 2*sigma),
		Message: fmt.Sprintf("%s is in the stems twice: it is also part of %s.", file, other),
		Fix:     "Leave one of them out, or export the group without it.",
	}
}

// mayHold says whether it is worth looking whether stem j holds stem i: over the
// whole song it is like it by about its own level.
func (c *cells) mayHold(j, i int) bool {
	own := c.gram[pair(i, i)]
	k := c.gram[pair(max(i, j), min(i, j))] / max(own, 1e-30)
	return own > 0 && math.Abs(k) > 0.4 && math.Abs(k) < 2.5
}

// within is at what level stem j holds stem i, and the standard error of that:
// the least-squares slope over all cells, each weighed by how little else j
// plays in it. The error is 1 when the bands do not agree, or too few tell.
func (c *cells) within(i, j int) (level, sigma float64) {
	var cross, own [nBands]float64
	var blocks [][2]float64
	last := -1
	held, whole := 0.0, 0.0
	for m := range c.moments {
		if k := int(c.seconds[m] / blockS); k != last {
			blocks, last = append(blocks, [2]float64{}), k
		}
		block := &blocks[len(blocks)-1]
		for ear := range 2 {
			for b := range nBands {
				cell := c.at(ear, m, b)
				pi, pj := float64(cell[pair(i, i)]), float64(cell[pair(j, j)])
				if pi <= 0 || pj <= 0 {
					continue
				}
				w := 1 / max(pj, pi)
				x := float64(cell[pair(max(i, j), min(i, j))])
				cross[b] += w * x
				own[b] += w * pi
				block[0] += w * x
				block[1] += w * pi
				held += pi
				whole += pj
			}
		}
	}
	num, den := 0.0, 0.0
	for b := range nBands {
		num, den = num+cross[b], den+own[b]
	}
	if den <= 0 || held < insidePart*whole || len(blocks) < leastBlocks {
		return 0, 1
	}
	level = num / den
	var bands []float64
	for b := range nBands {
		if own[b] > 0.01*den {
			bands = append(bands, cross[b]/own[b])
		}
	}
	slices.Sort(bands)
	if n := len(bands); n < insideBands || bands[n*3/4]-bands[n/4] > insideSpan {
		return level, 1
	}
	for _, b := range blocks {
		off := b[0] - level*b[1]
		sigma += off * off
	}
	return level, math.Sqrt(sigma) / den
}
