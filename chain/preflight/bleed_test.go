package preflight_test

import (
	"fmt"
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/session"
)

// A stem is told to have another in it when it is so, and by how much; and not
// when both are one thing heard twice, or play the same.
func TestBleed(t *testing.T) {
	t.Parallel()
	const seconds = 12
	n := seconds * rate
	spilling := plucks(seconds, 110)
	swell := dsptest.Noise(6, n)
	for i := range spilling { // and something that is no note, at changing levels
		spilling[i] = 0.5*spilling[i] + 0.05*swell[i]*math.Pow(math.Sin(math.Pi*float64(i)/(1.7*rate)), 4)
	}
	own := rested(plucks(seconds, 392))
	room := gridded(dsptest.Noise(7, n), 1e-4)
	twice := func(gainLin float64) []float64 { return through(spilling, gainLin, 130, 0.3) }
	for _, tt := range []struct {
		name  string
		other []float64
		below float64 // dB that has to be told; 0: nothing
	}{
		{"16 dB down and duller", plus(own, twice(0.158)), 16},
		{"26 dB down, in a room", plus(plus(own, twice(0.05)), room), 26},
		{"nothing but a room", plus(own, room), 0},
		{"gated", own, 0},
		{"another microphone at the same thing", twice(0.3), 0},
		{"the same notes on something else", through(plucks(seconds, 220), 0.3, 0, 0.5), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := found(heard(painted("a.wav", rate, tt.other), painted("b.wav", rate, spilling)), "bleed")
			if tt.below == 0 {
				if len(got) != 0 {
					t.Errorf("found %v", got)
				}
				return
			}
			if len(got) != 1 || got[0].Stem != "a.wav" || got[0].Severity != session.Info || len(got[0].At) != 1 {
				t.Fatalf("found %v, want one about a.wav, with its place", got)
			}
			if at := math.Mod(got[0].At[0].StartS, 6); at < 2.8 { // it rests from 3 to 6 s and from 9 to 12
				t.Errorf("heard alone from %.2f s on, where the stem plays", got[0].At[0].StartS)
			}
			var from string
			var below float64
			if _, err := fmt.Sscanf(got[0].Heard, "while it rests its level follows that of %s %f dB below", &from, &below); err != nil || math.Abs(below-tt.below) > 2 {
				t.Errorf("%q, want %g dB below, the low pass takes a little more", got[0].Heard, tt.below)
			}
		})
	}
}
