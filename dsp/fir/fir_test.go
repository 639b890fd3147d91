package fir_test

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/fir"
)

func TestLowpassPassesAndStops(t *testing.T) {
	h := fir.Lowpass(0.1, 0.05, 80)
	gain := func(f float64) float64 {
		sum := h[0]
		for i := 1; i < len(h); i++ {
			sum += 2 * h[i] * math.Cos(2*math.Pi*f*float64(i))
		}
		return sum
	}
	for f := 0.0; f <= 0.5; f += 0.001 {
		g := gain(f)
		switch {
		case f <= 0.075 && math.Abs(g-1) > 1e-4: // 80 dB below one
			t.Errorf("gain at %.3f is %g, want 1", f, g)
		case f >= 0.125 && math.Abs(g) > 1e-4:
			t.Errorf("gain at %.3f is %g, want 0", f, g)
		}
	}
	if g := gain(0.1); math.Abs(g-0.5) > 0.001 {
		t.Errorf("gain at the cut is %g, want a half", g)
	}
}

// Overlap-save is plain convolution, done faster.
func TestOverlapIsConvolution(t *testing.T) {
	filters := [][]float64{fir.Lowpass(0.1, 0.04, 60), fir.Lowpass(0.02, 0.01, 60)}
	o := fir.NewOverlap(filters...)
	n := 3 * o.Hop()
	x := [][]float64{dsptest.Noise(1, n), dsptest.Noise(2, n)}
	got := [][]float64{make([]float64, o.Hop()), make([]float64, o.Hop())}
	for from := 0; from < n; from += o.Hop() {
		o.Load([][]float64{x[0][from : from+o.Hop()], x[1][from : from+o.Hop()]})
		for f, h := range filters {
			o.Filter(f, got)
			for c := range got {
				for i := 0; i < o.Hop(); i += 97 {
					want := convolve(x[c], h, from+i-o.Reach())
					if math.Abs(got[c][i]-want) > 1e-13 {
						t.Fatalf("filter %d channel %d frame %d is %g, want %g", f, c, from+i, got[c][i], want)
					}
				}
			}
		}
	}
}

func convolve(x, h []float64, at int) float64 {
	sum := 0.0
	for k := -len(h) + 1; k < len(h); k++ {
		if i := at + k; i >= 0 && i < len(x) {
			sum += x[i] * h[max(k, -k)]
		}
	}
	return sum
}
