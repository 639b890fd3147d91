package preflight

import (
	"fmt"
	"math"
)

// causes are what is wrong with the clocks of rough mix and stems.
func (c course) causes(g Given) []Cause {
	var out []Cause
	if c.mixUp != 1 {
		out = append(out, Cause{
			Code: "rate-mislabel", Confidence: 0.97,
			Heard:   fmt.Sprintf("the rough mix takes %.4f times the stems' frames (%s); correlation peak %.0f times the background", c.ratio, pairOf(c.mixUp), c.clear),
			Message: fmt.Sprintf("Rough mix and stems run at different speeds, as %s do: the sample rate that is written on one of them is wrong.", pairOf(c.mixUp)),
			Fix:     "Play both and see which is too fast or too slow, and export that one again. Do not import audio of another rate without conversion.",
		})
	}
	if c.ppm != 0 {
		out = append(out, Cause{
			Code: "drift", Confidence: 0.95,
			Heard:   fmt.Sprintf("%+.2f ppm, %+.1f samples over the song", c.ppm, c.ppm*1e-6*float64(g.Frames)),
			Message: fmt.Sprintf("Rough mix and stems do not run at quite the same speed: they are %.1f ms apart by the end.", math.Abs(c.ppm)*1e-3*float64(g.Frames)/float64(g.Rate)),
			Fix:     "Bounce the rough mix inside your program instead of recording it from another device, or lock both to one clock.",
		})
	}
	return out
}

// pairOf names the two rates of a mix-up.
func pairOf(ratio float64) string {
	for _, high := range []float64{48000, 88200, 96000} {
		for _, low := range []float64{44100, 48000} {
			if r := high / low; math.Abs(r/ratio-1) < 1e-3 || math.Abs(r*ratio-1) < 1e-3 {
				return fmt.Sprintf("%.1f and %.1f kHz", high/1000, low/1000)
			}
		}
	}
	return fmt.Sprintf("rates in the ratio %.4f", ratio)
}
