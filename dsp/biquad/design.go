package biquad

import (
	"math"
	"math/cmplx"

	"lathe/dsp/unit"
)

// Section is one biquad, its denominator scaled to 1 + A1 z^-1 + A2 z^-2.
type Section struct{ B0, B1, B2, A1, A2 float64 }

// angles are the cookbook's shared intermediates.
func angles(rate, freq unit.Hz, q float64) (cos, alpha float64) {
	sin, cos := math.Sincos(2 * math.Pi * float64(freq/rate))
	return cos, sin / (2 * q)
}

func scaled(b0, b1, b2, a0, a1, a2 float64) Section {
	return Section{b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0}
}

// Peak is a bell: gain at freq, none far away.
func Peak(rate, freq unit.Hz, gain unit.DB, q float64) Section {
	cos, alpha := angles(rate, freq, q)
	a := (gain / 2).Gain()
	return scaled(1+alpha*a, -2*cos, 1-alpha*a, 1+alpha/a, -2*cos, 1-alpha/a)
}

// LowShelf lifts or lowers everything well below freq by gain; half of it, in
// decibels, at freq.
func LowShelf(rate, freq unit.Hz, gain unit.DB, q float64) Section {
	cos, alpha := angles(rate, freq, q)
	a := (gain / 2).Gain()
	r := 2 * math.Sqrt(a) * alpha
	return scaled(
		a*((a+1)-(a-1)*cos+r), 2*a*((a-1)-(a+1)*cos), a*((a+1)-(a-1)*cos-r),
		(a+1)+(a-1)*cos+r, -2*((a-1)+(a+1)*cos), (a+1)+(a-1)*cos-r)
}

// HighShelf lifts or lowers everything well above freq by gain.
func HighShelf(rate, freq unit.Hz, gain unit.DB, q float64) Section {
	cos, alpha := angles(rate, freq, q)
	a := (gain / 2).Gain()
	r := 2 * math.Sqrt(a) * alpha
	return scaled(
		a*((a+1)+(a-1)*cos+r), -2*a*((a-1)+(a+1)*cos), a*((a+1)+(a-1)*cos-r),
		(a+1)-(a-1)*cos+r, 2*((a-1)-(a+1)*cos), (a+1)-(a-1)*cos-r)
}

// HighPass takes away what is below freq, 12 dB an octave.
func HighPass(rate, freq unit.Hz, q float64) Section {
	cos, alpha := angles(rate, freq, q)
	return scaled((1+cos)/2, -(1 + cos), (1+cos)/2, 1+alpha, -2*cos, 1-alpha)
}

// LowPass takes away what is above freq, 12 dB an octave.
func LowPass(rate, freq unit.Hz, q float64) Section {
	cos, alpha := angles(rate, freq, q)
	return scaled((1-cos)/2, 1-cos, (1-cos)/2, 1+alpha, -2*cos, 1-alpha)
}

// Notch takes away freq alone.
func Notch(rate, freq unit.Hz, q float64) Section {
	cos, alpha := angles(rate, freq, q)
	return scaled(1, -2*cos, 1, 1+alpha, -2*cos, 1-alpha)
}

// Butterworth is the high pass (or low pass) of an even order, maximally flat
// and 3 dB down at freq: order/2 sections whose Q follow from the poles'
// angles, Q_k = 1 / (2 cos((2k+1)π/2n)).
func Butterworth(design func(rate, freq unit.Hz, q float64) Section, rate, freq unit.Hz, order int) []Section {
	sections := make([]Section, order/2)
	for k := range sections {
		q := 1 / (2 * math.Cos(float64(2*k+1)*math.Pi/float64(2*order)))
		sections[k] = design(rate, freq, q)
	}
	return sections
}

// Response is the complex gain at freq.
func (s Section) Response(rate, freq unit.Hz) complex128 {
	z := cmplx.Rect(1, -2*math.Pi*float64(freq/rate))
	return (complex(s.B0, 0) + z*(complex(s.B1, 0)+z*complex(s.B2, 0))) /
		(1 + z*(complex(s.A1, 0)+z*complex(s.A2, 0)))
}

// GainAt is the gain of sections in series at freq.
func GainAt(sections []Section, rate, freq unit.Hz) unit.DB {
	h := complex(1, 0)
	for _, s := range sections {
		h *= s.Response(rate, freq)
	}
	return unit.FromGain(cmplx.Abs(h))
}
