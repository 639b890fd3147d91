package preflight_test

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
)

// A note that the file begins or ends in the middle of is told, whatever it is
// cut at; a note that begins with the file is not.
func TestCutEdges(t *testing.T) {
	t.Parallel()
	hit := plucks(4, 82)[rate/4:] // begins with its first note
	hiss := dsptest.Noise(3, 4*rate)
	noisy, burst := make([]float64, len(hit)), make([]float64, len(hit))
	for i, v := range hit {
		noisy[i] = v + 0.002*hiss[i]
		at := math.Mod(float64(i)/rate, 0.5)
		burst[i] = 0.5 * hiss[i] * math.Exp(-at*30) * min(1, at/0.002)
	}
	late := append(make([]float64, rate), noisy...)
	for _, tt := range []struct {
		name        string
		x           []float64
		onset, tail bool
	}{
		{"plays within the file", plucks(4, 82), false, false},
		{"the same, with hum all through", plus(plucks(4, 82), mains(4*rate, 50, -40)), false, false},
		{"the same, with hiss all through", plus(plucks(4, 82), gridded(hiss, 0.02)), false, false},
		{"cut within the first note, with hiss all through", plus(hit[rate*5/1000:], gridded(hiss, 0.005)), true, false},
		{"ends 80 ms into a note, with hum all through", plus(hit[:rate*108/100], mains(rate*108/100, 50, -50)), false, true},
		{"the first note begins with the file", hit, false, false},
		{"the same, over noise", late, false, false},
		{"5 ms of the first note are missing", hit[rate*5/1000:], true, false},
		{"11 ms are missing", hit[rate*11/1000:], true, false},
		{"5 ms of a burst of noise are missing", burst[rate*5/1000:], true, false},
		{"a burst of noise begins with the file", burst, false, false},
		{"ends 80 ms into a note", hit[:rate*108/100], false, true},
		{"ends 20 ms into a burst", burst[:rate*102/100], false, true},
		{"ends in its own noise", late, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := heard(painted("a.wav", rate, gridded(tt.x, 1)))
			onset, tail := found(h, "onset.cut"), found(h, "tail.cut")
			if (len(onset) == 1) != tt.onset || (len(tail) == 1) != tt.tail {
				t.Errorf("onset.cut %v, want %v; tail.cut %v, want %v", onset, tt.onset, tail, tt.tail)
			}
			if tt.onset && len(onset) == 1 && onset[0].At[0].StartS != 0 {
				t.Errorf("the onset is placed at %v", onset[0].At)
			}
			if end := float64(len(tt.x)) / rate; tt.tail && len(tail) == 1 && math.Abs(tail[0].At[0].EndS-end) > 1e-3 {
				t.Errorf("the tail is placed at %v, the file ends at %.4f s", tail[0].At, end)
			}
		})
	}
}

// The song that begins at once is told so once.
func TestNoSilenceInFront(t *testing.T) {
	hit, later := plucks(4, 82)[rate/4:], plucks(4, 110)
	if got := found(heard(painted("a.wav", rate, hit), painted("b.wav", rate, hit), painted("c.wav", rate, later)), "region.start"); len(got) != 1 {
		t.Errorf("found %v", got)
	}
	if got := found(heard(painted("c.wav", rate, later)), "region.start"); len(got) != 0 {
		t.Errorf("found %v", got)
	}
}
