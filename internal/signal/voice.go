package signal

import (
	"math"

	"lathe/dsp/biquad"
	"lathe/dsp/unit"
)

// upper are the formants above the third, which hardly move: the fourth and
// fifth stand close together, as a singer's do, and give the voice its ring.
var upper = [...]struct{ hz, width float64 }{
	{3450, 240}, {4150, 300}, {4850, 300}, {5600, 300}, {6400, 320}, {7200, 350}, {8050, 380}, {8950, 420}, {9900, 470}, {11000, 520},
}

// resonance is one formant: two poles, and no gain at 0 Hz (D. H. Klatt,
// "Software for a Cascade/Parallel Formant Synthesizer", J. Acoust. Soc. Am.
// 67(3), 1980).
type resonance struct{ a, b, c, y1, y2 float64 }

func (r *resonance) tune(freq, width float64) {
	radius := math.Exp(-math.Pi * width)
	r.c = -radius * radius
	r.b = 2 * radius * math.Cos(2*math.Pi*freq)
	r.a = 1 - r.b - r.c
}

// gain is the gain at a frequency, given by its cosine:
//
//	|H|² = a² / (1 + b² + c² - 2b(1-c) cos - 2c cos 2w)
func (r *resonance) gain(cos float64) float64 {
	b, c := r.b, r.c
	return math.Abs(r.a) / math.Sqrt(1+b*b+c*c-2*b*(1-c)*cos-2*c*(2*cos*cos-1))
}

func (r *resonance) next(x float64) float64 {
	y := r.a*x + r.b*r.y1 + r.c*r.y2
	r.y1, r.y2 = y, r.y1
	return y
}

// throat is the formants in series.
type throat struct {
	low  [3]resonance
	high []resonance
}

func newThroat(size, rate float64) *throat {
	t := &throat{}
	for _, f := range upper {
		if freq := f.hz * size / rate; freq < 0.4 {
			t.high = append(t.high, resonance{})
			t.high[len(t.high)-1].tune(freq, f.width/rate)
		}
	}
	return t
}

func (t *throat) next(x float64) float64 {
	for i := range t.low {
		x = t.low[i].next(x)
	}
	for i := range t.high {
		x = t.high[i].next(x)
	}
	return x
}

// lips radiate treble better than bass, and stand in for the formants above
// those we have, each of which would lift everything below it.
func lips(rate unit.Hz) *biquad.Filter {
	return biquad.NewFilter(biquad.HighShelf(rate, 2600, 6, 0.6), biquad.Peak(rate, 3900, -5, 1), biquad.HighShelf(rate, 6000, 20, 0.7), biquad.LowPass(rate, 14000, 0.7))
}

// cords are the vocal cords: the slope of the air's flow, which rises while
// they are open and is cut off when they close (D. H. Klatt, L. C. Klatt, J.
// Acoust. Soc. Am. 87(2), 1990, the source KLGLOTT88). No two periods are
// quite alike.
type cords struct {
	phase, open    float64
	wobble, weight float64 // of this period: its length and its strength
	dull           float64
}

// next gives the slope of the flow and how open the cords are. delta is in
// cycles per sample; tilt, 0 to 1, lets the treble through.
func (v *cords) next(c *chance, delta, tilt float64) (slope, open float64) {
	delta *= v.wobble
	if v.phase < v.open {
		share := v.phase / v.open
		slope = share * (2 - 3*share)
		open = share
	}
	since := v.phase - v.open
	if since < 0 {
		since++
	}
	slope = v.weight * (slope + step(since, delta))
	v.dull += tilt * (slope - v.dull)
	if v.phase += delta; v.phase >= 1 {
		v.phase--
		v.wobble, v.weight = c.about(1, 0.006), c.about(1, 0.05)
	}
	return v.dull, open
}

// carries is how loud a tone of a frequency would come out of the throat: the
// gain of the lower formants at its first dozen overtones, which the cords give
// at 1/k.
func (t *throat) carries(freq float64) float64 {
	power := 0.
	for k := 1.; k <= 12 && k*freq < 0.4; k++ {
		cos := math.Cos(2 * math.Pi * k * freq)
		gain := 1 / k
		for i := range t.low {
			gain *= t.low[i].gain(cos)
		}
		power += gain * gain
	}
	return math.Sqrt(power)
}

// even is the share of the differences between vowels and notes, in decibels,
// that a singer who hears himself takes back.
const even = 0.7

// voice is the sound of a gesture.
func (p *piece) voice(who singer, g gesture, c *chance) []float64 {
	n := len(g.pitch) - 1
	at := func(k int) int { return int(float64(k) * p.rate / perSecond) }
	x, hiss := make([]float64, at(n)), make([]float64, at(n))
	th := newThroat(who.size, p.rate)
	v := cords{open: 0.6, wobble: 1, weight: 1}
	var teeth, edge sweep
	tone := 1.
	for k := range n {
		th.shape(&g, k, who.size, p.rate)
		teeth.tune(0.72*g.hissHz[k]/p.rate, 0.9)
		edge.tune(1.1*g.hissHz[k]/p.rate, 1.1)
		effort := g.effort[k]
		v.open = 0.72 - 0.22*effort - 0.1*(1-who.air)*effort
		tilt := 1 - math.Exp(-2*math.Pi*(1100+7500*effort*effort)*(1-0.6*g.nasal[k])/p.rate)
		level, levelTo := unit.DB(g.levelDB[k]).Gain(), unit.DB(g.levelDB[k+1]).Gain()
		delta, deltaTo := freqHz(g.pitch[k])/p.rate, freqHz(g.pitch[k+1])/p.rate
		toneFrom := tone
		tone = math.Pow(th.carries(delta), -even)
		from, to := at(k), at(k+1)
		for i := from; i < to; i++ {
			t := float64(i-from) / float64(to-from)
			between := func(a, b float64) float64 { return a + t*(b-a) }
			slope, open := v.next(c, between(delta, deltaTo), tilt)
			noise, voiced := c.noise(), between(g.voiced[k], g.voiced[k+1])
			air := between(g.breath[k], g.breath[k+1]) + voiced*0.08*who.air*(0.35+0.65*open)
			loud := between(level, levelTo)
			x[i] = loud * th.next(between(toneFrom, tone)*voiced*slope+0.05*air*noise)
			_, s := edge.next(teeth.high(noise * (between(g.hiss[k], g.hiss[k+1]) + 0.05*air)))
			hiss[i] = loud * s
		}
	}
	lips(unit.Hz(p.rate)).Process([][]float64{x})
	for i := range x {
		x[i] = 1.9*x[i] + 1.4*hiss[i]
	}
	offTop(x, 70/p.rate)
	edges(x, int(0.02*p.rate), int(0.05*p.rate))
	return x
}

// shape moves the first three formants to where the gesture has them. A sung
// note above the first formant lifts it along; a nose widens them.
func (t *throat) shape(g *gesture, k int, size, rate float64) {
	floor := 1.04 * freqHz(g.pitch[k])
	for i, width := range [3]float64{80, 105, 170} {
		hz := g.formants[i][k] * size
		if i == 0 {
			hz = max(hz, floor)
		}
		t.low[i].tune(hz/rate, width*(1+1.6*g.nasal[k])/rate)
	}
}

// leadVoice sings the words, dry and close.
func (p *piece) leadVoice(bar int) []clip {
	s, in := p.section(bar)
	if s == nil {
		return nil
	}
	c := p.chance("lead", bar)
	who := singer{size: 1.07, air: 0.5, vibrato: 34, crisp: 1, loose: 0.6}
	var out []clip
	for _, l := range s.lead {
		if l.bar == in {
			out = append(out, panned(p.frame(bar, 0)-int64(leadS*p.rate), p.phrase(who, l, s.loud, c), 0, 0.5))
		}
	}
	return out
}

// choir sings three voices, each twice, once on either side.
func (p *piece) choir(bar int) []clip {
	s, in := p.section(bar)
	if s == nil {
		return nil
	}
	var out []clip
	for i, voice := range []struct {
		lines         []line
		size, outward float64
	}{{s.high, 1.2, 0.55}, {s.middle, 1.11, 0.95}, {s.low, 1.02, 0.75}} {
		for take, side := range []float64{-1, 1} {
			c := p.chance("choir", 64*bar+2*i+take)
			who := singer{size: voice.size * c.about(1, 0.02), air: 0.9, vibrato: 22, crisp: 0.45, loose: 1}
			for _, l := range voice.lines {
				if l.bar == in {
					x := p.phrase(who, l, 0.75*s.loud, c)
					out = append(out, panned(p.frame(bar, 0)-int64(leadS*p.rate), x, side*voice.outward, 0.3))
				}
			}
		}
	}
	return out
}
