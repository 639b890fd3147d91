package measure

import (
	"math"

	"lathe/dsp/unit"
	"lathe/dsp/vec"
)

// Stereo is how left and right relate, and the offset of each.
type Stereo struct {
	ll, rr, lr float64
	sum        [2]float64
	frames     float64
	channels   int
}

// Feed hears the next block.
func (s *Stereo) Feed(block [][]float64) {
	s.channels = len(block)
	s.frames += float64(len(block[0]))
	s.ll += vec.Energy(block[0])
	s.sum[0] += vec.Sum(block[0])
	if len(block) == 2 {
		s.rr += vec.Energy(block[1])
		s.lr += vec.Dot(block[0], block[1])
		s.sum[1] += vec.Sum(block[1])
	}
}

// Correlation of left and right: 1 for mono in stereo, 0 for strangers, -1 for
// one turned over. A mono file, and one with a silent side, has none.
func (s *Stereo) Correlation() unit.Ratio {
	if s.channels < 2 || s.ll == 0 || s.rr == 0 {
		return unit.Ratio(math.NaN())
	}
	return unit.Ratio(s.lr / math.Sqrt(s.ll*s.rr))
}

// Width is the power of the side (L-R)/2 against the middle (L+R)/2 in dB:
// nothing for mono, 0 where both are equal.
func (s *Stereo) Width() unit.Reading {
	if s.channels < 2 {
		return unit.NotMeasurable()
	}
	return unit.Reading(unit.FromPower((s.ll + s.rr - 2*s.lr) / (s.ll + s.rr + 2*s.lr)))
}

// Balance is the power of the right channel against the left in dB; a mono
// file, and silence, have none.
func (s *Stereo) Balance() unit.Reading {
	if s.channels < 2 || s.ll == 0 && s.rr == 0 {
		return unit.NotMeasurable()
	}
	return unit.Reading(unit.FromPower(s.rr) - unit.FromPower(s.ll))
}

// Offset is the mean of a channel, linear.
func (s *Stereo) Offset(channel int) float64 { return s.sum[channel] / max(s.frames, 1) }

// DC is the offset of the channel that has the larger one, linear.
func (s *Stereo) DC() unit.Ratio {
	a, b := s.Offset(0), s.Offset(1)
	if math.Abs(b) > math.Abs(a) {
		a = b
	}
	return unit.Ratio(a)
}

// MeanPower is the mean square, averaged over the channels.
func (s *Stereo) MeanPower() float64 {
	return (s.ll + s.rr) / max(s.frames, 1) / float64(max(s.channels, 1))
}
