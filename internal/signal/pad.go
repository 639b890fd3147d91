package signal

import "math"

// pad holds the chord for the bar, and lets it fade under the next. At the end
// of the last section it does not let go.
func (p *piece) pad(bar int) []clip {
	s, in := p.section(bar)
	if s == nil || s.pad == 0 {
		return nil
	}
	c := p.chance("pad", bar)
	lastsS, release := p.seconds(4), 1.1
	if s.outward && in == s.bars-1 {
		lastsS, release = p.seconds(7), 0 // held until the tape stops
	}
	x := [2][]float64{}
	notes := pitches(s.chord(in).keys)
	notes = append(notes, notes[0]+12)
	for side := range x {
		x[side] = make([]float64, int((lastsS+release)*p.rate))
		for _, note := range notes {
			p.ramps(c, x[side], p.hertz(note))
		}
		p.veil(x[side], s.pad, float64(bar)+0.37*float64(side), c.unit())
		edges(x[side], int(0.55*p.rate), int(release*p.rate))
	}
	loud := 0.1 * (0.6 + 0.4*s.loud)
	early := int64(0.12 * p.rate)
	if bar == 0 {
		early = 0
	}
	return []clip{{at: p.frame(bar, 0) - early, sound: x[0], wide: x[1], left: loud, right: loud}}
}

// ramps adds three ramps a few cents apart, none of them with the others of
// the same note on the other side.
func (p *piece) ramps(c *chance, x []float64, hz float64) {
	for _, cents := range []float64{-9, 1, 8} {
		delta := hz * math.Exp2(c.about(cents, 3)/1200) / p.rate
		phase := c.unit()
		for i := range x {
			x[i] += saw(phase, delta)
			phase = turn(phase, delta)
		}
	}
}

// veil is the pad's filter: it opens and closes over four bars, and the bottom
// is left to the bass.
func (p *piece) veil(x []float64, open, bar, drift float64) {
	var first, second, bottom sweep
	bottom.tune(150/p.rate, 0.7)
	for i := range x {
		if i%32 == 0 {
			bars := bar + float64(i)/p.rate/p.seconds(4)
			corner := (500 + 2600*open) * (1 + 0.3*math.Sin(2*math.Pi*(bars/4+0.05*drift))) / p.rate
			first.tune(corner, 0.8)
			second.tune(1.7*corner, 0.7)
		}
		low, _ := first.next(bottom.high(x[i]))
		x[i], _ = second.next(low)
	}
}
