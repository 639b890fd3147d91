// Package reverb is a small room: a feedback delay network of sixteen lines.
//
//	in -> pre-delay -> band limit -> [16 delays -> absorption -> Hadamard] -> out left, right
//	                                    ^________________________|
//
// The lines' lengths are prime numbers of frames between 23 and 97 ms, so their
// echoes never coincide; the mixing matrix is orthogonal, so all decay comes
// from the absorption, which is chosen per line to give one decay time.
//
// # References
//
//   - J.-M. Jot, A. Chaigne, "Digital Delay Networks for Designing Artificial
//     Reverberators", 90th AES Convention, preprint 3030, 1991.
//   - S. J. Schlecht, E. A. P. Habets, "On Lossless Feedback Delay Networks",
//     IEEE Trans. Signal Processing 65(6), 2017.
package reverb

import (
	"fmt"
	"math"
	"time"

	"lathe/dsp/biquad"
	"lathe/dsp/delay"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
)

const (
	lines   = 16
	passage = 128 // frames that go through one line after another: all lines' fit into the nearest cache
)

// Settings are what the plan says about the room.
type Settings struct {
	Decay    time.Duration // to fall 60 dB, at middle frequencies
	PreDelay time.Duration
	Highpass unit.Hz // nothing below goes in
	Lowpass  unit.Hz // and little above
	Damping  float64 // 0 to 1: how much sooner the treble dies; 0.5 halves its decay at 5 kHz
}

// Validate reports the first setting that has no musical meaning.
func (s Settings) Validate() error {
	switch {
	case s.Decay < 100*time.Millisecond || s.Decay > 10*time.Second:
		return fmt.Errorf("reverb decay is %v, want 0.1 to 10 s", s.Decay)
	case s.PreDelay < 0 || s.PreDelay > 250*time.Millisecond:
		return fmt.Errorf("reverb pre-delay is %v, want 0 to 250 ms", s.PreDelay)
	case !(s.Highpass >= 20 && s.Highpass <= 2000):
		return fmt.Errorf("reverb highpass is %g Hz, want 20 to 2000", s.Highpass)
	case !(s.Lowpass >= 1000 && s.Lowpass <= 20000):
		return fmt.Errorf("reverb lowpass is %g Hz, want 1000 to 20000", s.Lowpass)
	case !(s.Damping >= 0 && s.Damping <= 0.9):
		return fmt.Errorf("reverb damping is %g, want 0 to 0.9", s.Damping)
	}
	return nil
}

// Room is the reverberation alone, without the dry signal.
//
// Shape: two channels, in place. Latency: none; the pre-delay is part of the
// sound. State: the lines. Not safe for concurrent use.
type Room struct {
	pre   *delay.Line
	band  *biquad.Filter
	lines [lines]line
	v     [lines][passage]float64 // what comes out of the lines, and then what goes in
	in    [2][passage]float64
}

type line struct {
	ring       []float64
	at         int
	gain, pole float64 // absorption: gain at DC, and a one-pole low pass
	z          float64
}

// New prepares a room for signals at the given sample rate.
func New(rate unit.Hz, s Settings) (*Room, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	r := &Room{
		pre: delay.New(2, int(math.Round(float64(rate)*s.PreDelay.Seconds()))),
		band: biquad.NewFilter(
			biquad.HighPass(rate, s.Highpass, math.Sqrt2/2),
			biquad.LowPass(rate, min(s.Lowpass, rate*0.45), math.Sqrt2/2)),
	}
	last := 0
	for i := range r.lines {
		// lengths spread evenly on a logarithmic scale from 23 to 97 ms
		ms := 23 * math.Pow(97./23, float64(i)/(lines-1))
		frames := prime(max(last+1, int(float64(rate)*ms/1000)))
		last = frames
		r.lines[i] = newLine(rate, frames, s)
	}
	return r, nil
}

// dampedAt is the frequency the damping is stated for.
const dampedAt unit.Hz = 5000

// newLine chooses the absorption of one pass: 10^(-3 length/decay) at low
// frequencies and, through a one-pole low pass g(1-p)/(1 - p z^-1), the shorter
// decay of the treble at dampedAt. With the ratio r of the two, |H|² = r² there
// is p² - 2bp + 1 = 0 with b = (1 - r² cos w)/(1 - r²).
func newLine(rate unit.Hz, frames int, s Settings) line {
	perPass := func(decay float64) float64 {
		return math.Pow(10, -3*float64(frames)/float64(rate)/decay)
	}
	l := line{ring: make([]float64, frames), gain: perPass(s.Decay.Seconds())}
	if s.Damping > 0 {
		r := perPass(s.Decay.Seconds()*(1-s.Damping)) / l.gain
		b := (1 - r*r*math.Cos(2*math.Pi*float64(dampedAt/rate))) / (1 - r*r)
		l.pole = b - math.Sqrt(b*b-1)
	}
	return l
}

// Reset empties the room.
func (r *Room) Reset() {
	r.pre.Reset()
	r.band.Reset()
	for i := range r.lines {
		l := &r.lines[i]
		clear(l.ring)
		l.at, l.z = 0, 0
	}
}

// Latency is none.
func (r *Room) Latency() int { return 0 }

// Process turns one block into its reverberation.
func (r *Room) Process(channels [][]float64) {
	r.pre.Process(channels)
	r.band.Process(channels)
	left, right := channels[0], channels[1]
	for n := 0; len(left) > 0; left, right = left[n:], right[n:] {
		// no line is so short that it would hear itself within a passage
		n = min(len(left), passage, len(r.lines[0].ring))
		r.pass(left[:n], right[:n])
	}
}

// pass turns up to a passage of frames into their reverberation. What comes out
// of the lines for all of them went in before the first, so the lines take
// their turns by the passage and not by the frame.
func (r *Room) pass(left, right []float64) {
	n := len(left)
	for k := range r.lines {
		l := &r.lines[k]
		first := copy(r.v[k][:n], l.ring[l.at:])
		copy(r.v[k][first:n], l.ring)
	}
	for k := 0; k < lines; k += 4 {
		r.absorb(k, n)
	}
	for i := range left {
		r.in[0][i], r.in[1][i] = left[i]*entry, right[i]*entry
		left[i], right[i] = r.taps(i)
	}
	r.hadamard(n)
	for k := range r.lines {
		v, in := r.v[k][:n], r.in[k%2][:n]
		for i, x := range v {
			v[i] = settle(float64(x*(1./4)) + in[i])
		}
		l := &r.lines[k]
		first := copy(l.ring[l.at:], v)
		copy(l.ring, v[first:])
		if l.at += n; l.at >= len(l.ring) {
			l.at -= len(l.ring)
		}
	}
}

// absorb runs the low passes of four lines side by side: each waits for its own
// last output.
func (r *Room) absorb(k, n int) {
	a, b, c, d := &r.lines[k], &r.lines[k+1], &r.lines[k+2], &r.lines[k+3]
	va, vb, vc, vd := r.v[k][:n], r.v[k+1][:n], r.v[k+2][:n], r.v[k+3][:n]
	ga, gb, gc, gd := a.gain*(1-a.pole), b.gain*(1-b.pole), c.gain*(1-c.pole), d.gain*(1-d.pole)
	pa, pb, pc, pd := a.pole, b.pole, c.pole, d.pole
	za, zb, zc, zd := a.z, b.z, c.z, d.z
	for i := range va {
		za = settle(float64(ga*va[i]) + float64(pa*za))
		zb = settle(float64(gb*vb[i]) + float64(pb*zb))
		zc = settle(float64(gc*vc[i]) + float64(pc*zc))
		zd = settle(float64(gd*vd[i]) + float64(pd*zd))
		va[i], vb[i], vc[i], vd[i] = za, zb, zc, zd
	}
	a.z, b.z, c.z, d.z = za, zb, zc, zd
}

// entry scales the input so that each channel's energy is shared by its lines.
const entry = 0.35355339059327373 // 1/√8

// taps makes frame i of two outputs that share no line: every second line with
// alternating sign to its own side.
func (r *Room) taps(i int) (left, right float64) {
	v := &r.v
	i &= passage - 1 // which it is
	left = v[0][i] - v[2][i] + v[4][i] - v[6][i] + v[8][i] - v[10][i] + v[12][i] - v[14][i]
	right = v[1][i] - v[3][i] + v[5][i] - v[7][i] + v[9][i] - v[11][i] + v[13][i] - v[15][i]
	return left * entry, right * entry
}

// hadamard mixes all lines with all, up to a factor of four: an orthogonal
// matrix of ±1/4, as four rounds of sums and differences.
func (r *Room) hadamard(n int) {
	for span := 1; span < lines; span *= 2 {
		for i := 0; i < lines; i += 2 * span {
			for k := i; k < i+span; k++ {
				vec.SumDifference(r.v[k][:n], r.v[k+span][:n])
			}
		}
	}
}

// settle ends a decay at -300 dB, before it turns denormal and slow. It asks
// once, and not for the sign, which nobody can predict.
func settle(v float64) float64 {
	if math.Abs(v) < 1e-15 {
		return 0
	}
	return v
}

// prime is the smallest prime number from n on.
func prime(n int) int {
	for ; ; n++ {
		composite := n < 2
		for d := 2; d*d <= n; d++ {
			if n%d == 0 {
				composite = true
				break
			}
		}
		if !composite {
			return n
		}
	}
}
