package master

import (
	"math"

	"lathe/dsp/biquad"
	"lathe/dsp/unit"
	"lathe/measure"
)

const (
	matchShare  = 0.6  // of the difference to the reference that is made up
	matchMostDB = 4.   // either way
	lowMostDB   = 2.   // below 60 Hz, where rooms and codecs make spectra unsure
	deadZoneDB  = 1.   // a difference that no two songs of a kind do not have
	fitWithinDB = 0.35 // a residual that is left
	mostFilters = 6
)

// wanted is how the tone should change, by third octave, for the mix to come
// nearer to the reference: their difference without its mean, smoothed, shrunk
// and held. ok is false when there is nothing worth doing.
func wanted(mix, reference [measure.Bands]float64, amount float64) (curve [measure.Bands]float64, ok bool) {
	var diff [measure.Bands]float64
	mean, n := 0.0, 0.0
	for b := range diff {
		diff[b] = reference[b] - mix[b]
		if hz := measure.BandHz(b); hz >= 50 && hz <= 12500 && known(diff[b]) {
			mean, n = mean+diff[b], n+1
		}
	}
	if n < 10 {
		return curve, false
	}
	mean /= n
	for b := range diff {
		if !known(diff[b]) { // one of the two has nothing there: leave it
			diff[b] = mean
		}
		diff[b] -= mean
	}
	for b, d := range smooth(diff) {
		if math.Abs(d) <= deadZoneDB {
			continue
		}
		d -= math.Copysign(deadZoneDB, d)
		most := matchMostDB
		if measure.BandHz(b) < 60 {
			most = lowMostDB
		}
		curve[b] = amount * max(-most, min(most, matchShare*d))
		ok = ok || math.Abs(curve[b]) >= 2*fitWithinDB
	}
	return smooth(curve), ok
}

func known(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// smooth is a mean over about an octave with a triangular weight.
func smooth(in [measure.Bands]float64) (out [measure.Bands]float64) {
	for b := range in {
		sum, weight := 0.0, 0.0
		for k := -2; k <= 2; k++ {
			if i := b + k; i >= 0 && i < len(in) {
				w := 3 - math.Abs(float64(k))
				sum, weight = sum+w*in[i], weight+w
			}
		}
		out[b] = sum / weight
	}
	return out
}

// fit builds the curve from a few filters a person would recognise: shelves at
// the ends and bells between. Each round places one where most is missing and
// then lets all of them settle.
func fit(curve [measure.Bands]float64, rate unit.Hz) []Filter {
	var filters []Filter
	for len(filters) < mostFilters {
		left := residual(curve, filters, rate)
		top := 0
		for b := range left {
			if math.Abs(left[b]) > math.Abs(left[top]) {
				top = b
			}
		}
		if math.Abs(left[top]) < fitWithinDB {
			break
		}
		filters = append(filters, place(left, top))
		settle(curve, filters, rate)
	}
	kept := filters[:0]
	for _, f := range filters {
		if f.GainDB = unit.Round(f.GainDB, 0.1); math.Abs(f.GainDB) >= 0.2 {
			kept = append(kept, f)
		}
	}
	return kept
}

// place chooses shape and width from how far the residual keeps half its
// height.
func place(left [measure.Bands]float64, top int) Filter {
	low, high := top, top
	for low > 0 && left[low-1]/left[top] > 0.5 {
		low--
	}
	for high < len(left)-1 && left[high+1]/left[top] > 0.5 {
		high++
	}
	f := Filter{Shape: "bell", GainDB: left[top], Q: 0.7}
	switch {
	case low <= 2:
		f.Shape, f.FreqHz = "low-shelf", float64(measure.BandHz(high))
	case high >= len(left)-3:
		f.Shape, f.FreqHz = "high-shelf", float64(measure.BandHz(low))
	default:
		f.FreqHz = float64(measure.BandHz((low + high + 1) / 2))
		octaves := float64(high-low+1) / 3
		f.Q = unit.Round(max(0.5, min(3, math.Sqrt(math.Pow(2, octaves))/(math.Pow(2, octaves)-1))), 0.1)
	}
	return f
}

// settle adjusts all gains together, a few rounds of coordinate steps: in
// decibels a filter's curve is nearly its gain times a fixed shape.
func settle(curve [measure.Bands]float64, filters []Filter, rate unit.Hz) {
	for range 8 {
		for i := range filters {
			unit1 := filters[i]
			unit1.GainDB = 1
			var num, den float64
			for b, l := range residual(curve, filters, rate) {
				s := response(unit1, rate, b)
				num, den = num+s*l, den+s*s
			}
			if den > 0 {
				filters[i].GainDB = max(-matchMostDB, min(matchMostDB, filters[i].GainDB+num/den))
			}
		}
	}
}

func residual(curve [measure.Bands]float64, filters []Filter, rate unit.Hz) [measure.Bands]float64 {
	for b := range curve {
		for _, f := range filters {
			curve[b] -= response(f, rate, b)
		}
	}
	return curve
}

func response(f Filter, rate unit.Hz, band int) float64 {
	return float64(biquad.GainAt([]biquad.Section{f.section(rate)}, rate, min(measure.BandHz(band), 0.48*rate)))
}
