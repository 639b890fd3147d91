package master

import (
	"math"
	"slices"

	"lathe/dsp/dynamics"
	"lathe/dsp/unit"
)

// The bus compressor: specs/dsp.md section 9.
const (
	glueDB        = 1.   // mean gain reduction while it works
	glueMostDB    = 2.5  // 95th percentile
	glueAttackS   = 0.03 //
	glueReleaseS  = 0.1  //
	glueSustainS  = 1.   //
	glueHighpass  = 100. // Hz
	glueRatio     = 2.   //
	glueKneeDB    = 6.   //
	leastPLR      = 9.   // LU: below, the mix has been compressed enough
	gluedRestByDB = 0.1  // less than this is no work
)

// glueCurve is the compressor's law at a threshold.
func glueCurve(threshold float64) dynamics.Curve {
	return dynamics.Curve{Threshold: unit.DB(threshold), Ratio: glueRatio, Knee: glueKneeDB}
}

// reductions plays the compressor's ballistics on the side chain's ticks of
// 10 ms and returns the reduction of every tick in dB, positive.
func reductions(ticks []float64, threshold float64) []float64 {
	curve := glueCurve(threshold)
	pole := func(seconds float64) float64 { return math.Exp(-0.01 / seconds) }
	attack, release, sustain := pole(glueAttackS), pole(glueReleaseS), pole(glueSustainS)
	fast, slow := 0.0, 0.0
	out := make([]float64, len(ticks))
	for i, p := range ticks {
		want := 0.0
		if p > 0 { // ticks hold left and right added: a full-scale sine in both is 1
			want = float64(curve.Gain(unit.FromPower(p)))
		}
		coef := release
		if want < fast {
			coef = attack
		}
		fast = want + coef*(fast-want)
		slow = want + sustain*(slow-want)
		out[i] = -min(fast, slow)
	}
	return out
}

// work is the mean reduction while there is any, and the 95th percentile of
// all.
func work(reductions []float64) (mean, most float64) {
	sum, n := 0.0, 0.0
	for _, r := range reductions {
		if r > gluedRestByDB {
			sum, n = sum+r, n+1
		}
	}
	if n > 0 {
		mean = sum / n
	}
	if len(reductions) > 0 {
		sorted := slices.Sorted(slices.Values(reductions))
		most = sorted[len(sorted)*95/100]
	}
	return mean, most
}

// threshold finds where the compressor does the wanted work, by bisection. The
// lower the threshold the more it does.
func threshold(ticks []float64, wantedDB, mostDB float64) float64 {
	low, high := -80., 6.
	for range 40 {
		mid := (low + high) / 2
		if mean, most := work(reductions(ticks, mid)); mean > wantedDB || most > mostDB {
			low = mid
		} else {
			high = mid
		}
	}
	return unit.Round(high, 0.1)
}
