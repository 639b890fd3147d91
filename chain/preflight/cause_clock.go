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

// mislabelled is a stem that runs at another rate than all others.
func (q *inquiry) mislabelled(i int) Cause {
	p, file := q.puts[i], q.given.Files[i]
	word := "fast"
	if p.mixUp > 1 {
		word = "slowly"
	}
	return Cause{
		Code: "rate-mislabel", Stem: file, Confidence: sureScore(p.score),
		Heard:   fmt.Sprintf("the rough mix has it %.4f times as fast (%s); phase agreement %.2f at that speed, %.2f as it is", p.mixUp, pairOf(p.mixUp), q.times[i].now, p.here),
		Message: fmt.Sprintf("%s runs too %s, as if %s had been mixed up: the sample rate that is written in it, or was when it was imported, is wrong.", file, word, pairOf(p.mixUp)),
		Fix:     "Export it again at the session's rate. Do not import audio of another rate without conversion.",
	}
}

// drifting is a stem on a clock of its own.
func (q *inquiry) drifting(i int) Cause {
	p, file := q.puts[i], q.given.Files[i]
	ppm := p.speed * 1e6
	return Cause{
		Code: "drift", Stem: file, Confidence: sureScore(p.score),
		Heard:   fmt.Sprintf("the rough mix has it %+.1f ppm faster than its file, %+.1f samples over the song; phase agreement %.2f so, %.2f as it is", ppm, p.speed*float64(q.given.Frames), q.times[i].now, p.here),
		Message: fmt.Sprintf("%s does not run at quite the speed of the rough mix and the other stems: it is %.1f ms off by the end.", file, math.Abs(p.speed)*1e3*float64(q.given.Frames)/float64(q.given.Rate)),
		Fix:     "Record it again with both machines locked to one clock, or bounce it inside your program.",
	}
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
