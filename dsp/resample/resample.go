// Package resample changes the sample rate, by the ratio of two whole numbers.
//
// Each output frame is one dot product of the input around it with the taps of
// its phase: a linear-phase low pass (Kaiser window, 170 dB) that passes up to
// 90.7 % of the lower Nyquist frequency (20 kHz of 22.05) and has nothing left
// at it, so nothing folds. Output frame n is the curve through the input at
// exactly n/out seconds: there is no delay to compensate.
//
// # References
//
//   - R. E. Crochiere, L. R. Rabiner, "Multirate Digital Signal Processing",
//     Prentice-Hall 1983, chapter 3.
//   - J. O. Smith, "Digital Audio Resampling Home Page", CCRMA, Stanford.
package resample

import (
	"fmt"
	"math"

	"lathe/dsp/vec"
	"lathe/dsp/window"
)

const (
	passShare     = 20000. / 22050 // of the lower Nyquist frequency
	attenuationDB = 170
	maxTable      = 1 << 22 // taps of all phases: 32 MiB
)

// Converter changes the rate of a stream of one or two channels.
//
// State: the input that later output still needs. Not safe for concurrent use.
type Converter struct {
	up, down int         // out/in as a reduced fraction
	taps     int         // per phase
	phases   [][]float64 // by output phase, in the order of the input
	tail     [][]float64 // by channel: input not yet used up, after taps/2 of silence
	consumed int64       // input frames before tail[0]
	fed      int64       // input frames seen
	made     int64       // output frames given
}

// New prepares a conversion for the given number of channels. Rates whose ratio
// needs too large a table are refused; every pair of common rates is small.
func New(inRate, outRate, channels int) (*Converter, error) {
	if inRate <= 0 || outRate <= 0 {
		return nil, fmt.Errorf("cannot convert %d Hz to %d Hz", inRate, outRate)
	}
	g := gcd(inRate, outRate)
	c := &Converter{up: outRate / g, down: inRate / g}
	low := float64(min(inRate, outRate))
	width := low / 2 * (1 - passShare) / float64(inRate) // of the transition, cycles per input sample
	c.taps = (window.KaiserLength(attenuationDB, width) + 1) &^ 1
	if c.taps > maxTable/c.up {
		return nil, fmt.Errorf("cannot convert %d Hz to %d Hz: the ratio %d/%d is too fine", inRate, outRate, c.up, c.down)
	}
	c.design(low / float64(inRate) * (1 + passShare) / 4)
	c.tail = make([][]float64, channels)
	c.Reset()
	return c, nil
}

// design makes the taps: a sinc that cuts in the middle of the transition band,
// in cycles per input sample, under a Kaiser window.
func (c *Converter) design(cut float64) {
	beta := window.KaiserBeta(attenuationDB)
	half := float64(c.taps) / 2
	c.phases = make([][]float64, c.up)
	for p := range c.phases {
		h := make([]float64, c.taps)
		sum := 0.0
		for n := range h {
			t := float64(n) - half + 1 - float64(p)/float64(c.up)
			h[n] = sinc(2*cut*t) * window.KaiserAt(t/half, beta)
			sum += h[n]
		}
		vec.Scale(h, 1/sum) // a constant passes every phase unchanged
		c.phases[p] = h
	}
}

// Reset starts a new stream.
func (c *Converter) Reset() {
	for ch := range c.tail {
		c.tail[ch] = append(c.tail[ch][:0], make([]float64, c.taps/2-1)...)
	}
	c.consumed, c.fed, c.made = 0, 0, 0
}

// OutFrames is how many frames a stream of inFrames becomes: every output
// frame that falls within the input.
func (c *Converter) OutFrames(inFrames int64) int64 {
	return (inFrames*int64(c.up) + int64(c.down) - 1) / int64(c.down)
}

// Feed takes the next block and appends what can be computed to out, by
// channel. It returns out.
func (c *Converter) Feed(out, block [][]float64) [][]float64 {
	for ch := range block {
		c.tail[ch] = append(c.tail[ch], block[ch]...)
	}
	c.fed += int64(len(block[0]))
	return c.make(out, math.MaxInt64)
}

// Finish appends what the end of the stream still owes.
func (c *Converter) Finish(out [][]float64) [][]float64 {
	for ch := range c.tail {
		c.tail[ch] = append(c.tail[ch], make([]float64, c.taps)...)
	}
	return c.make(out, c.OutFrames(c.fed))
}

// make computes output while its input is there, up to frame end.
func (c *Converter) make(out [][]float64, end int64) [][]float64 {
	for c.made < end {
		at := c.made * int64(c.down) // in 1/up input frames
		from := int(at/int64(c.up) - c.consumed)
		if from+c.taps > len(c.tail[0]) {
			break
		}
		h := c.phases[at%int64(c.up)]
		for ch, x := range c.tail {
			out[ch] = append(out[ch], vec.Dot(h, x[from:from+c.taps]))
		}
		c.made++
	}
	c.drop()
	return out
}

// drop forgets input that no later output needs.
func (c *Converter) drop() {
	next := c.made * int64(c.down) / int64(c.up)
	n := int(min(next-c.consumed, int64(len(c.tail[0]))))
	if n < 4096 {
		return // moving a little often costs more than keeping it
	}
	for ch, x := range c.tail {
		c.tail[ch] = x[:copy(x, x[n:])]
	}
	c.consumed += int64(n)
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
