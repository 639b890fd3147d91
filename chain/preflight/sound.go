package preflight

import (
	"math"

	"lathe/dsp/unit"
	"lathe/measure"
)

// sound is what a portrait tells of the instrument, in a few numbers.
type sound struct {
	low, high float64 // shares of the power below 150 Hz and above 5 kHz
	centre    float64 // the middle of the power on the ERB scale, in bands
	spread    float64 // and how wide it lies around that
	onsets    float64 // sudden rises per second of sound
	hold      float64 // how much of its power a sound still has after 100 ms: 0 a click, 1 a tone
	active    float64 // share of the time within 35 dB of the loudest
	change    float64 // how much the shape of the spectrum moves from one frame to the next, in dB
	rings     float64 // how much stands out of the spectrum, as tones do
	wobble    float64 // share of the loudness' movement that is at 2 to 8 Hz, as in speech
}

const (
	loudRangeDB = 35
	onsetDB     = 9 // within 20 ms
)

func soundOf(p *measure.Portrait) (s sound) {
	f := p.Frames
	total, moment := 0.0, 0.0
	var share [measure.ERBBands]float64
	for b := range share {
		share[b] = f.Mid[b] + f.Side[b]
		total += share[b]
	}
	if total <= 0 {
		return s
	}
	for b, v := range share {
		hz := float64(measure.ERBCentre(b))
		v /= total
		if hz < 150 {
			s.low += v
		}
		if hz > 5000 {
			s.high += v
		}
		s.centre += v * float64(b)
		moment += v * float64(b) * float64(b)
	}
	s.spread = math.Sqrt(max(0, moment-s.centre*s.centre))
	s.change = changeOf(f)
	for _, r := range f.Rings {
		s.rings += r.Share * r.Prominence / measure.FineBands
	}
	levels := make([]float64, len(p.Ticks))
	for i, v := range p.Ticks {
		levels[i] = float64(unit.FromPower(v + 1e-12))
	}
	s.movement(levels, p.Ticks)
	return s
}

// changeOf is how far the shape of the spectrum moves from frame to frame, in
// dB per band, over the frames that are not quiet.
func changeOf(f measure.Frames) float64 {
	powers := make([]float64, f.Count())
	loudest := 0.0
	for i := range powers {
		for _, v := range f.At(i) {
			powers[i] += float64(v)
		}
		loudest = max(loudest, powers[i])
	}
	sum, n := 0.0, 0.0
	for i := 1; i < len(powers); i++ {
		if powers[i] < loudest*1e-3 || powers[i-1] < loudest*1e-3 {
			continue
		}
		a, b := f.At(i-1), f.At(i)
		d, bands := 0.0, 0.0
		for k := range a {
			x, y := float64(a[k])/powers[i-1], float64(b[k])/powers[i]
			if x > 1e-4 || y > 1e-4 {
				d += math.Abs(10 * math.Log10((x+1e-6)/(y+1e-6)))
				bands++
			}
		}
		sum, n = sum+d/max(bands, 1), n+1
	}
	return sum / max(n, 1)
}

// movement fills what the loudness curve tells.
func (s *sound) movement(levels, ticks []float64) {
	top := percentile(levels, 0.995)
	played, rises := 0, 0
	held, all, slow, fast := 0.0, 0.0, 0.0, 0.0
	smooth8, smooth2 := 0.0, 0.0
	for i, v := range levels {
		if v > top-loudRangeDB {
			played++
		}
		if i >= 2 && v > top-20 && v-levels[i-2] > onsetDB && levels[i-1]-levels[i-2] < v-levels[i-2] {
			rises++
		}
		if i+10 < len(ticks) && v > top-15 && i > 0 && v >= levels[i-1] && v >= levels[i+1] {
			held += min(1, ticks[i+10]/ticks[i])
			all++
		}
		clipped := max(v, top-40)
		smooth8 += 0.35 * (clipped - smooth8)
		smooth2 += 0.1 * (clipped - smooth2)
		if v > top-loudRangeDB {
			slow += (smooth8 - smooth2) * (smooth8 - smooth2)
			fast += (clipped - smooth8) * (clipped - smooth8)
		}
	}
	s.active = float64(played) / float64(max(len(levels), 1))
	s.onsets = float64(rises) / max(float64(played)/100, 0.1)
	s.hold = held / max(all, 1)
	s.wobble = slow / (slow + fast + 1e-9)
}

// Voice is what a stem sounds like, among six families.
type Voice string

// The families that sound alone can tell apart.
const (
	SoundsUnknown   Voice = ""
	SoundsKick      Voice = "a kick drum"
	SoundsDrums     Voice = "drums"
	SoundsHats      Voice = "cymbals"
	SoundsBass      Voice = "a bass"
	SoundsVoice     Voice = "a voice"
	SoundsPitched   Voice = "a pitched instrument"
	soundsLeastS          = 2.
	soundsLowShare        = 0.6
	soundsHighShare       = 0.6
)

// SoundsLike tells the family from the portrait alone. On the 32 real stems of
// the data sessions that belong to one it is right 27 times; the thresholds
// were set on them, for there are no others.
func SoundsLike(p *measure.Portrait) Voice {
	s := soundOf(p)
	switch {
	case p.Silent() || s.active*p.Seconds() < soundsLeastS:
		return SoundsUnknown
	case s.low >= soundsLowShare && s.spread >= 6:
		return SoundsDrums // a kit: its kick has the power, but not alone
	case s.low >= soundsLowShare && s.rings < 0.35:
		return SoundsKick
	case s.low >= soundsLowShare:
		return SoundsBass
	case s.high >= soundsHighShare:
		return SoundsHats
	case s.hold <= 0.3 && s.rings < 0.7:
		return SoundsDrums
	case s.wobble >= 0.66 && s.active <= 0.75 && s.rings < 1.6 && s.hold > 0.35:
		return SoundsVoice
	}
	return SoundsPitched
}
