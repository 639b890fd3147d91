package compare_test

import (
	"math"
	"strings"
	"testing"

	"lathe/chain/compare"
	"lathe/dsp/unit"
	"lathe/measure"
)

// track is a file with a spectrum that tone gives by frequency, in dB.
func track(lufs float64, tone func(hz float64) float64) measure.File {
	f := measure.File{File: "x.wav"}
	f.Integrated, f.Range, f.PLR, f.Width = unit.Reading(lufs), 6, 12, -10
	for b := range measure.Bands {
		hz := measure.BandHz(b)
		f.ThirdOctaves = append(f.ThirdOctaves, measure.Band{Hz: hz, DB: unit.Reading(tone(float64(hz)))})
	}
	return f
}

func pink(level float64) func(float64) float64 { return func(float64) float64 { return level } }

// The same spectrum 4 dB up and 4 LU louder is the same tone; one third octave
// 5.2 dB up, of the 27 from 40 Hz to 16 kHz, is 5.2/√27 dB RMS.
func TestToneIsComparedAtEqualLoudness(t *testing.T) {
	bump := func(hz float64) float64 {
		if hz == 1000 {
			return -24.8
		}
		return -30
	}
	for _, tt := range []struct {
		name              string
		master, other     measure.File
		match, rms, worst float64
	}{
		{"the same", track(-14, pink(-30)), track(-14, pink(-30)), 0, 0, 0},
		{"the same but louder", track(-10, pink(-26)), track(-14, pink(-30)), -4, 0, 0},
		{"one band more", track(-14, bump), track(-14, pink(-30)), 0, 5.2 / math.Sqrt(27), 5.2},
		{"one band less", track(-14, pink(-30)), track(-14, bump), 0, 5.2 / math.Sqrt(27), -5.2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := compare.Of(tt.master, tt.other, compare.Rough)
			for what, v := range map[string][2]float64{
				"match": {float64(d.Match), tt.match}, "tone": {float64(d.ToneRMS), tt.rms}, "worst": {float64(d.WorstDB), tt.worst},
				"loudness": {float64(d.Loudness), -tt.match}, "range": {float64(d.Range), 0}, "width": {float64(d.Width), 0},
			} {
				if math.Abs(v[0]-v[1]) > 1e-9 {
					t.Errorf("%s is %g, want %g", what, v[0], v[1])
				}
			}
			if tt.worst != 0 && d.WorstHz != 1000 {
				t.Errorf("the worst is at %g Hz, want 1000", float64(d.WorstHz))
			}
			if len(d.ToneBands) != 6 {
				t.Errorf("%d broad bands, want 6", len(d.ToneBands))
			}
		})
	}
}

func TestSentencesSayWhatChanged(t *testing.T) {
	master, other := track(-9, pink(-25)), track(-14, pink(-30))
	master.PLR, master.Width = 8, -6
	got := strings.Join(compare.Of(master, other, compare.Rough).Sentences(), " ")
	for _, want := range []string{"5.0 LU louder than the rough mix", "4.0 dB less above the music", "Its tone is that of the rough mix", "wider than the rough mix by 4.0 dB"} {
		if !strings.Contains(got, want) {
			t.Errorf("the sentences are %q, want %q in them", got, want)
		}
	}
}

// Silence has no loudness and no tone: nothing is said, and nothing is NaN by
// accident.
func TestSilenceIsNotCompared(t *testing.T) {
	quiet := track(0, func(float64) float64 { return math.NaN() })
	quiet.Integrated, quiet.PLR, quiet.Width, quiet.Range = unit.NotMeasurable(), unit.NotMeasurable(), unit.NotMeasurable(), unit.NotMeasurable()
	d := compare.Of(track(-14, pink(-30)), quiet, compare.Reference)
	if d.ToneRMS.Known() || d.Loudness.Known() || len(d.Sentences()) != 0 {
		t.Errorf("against silence: %+v, %q", d, d.Sentences())
	}
}
