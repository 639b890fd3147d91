// Package unit names the quantities of audio, so the compiler can tell a level
// from a frequency and a reader never has to guess.
//
// Settings, plans and reports carry these types. Inner loops carry plain
// float64 whose names end in the unit: gainLin, levelDB, freqHz.
package unit

import (
	"math"
	"strconv"
)

// DB is a ratio in decibels: +6.02 doubles an amplitude, -Inf is silence.
type DB float64

// Hz is a frequency, or a sample rate, in cycles per second.
type Hz float64

// FromGain gives the decibels of a linear amplitude ratio.
func FromGain(gainLin float64) DB { return DB(20 * math.Log10(gainLin)) }

// FromPower gives the decibels of a linear power ratio.
func FromPower(powerLin float64) DB { return DB(10 * math.Log10(powerLin)) }

// Gain gives the linear amplitude ratio of d.
func (d DB) Gain() float64 { return math.Pow(10, float64(d)/20) }

// Power gives the linear power ratio of d.
func (d DB) Power() float64 { return math.Pow(10, float64(d)/10) }

// Round gives d to the nearest multiple of step, so that a decision does not
// hang on the last bit of a measurement and a plan can be read aloud.
func (d DB) Round(step float64) DB { return DB(Round(float64(d), step)) }

// Round gives v to the nearest multiple of step. It divides by the inverse so
// that a decimal step gives the decimal number a person would write.
func Round(v, step float64) float64 {
	inv := math.Round(1 / step)
	return math.Round(v*inv) / inv
}

// Reading is what a meter shows. NaN and the infinities mean "not measurable"
// (silence has no loudness) and are null on the wire; everything else is
// written to a thousandth.
type Reading float64

// NotMeasurable is the reading of a meter that has nothing to go on.
func NotMeasurable() Reading { return Reading(math.NaN()) }

// Known says whether there was anything to measure.
func (r Reading) Known() bool { return !math.IsNaN(float64(r)) && !math.IsInf(float64(r), 0) }

// MarshalJSON writes the reading, or null.
func (r Reading) MarshalJSON() ([]byte, error) {
	if !r.Known() {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, Round(float64(r), 0.001), 'f', -1, 64), nil
}

// UnmarshalJSON reads a reading, or null.
func (r *Reading) UnmarshalJSON(text []byte) error {
	v, err := parse(text)
	*r = Reading(v)
	return err
}

// Ratio is a linear number that a meter shows, such as a correlation or an
// offset: like a Reading, written to a ten-millionth.
type Ratio float64

// Known says whether there was anything to measure.
func (r Ratio) Known() bool { return Reading(r).Known() }

// MarshalJSON writes the ratio, or null.
func (r Ratio) MarshalJSON() ([]byte, error) {
	if !r.Known() {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, Round(float64(r), 1e-7), 'f', -1, 64), nil
}

// UnmarshalJSON reads a ratio, or null.
func (r *Ratio) UnmarshalJSON(text []byte) error {
	v, err := parse(text)
	*r = Ratio(v)
	return err
}

func parse(text []byte) (float64, error) {
	if string(text) == "null" {
		return math.NaN(), nil
	}
	return strconv.ParseFloat(string(text), 64)
}

// String shows the reading to a tenth, as EBU Tech 3341 asks of meters, with a
// true minus sign left to the page that shows it.
func (r Reading) String() string {
	if !r.Known() {
		return "-"
	}
	return strconv.FormatFloat(float64(r), 'f', 1, 64)
}
