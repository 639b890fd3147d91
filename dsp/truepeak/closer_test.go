package truepeak_test

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/truepeak"
	"lathe/dsp/unit"
)

// ideal is the highest point of the curve through x, which is silent outside,
// by the definition: sinc upon sinc, 32 points to a sample.
func ideal(x []float64) float64 {
	top := 0.0
	for i := range len(x) - 1 {
		for p := range 32 {
			t := float64(i) + float64(p)/32
			sum := 0.0
			if p == 0 {
				sum = x[i]
			} else {
				for n, v := range x {
					u := math.Pi * (t - float64(n))
					sum += v * math.Sin(u) / u
				}
			}
			top = max(top, math.Abs(sum))
		}
	}
	return top
}

// A hiss from 0.4 to 0.49 of the rate lies where 64 taps fade: the worst that a
// bright master can be.
func TestHissNearTheEdgeIsReadRight(t *testing.T) {
	worst := 0.0
	for seed := range uint64(3) {
		x, phase := make([]float64, 700), dsptest.Noise(seed+1, 200)
		for k, p := range phase {
			w := 2 * math.Pi * (0.4 + 0.09*float64(k)/float64(len(phase)))
			for i := range x {
				x[i] += math.Sin(w*float64(i)+math.Pi*p) / 20
			}
		}
		for i := range x {
			x[i] *= min(1, float64(i)/200, float64(len(x)-1-i)/200)
		}
		f := truepeak.NewCloser(truepeak.NewKernel())
		f.Feed(x[:313])
		f.Feed(x[313:])
		f.Finish()
		worst = max(worst, math.Abs(float64(unit.FromGain(ideal(x)/peak(x)))))
		if errDB := float64(unit.FromGain(f.Peak() / ideal(x))); math.Abs(errDB) > 0.02 { // dB: the bar of the delivered peak
			t.Errorf("seed %d reads %+.4f dB off the ideal curve", seed, errDB)
		}
	}
	if worst < 0.05 {
		t.Errorf("64 taps are at most %.3f dB off: this hiss proves nothing", worst)
	}
}

func BenchmarkCloser(b *testing.B) {
	x := dsptest.Noise(1, 48000)
	b.SetBytes(int64(len(x)))
	for b.Loop() {
		f := truepeak.NewCloser(truepeak.NewKernel())
		f.Feed(x)
	}
}
