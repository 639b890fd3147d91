package preflight

import (
	"context"
	"math"
	"slices"
)

const (
	flipScore   = -0.5 // below, a stem is upside down
	lateScore   = 0.5  // a stem is somewhere else when it scores so much there
	lateGain    = 0.2  // and so much more than where it stands
	lateFrames  = 3.   // and so far away
	leastLate   = 0.1  // frames; nearer than lateFrames, what is left has to shrink
	leastShrink = 0.6  // to so much of what it was
	wholeLate   = 0.03 // frames from a whole one: it is meant
	betterFit   = 0.15 // dB of null depth that a correction has to bring
	nearFit     = 1.   // the same when no stem moves by lateFrames
	mostLeft    = 0.7  // of what there is besides the other stems, once a stem runs at its speed
	leastSought = 1e-3 // of the rough mix that is left over, for stems to be looked for; a limiter driven by 10 dB leaves 0.0008
	corrections = 4    // rounds
)

// inquiry is the proof while it is being looked into: the stems as they are put
// so far, what was heard of them, and the fit.
//
// puts say where the stems have been put; traces and times are about the stems
// so put.
type inquiry struct {
	given  Given // as they came
	lag    float64
	puts   []put
	cells  *cells
	fit    fit
	traces []trace
	times  []timing
}

// stems are the stems as they are put so far.
func (q *inquiry) stems() Given {
	g := q.given
	g.Stems = append([]Player(nil), g.Stems...)
	for i, p := range q.puts {
		g.Stems[i] = placed(g.Stems[i], p)
	}
	return g
}

// hear listens, solves and traces anew.
func (q *inquiry) hear(ctx context.Context) (err error) {
	if q.cells, err = listen(ctx, q.stems(), q.lag); err != nil {
		return err
	}
	q.fit = solve(q.cells)
	return q.trace(ctx)
}

func (q *inquiry) trace(ctx context.Context) (err error) {
	if q.traces, err = probe(ctx, q.stems(), q.lag, q.cells, q.fit); err != nil {
		return err
	}
	q.times = make([]timing, len(q.traces))
	for i := range q.traces {
		q.times[i] = q.traces[i].timing(q.cells.frame, q.cells.frame/3)
	}
	return nil
}

// correct puts stems right that the rough mix holds upside down, at another
// time or at another speed, as long as that makes the two null deeper. Stems
// that fit nowhere near are looked for further away, once.
func (q *inquiry) correct(ctx context.Context) error {
	near, far := true, true // are still to be tried
	for range corrections {
		next := inquiry{given: q.given, lag: q.lag, puts: slices.Clone(q.puts)}
		least := 0.
		if near {
			next.puts, least = q.suspects()
		}
		if near = least > 0; near {
			next.lag += q.common()
		} else {
			if !far || q.leftover().part < leastSought {
				return nil
			}
			far, least = false, betterFit
			if err := next.search(ctx, q); err != nil {
				return err
			}
			if slices.Equal(next.puts, q.puts) {
				return nil
			}
		}
		if err := next.hear(ctx); err != nil {
			return err
		}
		if next.revert(q) {
			if err := next.hear(ctx); err != nil {
				return err
			}
		}
		if next.fit.nullDB <= q.fit.nullDB-least {
			*q, near = next, true
		} else if near = false; !far {
			return nil
		}
	}
	return nil
}

// revert puts stems back that fit worse where they were put, and says whether
// there were any.
func (q *inquiry) revert(before *inquiry) (any bool) {
	for i := range q.puts {
		if q.puts[i] != before.puts[i] && q.times[i].now < lateScore && (q.puts[i].ratio() != 1 && q.traces[i].left(0, q.cells.frame) > mostLeft || q.times[i].now < math.Abs(before.times[i].now)) {
			q.puts[i], any = before.puts[i], true
		}
	}
	return any
}

// common is by how much most stems are later in the rough mix than they are
// now: a loud stem that is late may have misled the alignment.
func (q *inquiry) common() float64 {
	var all []float64
	for i, t := range q.times {
		if q.fit.known[i] && math.Abs(t.best) > lateScore {
			all = append(all, t.late)
		}
	}
	middle, n := median(all), 0
	for _, late := range all {
		if math.Abs(late-middle) < lateFrames {
			n++
		}
	}
	if 2*n <= len(all) {
		return 0
	}
	return middle
}

// suspects are the stems' places after looking at the traces: changed for those
// that would fit elsewhere. least is the null depth that this has to bring, in
// dB; 0 when nothing is changed.
func (q *inquiry) suspects() (puts []put, least float64) {
	puts = slices.Clone(q.puts)
	common, frame := q.common(), q.cells.frame
	for i, t := range q.times {
		if !q.fit.known[i] {
			continue
		}
		off := t.late - common
		now := t.score(common)
		p := puts[i].moved(off)
		switch {
		case math.Abs(off) >= lateFrames && math.Abs(t.best) > lateScore && math.Abs(t.best)-math.Abs(now) > lateGain:
			p.flip, p.score, p.here = p.flip != (t.best < 0), math.Abs(t.best), now
			puts[i], least = p, betterFit
		case now < flipScore:
			puts[i].flip, puts[i].score = !puts[i].flip, -now
			least = betterFit
		case math.Abs(off) >= leastLate && math.Abs(off) < 2*lateFrames && t.best > lateScore &&
			q.traces[i].left(t.late, frame) < leastShrink*q.traces[i].left(common, frame):
			p.score, p.here = math.Abs(t.best), now
			puts[i] = p
			if least == 0 {
				least = nearFit
			}
		}
	}
	return puts, least
}
