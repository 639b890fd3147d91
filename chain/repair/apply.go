package repair

import (
	"math"

	"lathe/dsp"
	"lathe/dsp/biquad"
	"lathe/dsp/unit"
)

// Apply turns the page into a processor for one stem that starts at the
// region's first frame. A page with nothing on is nil.
func Apply(page Page, rate unit.Hz) dsp.Series {
	var series dsp.Series
	for _, m := range page {
		switch {
		case !m.On:
		case m.Highpass != nil:
			series = append(series, biquad.NewFilter(
				biquad.Butterworth(biquad.HighPass, rate, unit.Hz(m.Highpass.FreqHz), m.Highpass.Slope/6)...))
		case m.Fade != nil:
			series = append(series, newFader(*m.Fade, rate))
		}
	}
	return series
}

// fader softens one edge.
//
// Shape: any channels, in place. Latency: none. State: where in the song it is.
type fader struct {
	from, to int64 // frames that change
	rising   bool
	frame    int64
}

func newFader(f Fade, rate unit.Hz) *fader {
	edge := int64(math.Round(f.AtS * float64(rate)))
	if f.In > 0 {
		return &fader{from: edge, to: edge + frames(f.In, rate), rising: true}
	}
	return &fader{from: edge - frames(f.Out, rate), to: edge}
}

func frames(ms float64, rate unit.Hz) int64 { return int64(math.Round(ms / 1000 * float64(rate))) }

// Reset goes back to the first frame.
func (f *fader) Reset() { f.frame = 0 }

// Skip goes on in the song.
func (f *fader) Skip(frames int64) { f.frame += frames }

// Latency is none.
func (f *fader) Latency() int { return 0 }

// Process fades what of the block lies in reach of the edge.
func (f *fader) Process(channels [][]float64) {
	n := int64(len(channels[0]))
	for at := max(f.from, f.frame); at < min(f.to, f.frame+n); at++ {
		// half a frame in, so that neither silence nor full level is hit twice
		share := (float64(at-f.from) + 0.5) / float64(f.to-f.from)
		if !f.rising {
			share = 1 - share
		}
		gainLin := 0.5 - 0.5*math.Cos(math.Pi*share)
		for _, x := range channels {
			x[at-f.frame] *= gainLin
		}
	}
	f.frame += n
}
