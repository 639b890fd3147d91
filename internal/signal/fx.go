package signal

import "math"

// effects leads from one section to the next: a crash on the first beat and,
// softer, every four bars; a cymbal backwards or a riser in the last two bars.
func (p *piece) effects(bar int) []clip {
	s, in := p.section(bar)
	if s == nil {
		return nil
	}
	c := p.chance("effects", bar)
	var out []clip
	if s.crash && in%4 == 0 {
		out = append(out, p.crash(c, bar, 1-0.1*float64(in)))
	}
	if s.crash && in == 0 {
		out = append(out, p.boom(bar))
	}
	if s.swell && in == s.bars-1 {
		out = append(out, p.swell(c, bar))
	}
	if s.riser && in == max(0, s.bars-2) {
		out = append(out, p.riser(c, bar))
	}
	return out
}

func (p *piece) crashSound(c *chance) (left, right []float64) {
	n := int(3.2 * p.rate)
	left, right = make([]float64, n), make([]float64, n)
	plate("crash", 72, 420, 15500, 0.75).strike(c, p.rate, left, right, 1, 0.75)
	hiss(c, p.rate, left, right, 4500, 0.6, 0.24)
	for _, x := range [][]float64{left, right} {
		edges(x, int(0.004*p.rate), int(0.8*p.rate))
	}
	return left, right
}

func (p *piece) crash(c *chance, bar int, hard float64) clip {
	left, right := p.crashSound(c)
	return clip{at: p.frame(bar, 0), sound: left, wide: right, left: 0.6 * hard, right: 0.6 * hard}
}

// boom is felt more than heard: a low sine that falls.
func (p *piece) boom(bar int) clip {
	x := make([]float64, int(1.6*p.rate))
	phase, drop, body := 0., falling(0.25*p.rate), falling(0.45*p.rate)
	for i := range x {
		phase += (31 + 42*drop.next()) / p.rate
		x[i] = body.next() * math.Sin(2*math.Pi*phase)
	}
	edges(x, int(0.004*p.rate), int(0.3*p.rate))
	return panned(p.frame(bar, 0), x, 0, 0.4)
}

// swell is a crash backwards that ends on the next section's first beat.
func (p *piece) swell(c *chance, bar int) clip {
	left, right := p.crashSound(c)
	n := min(len(left), int(p.seconds(4)*p.rate))
	for _, x := range [][]float64{left, right} {
		for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
			x[i], x[j] = x[j], x[i]
		}
		edges(x[:n], int(0.3*p.rate), int(0.03*p.rate))
	}
	return clip{at: p.frame(bar+1, 0) - int64(n), sound: left[:n], wide: right[:n], left: 0.5, right: 0.5}
}

// riser is two bars of wind and a chord of ramps that climb to the next
// section, trembling faster and faster.
func (p *piece) riser(c *chance, bar int) clip {
	n := int(p.seconds(8) * p.rate)
	out := [2][]float64{make([]float64, n), make([]float64, n)}
	for side := range out {
		var wind, dull sweep
		phases := [4]float64{c.unit(), c.unit(), c.unit(), c.unit()}
		tremble := 0.
		x := out[side]
		for i := range x {
			t := float64(i) / float64(n)
			if i%32 == 0 {
				wind.tune(350*math.Pow(28, t)/p.rate, 1.2+1.5*t)
				dull.tune(500*math.Pow(9, t)/p.rate, 0.8)
			}
			_, band := wind.next(c.noise())
			ramps := 0.
			for k := range phases {
				hz := p.hertz(48+7*float64(k%2)+12*float64(k/2)+12*t*t) * (1 + 0.002*float64(k-side))
				ramps += saw(phases[k], hz/p.rate)
				phases[k] = turn(phases[k], hz/p.rate)
			}
			low, _ := dull.next(ramps)
			tremble = turn(tremble, (4+14*t*t)/p.rate)
			pulse := 1 - 0.45*(0.5-0.5*math.Cos(2*math.Pi*tremble))
			x[i] = t * t * (0.42*band + 0.075*low*pulse)
		}
		edges(x, int(0.2*p.rate), int(0.05*p.rate))
	}
	return clip{at: p.frame(bar, 0), sound: out[0], wide: out[1], left: 0.7, right: 0.7}
}
