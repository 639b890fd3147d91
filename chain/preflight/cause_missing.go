package preflight

import (
	"context"
	"fmt"
	"math"
	"slices"

	"lathe/measure"
	"lathe/session"
)

const (
	badPart      = 0.25  // of a cell's power left over: it is not explained
	coderBand    = 24    // from 10 kHz a lossy coder leaves noise of that size,
	badCoder     = 0.6   // and more has to be left over
	leastMissing = 0.003 // of the whitened rough mix unexplained: a part is missing. Limiters driven by 10 dB leave 0.0008, a part 20 dB below the mix 0.005
	spanGapS     = 1.5   // rests that do not end a stretch
)

// leftover is what of the rough mix is not explained by any stem: cells in which
// a good part of the power is left. A bus that the model does not quite catch
// leaves a little in every cell; only what the stems do not hold leaves most of
// one.
type leftover struct {
	part   float64   // of the whole rough mix, whitened
	moment []float64 // the same by moment
	band   [nBands]float64
	left   float64 // of the part, 0 to 1
	bad    []bool  // by moment and band
	power  []float64
}

// leftover looks for cells that are not explained; those that belong to a stem
// that is accused already do not count.
func (q *inquiry) leftover() leftover {
	c := q.cells
	white, s := audible(c), q.state()
	out := leftover{moment: make([]float64, c.moments), bad: make([]bool, c.moments*nBands), power: make([]float64, c.moments*nBands)}
	all, left := 0.0, 0.0
	for m := range c.moments {
		for b := range nBands - 1 { // the top one is what lossy coders throw away first
			var rest, own [2]float64
			for ear := range 2 {
				cell := c.at(ear, m, b)
				p, x := mixed(c, cell, s.ear(ear))
				a := s.bus.lin(m, b)
				own[ear] = rough(c, cell)
				rest[ear] = max(0, own[ear]-2*a*x+a*a*p)
			}
			all += (own[0] + own[1]) / white[b]
			least := badPart
			if b >= coderBand {
				least = badCoder
			}
			if rest[0]+rest[1] <= least*(own[0]+own[1]) {
				continue
			}
			// what the rough mix lacks, as after a lossy coder, is in no stem's stead
			u := min(rest[0]+rest[1], own[0]+own[1]) / white[b]
			out.bad[m*nBands+b], out.power[m*nBands+b] = true, u
			out.moment[m] += u
			out.band[b] += u
			out.part += u
			left += u * rest[0] / (rest[0] + rest[1])
		}
	}
	if out.part > 0 {
		out.left = left / out.part
	}
	if all > 0 {
		out.part /= all
	}
	return out
}

// audible is what bands are weighed by here: the rough mix's own spectrum, but
// bands 30 dB below the strongest are not made more of than that. A lossy coder
// leaves noise there.
func audible(c *cells) [nBands]float64 {
	white := loudness(c)
	top := slices.Max(white[:])
	for b := range white {
		white[b] = max(white[b], 1e-3*top)
	}
	return white
}

// state is the fit as a guess.
func (q *inquiry) state() state { return state{q.fit.left, q.fit.right, bus{q.fit.busDB, q.fit.eqDB}} }

// spans are the stretches of the song in which something is left over.
func (l *leftover) spans(c *cells, rate int) []session.Span {
	sorted := slices.Sorted(slices.Values(l.moment))
	if len(sorted) == 0 {
		return nil
	}
	least := 0.05 * sorted[len(sorted)*98/100]
	half := float64(c.frame) / float64(rate) / 4 // the window's weight lies in its middle half
	var out []session.Span
	for m, u := range l.moment {
		if u <= least {
			continue
		}
		from, to := max(0, c.seconds[m]-half), c.seconds[m]+half
		if n := len(out); n > 0 && from-out[n-1].EndS < spanGapS {
			out[n-1].EndS = to
			continue
		}
		out = append(out, session.Span{StartS: from, EndS: to})
	}
	return out
}

// range is the narrowest range of bands that holds most of what is left over.
func (l *leftover) bands() (lowHz, highHz float64) {
	total := 0.0
	for _, u := range l.band {
		total += u
	}
	best, first := nBands, 0
	for from := range nBands {
		sum := 0.0
		for to := from; to < nBands; to++ {
			if sum += l.band[to]; sum >= 0.8*total {
				if to-from < best {
					best, first = to-from, from
				}
				break
			}
		}
	}
	return float64(measure.BandEdge(first + firstBand)), float64(measure.BandEdge(min(nBands, first+best+1) + firstBand))
}

// side is where it sounds.
func (l *leftover) side() string {
	switch {
	case l.left > 0.8:
		return "left"
	case l.left < 0.2:
		return "right"
	}
	return "centre or both sides"
}

// missing accuses the session of lacking a part.
func (q *inquiry) missing(ctx context.Context, l leftover) ([]Cause, error) {
	if l.part < leastMissing {
		return nil, nil
	}
	spans := l.spans(q.cells, q.given.Rate)
	if err := q.sharpen(ctx, spans); err != nil {
		return nil, err
	}
	low, high := l.bands()
	where := "through the whole song"
	if len(spans) > 0 {
		where = fmt.Sprintf("from %s to %s", clock(spans[0].StartS), clock(spans[0].EndS))
		if n := len(spans) - 1; n > 0 {
			where += fmt.Sprintf(" and in %d more places", n)
		}
	}
	return []Cause{{
		Code: "missing-stem", Confidence: surer(l.part / leastMissing), At: spans,
		LowHz: math.Round(low), HighHz: math.Round(high), Side: l.side(),
		Heard: fmt.Sprintf("%.1f %% of the rough mix, every band taken alike, is in no stem (%.1f dB); bus processing alone leaves less than %.1f %%; %.0f to %.0f Hz, %s",
			100*l.part, 10*math.Log10(l.part), 100*leastMissing, low, high, l.side()),
		Message: fmt.Sprintf("The rough mix holds something that no stem has: %s, mostly between %.0f and %.0f Hz, %s.", where, low, high, sideWords(l.side())),
		Fix:     "Look for a track that was muted, soloed away or left out of the export, a send effect such as reverb or delay among them, and export it too.",
	}}, nil
}

func sideWords(side string) string {
	if side == "left" || side == "right" {
		return "on the " + side
	}
	return "in the middle or on both sides"
}

// surer turns evidence, in multiples of what is needed, into a confidence: half
// at the limit, nine tenths at five times as much.
func surer(times float64) float64 { return math.Round(100*max(0, min(0.99, 1-0.5/times))) / 100 }
