package dynamics

import (
	"fmt"
	"math"
	"time"

	"lathe/dsp/biquad"
	"lathe/dsp/unit"
)

// group is how many frames share one turn of the side chain: the logarithm and
// the exponential are then a small cost, and at 48 kHz the gain still moves
// 6000 times a second, in straight lines.
const group = 8

// detectorTime is the averaging time of the level detector: short enough for
// a snare, long enough that a bass note is one level and not a wobble.
const detectorTime = 10 * time.Millisecond

// Settings are what the plan says about one compressor.
type Settings struct {
	Curve
	Attack   time.Duration // time to cover 63 % (1 - 1/e) of a fall in gain
	Release  time.Duration // the same for a rise
	Sustain  time.Duration // release of a second, slower rider that holds what lasts; 0 for none
	Highpass unit.Hz       // the detector hears nothing below; 0 for all
}

// Validate reports the first setting that has no musical meaning.
func (s Settings) Validate() error {
	switch {
	case s.Attack < 0 || s.Release < 0 || s.Sustain < 0:
		return fmt.Errorf("compressor attack is %v, release %v and sustain %v, want none negative", s.Attack, s.Release, s.Sustain)
	case !(s.Highpass >= 0):
		return fmt.Errorf("compressor highpass is %g Hz, want 0 or more", s.Highpass)
	}
	return s.Curve.Validate()
}

// Compressor rides one gain over all channels of a signal, so a loud left
// cannot pull the stereo image to the right. With Sustain it has two riders
// that hear the same level: a fast one for what passes and a slow one for what
// lasts; the deeper gain wins (the auto release of bus compressors).
//
// Shape: one or two channels in, the same out, in place. Latency: none; the
// gain follows the level by one group of 8 frames. State: the detector, two
// gains. Not safe for concurrent use.
type Compressor struct {
	curve                Curve
	rest                 float64 // power up to which the curve's gain is 0 dB
	average              float64 // one-pole coefficient of the detector, per group
	rise, fall, slowFall float64 // of the gains, per group
	sidechain            *biquad.Filter

	power          float64 // the detector's average
	sum            float64 // of squares in the group being heard
	heard          int     // frames of it
	fastDB, slowDB float64 // where the riders are; never above 0
	from, step     float64 // linear gain at the start of the group, and its slope

	key  [2][]float64 // what the detector hears
	gain []float64
}

// NewCompressor prepares a compressor for signals at the given sample rate.
func NewCompressor(rate unit.Hz, s Settings) (*Compressor, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	c := &Compressor{curve: s.Curve, rest: s.Curve.rest(),
		average: pole(rate/group, detectorTime), rise: pole(rate/group, s.Attack), fall: pole(rate/group, s.Release)}
	if s.Sustain > 0 {
		c.slowFall = pole(rate/group, s.Sustain)
	}
	if s.Highpass > 0 {
		c.sidechain = biquad.NewFilter(biquad.HighPass(rate, s.Highpass, math.Sqrt2/2))
	}
	c.Reset()
	return c, nil
}

// pole is the one-pole coefficient that covers 1 - 1/e of a step in time tau.
func pole(rate unit.Hz, tau time.Duration) float64 {
	return math.Exp(-1 / (float64(rate) * tau.Seconds()))
}

// Reset forgets the past: the next block starts from silence.
func (c *Compressor) Reset() {
	c.power, c.sum, c.heard, c.fastDB, c.slowDB = 0, 0, 0, 0, 0
	c.from, c.step = 1, 0
	if c.sidechain != nil {
		c.sidechain.Reset()
	}
}

// Latency is the delay through the compressor in frames.
func (c *Compressor) Latency() int { return 0 }

// Process compresses one block in place. All channels have the same length.
func (c *Compressor) Process(channels [][]float64) {
	gain := c.Gains(channels)
	for _, x := range channels {
		for i, g := range gain {
			x[i] *= g
		}
	}
}

// Gains hears a block and returns the linear gain of every frame, without
// touching the block. The slice is valid until the next call.
func (c *Compressor) Gains(channels [][]float64) []float64 {
	n := len(channels[0])
	if cap(c.gain) < n {
		c.gain = make([]float64, n)
	}
	gain := c.gain[:n]
	heard := c.hear(channels)
	for i := range gain {
		gain[i] = c.from + c.step*float64(c.heard)
		for _, x := range heard {
			c.sum += x[i] * x[i]
		}
		if c.heard++; c.heard == group {
			c.turn(len(heard))
		}
	}
	return gain
}

// hear is the block as the detector gets it.
func (c *Compressor) hear(channels [][]float64) [][]float64 {
	if c.sidechain == nil {
		return channels
	}
	for ch, x := range channels {
		c.key[ch] = append(c.key[ch][:0], x...)
	}
	key := c.key[:len(channels)]
	c.sidechain.Process(key)
	return key
}

// turn ends a group: level, law, ballistics, and the next group's line of gain.
func (c *Compressor) turn(channels int) {
	power := 2 * c.sum / float64(group*channels) // a full-scale sine has power 1/2 and reads 0 dB
	c.power = power + c.average*(c.power-power)
	if c.power < 1e-30 { // far below any threshold; stops the decay before it turns denormal and slow
		c.power = 0
	}
	wantDB := 0.0
	if c.power > c.rest {
		wantDB = float64(c.curve.Gain(unit.FromPower(c.power)))
	}
	c.fastDB = ride(c.fastDB, wantDB, c.rise, c.fall)
	if c.slowFall > 0 {
		c.slowDB = ride(c.slowDB, wantDB, c.slowFall, c.slowFall)
	}
	c.from += c.step * group
	to := 1.0
	if deepest := min(c.fastDB, c.slowDB); deepest < 0 {
		to = unit.DB(deepest).Gain()
	}
	c.step = (to - c.from) / group
	if math.Abs(c.step) < 1e-13 { // arrived
		c.from, c.step = to, 0
	}
	c.sum, c.heard = 0, 0
}

// ride moves a gain towards the wanted one.
func ride(gainDB, wantDB, rise, fall float64) float64 {
	coef := fall
	if wantDB < gainDB {
		coef = rise
	}
	gainDB = wantDB + coef*(gainDB-wantDB)
	if gainDB > -1e-9 { // inaudible
		return 0
	}
	return gainDB
}
