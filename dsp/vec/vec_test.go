package vec_test

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/vec"
)

// Every length from 0 to 257 takes each branch of the unrolled loops.
func TestAgainstThePlainLoop(t *testing.T) {
	for n := range 258 {
		a, b := dsptest.Noise(1, n), dsptest.Noise(2, n)
		var dot, sum, peak float64
		for i := range n {
			dot += a[i] * b[i]
			sum += a[i]
			peak = math.Max(peak, math.Abs(a[i]))
		}
		if got := vec.Dot(a, b); math.Abs(got-dot) > 1e-12 {
			t.Errorf("dot of %d is %g, want %g", n, got, dot)
		}
		if got := vec.Sum(a); math.Abs(got-sum) > 1e-12 {
			t.Errorf("sum of %d is %g, want %g", n, got, sum)
		}
		if got := vec.Peak(a); got != peak {
			t.Errorf("peak of %d is %g, want %g", n, got, peak)
		}
		acc := append([]float64(nil), b...)
		vec.AddScaled(acc, a, 0.5)
		vec.Add(acc, a)
		vec.Scale(acc, 2)
		for i := range acc {
			if want := 2 * (b[i] + 0.5*a[i] + a[i]); math.Abs(acc[i]-want) > 1e-15 {
				t.Fatalf("sample %d of %d is %g, want %g", i, n, acc[i], want)
			}
		}
	}
}

func BenchmarkDot64(b *testing.B) {
	x, y := dsptest.Noise(1, 64), dsptest.Noise(2, 64)
	sum := 0.0
	for b.Loop() {
		sum += vec.Dot(x, y)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/64, "ns/mac")
}
