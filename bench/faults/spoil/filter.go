package spoil

import "math"

// section is one second-order filter, from the analogue prototype by the
// bilinear transform, Q 0.7071 and steeper when cascaded (R. Bristow-Johnson,
// "Cookbook formulae for audio EQ biquad filter coefficients").
type section struct{ b0, b1, b2, a1, a2 float64 }

func lowPass(freqHz, rate, q float64) section {
	w := 2 * math.Pi * freqHz / rate
	alpha, cos := math.Sin(w)/(2*q), math.Cos(w)
	n := 1 + alpha
	return section{(1 - cos) / 2 / n, (1 - cos) / n, (1 - cos) / 2 / n, -2 * cos / n, (1 - alpha) / n}
}

func highPass(freqHz, rate, q float64) section {
	w := 2 * math.Pi * freqHz / rate
	alpha, cos := math.Sin(w)/(2*q), math.Cos(w)
	n := 1 + alpha
	return section{(1 + cos) / 2 / n, -(1 + cos) / n, (1 + cos) / 2 / n, -2 * cos / n, (1 - alpha) / n}
}

// filter returns the sound through sections, one after the other.
func (s Sound) filter(sections ...section) Sound {
	out := s.clone()
	for _, f := range sections {
		for _, ch := range out {
			var x1, x2, y1, y2 float64
			for i, x := range ch {
				y := f.b0*x + f.b1*x1 + f.b2*x2 - f.a1*y1 - f.a2*y2
				x1, x2, y1, y2 = x, x1, y, y1
				ch[i] = y
			}
		}
	}
	return out
}

// above is what a sound holds over a frequency: 48 dB an octave.
func (s Sound) above(freqHz float64, rate int) Sound {
	if freqHz > 0.47*float64(rate) {
		return silence(len(s), s.frames())
	}
	var fs []section
	for _, q := range []float64{0.5098, 0.6013, 0.9000, 2.5629} { // Butterworth, order 8
		fs = append(fs, highPass(freqHz, float64(rate), q))
	}
	return s.filter(fs...)
}

const (
	sincArm    = 48   // zero crossings on either side
	sincPhases = 1024 // of the table between two crossings
)

// sincTable is a sinc under a Kaiser window, beta 10: stop band -100 dB.
var sincTable = func() []float64 {
	t := make([]float64, sincArm*sincPhases+2)
	for i := range t {
		x := float64(i) / sincPhases
		if x >= sincArm {
			continue
		}
		v := 1.0
		if x > 0 {
			v = math.Sin(math.Pi*x) / (math.Pi * x)
		}
		r := x / sincArm
		t[i] = v * bessel(10*math.Sqrt(1-r*r)) / bessel(10)
	}
	return t
}()

func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; k < 60; k++ {
		term *= x / 2 / k * x / 2 / k
		sum += term
	}
	return sum
}

// resampled plays the sound from frame start on, step frames of it for every
// one that comes out. Steps above 1 lower the band limit with them.
func (s Sound) resampled(start, step float64, frames int) Sound {
	out := silence(len(s), frames)
	scale := 1.0
	if step > 1.0005 { // a drift keeps its band
		scale = 0.97 / step
	}
	arm := sincArm / scale
	if step == 1 {
		return s.between(start, frames)
	}
	for c, src := range s {
		for i := range out[c] {
			at := start + float64(i)*step
			from, to := max(0, int(math.Ceil(at-arm))), min(len(src)-1, int(at+arm))
			sum := 0.0
			for k := from; k <= to; k++ {
				x := math.Abs(at-float64(k)) * scale * sincPhases
				n := int(x)
				if n >= len(sincTable)-1 {
					continue
				}
				w := sincTable[n] + (x-float64(n))*(sincTable[n+1]-sincTable[n])
				sum += w * src[k]
			}
			out[c][i] = sum * scale
		}
	}
	return out
}

// between reads the sound from a place between two frames on: one set of
// weights serves all.
func (s Sound) between(start float64, frames int) Sound {
	whole := math.Floor(start)
	var weights [2 * sincArm]float64 // of frames whole-sincArm+1 .. whole+sincArm
	for k := range weights {
		x := math.Abs(start-whole-float64(k-sincArm+1)) * sincPhases
		if n := int(x); n < len(sincTable)-1 {
			weights[k] = sincTable[n] + (x-float64(n))*(sincTable[n+1]-sincTable[n])
		}
	}
	out := silence(len(s), frames)
	for k, w := range weights {
		out.add(s, w, -(int(whole) + k - sincArm + 1))
	}
	return out
}
