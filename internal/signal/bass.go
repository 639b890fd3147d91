package signal

import (
	"math"
	"math/cmplx"
)

// bass plays roots, R and r, fifths, 5, and octaves, o.
func (p *piece) bass(bar int) []clip {
	s, in := p.section(bar)
	if s == nil {
		return nil
	}
	c := p.chance("bass", bar)
	root := pitch(s.chord(in).bass)
	// the filter breathes with the song: eight bars up and down
	open := 1 + 0.4*math.Sin(2*math.Pi*float64(bar)/8)
	var out []clip
	for _, st := range strokes(s.bass, in) {
		note, hard := root, 0.78
		switch st.key {
		case 'R':
			hard = 1
		case '5':
			note += 7
		case 'o':
			note, hard = note+12, 0.9
		}
		hard *= c.about(1, 0.06)
		at := p.frame(bar, st.beat) + int64(p.rate*c.about(0.002, 0.002))
		x := p.bassSound(c, p.hertz(note), p.seconds(st.beats), hard*(0.55+0.45*s.loud), open)
		out = append(out, panned(at, x, 0, hard))
	}
	return out
}

// bassSound is two ramps a hair apart and a sine below, through a low pass of
// 24 dB an octave that snaps open and closes slowly, and a little warmth.
func (p *piece) bassSound(c *chance, hz, lastsS, hard, open float64) []float64 {
	release := 0.045
	x := make([]float64, int((lastsS+release)*p.rate))
	delta, other := hz/p.rate, hz*1.0031/p.rate
	a, b := 0.25, 0.25+0.2*c.unit()
	sub, onward := complex(1, 0), cmplx.Rect(1, 2*math.Pi*delta)
	snap, body := falling(0.13*p.rate), falling(0.9*p.rate)
	var first, second sweep
	for i := range x {
		if i%16 == 0 {
			corner := (130 + 1.4*hz + open*(330+2000*hard*snap.at)*(0.5+0.5*body.at)) / p.rate
			first.tune(corner, 0.62)
			second.tune(corner, 1.35)
		}
		snap.next()
		in := 0.42*saw(a, delta) + 0.34*saw(b, other)
		low, _ := first.next(in)
		low, _ = second.next(low)
		y := low + 0.5*imag(sub)
		x[i] = math.Tanh(1.2*y) * (0.72 + 0.28*body.next())
		a, b, sub = turn(a, delta), turn(b, other), sub*onward
	}
	offTop(x, 4/p.rate)
	edges(x, int(0.004*p.rate), int(release*p.rate))
	return x
}
