package deliver

import (
	"math"
	"testing"

	"lathe/dsp/unit"
	"lathe/measure"
)

func TestServicesTurnDownAndSomeUp(t *testing.T) {
	lifts, lowers := service{"lifts", -14, true}, service{"lowers", -16, false}
	for _, tt := range []struct {
		name       string
		s          service
		lufs, peak float64
		want       float64
	}{
		{"loud music is turned down", lifts, -9, 0, -5},
		{"whatever its peaks", lowers, -9, math.NaN(), -7},
		{"-20 LUFS at -5 dBTP is lifted to -16 only", lifts, -20, -5, 4}, // the example Spotify for Artists gives
		{"with room above, all the way", lifts, -16, -9, 2},
		{"without any, not at all", lifts, -16, 0.4, 0},
		{"others leave quiet music alone", lowers, -20, -9, 0},
		{"silence has no gain", lifts, math.Inf(-1), math.Inf(-1), math.NaN()},
	} {
		if got := tt.s.gain(tt.lufs, tt.peak); got != tt.want && !(math.IsNaN(got) && math.IsNaN(tt.want)) {
			t.Errorf("%s: %g dB, want %g", tt.name, got, tt.want)
		}
	}
}

func TestEveryServiceSaysWhatItDoes(t *testing.T) {
	told := func(lufs, peak unit.Reading) map[string]playback {
		p := Page{Tracks: []PageTrack{{Letter: "B", File: measure.File{Result: measure.Result{Integrated: lufs, TruePeak: peak}}}}}
		rows := map[string]playback{}
		for _, r := range p.playbacks() {
			rows[r.Name] = r
		}
		return rows
	}
	for _, tt := range []struct {
		lufs, peak               unit.Reading
		service, at, gain, plays string
		does                     string
	}{
		{-10.1, -1, "Spotify", "−14.0", "−3.9", "−14.0", "turns it down"},
		{-10.1, -1, "Apple Music", "−16.0", "−5.9", "−16.0", "turns it down"},
		{-10.1, -1, "Deezer", "−15.0", "−4.9", "−15.0", "turns it down"},
		{-14, -1, "Tidal", "−14.0", "0.0", "−14.0", "leaves it as it is"},
		{-14, -1, "Spotify", "−14.0", "0.0", "−14.0", "leaves it as it is"},
		{-20, -5, "Spotify", "−14.0", "+4.0", "−16.0", "turns it up as far as the true peak allows"},
		{-20, -5, "YouTube", "−14.0", "0.0", "−20.0", "leaves it as it is"},
		{-16, -9, "Spotify", "−14.0", "+2.0", "−14.0", "turns it up"},
		{-16, -1, "Spotify", "−14.0", "0.0", "−16.0", "would turn it up, but the true peak leaves no room"},
		{unit.NotMeasurable(), unit.NotMeasurable(), "Amazon Music", "−14.0", "–", "–", "cannot be told"},
	} {
		r := told(tt.lufs, tt.peak)[tt.service]
		if r.At != tt.at || r.Gain != tt.gain || r.Plays != tt.plays || r.Does != tt.does {
			t.Errorf("%s with %g LUFS at %g dBTP: %q %q %q %q, want %q %q %q %q", tt.service, float64(tt.lufs), float64(tt.peak),
				r.At, r.Gain, r.Plays, r.Does, tt.at, tt.gain, tt.plays, tt.does)
		}
	}
}
