package signal

import "math"

// hardness is how hard a key of a drum pattern strikes: capitals are accents,
// an o is a ghost note that is felt more than heard.
func hardness(key byte) float64 {
	switch key {
	case 'X', 'O':
		return 1
	case 'o':
		return 0.32
	}
	return 0.72
}

// struck is when a hand really meets the drum: a few milliseconds off, and how
// hard it then strikes.
func (p *piece) struck(c *chance, bar int, s stroke, looseMS, lateMS float64) (at int64, hard float64) {
	at = p.frame(bar, s.beat) + int64(p.rate*c.about(lateMS, looseMS)/1000)
	return at, hardness(s.key) * c.about(1, 0.07)
}

func (p *piece) kick(bar int) []clip {
	s, in := p.section(bar)
	if s == nil {
		return nil
	}
	c := p.chance("kick", bar)
	var out []clip
	for _, st := range strokes(s.kick, in) {
		at, hard := p.struck(c, bar, st, 1.5, 0)
		out = append(out, panned(at, p.kickSound(c, hard), 0, hard*(0.6+0.4*s.loud)))
	}
	return out
}

// kickSound is a skin whose pitch drops as it comes to rest, and the beater's
// click.
func (p *piece) kickSound(c *chance, hard float64) []float64 {
	x := make([]float64, int(0.55*p.rate))
	body, drop, knee := falling(0.15*p.rate), falling(0.019*p.rate), falling(0.075*p.rate)
	phase := 0.
	for i := range x {
		freq := 48 + 30*knee.next() + 150*hard*drop.next()
		phase += freq / p.rate
		x[i] = math.Tanh(1.5*body.next()*math.Sin(2*math.Pi*phase)) / 0.905
	}
	click, short := sweep{}, falling(0.0035*p.rate)
	click.tune(3200/p.rate, 0.8)
	for i := range int(0.03 * p.rate) {
		_, band := click.next(c.noise() * short.next())
		x[i] += 0.5 * hard * band
	}
	ring(1150/p.rate, 0.006*p.rate, 0, 0.16*hard).addTo(x[:int(0.06*p.rate)])
	edges(x, int(0.0006*p.rate), int(0.08*p.rate))
	return x
}

func (p *piece) snare(bar int) []clip {
	s, in := p.section(bar)
	if s == nil {
		return nil
	}
	c := p.chance("snare", bar)
	var out []clip
	for _, st := range strokes(s.snare, in) {
		at, hard := p.struck(c, bar, st, 2, 3) // behind the beat
		out = append(out, panned(at, p.snareSound(c, hard), -0.06, hard*(0.6+0.4*s.loud)))
	}
	return out
}

// snareSound is a skin with four ways to swing, the crack of the stick, and
// the wires that rattle below.
func (p *piece) snareSound(c *chance, hard float64) []float64 {
	x := make([]float64, int(0.5*p.rate))
	phase, body, drop := 0., falling(0.11*p.rate), falling(0.02*p.rate)
	for i := range x {
		phase += (178 + 42*drop.next()) / p.rate
		x[i] = 0.62 * body.next() * math.Sin(2*math.Pi*phase)
	}
	for _, mode := range []struct{ hz, decayS, gain float64 }{
		{286, 0.060, 0.22}, {331, 0.075, 0.30}, {462, 0.040, 0.16}, {677, 0.028, 0.10},
	} {
		ring(mode.hz*c.about(1, 0.006)/p.rate, mode.decayS*p.rate, 0, mode.gain).addTo(x)
	}
	var low, high, stick sweep
	low.tune(800/p.rate, 0.6)
	high.tune((3200+4800*hard)/p.rate, 0.5)
	stick.tune(2700/p.rate, 1.1)
	quick, slow, crack := falling(0.035*p.rate), falling((0.09+0.07*hard)*p.rate), falling(0.004*p.rate)
	rattle := 0.
	for i := range x {
		n := c.noise()
		wires := (0.55*quick.next() + 0.45*slow.next()) * (1 + 0.35*rattle)
		rattle = 0.97*rattle + 0.3*c.noise() // the wires hit the skin unevenly
		bright, _ := high.next(low.high(n))
		_, snap := stick.next(n)
		x[i] += (0.5+0.5*hard)*1.05*wires*bright + 0.9*hard*crack.next()*snap
	}
	edges(x, int(0.0005*p.rate), int(0.1*p.rate))
	return x
}
