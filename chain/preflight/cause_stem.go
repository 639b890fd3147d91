package preflight

import (
	"context"
	"fmt"
	"math"
	"slices"

	"lathe/session"
)

const (
	strangerScore = 0.45 // a stem that scores less where it stands is not the one in the rough mix
	absentGain    = 0.25 // of what is usual: a stem below is not in the rough mix
	attributed    = 0.5  // of what is left over has to lie where a stem plays, for it to be accused
	segmentS      = 3.   // of the song, in which a stem's gain is looked at by itself
)

// placed are the causes of stems that had to be put right. Those that are in
// the stems twice are upside down only to make up for that.
func (q *inquiry) placed(twice map[string]bool) []Cause {
	var out []Cause
	for i, p := range q.puts {
		if p.flip && !twice[q.given.Files[i]] {
			out = append(out, q.upsideDown(i))
		}
		switch {
		case p.mixUp != 0:
			out = append(out, q.mislabelled(i))
		case p.speed != 0:
			out = append(out, q.drifting(i))
		case p.late != 0:
			out = append(out, q.late(i))
		}
	}
	return out
}

func (q *inquiry) upsideDown(i int) Cause {
	p, file := q.puts[i], q.given.Files[i]
	return Cause{
		Code: "polarity-flipped", Stem: file, Confidence: sureScore(p.score),
		Heard:   fmt.Sprintf("gain in the rough mix is negative; phase agreement %.2f upside down", p.score),
		Message: fmt.Sprintf("%s is upside down: its polarity is the reverse of what the rough mix holds.", file),
		Fix:     "Take out the phase (Ø) switch or the plug-in that inverts it, and export the stem again. In mastering it can be turned over.",
	}
}

func (q *inquiry) late(i int) Cause {
	p, file := q.puts[i], q.given.Files[i]
	word := "late"
	if p.late > 0 {
		word = "early"
	}
	frames := math.Abs(p.late)
	ms := 1000 * frames / float64(q.given.Rate)
	told := fmt.Sprintf("%.2g ms (%.3g samples)", ms, frames)
	if frames >= 100 {
		told = fmt.Sprintf("%.1f ms (%.0f samples)", ms, frames)
	}
	return Cause{
		Code: "stem-late", Stem: file, Confidence: sureScore(p.score), Frames: -int64(math.Round(p.late)),
		Heard:   fmt.Sprintf("%.2f samples, %.3f ms %s; phase agreement %.2f there, %.2f where it stands", frames, ms, word, p.score, p.here),
		Message: fmt.Sprintf("%s is %s %s against the rough mix and all other stems.", file, told, word),
		Fix:     "Export it again from the same start as the others, with delay compensation on. Check that no plug-in or frozen track adds latency.",
	}
}

func sureScore(score float64) float64 { return math.Round(100*min(0.99, 0.5+score/2)) / 100 }

// usual is the middle gain of all stems that are known, linear.
func (q *inquiry) usual() float64 {
	var all []float64
	for i := range q.puts {
		if q.fit.known[i] {
			all = append(all, q.power(i))
		}
	}
	return median(all)
}

// power is a stem's gain in the rough mix, linear, both ears together.
func (q *inquiry) power(i int) float64 {
	l, r := q.cells.power[0][i], q.cells.power[1][i]
	if l+r == 0 {
		return 0
	}
	return math.Sqrt((q.fit.left[i]*q.fit.left[i]*l + q.fit.right[i]*q.fit.right[i]*r) / (l + r))
}

// strangers are stems that are not what the rough mix holds: other versions, and
// tracks that are not in it at all. What they explain of the leftover is taken
// out of it.
func (q *inquiry) strangers(ctx context.Context, l *leftover, accused map[string]bool) ([]Cause, error) {
	usual := q.usual()
	var out []Cause
	for i, t := range q.times {
		if !q.fit.known[i] || accused[q.given.Files[i]] {
			continue
		}
		mine, own := q.attribute(*l, i, usual)
		absent := q.power(i) < absentGain*usual && t.now < strangerScore
		switch {
		case l.part >= leastMissing && mine >= attributed && t.now < strangerScore && own > 0.5:
			spans := l.spans(q.cells, q.given.Rate)
			if err := q.sharpen(ctx, spans); err != nil {
				return nil, err
			}
			out = append(out, q.otherVersion(i, mine, spans))
			q.acquit(l, i, usual)
		case absent && q.inside(i) >= 0:
			out = append(out, q.contained(i, q.inside(i)))
		case absent:
			out = append(out, q.absent(i, usual))
		}
	}
	return out, nil
}

// attribute is how much of what is left over lies where a stem plays, and how
// much of the stem's own cells is left over.
func (q *inquiry) attribute(l leftover, i int, usual float64) (mine, own float64) {
	var hit, all, bad, total float64
	for k, theirs := range q.claims(i, usual) {
		all += l.power[k]
		if theirs.claimed {
			hit += l.power[k]
			total += theirs.power
			if l.bad[k] {
				bad += theirs.power
			}
		}
	}
	if all == 0 || total == 0 {
		return 0, 0
	}
	return hit / all, bad / total
}

type claim struct {
	claimed bool
	power   float64 // whitened
}

// claims says in which cells a stem would matter if it were in the rough mix at
// the usual gain: it has a third or more of what all stems have together.
func (q *inquiry) claims(i int, usual float64) []claim {
	c := q.cells
	white := loudness(c)
	gain := max(q.power(i), usual)
	out := make([]claim, c.moments*nBands)
	for m := range c.moments {
		for b := range nBands {
			own, rest := 0.0, 0.0
			for ear := range 2 {
				cell := c.at(ear, m, b)
				for j := range c.n {
					p := float64(cell[pair(j, j)])
					if j == i {
						own += gain * gain * p
					} else {
						g := []float64{q.fit.left[j], q.fit.right[j]}[ear]
						rest += g * g * p
					}
				}
			}
			out[m*nBands+b] = claim{own > 0.3*(own+rest) && own > 0, own / white[b]}
		}
	}
	return out
}

// acquit takes out of the leftover what a stem that is accused explains: the
// moments in which it plays.
func (q *inquiry) acquit(l *leftover, i int, usual float64) {
	total, gone := 0.0, 0.0
	claims := q.claims(i, usual)
	for _, u := range l.power {
		total += u
	}
	for k, cl := range claims {
		if m, b := k/nBands, k%nBands; cl.claimed {
			gone += l.power[k]
			l.moment[m] -= l.power[k]
			l.band[b] -= l.power[k]
			l.power[k], l.bad[k] = 0, false
		}
	}
	l.part *= 1 - gone/total
}

// acquitBent takes out of the leftover what the tops leave that were cut off a
// stem: it lies where that stem plays.
func (q *inquiry) acquitBent(l *leftover) {
	usual := q.usual()
	for i, bent := range q.given.Bent {
		if !bent || !q.fit.known[i] {
			continue
		}
		if mine, _ := q.attribute(*l, i, usual); mine >= attributed {
			q.acquit(l, i, usual)
		}
	}
}

func (q *inquiry) otherVersion(i int, mine float64, spans []session.Span) Cause {
	file := q.given.Files[i]
	return Cause{
		Code: "other-version", Stem: file, Confidence: math.Round(100*min(0.97, 0.5+mine/2*(1-math.Max(0, q.times[i].now)))) / 100, At: spans,
		Heard:   fmt.Sprintf("%.0f %% of what no stem explains lies where this stem plays; its phase agrees to %.2f only, and its gain is %.1f dB", 100*mine, q.times[i].now, 20*math.Log10(q.power(i)+1e-6)),
		Message: fmt.Sprintf("%s is not the take or the sound that is in the rough mix: where it plays, the rough mix holds something else.", file),
		Fix:     "Export the version that the rough mix was made with, or make a new rough mix from these stems.",
	}
}

func (q *inquiry) absent(i int, usual float64) Cause {
	file := q.given.Files[i]
	return Cause{
		Code: "other-version", Stem: file, Confidence: 0.85,
		Heard:   fmt.Sprintf("its gain in the rough mix is %.1f dB against the usual one, phase agreement %.2f", 20*math.Log10(q.power(i)/usual+1e-3), q.times[i].now),
		Message: fmt.Sprintf("%s is not in the rough mix, or in another version.", file),
		Fix:     "If it belongs to the song, make a new rough mix with it. If it does not, leave it out of the session.",
	}
}

// changing finds a stem that fits in some places and not in others.
func (q *inquiry) changing(ctx context.Context, l leftover, usual float64) ([]Cause, error) {
	if l.part < leastMissing {
		return nil, nil
	}
	var out []Cause
	for i := range q.times {
		if mine, _ := q.attribute(l, i, usual); !q.fit.known[i] || mine < attributed {
			continue
		}
		segments, fits := q.misfits(i)
		if len(segments) > 0 && fits > 0 {
			spans := within(segments, l.spans(q.cells, q.given.Rate))
			if err := q.sharpen(ctx, spans); err != nil {
				return nil, err
			}
			out = append(out, Cause{
				Code: "other-version", Stem: q.given.Files[i], Confidence: 0.75, At: spans,
				Heard:   fmt.Sprintf("explains the rough mix in %d stretches of %g s and not in %d", fits, segmentS, len(segments)),
				Message: fmt.Sprintf("%s is what the rough mix holds in some places, but not from %s to %s.", q.given.Files[i], clock(spans[0].StartS), clock(spans[len(spans)-1].EndS)),
				Fix:     "Export the version that the rough mix was made with, or make a new rough mix from these stems.",
			})
		}
	}
	return out, nil
}

// within are the spans that lie in segments of the song, or a segment's length
// beside them; the segments when there are none.
func within(segments, spans []session.Span) []session.Span {
	var out []session.Span
	for _, s := range spans {
		near := func(g session.Span) bool { return s.EndS > g.StartS-segmentS && s.StartS < g.EndS+segmentS }
		if slices.ContainsFunc(segments, near) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return segments
	}
	return out
}

// misfits are the stretches in which a stem plays and the rough mix has next to
// nothing of it, and in how many others it does.
func (q *inquiry) misfits(i int) (spans []session.Span, fits int) {
	c, s := q.cells, q.state()
	white := loudness(c)
	n := int(float64(q.given.Frames)/float64(q.given.Rate)/segmentS) + 1
	num, den := make([]float64, n), make([]float64, n)
	for m := range c.moments {
		k := min(n-1, int(c.seconds[m]/segmentS))
		for b := range nBands {
			a := s.bus.lin(m, b)
			for ear := range 2 {
				cell, g := c.at(ear, m, b), s.ear(ear)
				x := float64(cell[pair(c.n, i)])
				for j, gj := range g {
					if j != i {
						x -= a * gj * float64(cell[pair(max(i, j), min(i, j))])
					}
				}
				num[k] += a * x / white[b]
				den[k] += a * a * float64(cell[pair(i, i)]) / white[b]
			}
		}
	}
	mean := 0.0
	for _, d := range den {
		mean += d / float64(n)
	}
	gain := q.power(i)
	for k := range num {
		if den[k] < 0.2*mean || gain == 0 {
			continue
		}
		switch r := num[k] / den[k] / gain; {
		case r < 0.25:
			from := float64(k) * segmentS
			if last := len(spans) - 1; last >= 0 && spans[last].EndS == from {
				spans[last].EndS = from + segmentS
			} else {
				spans = append(spans, session.Span{StartS: from, EndS: from + segmentS})
			}
		case r > 0.7:
			fits++
		}
	}
	return spans, fits
}
