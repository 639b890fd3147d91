package preflight_test

import (
	"math"
	"testing"

	"lathe/chain/preflight"
	"lathe/dsp/dsptest"
	"lathe/internal/material"
	"lathe/internal/signal"
)

// chords plays four triads in turn, a second each, as sines with one overtone.
func chords(seconds int, semitones ...[]float64) []float64 {
	x := make([]float64, seconds*rate)
	for i := range x {
		s := float64(i) / rate
		at := math.Mod(s, 1)
		for _, note := range semitones[int(s)%len(semitones)] {
			hz := 261.6256 * math.Pow(2, (note-12)/12)
			x[i] += 0.1 * (math.Sin(2*math.Pi*hz*s) + 0.4*math.Sin(4*math.Pi*hz*s)) * math.Exp(-2*at) * min(1, at/0.01)
		}
	}
	return x
}

// The keys are those that the chords are written in.
func TestKey(t *testing.T) {
	t.Parallel()
	major := [][]float64{{0, 4, 7}, {5, 9, 12}, {7, 11, 14}, {0, 4, 7}} // I IV V I
	minor := [][]float64{{0, 3, 7}, {5, 8, 12}, {7, 11, 14}, {0, 3, 7}} // i iv V i
	up := func(in [][]float64, by float64) (out [][]float64) {
		for _, c := range in {
			var d []float64
			for _, n := range c {
				d = append(d, n+by)
			}
			out = append(out, d)
		}
		return out
	}
	for _, tt := range first(2, []struct {
		name   string
		chords [][]float64
		want   string
	}{{"E", up(major, 4), "E"}, {"A minor", up(minor, -3), "A minor"}, {"C", major, "C"}, {"F# minor", up(minor, 6), "F# minor"}}) {
		if got := preflight.MusicOf(heard(painted("keys.wav", rate, chords(16, tt.chords...)))).Key; got != tt.want {
			t.Errorf("chords in %s: %q", tt.name, got)
		}
	}
	if got := preflight.MusicOf(heard(painted("noise.wav", rate, dsptest.Noise(3, 10*rate)))); got.Key != "" || got.TempoBPM.Known() {
		t.Errorf("noise has %v", got)
	}
}

// The tempo is the one that the clicks and the made band were written at, or
// half or twice as much: which of them is the beat is a matter of taste.
func TestTempo(t *testing.T) {
	t.Parallel()
	for _, bpm := range first(2, []float64{97.5, 174, 84, 120, 140}) {
		x := make([]float64, 16*rate)
		noise := dsptest.Noise(11, len(x))
		for i := range x {
			beat := float64(i) / rate * bpm / 60
			at := math.Mod(beat, 1) * 60 / bpm
			x[i] = 0.5 * noise[i] * math.Exp(-60*at)
			if int(beat)%2 == 0 {
				x[i] *= 0.6
			}
		}
		got := float64(preflight.MusicOf(heard(painted("click.wav", rate, x))).TempoBPM)
		if off := math.Abs(got/bpm - 1); off > 0.01 && math.Abs(got*2/bpm-1) > 0.01 && math.Abs(got/2/bpm-1) > 0.01 {
			t.Errorf("clicks at %g bpm read %g", bpm, got)
		}
	}
	seconds := 14.0
	if material.Long() {
		seconds = 30
	}
	band := rendered(signal.Bench(6, seconds, 44100, 5), 44100, 0.5)
	if got := float64(preflight.MusicOf(band).TempoBPM); math.Abs(got-104) > 1 && math.Abs(got-52) > 0.5 && math.Abs(got-208) > 2 {
		t.Errorf("the bench's band plays at 104 bpm, read %g", got)
	}
}
