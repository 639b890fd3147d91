// Package dither takes audio to integers without harmonics: it adds a noise of
// two steps peak to peak before rounding, so that the error no longer depends
// on the music.
//
// The noise comes from a counter, not from a stream: frame n of a channel gets
// the same value whoever computes it, so a print is the same bytes for any
// number of workers.
//
// # References
//
//   - S. P. Lipshitz, R. A. Wannamaker, J. Vanderkooy, "Quantization and
//     Dither: A Theoretical Survey", J. Audio Eng. Soc. 40(5), 1992.
//   - R. A. Wannamaker, "Psychoacoustically Optimal Noise Shaping", J. Audio
//     Eng. Soc. 40(7/8), 1992: the nine taps of Shaped.
//   - G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number
//     Generators", OOPSLA 2014: the mixing function.
package dither

import "math"

// Shape is where in the spectrum the rounding noise goes.
type Shape int

const (
	Flat   Shape = iota // white: right for 24 bits at any rate
	Shaped              // moved to where ears are dull: for 16 bits at 44.1 or 48 kHz
)

// fWeighted is Wannamaker's nine-tap filter for the F-weighting curve; the
// error comes out as 1 - Σ c_k z^-k.
var fWeighted = []float64{2.412, -3.370, 3.937, -4.174, 3.353, -2.205, 1.281, -0.569, 0.0847}

// Ditherer rounds one stream to integers of a given width.
//
// Shape: any channels, in place; what comes out lies on the integer grid.
// Latency: none. State: the frame counter and, when shaped, the last nine
// errors of each channel. Not safe for concurrent use.
type Ditherer struct {
	full  float64 // steps from 0 to full scale
	seed  uint64
	taps  []float64
	errs  [][]float64 // by channel, newest first
	frame uint64
}

// New rounds to the given number of bits. The seed belongs to the audio: same
// seed, same noise.
func New(bits, channels int, shape Shape, seed uint64) *Ditherer {
	d := &Ditherer{full: math.Ldexp(1, bits-1), seed: seed}
	if shape == Shaped {
		d.taps = fWeighted
		for range channels {
			d.errs = append(d.errs, make([]float64, len(fWeighted)))
		}
	}
	return d
}

// Process rounds one block in place. Values beyond full scale are held there.
func (d *Ditherer) Process(channels [][]float64) {
	for c, x := range channels {
		key := mix(d.seed + uint64(c)*0x9e3779b97f4a7c15)
		for i, v := range x {
			v *= d.full
			if d.taps == nil {
				x[i] = d.hold(math.RoundToEven(v+triangle(key, d.frame+uint64(i)))) / d.full
				continue
			}
			errs := d.errs[c]
			for k, tap := range d.taps {
				v -= float64(tap * errs[k])
			}
			q := d.hold(math.RoundToEven(v + triangle(key, d.frame+uint64(i))))
			copy(errs[1:], errs)
			errs[0] = max(-2, min(2, q-v)) // beyond that it is clipping, which shaping would only smear
			x[i] = q / d.full
		}
	}
	if len(channels) > 0 {
		d.frame += uint64(len(channels[0]))
	}
}

func (d *Ditherer) hold(steps float64) float64 { return max(-d.full, min(d.full-1, steps)) }

// triangle is a number between -1 and 1, those near 0 likeliest: the difference
// of two uniform ones.
func triangle(key, frame uint64) float64 {
	r := mix(key ^ frame*0xbf58476d1ce4e5b9)
	return (float64(r>>32) - float64(r&0xffffffff)) / (1 << 32)
}

// mix is the finaliser of SplitMix64: every bit of z touches every bit out.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
