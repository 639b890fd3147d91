package signal

import "math"

// metal is a plate: many ways to swing, none a multiple of another. The plate
// is the same at every stroke; only where the stick meets it is not.
type metal struct {
	hz, decay, gain []float64
}

// plate casts a plate of n swings between two frequencies. High swings die
// sooner: decayS is the time of one at 4 kHz.
func plate(name string, n int, lowHz, highHz, decayS float64) metal {
	c := chanceFor(keyOf(name))
	var m metal
	for i := range n {
		share := (float64(i) + c.unit()) / float64(n)
		hz := lowHz * math.Pow(highHz/lowHz, share)
		m.hz = append(m.hz, hz)
		m.decay = append(m.decay, decayS*math.Pow(4000/hz, 0.6)*c.about(1, 0.4))
		m.gain = append(m.gain, c.about(1, 0.7)*math.Pow(math.Min(1, hz/7000), 1.5))
	}
	return m
}

// strike lets the plate ring on both sides of the stereo image: the same
// swings, each from its own place.
func (m metal) strike(c *chance, rate float64, left, right []float64, damp, gainLin float64) {
	gainLin /= math.Sqrt(float64(len(m.hz)))
	for i, hz := range m.hz {
		if hz > 0.45*rate {
			continue
		}
		gain, phase := gainLin*m.gain[i]*c.about(1, 0.5), c.unit()
		lean := 0.35 * math.Sin(float64(7*i))
		ring(hz/rate, damp*m.decay[i]*rate, phase, gain*(1+lean)).addTo(left)
		ring(hz/rate, damp*m.decay[i]*rate, phase+0.12*c.noise(), gain*(1-lean)).addTo(right)
	}
}

// hiss adds noise above a corner that dies away; the two sides share half.
func hiss(c *chance, rate float64, left, right []float64, cornerHz, decayS, gainLin float64) {
	var l, r sweep
	l.tune(cornerHz/rate, 0.7)
	r.tune(cornerHz/rate, 0.7)
	f := falling(decayS * rate)
	for i := range left {
		g, both := gainLin*f.next(), c.noise()
		left[i] += g * l.high(0.7*both+0.7*c.noise())
		right[i] += g * r.high(0.7*both+0.7*c.noise())
	}
}

// hats plays closed strokes, x and o, and open ones, O, which the next stroke
// closes.
func (p *piece) hats(bar int) []clip {
	s, in := p.section(bar)
	if s == nil {
		return nil
	}
	c, cymbal := p.chance("hats", bar), plate("hats", 44, 700, 15500, 0.14)
	var out []clip
	all := strokes(s.hats, in)
	for i, st := range all {
		at, hard := p.struck(c, bar, st, 2.5, -1)
		lengthS, damp, tail := 0.16, 0.16*c.about(1, 0.25), 0.022
		if st.key == 'O' {
			lengthS, damp, tail = 0.62, 1, 0.2
			if i+1 < len(all) {
				lengthS = min(lengthS, p.seconds(all[i+1].beat-st.beat))
			}
		}
		left, right := make([]float64, int(lengthS*p.rate)), make([]float64, int(lengthS*p.rate))
		cymbal.strike(c, p.rate, left, right, damp, 0.5)
		hiss(c, p.rate, left, right, 6500+2500*(1-hard), tail*c.about(1, 0.2), 0.42)
		for _, x := range [][]float64{left, right} {
			edges(x, int(0.0007*p.rate), int(0.02*p.rate))
		}
		hard *= 0.55 + 0.45*s.loud
		out = append(out, clip{at: at, sound: left, wide: right, left: 0.78 * hard, right: 1.18 * hard})
	}
	return out
}

// percussion is a shaker at the left, congas, and a tambourine at the right.
func (p *piece) percussion(bar int) []clip {
	s, in := p.section(bar)
	if s == nil {
		return nil
	}
	c := p.chance("percussion", bar)
	loud := 0.6 + 0.4*s.loud
	var out []clip
	for _, st := range strokes(s.shaker, in) {
		at, hard := p.struck(c, bar, st, 3, 0)
		out = append(out, panned(at-int64(0.022*p.rate), p.shakerSound(c, hard), -0.4, 0.5*hard*loud))
	}
	for _, st := range strokes(s.congas, in) {
		at, hard := p.struck(c, bar, st, 4, 4)
		hz, position := 196., 0.1
		if st.key == 'o' || st.key == 'O' { // the small one
			hz, position, hard = 262, 0.3, max(hard, 0.6)
		}
		out = append(out, panned(at, p.congaSound(c, hz, hard), position, 0.55*hard*loud))
	}
	jingles := plate("tambourine", 24, 4300, 14500, 0.07)
	for _, st := range strokes(s.tambourine, in) {
		at, hard := p.struck(c, bar, st, 3, 5)
		n := int(0.4 * p.rate)
		left, right := make([]float64, n), make([]float64, n)
		for range 3 { // the jingles do not meet all at once
			from := int(c.unit() * 0.028 * p.rate)
			jingles.strike(c, p.rate, left[from:], right[from:], c.about(1, 0.3), 0.4)
		}
		hiss(c, p.rate, left, right, 7000, 0.03, 0.2)
		edges(left, int(0.002*p.rate), int(0.05*p.rate))
		edges(right, int(0.002*p.rate), int(0.05*p.rate))
		out = append(out, clip{at: at, sound: left, wide: right, left: 0.45 * hard * loud, right: 0.95 * hard * loud})
	}
	return out
}

// shakerSound is seeds that slide, gather and land: noise that swells for
// 22 ms and stops.
func (p *piece) shakerSound(c *chance, hard float64) []float64 {
	x := make([]float64, int(0.12*p.rate))
	var low, high sweep
	low.tune((4200+1500*hard)/p.rate, 0.8)
	high.tune((8200+2500*hard)/p.rate, 0.7)
	stop := falling((0.018 + 0.01*hard) * p.rate)
	swell := 0.022 * p.rate
	for i := range x {
		env := 1.
		if t := float64(i) / swell; t < 1 {
			env = t * t
		} else {
			env = stop.next()
		}
		bright, _ := high.next(low.high(c.noise()))
		x[i] = env * bright
	}
	edges(x, 1, int(0.02*p.rate))
	return x
}

// congaSound is an open stroke of the hand.
func (p *piece) congaSound(c *chance, hz, hard float64) []float64 {
	x := make([]float64, int(0.4*p.rate))
	for _, mode := range []struct{ ratio, decayS, gain float64 }{
		{1, 0.11, 0.8}, {1.51, 0.05, 0.28}, {2.1, 0.04, 0.2}, {2.94, 0.022, 0.14}, {4.3, 0.012, 0.1},
	} {
		ring(hz*mode.ratio*c.about(1, 0.004)/p.rate, mode.decayS*p.rate, 0, mode.gain).addTo(x)
	}
	slap, short := sweep{}, falling(0.005*p.rate)
	slap.tune(1700/p.rate, 0.9)
	for i := range int(0.04 * p.rate) {
		_, band := slap.next(c.noise() * short.next())
		x[i] += 0.9 * hard * band
	}
	edges(x, int(0.0008*p.rate), int(0.1*p.rate))
	return x
}
