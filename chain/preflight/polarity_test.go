package preflight_test

import (
	"math"
	"strings"
	"testing"

	"lathe/chain/preflight"
	"lathe/dsp/dsptest"
	"lathe/session"
)

// memory plays what it holds.
type memory [][]float64

func (m memory) At(from int64, left, right []float64) error {
	for i := range left {
		left[i], right[i] = 0, 0
		if at := from + int64(i); at >= 0 && at < int64(len(m[0])) {
			left[i], right[i] = m[0][at], m[len(m)-1][at]
		}
	}
	return nil
}

// playable is a painted stem that can be heard again.
func playable(file string, x ...[]float64) preflight.Stem {
	s := painted(file, rate, x...)
	s.Play = func() (preflight.Player, func() error, error) { return memory(x), func() error { return nil }, nil }
	return s
}

// Sides that pull against each other are told from wide ones.
func TestPolarityOfSides(t *testing.T) {
	t.Parallel()
	a, other := plucks(4, 110), dsptest.Noise(4, 4*rate)
	for _, tt := range []struct {
		name  string
		right float64 // of left's wave
		noise float64 // of a stranger's
		want  bool
	}{
		{"the middle", 1, 0, false},
		{"one side flipped", -1, 0, true},
		{"flipped and 3 dB quieter", -0.7, 0, true},
		{"flipped, with a room of its own", -1, 0.02, true},
		{"panned", 0.1, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := make([]float64, len(a))
			for i, v := range a {
				b[i] = tt.right*v + tt.noise*other[i]
			}
			got := found(heard(painted("a.wav", rate, a, b)), "polarity.sides")
			if (len(got) == 1) != tt.want {
				t.Errorf("found %v", got)
			}
		})
	}
}

// through is a second microphone: later, duller and at another level.
func through(x []float64, gainLin float64, late int, dull float64) []float64 {
	out, state := make([]float64, len(x)), 0.0
	for i := range out {
		if i >= late {
			state += (1 - dull) * (x[i-late] - state)
			out[i] = gainLin * state
		}
	}
	return out
}

// Two microphones of one drum are told when one is flipped, two instruments
// that play the same notes are not.
func TestPolarityOfStems(t *testing.T) {
	t.Parallel()
	in := plucks(8, 65)
	detuned := plucks(8, 65.6)
	for _, tt := range []struct {
		name string
		out  []float64
		want bool
	}{
		{"in phase", through(in, 0.7, 20, 0.6), false},
		{"flipped", through(in, -0.7, 20, 0.6), true},
		{"flipped and 12 dB quieter", through(in, -0.25, 10, 0.3), true},
		{"another instrument, same notes", through(detuned, -0.7, 300, 0.2), false},
		{"another instrument, other notes", plucks(8, 98), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := found(heard(painted("in.wav", rate, in), painted("out.wav", rate, tt.out)), "polarity.stems")
			if (len(got) == 1) != tt.want {
				t.Errorf("found %v, want %v", got, tt.want)
			}
		})
	}
}

// A copy is known at any level, either way up and shifted; a second take is not
// a copy.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	a := gridded(plucks(6, 110), 1)
	noise := dsptest.Noise(9, len(a))
	for i := range a { // a room that no copy can guess
		a[i] += 0.01 * math.Round(noise[i]*1e5) / 1e5
	}
	shifted := append(make([]float64, 12345), a...)[:len(a)]
	take := make([]float64, len(a))
	for i := range take {
		take[i] = a[i] + 0.003*noise[len(noise)-1-i]
	}
	for _, tt := range []struct {
		name  string
		b     []float64
		heard string // a piece of the evidence; empty: no copy
	}{
		{"to the sample", a, "every sample"},
		{"4.5 dB down", gridded(a, math.Pow(10, -4.5/20)), "-4.50 dB"},
		{"turned over", gridded(a, -1), "turned over"},
		{"12345 samples late", gridded(shifted, 0.5), "12345 samples late"},
		{"in another noise", take, ""},
		{"another part", gridded(plucks(6, 147), 1), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := found(heard(playable("a.wav", a, a), playable("b.wav", tt.b, tt.b)), "duplicate")
			switch {
			case tt.heard == "" && len(got) > 0:
				t.Errorf("found %v", got)
			case tt.heard != "" && (len(got) != 1 || !contains(got[0], tt.heard)):
				t.Errorf("found %v, want %q", got, tt.heard)
			}
		})
	}
}

func contains(f session.Finding, text string) bool { return strings.Contains(f.Heard, text) }
