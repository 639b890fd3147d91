package preflight

import (
	"context"
	"math"

	"lathe/dsp/fft"
	"lathe/dsp/vec"
)

const (
	alignFrames  = 1 << 19 // of the loudest stretch, for a steady clock
	shortFrames  = 1 << 16 // the same when the clocks drift
	leastFrames  = 1 << 14 // that have to overlap
	leastOverlap = 5       // of the shorter one, a part of this many has to go together
	candidates   = 4       // places that the envelopes suggest
	driftPoints  = 16      // stretches of the song whose lags are compared
	driftFrames  = 1 << 15 // of each
	leastPPM     = 0.4     // of drift
	leastDrift   = 0.75    // frames that it makes over the song
	mixUpAgree   = 0.1     // of the spectrum agrees, at a rate mixed up; other songs reach 0.05
	noDoubt      = 0.5     // of the spectrum agrees on a lag: only a smaller one is tried
)

// mixUps are the speeds at which a file runs whose sample rate is written wrongly.
var mixUps = []float64{48000. / 44100, 44100. / 48000, 2, 0.5, 96000. / 44100, 44100. / 96000}

// course is how the rough mix runs against the stems: frame t of the session is
// frame ratio·(t + lag) of the rough mix.
type course struct {
	lag   float64
	ratio float64 // of speeds: 1 for one clock
	ppm   float64 // of drift, apart from a mix-up of rates
	mixUp float64 // of rates, 1 for none
	clear float64 // how far the peak of the correlation stands out
}

// align finds by how many frames the rough mix is late, to a hundredth of a
// frame: first on the envelopes over the whole song, then by phase on a loud
// stretch of it. When nothing is found, it may run at another speed: the one
// that most of the spectrum agrees on. The rough mix that comes back runs as the
// stems do.
func align(ctx context.Context, g Given) (c course, rough Player, found bool, err error) {
	best, mixUp, err := g.speed(ctx)
	if err != nil || mixUp == 0 {
		return c, nil, false, err
	}
	at := g.at(mixUp)
	c = course{lag: best.at, ratio: mixUp, mixUp: mixUp, clear: best.clear}
	if c.ppm, err = at.drift(ctx, c.lag); err != nil {
		return c, nil, false, err
	}
	if c.ppm != 0 {
		c.ratio = mixUp * (1 + c.ppm*1e-6)
		at.Rough = newWarped(g.Rough, c.ratio, 0)
	}
	if c.ratio != 1 {
		best, err = at.settleAt(ctx, c.lag/(1+c.ppm*1e-6), alignFrames)
		c.lag = best.at
	}
	return c, at.Rough, err == nil, err
}

// at is the session with the rough mix played faster.
func (g Given) at(mixUp float64) Given {
	if mixUp != 1 {
		g.Rough, g.RoughTicks = newWarped(g.Rough, mixUp, 0), stretchedTicks(g.RoughTicks, mixUp)
	}
	return g
}

// speed is at which rate the rough mix runs, and where it was found at it: 0
// for nowhere.
func (g Given) speed(ctx context.Context) (best match, mixUp float64, err error) {
	m, err := g.place(ctx, true)
	if err != nil || m.clear >= phatClear {
		return m, 1, err
	}
	for _, ratio := range mixUps {
		m, err := g.at(ratio).place(ctx, false)
		if err != nil {
			return best, 0, err
		}
		if m.clear >= phatClear && m.agree > max(mixUpAgree, best.agree) {
			best, mixUp = m, ratio
		}
	}
	return best, mixUp, nil
}

// place finds the lag at one speed: at the places that the envelopes suggest and
// at the start, on a long stretch and, for clocks that drift, on a short one. Of
// several that stand out it is the one that most of the spectrum agrees on, and
// of equals the smallest.
func (g Given) place(ctx context.Context, thorough bool) (best match, err error) {
	places := append(g.coarseLags(), 0)
	lengths := []int{shortFrames}
	if thorough {
		lengths = []int{alignFrames, shortFrames}
	}
	for _, n := range lengths {
		for _, from := range places {
			if best.certain() && math.Abs(float64(from)) >= math.Abs(best.at)-float64(g.Rate/4) {
				continue // no nearer than what was looked through
			}
			m, err := g.settleAt(ctx, float64(from), n)
			if err != nil {
				return best, err
			}
			if m.clear >= phatClear && m.better(best) {
				best = m
			}
		}
		if best.clear > phatClear {
			break
		}
	}
	return best, nil
}

// certain says whether only a smaller lag could be better.
func (m match) certain() bool { return m.clear > 5*phatClear && m.agree > noDoubt }

// better says whether more of the spectrum agrees, or as much on a smaller lag.
func (m match) better(than match) bool {
	if math.Abs(m.at) < math.Abs(than.at) {
		return m.agree > asGood*than.agree
	}
	return m.agree*asGood > than.agree
}

// settleAt refines a lag on the loudest n frames, within a quarter of a second.
func (g Given) settleAt(ctx context.Context, lag float64, n int) (match, error) {
	from, to := g.overlap(lag)
	for n >= leastFrames && int64(n) > to-from {
		n /= 2
	}
	if n < leastFrames {
		return match{at: lag}, nil
	}
	reach := min(n/4, g.Rate/4)
	n -= 2 * reach // the transform is as long as the stretch with its reach
	return g.settleOn(ctx, lag, g.loudest(from, to, int64(n)), n, reach)
}

// settleOn refines a lag on the n frames from a frame on, within a reach.
func (g Given) settleOn(ctx context.Context, lag float64, from int64, n, reach int) (match, error) {
	sum, err := sumOf(ctx, g, from, n)
	if err != nil {
		return match{}, err
	}
	whole := math.Round(lag)
	rough, err := mono(g.Rough, from+int64(whole)-int64(reach), n+2*reach)
	if err != nil {
		return match{}, err
	}
	m := phat(sum, rough, float64(reach)-whole, phatHighHz, g.Rate)
	m.at += whole - float64(reach)
	return m, nil
}

// drift is by how much faster the rough mix's clock runs than the stems', in
// parts per million: the middle slope of the lags along the song (Theil-Sen). 0
// for one clock.
func (g Given) drift(ctx context.Context, lag float64) (ppm float64, err error) {
	begin, end := g.overlap(lag)
	n := int64(driftFrames)
	for n*4 > end-begin && n > 1<<13 {
		n /= 2
	}
	reach := min(n/4, int64(g.Rate/16))
	n -= 2 * reach
	var at, late []float64
	part := (end - begin) / driftPoints
	for k := range int64(driftPoints) {
		from := g.loudest(begin+k*part, min(end, begin+k*part+max(part, n)), n)
		m, err := g.settleOn(ctx, lag, from, int(n), int(reach))
		if err != nil {
			return 0, err
		}
		if m.clear > phatClear {
			at, late = append(at, float64(from)+float64(n)/2), append(late, m.at)
		}
	}
	if len(at) < 4 {
		return 0, nil
	}
	slope, rest := theilSen(at, late)
	span := at[len(at)-1] - at[0]
	if math.Abs(slope)*1e6 < leastPPM || math.Abs(slope)*span < max(leastDrift, 3*rest) {
		return 0, nil
	}
	return slope * 1e6, nil
}

// overlap is the part of the session that the rough mix covers at a lag.
func (g Given) overlap(lag float64) (from, to int64) {
	end := int64(len(g.RoughTicks)) * int64(g.Rate) / 100
	return max(0, int64(-lag)), min(g.Frames, end-int64(lag))
}

// loudest is where the n frames begin, between two frames of the session, in
// which the stems are loudest.
func (g Given) loudest(from, to, n int64) int64 {
	tick := int64(g.Rate / 100)
	best, top := from, -1.
	for at := from; at+n <= to; at += max(tick, n/8) {
		sum := 0.0
		for _, ticks := range g.StemTicks {
			for k := at / tick; k < (at+n)/tick && k < int64(len(ticks)); k++ {
				sum += ticks[k]
			}
		}
		if sum > top {
			best, top = at, sum
		}
	}
	return best
}

// theilSen is the middle slope of all pairs of points, and the middle distance
// from the line.
func theilSen(x, y []float64) (slope, rest float64) {
	var slopes []float64
	for i := range x {
		for j := range i {
			if x[i] != x[j] {
				slopes = append(slopes, (y[i]-y[j])/(x[i]-x[j]))
			}
		}
	}
	slope = median(slopes)
	off := make([]float64, len(x))
	for i := range x {
		off[i] = y[i] - slope*x[i]
	}
	middle := median(off)
	for i := range off {
		off[i] = math.Abs(off[i] - middle)
	}
	return slope, median(off)
}

// coarseLags correlates the loudness of the stems together with that of the
// rough mix and gives the lags that suit best, in frames. Both are taken in
// decibels, so that a bus compressor does not matter much.
func (g Given) coarseLags() []int64 {
	stems := make([]float64, int(g.Frames*100/int64(g.Rate))+1)
	for _, ticks := range g.StemTicks {
		for i, p := range ticks[:min(len(ticks), len(stems))] {
			stems[i] += p
		}
	}
	a, b := shape(stems), shape(g.RoughTicks)
	n := 1
	for n < len(a)+len(b) {
		n *= 2
	}
	re, im := make([]float64, n), make([]float64, n)
	copy(re, a)
	copy(im, b)
	plan := fft.New(n)
	plan.Forward(re, im)
	crossSpectrum(re, im)
	plan.Inverse(re, im)
	var out []int64
	least := min(len(a), len(b)) / leastOverlap
	for i := range re { // lags at which next to nothing of the two goes together
		lag := i
		if lag > n/2 {
			lag -= n
		}
		if min(len(a), len(b)-lag)-max(0, -lag) < least {
			re[i] = 0
		}
	}
	for range candidates {
		top := 0
		for i, v := range re {
			if v > re[top] {
				top = i
			}
		}
		if re[top] <= 0 {
			break
		}
		lag := top
		if lag > n/2 {
			lag -= n
		}
		out = append(out, int64(lag)*int64(g.Rate)/100)
		for i := -40; i <= 40; i++ { // the next one is elsewhere
			re[(top+i+n)%n] = 0
		}
	}
	return out
}

// stretchedTicks are the ticks of a track that is played faster.
func stretchedTicks(ticks []float64, ratio float64) []float64 {
	out := make([]float64, int(float64(len(ticks))/ratio))
	for i := range out {
		out[i] = ticks[min(len(ticks)-1, int(float64(i)*ratio))]
	}
	return out
}

// shape is the loudness in decibels above -50 LUFS or so, without its mean.
func shape(ticks []float64) []float64 {
	out := make([]float64, len(ticks))
	mean := 0.0
	for i, p := range ticks {
		out[i] = 10 * math.Log10(p+1e-5)
		mean += out[i] / float64(len(ticks))
	}
	for i := range out {
		out[i] -= mean
	}
	return out
}

// sumOf is a stretch of all stems added up, in mono.
func sumOf(ctx context.Context, g Given, from int64, n int) ([]float64, error) {
	sum := make([]float64, n)
	for _, s := range g.Stems {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x, err := mono(s, from, n)
		if err != nil {
			return nil, err
		}
		vec.Add(sum, x)
	}
	return sum, nil
}

// mono is left and right of a stretch, added.
func mono(p Player, from int64, n int) ([]float64, error) {
	left, right := make([]float64, n), make([]float64, n)
	if err := p.At(from, left, right); err != nil {
		return nil, err
	}
	vec.Add(left, right)
	return left, nil
}
