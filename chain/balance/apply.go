package balance

import (
	"lathe/dsp"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
)

// Apply turns the page into a processor for one stem. A page with nothing on is
// nil.
func Apply(page Page) dsp.Series {
	var series dsp.Series
	for _, m := range page {
		if m.On {
			series = append(series, fader{
				unit.DB(m.Gain.GainDB + m.Gain.LeftDB).Gain(),
				unit.DB(m.Gain.GainDB + m.Gain.RightDB).Gain(),
			})
		}
	}
	return series
}

// fader is the linear gain of left and right.
//
// Shape: two channels, in place. Latency: none. State: none.
type fader [2]float64

// Reset has nothing to forget.
func (f fader) Reset() {}

// Latency is none.
func (f fader) Latency() int { return 0 }

// Process scales one block in place.
func (f fader) Process(channels [][]float64) {
	for c, x := range channels {
		vec.Scale(x, f[c])
	}
}
