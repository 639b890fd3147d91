package signal

import (
	"math"
	"math/cmplx"

	"lathe/dsp"
)

// keys plays the chord on an electric piano, C with weight and c lightly, one
// finger a little after the other.
func (p *piece) keys(bar int) []clip {
	s, in := p.section(bar)
	if s == nil {
		return nil
	}
	c := p.chance("keys", bar)
	var out []clip
	for _, st := range strokes(s.keys, in) {
		weight := 0.55
		if st.key == 'C' {
			weight = 0.85
		}
		at := p.frame(bar, st.beat) + int64(p.rate*c.about(0.004, 0.004))
		for i, note := range pitches(s.chord(in).keys) {
			hard := weight * (0.6 + 0.4*s.loud) * c.about(1, 0.12)
			x := p.tineSound(c, p.hertz(note), p.seconds(st.beats), hard)
			out = append(out, panned(at+int64(p.rate*(0.006*float64(i)+0.003*c.unit())), x, (note-62)/30, 0.3*hard))
		}
	}
	return out
}

// tineSound is a hammered tine before a pickup: a sine bent by another of its
// own frequency, more the harder it was struck, with the bell of the tine's
// second mode on top. Frequency modulation after J. Chowning, J. Audio Eng.
// Soc. 21(7), 1973.
func (p *piece) tineSound(c *chance, hz, lastsS, hard float64) []float64 {
	const release = 0.16
	x := make([]float64, int((lastsS+release)*p.rate))
	delta := hz / p.rate
	bend, bark := falling(0.75*p.rate), falling(0.11*p.rate)
	body := falling(1.9 * math.Sqrt(220/hz) * p.rate)
	phase := c.unit() * 0.02
	tine, onward := cmplx.Rect(1, 2*math.Pi*phase), cmplx.Rect(1, 2*math.Pi*delta)
	for i := range x {
		index := (0.3+1.5*hard)*bend.next() + 1.3*hard*bark.next()
		x[i] = body.next() * math.Sin(2*math.Pi*phase+index*imag(tine))
		phase = turn(phase, delta)
		tine *= onward
	}
	ring(6.98*delta, 0.17*p.rate, 0, 0.26*hard).addTo(x)
	ring(min(17.6*delta, 0.4), 0.035*p.rate, 0, 0.12*hard).addTo(x)
	felt, short := sweep{}, falling(0.006*p.rate)
	felt.tune(420/p.rate, 0.7)
	for i := range min(len(x), int(0.04*p.rate)) {
		low, _ := felt.next(c.noise() * short.next())
		x[i] += 0.7 * hard * low
	}
	edges(x, int(0.0015*p.rate), int(release*p.rate))
	return x
}

// tremolo swings the sound between left and right, as the electric piano's own
// amplifier does.
//
// Shape: two channels, in place. Latency: none. State: the phase.
type tremolo struct{ phase, delta, depth float64 }

func newTremolo(rate, freqHz, depth float64) dsp.Processor {
	return &tremolo{delta: freqHz / rate, depth: depth}
}

func (t *tremolo) Reset()       { t.phase = 0 }
func (t *tremolo) Latency() int { return 0 }

func (t *tremolo) Process(channels [][]float64) {
	left, right := channels[0], channels[1]
	for i := range left {
		swing := t.depth * math.Sin(2*math.Pi*t.phase)
		left[i] *= 1 + swing
		right[i] *= 1 - swing
		t.phase = turn(t.phase, t.delta)
	}
}
