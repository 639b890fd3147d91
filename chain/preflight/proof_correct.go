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
	lateFrames  = 3    // and so far away
	betterFit   = 0.15 // dB of null depth that a correction has to bring
	corrections = 3    // rounds
	searchS     = 3.   // how far a stem is looked for that fits nowhere near
	searched    = 1 << 17
	doubtScore  = 0.75 // above, there is no reason to look
)

// put is where and how a stem has to be put so that it fits the rough mix.
type put struct {
	flip  bool
	late  int64   // frames by which the rough mix has it later than its file
	score float64 // of the evidence: timing.best
	here  float64 // timing.now before it was put right
}

func (p put) right() bool { return !p.flip && p.late == 0 }

// shifted is a stem put right.
type shifted struct {
	Player
	put put
}

// At fills left and right from a frame on.
func (s shifted) At(frame int64, left, right []float64) error {
	if err := s.Player.At(frame-s.put.late, left, right); err != nil {
		return err
	}
	if s.put.flip {
		for i := range left {
			left[i], right[i] = -left[i], -right[i]
		}
	}
	return nil
}

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
		if !p.right() {
			g.Stems[i] = shifted{g.Stems[i], p}
		}
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

// correct puts stems right that the rough mix holds upside down or at another
// time, as long as that makes the two null deeper. Stems that fit nowhere near
// are looked for further away, once.
func (q *inquiry) correct(ctx context.Context) error {
	for round, far := 0, false; round < corrections; round++ {
		next := inquiry{given: q.given, lag: q.lag, puts: q.suspects()}
		if slices.Equal(next.puts, q.puts) {
			if far || q.leftover().part < leastMissing {
				return nil
			}
			far = true
			if err := next.search(ctx, q.times); err != nil {
				return err
			}
		}
		next.settle(q.times)
		if next.lag == q.lag && slices.Equal(next.puts, q.puts) {
			return nil
		}
		if err := next.hear(ctx); err != nil {
			return err
		}
		if next.fit.nullDB > q.fit.nullDB-betterFit {
			return nil
		}
		*q = next
	}
	return nil
}

// suspects are the stems' places after looking at the traces: changed for those
// that would fit elsewhere.
func (q *inquiry) suspects() []put {
	puts := slices.Clone(q.puts)
	for i, t := range q.times {
		if !q.fit.known[i] {
			continue
		}
		if math.Abs(t.late) >= lateFrames && math.Abs(t.best) > lateScore && math.Abs(t.best)-math.Abs(t.now) > lateGain {
			puts[i] = put{puts[i].flip != (t.best < 0), puts[i].late + int64(math.Round(t.late)), math.Abs(t.best), t.now}
		} else if t.now < flipScore {
			puts[i].flip, puts[i].score = !puts[i].flip, -t.now
		}
	}
	return puts
}

// search looks for stems that do not fit where they stand anywhere within
// searchS.
func (q *inquiry) search(ctx context.Context, times []timing) error {
	for i, t := range times {
		if err := ctx.Err(); err != nil {
			return err
		}
		if math.Abs(t.now) > doubtScore || q.puts[i].late != 0 {
			continue
		}
		one := q.given
		one.StemTicks = one.StemTicks[i : i+1]
		begin, end := q.given.overlap(q.lag)
		n := searched
		for int64(n) > end-begin && n > leastFrames {
			n /= 2
		}
		from, reach := one.loudest(begin, end, int64(n)), int64(searchS*float64(q.given.Rate))
		stem, err := mono(q.given.Stems[i], from, n)
		if err != nil {
			return err
		}
		mix, err := mono(q.given.Rough, from+int64(q.lag)-reach, n+2*int(reach))
		if err != nil {
			return err
		}
		m := phat(stem, mix, float64(reach), q.given.Rate)
		if late := int64(math.Round(m.at)) - reach; m.clear > phatClear && (late > lateFrames || late < -lateFrames) {
			q.puts[i].late, q.puts[i].score, q.puts[i].here = late, 1-phatClear/2/m.clear, t.now
		}
	}
	return nil
}

// settle takes what most stems are late by as the lag of the rough mix: a loud
// stem that is late may have misled the alignment. Stems that were not heard
// well enough to have a place of their own come along.
func (q *inquiry) settle(times []timing) {
	most, common := 0, int64(0)
	for i := range q.puts {
		a := &q.puts[i]
		if a.late >= -lateFrames && a.late <= lateFrames {
			a.late = 0
		}
		n := 0
		for _, b := range q.puts {
			if b.late-a.late <= lateFrames && a.late-b.late <= lateFrames {
				n++
			}
		}
		if n > most || n == most && a.late == 0 {
			most, common = n, a.late
		}
	}
	if common == 0 || 2*most <= len(q.puts) {
		return
	}
	q.lag += float64(common)
	for i := range q.puts {
		p := &q.puts[i]
		if p.late == 0 && math.Abs(times[i].now) < lateScore {
			continue
		}
		if p.late -= common; p.late >= -lateFrames && p.late <= lateFrames {
			p.late = 0
		} else if p.score == 0 {
			p.score = math.Abs(times[i].now)
		}
	}
}
