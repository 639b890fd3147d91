package dynamics

import (
	"fmt"
	"math"

	"lathe/dsp/unit"
)

// Curve is a compressor's static law: the gain a steady level deserves.
type Curve struct {
	Threshold unit.DB // level at the middle of the knee
	Ratio     float64 // dB in for 1 dB out above the knee; 1 is off, +Inf limits
	Knee      unit.DB // full width of the bend; 0 is a hard corner
}

// Gain returns the gain for a steady level: the soft-knee law of [GMR12], less
// the input. It is 0 below the knee and falls without a step or a corner:
//
//	slope = 1/Ratio - 1
//	gain  = 0                               level <= Threshold - Knee/2
//	      = slope * (over + Knee/2)²/2Knee  within the knee
//	      = slope * over                    level >= Threshold + Knee/2
func (c Curve) Gain(level unit.DB) unit.DB {
	slope := unit.DB(1/c.Ratio - 1)
	over := level - c.Threshold
	switch {
	case 2*over <= -c.Knee:
		return 0
	case 2*over < c.Knee:
		bend := over + c.Knee/2
		return slope * bend * bend / (2 * c.Knee)
	default:
		return slope * over
	}
}

// rest is a power up to which Gain is exactly 0, so that nobody has to take its
// logarithm: where the knee begins, or a hair below.
func (c Curve) rest() float64 {
	if c.Ratio == 1 {
		return math.Inf(1)
	}
	return (c.Threshold - c.Knee/2).Power() * (1 - 1e-9)
}

// Validate reports the first number that has no musical meaning.
func (c Curve) Validate() error {
	switch {
	case !(c.Ratio >= 1): // written so that NaN fails too
		return fmt.Errorf("compressor ratio is %g, want 1 or more", c.Ratio)
	case !(c.Knee >= 0):
		return fmt.Errorf("compressor knee is %g dB, want 0 or more", c.Knee)
	}
	return nil
}
