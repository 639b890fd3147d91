package fft

import (
	"math"
	"math/cmplx"
	"testing"

	"lathe/dsp/dsptest"
)

// dft is the definition, O(n²).
func dft(re, im []float64) []complex128 {
	n := len(re)
	out := make([]complex128, n)
	for k := range out {
		for t := range n {
			w := cmplx.Rect(1, -2*math.Pi*float64(k*t%n)/float64(n))
			out[k] += complex(re[t], im[t]) * w
		}
	}
	return out
}

func TestForwardIsTheDefinition(t *testing.T) {
	for n := 1; n <= 1024; n *= 2 {
		re, im := dsptest.Noise(1, n), dsptest.Noise(2, n)
		want := dft(re, im)
		New(n).Forward(re, im)
		for k := range want {
			if d := cmplx.Abs(complex(re[k], im[k]) - want[k]); d > 1e-12*float64(n) { // rounding of the O(n²) sum
				t.Fatalf("n=%d bin %d is %v, want %v", n, k, complex(re[k], im[k]), want[k])
			}
		}
	}
}

func TestInverseUndoesForward(t *testing.T) {
	for n := 1; n <= 1<<16; n *= 2 {
		re, im := dsptest.Noise(3, n), dsptest.Noise(4, n)
		wantRe, wantIm := dsptest.Noise(3, n), dsptest.Noise(4, n)
		p := New(n)
		p.Forward(re, im)
		p.Inverse(re, im)
		for i := range re {
			if math.Abs(re[i]-wantRe[i]) > 1e-14 || math.Abs(im[i]-wantIm[i]) > 1e-14 {
				t.Fatalf("n=%d point %d is %g%+gi, want %g%+gi", n, i, re[i], im[i], wantRe[i], wantIm[i])
			}
		}
	}
}

func TestRealIsComplexOfRealPoints(t *testing.T) {
	for n := 4; n <= 4096; n *= 2 {
		x := dsptest.Noise(5, n)
		wantRe, wantIm := append([]float64(nil), x...), make([]float64, n)
		New(n).Forward(wantRe, wantIm)
		re, im := make([]float64, n/2+1), make([]float64, n/2+1)
		r := NewReal(n)
		r.Forward(x, re, im)
		for k := range re {
			if math.Abs(re[k]-wantRe[k]) > 1e-12 || math.Abs(im[k]-wantIm[k]) > 1e-12 {
				t.Fatalf("n=%d bin %d is %g%+gi, want %g%+gi", n, k, re[k], im[k], wantRe[k], wantIm[k])
			}
		}
		back := make([]float64, n)
		r.Inverse(re, im, back)
		for i := range back {
			if math.Abs(back[i]-x[i]) > 1e-14 {
				t.Fatalf("n=%d point %d comes back as %g, want %g", n, i, back[i], x[i])
			}
		}
	}
}

// The assembly gives the bits of the Go loops that define it.
func TestAssemblyIsItsDefinition(t *testing.T) {
	for n := 4; n <= 1<<14; n *= 2 {
		x, y := dsptest.Noise(1, n), dsptest.Noise(2, n)
		got, want := [2][]float64{make([]float64, n), make([]float64, n)}, [2][]float64{make([]float64, n), make([]float64, n)}
		for _, s := range New(n).stages {
			switch {
			case s.radix == 2:
				continue
			case s.stride == 1:
				s.first(got[0], got[1], x, y)
				s.plainFirst(want[0], want[1], x, y)
			default:
				s.pass4(got[0], got[1], x, y)
				s.plainPass4(want[0], want[1], x, y)
			}
			for c := range want {
				for i := range want[c] {
					if math.Float64bits(got[c][i]) != math.Float64bits(want[c][i]) {
						t.Fatalf("n=%d stride %d: number %d is %x, want %x", n, s.stride, i, got[c][i], want[c][i])
					}
				}
			}
		}
	}
}

func BenchmarkReal4096(b *testing.B) {
	r := NewReal(4096)
	x, re, im := dsptest.Noise(1, 4096), make([]float64, 2049), make([]float64, 2049)
	b.ReportAllocs()
	for b.Loop() {
		r.Forward(x, re, im)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/4096, "ns/sample")
}

func BenchmarkComplex4096(b *testing.B) {
	p := New(4096)
	re, im := dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)
	for b.Loop() {
		p.Forward(re, im)
		for i := range re { // keep the numbers from growing
			re[i] *= 1. / 64
			im[i] *= 1. / 64
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/4096, "ns/sample")
}
