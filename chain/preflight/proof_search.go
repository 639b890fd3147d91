package preflight

import (
	"context"
	"math"
	"slices"

	"lathe/dsp/vec"
)

const (
	searchS     = 3.      // how far a stem is looked for that fits nowhere near
	searched    = 1 << 17 // frames of it
	doubtScore  = 0.75    // above, there is no reason to look
	doubted     = 4       // stems that are looked for, those that fit least first
	clockParts  = 12      // stretches of the song in which a stem is timed by itself
	clockPPM    = 5.      // of drift that a single stem must have
	sureClock   = 0.9     // score of what was found so
	restPart    = 1e-3    // of its loudest stretch's energy: it rests
	manyParts   = 7       // that will do where they are less clear
	fewParts    = 3       // of them that must be found
	strayHighHz = 16000.  // a hi-hat has next to nothing where a mix is aligned
	mixUpClear  = 1.5     // times phatClear: several speeds are tried
)

// search looks for stems that do not fit where they stand: on a clock of their
// own, anywhere within searchS, or at another rate. q is what was heard so far.
func (q *inquiry) search(ctx context.Context, heard *inquiry) error {
	var doubts []int
	for i, t := range heard.times {
		if math.Abs(t.now) <= doubtScore || q.puts[i].late != 0 {
			doubts = append(doubts, i)
		}
	}
	slices.SortStableFunc(doubts, func(a, b int) int {
		return int(math.Copysign(1, math.Abs(heard.times[a].now)-math.Abs(heard.times[b].now)))
	})
	for _, i := range doubts[:min(doubted, len(doubts))] {
		if err := ctx.Err(); err != nil {
			return err
		}
		p, found, err := (&stray{heard: heard, i: i}).place(ctx)
		if err != nil {
			return err
		}
		p.flip, p.here = q.puts[i].flip, heard.times[i].now
		if found && (p.ratio() != q.puts[i].ratio() || math.Abs(p.late-q.puts[i].late) >= lateFrames) {
			q.puts[i] = p
		}
	}
	q.settle(heard)
	return nil
}

// settle moves the rough mix where most stems that were found, near or far,
// have it. A loud stem that is far off has then misled the alignment, and it is
// the one that moves.
func (q *inquiry) settle(heard *inquiry) {
	var votes []int
	for i, p := range q.puts {
		if p.ratio() == 1 && (p != heard.puts[i] || heard.fit.known[i] && math.Abs(heard.times[i].best) > lateScore) {
			votes = append(votes, i)
		}
	}
	agree := func(late float64) (n int) {
		for _, i := range votes {
			if math.Abs(q.puts[i].late-late) < lateFrames {
				n++
			}
		}
		return n
	}
	most, there := 0., max(1, agree(0))
	for _, i := range votes {
		if n := agree(q.puts[i].late); n > there {
			most, there = math.Round(q.puts[i].late), n
		}
	}
	if most == 0 {
		return
	}
	q.lag += most
	for _, i := range votes {
		if q.puts[i] = q.puts[i].moved(-most); math.Abs(q.puts[i].late) < lateFrames {
			q.puts[i] = put{flip: q.puts[i].flip}
		}
	}
}

// stray is a stem that is looked for.
type stray struct {
	heard *inquiry
	i     int
}

// place is where the stem stands: on a clock of its own, further away or, when
// more of the rest is explained so, as if silence was taken off its beginning.
func (s *stray) place(ctx context.Context) (p put, found bool, err error) {
	for _, find := range []func(context.Context) (put, bool, error){s.clock, s.far} {
		if p, found, err = find(ctx); err != nil {
			return p, false, err
		} else if found {
			break
		}
	}
	g := s.heard.given
	if s.i >= len(g.StemFrames) || g.Frames-g.StemFrames[s.i] < lateFrames {
		return p, found, nil
	}
	flush := put{score: sureClock}.moved(float64(g.Frames - g.StemFrames[s.i])) // its end is where the session's is
	there, err := s.explains(flush)
	if err != nil {
		return p, false, err
	}
	here, err := s.explains(p)
	if err != nil {
		return p, false, err
	}
	if there > here {
		return flush, true, nil
	}
	return p, found, nil
}

// explains is how much of the rest, in the stem's loudest stretch, the stem is
// when it is put so: 0 to 1.
func (s *stray) explains(p put) (float64, error) {
	from, n, _ := s.stretch()
	from += int64(p.late)
	a, err := mono(placed(s.heard.given.Stems[s.i], p), from, n)
	if err != nil {
		return 0, err
	}
	b, err := s.rest(from, n, 0)
	if err != nil {
		return 0, err
	}
	cross := vec.Dot(a, b)
	return cross * cross / (vec.Dot(a, a)*vec.Dot(b, b) + 1e-30), nil
}

// rest is the rough mix less all other stems, in mono, for n frames of the
// session and a reach either side.
func (s *stray) rest(from int64, n, reach int) ([]float64, error) {
	q := s.heard
	whole := int64(math.Floor(q.lag))
	begin, length := from-int64(reach), n+2*reach
	out, err := mono(q.given.Rough, begin+whole, length)
	if err != nil {
		return nil, err
	}
	bus := math.Pow(10, q.fit.busDB[q.momentNear(from+int64(n)/2)]/20)
	left, right := make([]float64, length), make([]float64, length)
	for j, stem := range q.stems().Stems {
		if j == s.i || q.fit.left[j] == 0 && q.fit.right[j] == 0 {
			continue
		}
		if err := stem.At(begin, left, right); err != nil {
			return nil, err
		}
		vec.AddScaled(out, left, -bus*q.fit.left[j])
		vec.AddScaled(out, right, -bus*q.fit.right[j])
	}
	return out, nil
}

// momentNear is the moment that begins last before a frame, or the first.
func (q *inquiry) momentNear(frame int64) int {
	at, found := slices.BinarySearch(q.cells.from, frame)
	if !found && at > 0 {
		at--
	}
	return at
}

// alone is the session with this stem only, for its loudest stretch.
func (s *stray) alone() Given {
	g := s.heard.given
	g.StemTicks = g.StemTicks[s.i : s.i+1]
	return g
}

// find looks for a stretch of a stem in the rest: by how much it is late, in
// frames of the session. power is the stretch's own, by frame.
func (s *stray) find(stem Player, from int64, n, reach int, near float64) (m match, power []float64, err error) {
	a, err := mono(stem, from, n)
	if err != nil {
		return m, nil, err
	}
	whole := math.Round(near)
	b, err := s.rest(from+int64(whole), n, reach)
	if err != nil {
		return m, nil, err
	}
	m = phat(a, b, float64(reach)-whole, strayHighHz, s.heard.given.Rate)
	m.at += whole - float64(reach) - (s.heard.lag - math.Floor(s.heard.lag))
	for i, v := range a {
		a[i] = v * v
	}
	return m, a, nil
}

// clock times the stem along the song: a clock of its own shows as a steady
// drift, a late start as one lag. Found is also what stands where it should.
// Where few stretches are clear by themselves, many that are half as clear and
// lie on one line will do.
func (s *stray) clock(context.Context) (put, bool, error) {
	at, late, err := s.times(phatClear)
	if err == nil && len(at) < fewParts {
		if at, late, err = s.times(phatClear / 2); len(at) < manyParts {
			return put{}, false, err
		}
		if slope, _ := theilSen(at, late); onLine(at, late, slope) < manyParts {
			return put{}, false, nil
		}
	}
	if err != nil {
		return put{}, false, err
	}
	slope, rest := theilSen(at, late)
	if 2*onLine(at, late, slope) <= len(at) { // notes of another take, here and there
		return put{}, false, nil
	}
	drifts := math.Abs(slope) * (at[len(at)-1] - at[0])
	if math.Abs(slope)*1e6 < clockPPM || drifts < max(leastDrift, 3*rest) {
		return put{score: sureClock}.moved(median(late)), true, nil
	}
	if len(at) == fewParts && drifts < 10*rest {
		return put{}, false, nil
	}
	for k := range late {
		late[k] -= slope * at[k]
	}
	// frame u of the file is frame u + late + slope·u of the session
	return put{speed: 1/(1+slope) - 1, late: median(late), score: sureClock}, true, nil
}

// onLine is how many points lie within lateFrames of a line of that slope.
func onLine(at, late []float64, slope float64) (n int) {
	rest := make([]float64, len(at))
	for k := range at {
		rest[k] = late[k] - slope*at[k]
	}
	middle := median(rest)
	for _, r := range rest {
		if math.Abs(r-middle) < lateFrames {
			n++
		}
	}
	return n
}

// times is when the stem comes in stretches along the song, where that is so
// clear.
func (s *stray) times(least float64) (at, late []float64, err error) {
	g := s.alone()
	begin, end := g.overlap(s.heard.lag)
	n := int64(driftFrames)
	for n*4 > end-begin && n > 1<<13 {
		n /= 2
	}
	reach := min(n/4, int64(g.Rate/16))
	n -= 2 * reach
	part := (end - begin) / clockParts
	var energies []float64
	for k := range int64(clockParts) {
		from := g.loudest(begin+k*part, min(end, begin+k*part+max(part, n)), n)
		m, power, err := s.find(g.Stems[s.i], from, int(n), int(reach), s.heard.puts[s.i].late)
		if err != nil {
			return nil, nil, err
		}
		if m.clear > least {
			energy, moment := 1e-30, 0.0
			for i, p := range power {
				energy += p
				moment += p * float64(i)
			}
			at, late, energies = append(at, float64(from)+moment/energy), append(late, m.at), append(energies, energy)
		}
	}
	kept := 0
	for k, energy := range energies { // where it rests, nothing of it is found
		if energy > restPart*slices.Max(energies) {
			at[kept], late[kept] = at[k], late[k]
			kept++
		}
	}
	return at[:kept], late[:kept], nil
}

// stretch is the loudest part of the stem that is looked for.
func (s *stray) stretch() (from int64, n, reach int) {
	g := s.alone()
	begin, end := g.overlap(s.heard.lag)
	n = searched
	for int64(n) > end-begin && n > leastFrames {
		n /= 2
	}
	return g.loudest(begin, end, int64(n)), n, int(searchS * float64(g.Rate))
}

// far looks for the stem further away, and at the speeds at which a wrong rate
// lets it run: where it stands out most.
func (s *stray) far(ctx context.Context) (p put, found bool, err error) {
	from, n, reach := s.stretch()
	clear := 0.0
	for _, mixUp := range append([]float64{0}, mixUps...) {
		if err := ctx.Err(); err != nil {
			return p, false, err
		}
		stem, at, least := s.heard.given.Stems[s.i], from, phatClear
		if mixUp != 0 {
			stem, at, least = newWarped(stem, mixUp, 0), int64(float64(from)/mixUp), mixUpClear*phatClear
		}
		m, _, err := s.find(stem, at, n, reach, 0)
		if err != nil {
			return p, false, err
		}
		if m.clear > max(clear, least) && (mixUp != 0 || math.Abs(m.at) >= lateFrames) {
			clear = m.clear
			p = put{mixUp: mixUp, score: 1 - phatClear/2/clear}.moved(m.at)
		}
	}
	return p, clear > 0, nil
}
