package window_test

import (
	"math"
	"testing"

	"lathe/dsp/window"
)

func TestBesselI0(t *testing.T) {
	for _, tt := range []struct{ x, want float64 }{ // scipy.special.i0, an independent Chebyshev expansion
		{0, 1}, {1, 1.2660658777520084}, {2, 2.279585302336067}, {5, 27.239871823604442}, {10, 2815.716628466254},
	} {
		if got := window.BesselI0(tt.x); math.Abs(got/tt.want-1) > 1e-14 {
			t.Errorf("I0(%g) is %.16g, want %.16g", tt.x, got, tt.want)
		}
	}
}

func TestHannCopiesAddUpToOne(t *testing.T) {
	w := window.Hann(64)
	for i := range 32 {
		if sum := w[i] + w[i+32]; math.Abs(sum-1) > 1e-15 {
			t.Errorf("at %d the copies add up to %g, want 1", i, sum)
		}
	}
}

func TestKaiserIsSymmetricAndPeaksAtOne(t *testing.T) {
	w := window.Kaiser(65, 9)
	if w[32] != 1 {
		t.Errorf("the middle is %g, want 1", w[32])
	}
	for i := range 32 {
		if math.Abs(w[i]-w[64-i]) > 1e-15 {
			t.Errorf("points %d and %d are %g and %g, want equal", i, 64-i, w[i], w[64-i])
		}
	}
}
