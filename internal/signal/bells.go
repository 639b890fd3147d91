package signal

import (
	"math"

	"lathe/dsp"
)

// bells plays the tune that the song is remembered by.
func (p *piece) bells(bar int) []clip {
	s, in := p.section(bar)
	if s == nil || len(s.bells) == 0 {
		return nil
	}
	c := p.chance("bells", bar)
	var out []clip
	for _, t := range tune(s.bells[in%len(s.bells)]) {
		hard := (0.6 + 0.4*s.loud) * c.about(0.85, 0.12)
		at := p.frame(bar, t.beat) + int64(p.rate*c.about(0.002, 0.003))
		x := p.barSound(c, p.hertz(t.pitch), hard)
		out = append(out, panned(at, x, (t.pitch-78)/40, 0.5*hard))
	}
	return out
}

// barSound is a metal bar free at both ends, whose modes lie at 1, 2.756,
// 5.404 and 8.933 times its note (T. D. Rossing, N. H. Fletcher, "Principles
// of Vibration and Sound", Springer 1995, section 2.15), over a soft octave.
func (p *piece) barSound(c *chance, hz, hard float64) []float64 {
	x := make([]float64, int(1.7*p.rate))
	long := 0.55 * math.Sqrt(880/hz)
	for _, mode := range []struct{ ratio, decay, gain float64 }{
		{1, 1, 0.8}, {1.0027, 0.9, 0.25}, {0.5, 0.8, 0.12}, {2.756, 0.4, 0.42 * hard}, {5.404, 0.16, 0.36 * hard * hard}, {8.933, 0.07, 0.25 * hard * hard},
	} {
		if freq := hz * mode.ratio / p.rate; freq < 0.4 {
			ring(freq, long*mode.decay*p.rate, 0.02*c.unit(), mode.gain).addTo(x)
		}
	}
	edges(x, int(0.0012*p.rate), int(0.25*p.rate))
	return x
}

// echo repeats the sound, duller and softer each time, first on one side and
// then on the other.
//
// Shape: two channels, in place. Latency: none. State: the two lines.
type echo struct {
	lines         [2][]float64
	at            int
	feedback, wet float64
	dull          [2]float64
}

func newEcho(frames int64, feedback, wet float64) dsp.Processor {
	e := &echo{feedback: feedback, wet: wet}
	for side := range e.lines {
		e.lines[side] = make([]float64, frames)
	}
	return e
}

func (e *echo) Reset() {
	for side := range e.lines {
		clear(e.lines[side])
	}
	e.at, e.dull = 0, [2]float64{}
}

func (e *echo) Latency() int { return 0 }

func (e *echo) Process(channels [][]float64) {
	left, right := channels[0], channels[1]
	for i := range left {
		for side := range e.dull {
			e.dull[side] = quiet(e.dull[side] + 0.35*(e.lines[side][e.at]-e.dull[side]))
		}
		l, r := e.dull[0], e.dull[1]
		e.lines[0][e.at] = (left[i]+right[i])/2 + e.feedback*r
		e.lines[1][e.at] = e.feedback * l
		left[i] += e.wet * l
		right[i] += e.wet * r
		if e.at++; e.at == len(e.lines[0]) {
			e.at = 0
		}
	}
}
