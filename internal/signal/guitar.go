package signal

import "math"

// guitar picks strings, 1 to 5 from the lowest, or strums: D and d down, u up.
func (p *piece) guitar(bar int) []clip {
	s, in := p.section(bar)
	if s == nil {
		return nil
	}
	c := p.chance("guitar", bar)
	notes := pitches(s.chord(in).strings)
	all := strokes(s.guitar, in)
	var out []clip
	pick := func(st stroke, i int, afterS, hard, until float64) {
		hard *= (0.6 + 0.4*s.loud) * c.about(1, 0.14)
		at := p.frame(bar, st.beat) + int64(p.rate*(afterS+c.about(0.003, 0.004)))
		x := p.stringSound(c, p.hertz(notes[i]), p.seconds(until-st.beat)-afterS, hard)
		out = append(out, panned(at, x, 0.12*float64(i-2), hard))
	}
	for k, st := range all {
		rest := all[k+1:]
		switch st.key {
		case 'D', 'd':
			for i := range notes {
				pick(st, i, 0.013*float64(i), map[byte]float64{'D': 0.85, 'd': 0.55}[st.key], nextStrum(rest))
			}
		case 'u':
			for i := range 3 {
				top := len(notes) - 1 - i
				pick(st, top, 0.011*float64(i), 0.5, nextStrum(rest))
			}
		default:
			i := int(st.key - '1')
			pick(st, i, 0, 0.75, nextPick(rest, st.key))
		}
	}
	return out
}

// nextPick is the beat at which a string is played again: until then it rings.
func nextPick(rest []stroke, key byte) float64 {
	for _, st := range rest {
		if st.key == key {
			return st.beat
		}
	}
	return 4
}

func nextStrum(rest []stroke) float64 {
	if len(rest) > 0 {
		return rest[0].beat + 0.02
	}
	return 4
}

// stringSound is a plucked string: a burst of noise one period long, round and
// round a delay of that period, losing a little treble each time. K. Karplus,
// A. Strong, Computer Music Journal 7(2), 1983; the allpass that tunes it, D.
// Jaffe, J. O. Smith, ibid.
func (p *piece) stringSound(c *chance, hz, lastsS, hard float64) []float64 {
	const release, dull = 0.07, 0.24
	x := make([]float64, int((max(lastsS, 0.05)+release)*p.rate))
	// The loop is whole frames, the delay of the two-point mean (dull frames at
	// low frequencies) and a fraction that the allpass makes up.
	period := p.rate / hz
	whole := int(period - dull - 0.1)
	fraction := period - dull - float64(whole)
	turned := (1 - fraction) / (1 + fraction)
	hold := math.Pow(10, -3*period/(p.rate*(1.6+280/hz))) // falls 60 dB in 1.6 s and more

	loop := p.plucked(c, whole, hard)
	last, allIn, allOut := 0., 0., 0.
	pass := func(v float64) float64 {
		mean := hold * ((1-dull)*v + dull*last)
		last = v
		allOut = turned*mean + allIn - turned*allOut
		allIn = mean
		return allOut
	}
	for _, v := range loop { // as if the string had always moved: a filter that starts would tick once a period
		pass(v)
	}
	at := 0
	for i := range x {
		x[i] = loop[at]
		loop[at] = pass(loop[at])
		if at++; at == whole {
			at = 0
		}
	}
	offTop(x, 30/p.rate)
	edges(x, int(0.0004*p.rate), int(release*p.rate))
	return x
}

// plucked is the string at the moment the pick leaves it: noise, duller the
// softer it was plucked, less what a pick an eighth along the string cannot
// excite.
func (p *piece) plucked(c *chance, whole int, hard float64) []float64 {
	burst := make([]float64, whole)
	var low sweep
	low.tune((900+5200*hard*hard)/p.rate, 0.6)
	for range 2 { // the second time round the filter has settled
		again := *c
		for i := range burst {
			burst[i], _ = low.next(again.noise())
		}
	}
	c.bits()
	loop := make([]float64, whole)
	mean, point := 0., whole/8
	for i := range loop {
		loop[i] = burst[i] - 0.9*burst[(i+whole-point)%whole]
		mean += loop[i] / float64(whole)
	}
	energy := 0.
	for i := range loop {
		loop[i] -= mean
		energy += loop[i] * loop[i]
	}
	for i := range loop {
		loop[i] *= 0.3 / math.Sqrt(energy/float64(whole))
	}
	return loop
}
