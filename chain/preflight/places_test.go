package preflight_test

import (
	"math"
	"testing"
)

// A burst at a quarter of the rate whose crests lie between its samples passes
// full scale by 3.01 dB (EBU Tech 3341, signal 16), and is told where it is.
func TestInterSamplePeakIsPlaced(t *testing.T) {
	t.Parallel()
	x := gridded(plucks(6, 110), 0.2)
	at := int(2.4 * rate)
	for k := range rate * 60 / 1000 {
		w := math.Sin(math.Pi * float64(k) / (rate * 60.0 / 1000))
		x[at+k] = 1.4 * w * w * math.Cos(math.Pi/2*(float64(k)+0.5))
	}
	f := found(heard(painted("a.wav", rate, gridded(x, 1))), "peak.inter-sample")
	if len(f) != 1 || len(f[0].At) != 1 {
		t.Fatalf("found %+v; want one place", f)
	}
	// the burst is loudest in its middle, at 2.43 s, and flat there
	if s := f[0].At[0].StartS; math.Abs(s-2.43) > 0.003 {
		t.Errorf("told at %.4f s; want 2.43", s)
	}
}

// A side counts as dead when it is 60 dB below the other (specs/dsp.md).
func TestSideNearlyDead(t *testing.T) {
	t.Parallel()
	x := plucks(6, 110)
	for _, tt := range []struct {
		name        string
		left, right float64
		want        int
	}{
		{"both sides", 1, 0.7, 0},
		{"panned by 40 dB", 1, 0.01, 0},
		{"right 75 dB below", 1, 1.8e-4, 1},
		{"left 75 dB below", 1.8e-4, 1, 1},
		{"right gone", 1, 0, 1},
		{"silence", 0, 0, 0},
	} {
		f := found(heard(painted("a.wav", rate, gridded(x, tt.left), gridded(x, tt.right))), "side.dead")
		if len(f) != tt.want {
			t.Errorf("%s: %+v; want %d findings", tt.name, f, tt.want)
		}
	}
	if f := found(heard(painted("a.wav", rate, gridded(x, 1.8e-4), gridded(x, 1))), "side.dead"); len(f) == 1 && f[0].Message != "a.wav sounds on the right side only." {
		t.Errorf("says %q", f[0].Message)
	}
}
