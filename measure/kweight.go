package measure

import (
	"math"
	"math/cmplx"

	"lathe/dsp/biquad"
	"lathe/dsp/unit"
)

// shelf48k and highpass48k are the K-weighting of BS.1770-5, tables 1 and 2,
// which are given for 48 kHz only.
var (
	shelf48k    = biquad.Section{B0: 1.53512485958697, B1: -2.69169618940638, B2: 1.19839281085285, A1: -1.69065929318241, A2: 0.73248077421585}
	highpass48k = biquad.Section{B0: 1, B1: -2, B2: 1, A1: -1.99004745483398, A2: 0.99007225036621}
)

// KWeighting is the K-weighting filter at a rate: the tables themselves at
// 48 kHz, and elsewhere the same analogue filters, bilinearly transformed, the
// shelf's three numbers then refitted so that its curve is the table's within
// 0.003 dB up to 20 kHz.
func KWeighting(rate unit.Hz) []biquad.Section {
	if rate == 48000 {
		return []biquad.Section{shelf48k, highpass48k}
	}
	return []biquad.Section{fitShelf(rate), analogueHighpass(rate)}
}

// analogueHighpass has the corner and Q that the table's high pass has. The
// table's numerator, 1, -2, 1 without its scaling, gives 0.04 dB above the
// corner at 48 kHz; that gain is part of the calibration and is kept at every
// rate, where leaving the numerator as it is would let it fade to nothing.
func analogueHighpass(rate unit.Hz) biquad.Section {
	const q = 0.5003270373238773
	a0 := func(rate unit.Hz) (k, a0 float64) {
		k = math.Tan(math.Pi * 38.13547087602444 / float64(rate))
		return k, 1 + k/q + k*k
	}
	_, table := a0(48000)
	k, here := a0(rate)
	b := table / here
	return biquad.Section{B0: b, B1: -2 * b, B2: b, A1: 2 * (k*k - 1) / here, A2: (1 - k/q + k*k) / here}
}

// shelfOf is the bilinear transform of the table's analogue shelf. The numbers
// invert the table at 48 kHz: corner, gain and Q of a shelf whose middle gain
// is its full gain to the power 0.4997.
func shelfOf(rate unit.Hz, p [3]float64) biquad.Section {
	freq, gainDB, q := p[0], p[1], p[2]
	k := math.Tan(math.Pi * freq / float64(rate))
	vh := math.Pow(10, gainDB/20)
	vb := math.Pow(vh, 0.4996667741545416)
	a0 := 1 + k/q + k*k
	return biquad.Section{
		B0: (vh + vb*k/q + k*k) / a0, B1: 2 * (k*k - vh) / a0, B2: (vh - vb*k/q + k*k) / a0,
		A1: 2 * (k*k - 1) / a0, A2: (1 - k/q + k*k) / a0,
	}
}

// fitShelf moves corner, gain and Q until the shelf's curve at this rate is the
// table's at 48 kHz: Gauss-Newton on 64 frequencies from 20 Hz to 20 kHz (or
// 0.45 of the rate), which a bilinear transform bends differently at each rate.
func fitShelf(rate unit.Hz) biquad.Section {
	const points = 64
	p := [3]float64{1681.974450955533, 3.999843853973347, 0.7071752369554196}
	top := math.Min(20000, 0.45*float64(rate))
	misfit := func(p [3]float64) (e [points]float64) {
		s := shelfOf(rate, p)
		for i := range e {
			f := unit.Hz(20 * math.Pow(top/20, float64(i)/(points-1)))
			e[i] = 20 * math.Log10(cmplx.Abs(s.Response(rate, f))/cmplx.Abs(shelf48k.Response(48000, f)))
		}
		return e
	}
	for range 12 {
		e := misfit(p)
		var jac [3][points]float64
		for k := range p {
			q := p
			step := 1e-6 * p[k]
			q[k] += step
			for i, v := range misfit(q) {
				jac[k][i] = (v - e[i]) / step
			}
		}
		var a [3][4]float64 // normal equations, right-hand side last
		for r := range a {
			for i := range e {
				for c := range 3 {
					a[r][c] += jac[r][i] * jac[c][i]
				}
				a[r][3] -= jac[r][i] * e[i]
			}
		}
		for k, d := range solve3(a) {
			p[k] += d
		}
	}
	return shelfOf(rate, p)
}

// solve3 solves three equations by elimination; the matrix is positive definite.
func solve3(a [3][4]float64) (x [3]float64) {
	for c := range 3 {
		for r := c + 1; r < 3; r++ {
			f := a[r][c] / a[c][c]
			for k := c; k < 4; k++ {
				a[r][k] -= f * a[c][k]
			}
		}
	}
	for r := 2; r >= 0; r-- {
		x[r] = a[r][3]
		for c := r + 1; c < 3; c++ {
			x[r] -= a[r][c] * x[c]
		}
		x[r] /= a[r][r]
	}
	return x
}
