package signal

import (
	"math"

	"lathe/dsp/unit"
)

const echoes = 8

// ambience adds a room to what stands in it: a feedback delay network of eight
// lines, half as dense as that of package reverb and a quarter as dear, for
// there are a dozen players and they all play twice, for the stem and for the
// rough mix.
//
// Shape: two channels, in place. Latency: none. State: the lines. Not safe for
// concurrent use.
type ambience struct {
	ring      [][echoes]float64 // all lines side by side; a power of two long
	at        int
	far       [echoes]int     // how long each line is, in frames
	hold      [echoes]float64 // what is left after one pass
	dull      [echoes]float64 // the walls' low pass
	soft      float64         // its coefficient
	bass, cut float64         // what is taken away from the bottom
	wet       float64
}

// newAmbience makes a room of a size, 1 being a hall with walls ten metres
// apart, whose sound falls by 60 dB in decayS and whose walls take what is
// above wallsHz.
func newAmbience(rate, size, decayS, wallsHz float64, wet unit.DB) *ambience {
	a := &ambience{
		wet: wet.Gain() / math.Sqrt(echoes/2), soft: 1 - math.Exp(-2*math.Pi*wallsHz/rate),
		cut: 1 - math.Exp(-2*math.Pi*160/rate),
	}
	// no two of these have a common divisor: 23.3 to 61.5 ms at 48 kHz
	for i, frames := range [echoes]float64{1117, 1283, 1451, 1667, 1901, 2179, 2543, 2953} {
		a.far[i] = int(frames*size*rate/48000) | 1
		a.hold[i] = math.Pow(10, -3*float64(a.far[i])/(rate*decayS))
	}
	length := 1
	for length <= a.far[echoes-1] {
		length *= 2
	}
	a.ring = make([][echoes]float64, length)
	return a
}

func (a *ambience) Reset() {
	clear(a.ring)
	a.at, a.dull, a.bass = 0, [echoes]float64{}, 0
}

func (a *ambience) Latency() int { return 0 }

// Process mixes the lines by reflection, v - 2/n Σv, which keeps their energy.
func (a *ambience) Process(channels [][]float64) {
	left, right := channels[0], channels[1]
	ring, mask := a.ring, len(a.ring)-1
	far, hold, v := a.far, a.hold, a.dull
	for f := range left {
		in := (left[f] + right[f]) / 2
		a.bass = quiet(a.bass + a.cut*(in-a.bass))
		in -= a.bass
		sum, loud := 0., 0.
		for i := range v {
			v[i] += a.soft * (hold[i]*ring[(a.at-far[i])&mask][i] - v[i])
			sum += v[i]
			loud += math.Abs(v[i])
		}
		if loud < 1e-15 { // -300 dB: all is over, before it turns denormal and slow
			v, sum = [echoes]float64{}, 0
		}
		left[f] += a.wet * (v[0] - v[2] + v[4] - v[6])
		right[f] += a.wet * (v[1] - v[3] + v[5] - v[7])
		sum = in - sum*2/echoes
		now := &ring[a.at&mask]
		for i := range v {
			now[i] = v[i] + sum
		}
		a.at++
	}
	a.dull = v
}

// quiet ends a decay at -300 dB, before it turns denormal and slow.
func quiet(v float64) float64 {
	if v < 1e-15 && v > -1e-15 {
		return 0
	}
	return v
}
