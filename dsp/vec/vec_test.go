package vec

import (
	"encoding/binary"
	"math"
	"testing"

	"lathe/dsp/dsptest"
)

// Every length from 0 to 257 takes each branch of the loops; every offset from
// 0 to 3 takes them unaligned.
func TestAgainstThePlainLoop(t *testing.T) {
	for n := range 258 {
		for offset := range 4 {
			a, b := dsptest.Noise(1, n+offset)[offset:], dsptest.Noise(2, n+offset)[offset:]
			var exact, sum, top float64
			for i := range n {
				exact += a[i] * b[i]
				sum += a[i]
				top = math.Max(top, math.Abs(a[i]))
			}
			if got := Dot(a, b); math.Abs(got-exact) > 1e-12 {
				t.Errorf("dot of %d is %g, want %g", n, got, exact)
			}
			if got := Sum(a); math.Abs(got-sum) > 1e-12 {
				t.Errorf("sum of %d is %g, want %g", n, got, sum)
			}
			if got := Peak(a); got != top {
				t.Errorf("peak of %d is %g, want %g", n, got, top)
			}
			acc := append([]float64(nil), b...)
			AddScaled(acc, a, 0.5)
			Add(acc, a)
			Scale(acc, 2)
			for i := range acc {
				if want := 2 * (b[i] + 0.5*a[i] + a[i]); math.Abs(acc[i]-want) > 1e-15 {
					t.Fatalf("sample %d of %d is %g, want %g", i, n, acc[i], want)
				}
			}
		}
	}
}

// The assembly gives the bits of the Go loops that define it.
func TestAssemblyIsItsDefinition(t *testing.T) {
	for n := range 258 {
		x, y := dsptest.Noise(3, n+64), dsptest.Noise(4, n+64)
		same(t, x, y, n, n%33+1)
	}
}

func same(t *testing.T, x, y []float64, n, m int) {
	t.Helper()
	blocks := n &^ (lanes - 1)
	if got, want := dotBlocks(x[:blocks], y[:blocks]), dot(x[:blocks], y[:blocks]); math.Float64bits(got) != math.Float64bits(want) && !math.IsNaN(want) {
		t.Errorf("dot of %d is %x, want %x", blocks, got, want)
	}
	if got, want := peakBlocks(x[:blocks]), peak(x[:blocks]); got != want && !math.IsNaN(want) {
		t.Errorf("peak of %d is %g, want %g", blocks, got, want)
	}
	sameInPlace(t, "products", x[:n], y[:n], func(a, b []float64) { Multiply(a, a, b) }, func(a, b []float64) { multiply(a, a, b) })
	sameInPlace(t, "sums and differences", x[:n], y[:n], SumDifference, sumDifference)
	m = min(m, len(x)-n)
	if m < 1 {
		return
	}
	got, want := append([]float64(nil), y[:n]...), append([]float64(nil), y[:n]...)
	ConvolveAdd(got, x, y[:m])
	convolve(want, x, y[:m])
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) && !math.IsNaN(want[i]) {
			t.Fatalf("convolution of %d by %d: output %d is %x, want %x", n, m, i, got[i], want[i])
		}
	}
}

// sameInPlace compares what two functions make of copies of a and b.
func sameInPlace(t *testing.T, what string, a, b []float64, got, want func(a, b []float64)) {
	t.Helper()
	clone := func() [2][]float64 { return [2][]float64{append([]float64(nil), a...), append([]float64(nil), b...)} }
	g, w := clone(), clone()
	got(g[0], g[1])
	want(w[0], w[1])
	for c := range w {
		for i := range w[c] {
			if math.Float64bits(g[c][i]) != math.Float64bits(w[c][i]) {
				t.Fatalf("%s of %d: number %d is %x, want %x", what, len(a), i, g[c][i], w[c][i])
			}
		}
	}
}

func FuzzAssemblyIsItsDefinition(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789abcdef"), uint8(3), uint8(2))
	f.Fuzz(func(t *testing.T, raw []byte, n, m uint8) {
		x := make([]float64, len(raw)/8)
		for i := range x {
			v := math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
			if math.IsNaN(v) || math.IsInf(v, 0) {
				v = 0 // they stop at the door
			}
			x[i] = math.Mod(v, 1e100)
		}
		same(t, x, x, min(int(n), len(x)), int(m)+1)
	})
}

func BenchmarkDot256(b *testing.B) {
	x, y := dsptest.Noise(1, 256), dsptest.Noise(2, 256)
	sum := 0.0
	for b.Loop() {
		sum += Dot(x, y)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/256, "ns/mac")
}

func BenchmarkConvolve4096by32(b *testing.B) {
	x, h, y := dsptest.Noise(1, 4096+32), dsptest.Noise(2, 32), make([]float64, 4096)
	for b.Loop() {
		Convolve(y, x, h)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/4096/32, "ns/mac")
}

func BenchmarkPeak4096(b *testing.B) {
	x := dsptest.Noise(1, 4096)
	top := 0.0
	for b.Loop() {
		top += Peak(x)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/4096, "ns/sample")
}
