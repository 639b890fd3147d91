package compare

import (
	"fmt"
	"math"
	"path"
	"strings"

	"lathe/dsp/unit"
	"lathe/measure"
)

// Difference is the master against one other track.
type Difference struct {
	Against   string       `json:"against"` // the other file
	Kind      Kind         `json:"kind"`
	Match     unit.Reading `json:"match_db"`      // gain that makes the master as loud as the other; negative turns it down
	Loudness  unit.Reading `json:"loudness_lu"`   // master less other, as are the rest
	Range     unit.Reading `json:"range_lu"`      //
	PLR       unit.Reading `json:"plr_lu"`        //
	Width     unit.Reading `json:"width_db"`      //
	ToneRMS   unit.Reading `json:"tone_rms_db"`   // of the third octaves from 40 Hz to 16 kHz, at equal loudness
	WorstHz   unit.Hz      `json:"tone_worst_hz"` // where they differ most
	WorstDB   unit.Reading `json:"tone_worst_db"` // and by how much
	ToneBands []Band       `json:"tone"`          // by six broad bands
}

// Band is one broad band of a Difference.
type Band struct {
	Name   string       `json:"name"`
	FromHz unit.Hz      `json:"from_hz"`
	ToHz   unit.Hz      `json:"to_hz"`
	DB     unit.Reading `json:"db"`
}

// Kind is what the other track is.
type Kind string

// The kinds.
const (
	Rough     Kind = "rough"
	Reference Kind = "reference"
	Other     Kind = "other" // any file
)

// broad are six bands that people have words for.
var broad = []struct {
	name     string
	from, to unit.Hz
}{
	{"sub", 20, 60}, {"bass", 60, 250}, {"low mids", 250, 800},
	{"mids", 800, 2500}, {"presence", 2500, 6300}, {"air", 6300, 20000},
}

// Of compares the master with another track.
func Of(master, other measure.File, kind Kind) Difference {
	d := Difference{
		Against: other.File, Kind: kind,
		Match:    other.Integrated - master.Integrated,
		Loudness: master.Integrated - other.Integrated,
		Range:    master.Range - other.Range,
		PLR:      master.PLR - other.PLR,
		Width:    master.Width - other.Width,
	}
	d.tone(master, other)
	return d
}

// tone compares the spectra at equal loudness.
func (d *Difference) tone(master, other measure.File) {
	sum, n := 0.0, 0.0
	for b := range min(len(master.ThirdOctaves), len(other.ThirdOctaves)) {
		hz := master.ThirdOctaves[b].Hz
		diff := float64(master.ThirdOctaves[b].DB - other.ThirdOctaves[b].DB + d.Match)
		if math.IsNaN(diff) || math.IsInf(diff, 0) || hz < 40 || hz > 16000 {
			continue
		}
		sum, n = sum+diff*diff, n+1
		if math.Abs(diff) > math.Abs(float64(d.WorstDB)) {
			d.WorstHz, d.WorstDB = hz, unit.Reading(diff)
		}
	}
	d.ToneRMS = unit.NotMeasurable()
	if n > 0 {
		d.ToneRMS = unit.Reading(math.Sqrt(sum / n))
	}
	for _, b := range broad {
		d.ToneBands = append(d.ToneBands, Band{b.name, b.from, b.to,
			unit.Reading(10*math.Log10(power(master, b.from, b.to)/power(other, b.from, b.to))) + d.Match})
	}
}

// power adds up the third octaves whose middle lies between two frequencies.
func power(f measure.File, from, to unit.Hz) float64 {
	sum := 0.0
	for _, b := range f.ThirdOctaves {
		if b.Hz >= from && b.Hz < to && b.DB.Known() {
			sum += unit.DB(b.DB).Power()
		}
	}
	return sum
}

// spoken is a reference's file name as one says it: without its folders and
// ending, and without the word that makes it a reference.
func spoken(file string) string {
	name := path.Base(file)
	name = strings.TrimSuffix(name, path.Ext(name))
	for _, word := range []string{"reference", "ref"} {
		if len(name) > len(word) && strings.EqualFold(name[:len(word)], word) {
			if rest := strings.TrimLeft(name[len(word):], " -_"); rest != "" && rest != name[len(word):] {
				return rest
			}
		}
	}
	return name
}

// Sentences says the difference in plain words, the greatest first left to the
// reader: loudness, dynamics, tone, width.
func (d Difference) Sentences() []string {
	name := "the rough mix"
	switch d.Kind {
	case Reference:
		name = "the reference " + spoken(d.Against)
	case Other:
		name = d.Against
	}
	var out []string
	if d.Loudness.Known() {
		switch {
		case d.Loudness > 0.5:
			out = append(out, fmt.Sprintf("It is %.1f LU louder than %s; to compare them fairly turn it down by that much.", float64(d.Loudness), name))
		case d.Loudness < -0.5:
			out = append(out, fmt.Sprintf("It is %.1f LU quieter than %s; to compare them fairly turn that down.", float64(-d.Loudness), name))
		default:
			out = append(out, fmt.Sprintf("It is as loud as %s.", name))
		}
	}
	if d.PLR.Known() && math.Abs(float64(d.PLR)) > 1 {
		word := "more"
		if d.PLR < 0 {
			word = "less"
		}
		out = append(out, fmt.Sprintf("Its peaks stand %.1f dB %s above the music than in %s.", math.Abs(float64(d.PLR)), word, name))
	}
	if d.ToneRMS.Known() {
		switch {
		case d.ToneRMS < 1:
			out = append(out, fmt.Sprintf("Its tone is that of %s (%.1f dB apart on average).", name, float64(d.ToneRMS)))
		default:
			out = append(out, fmt.Sprintf("Its tone is %.1f dB apart from %s on average, most at %g Hz (%+.1f dB).", float64(d.ToneRMS), name, float64(d.WorstHz), float64(d.WorstDB)))
		}
	}
	if d.Width.Known() && math.Abs(float64(d.Width)) > 1.5 {
		word := "wider"
		if d.Width < 0 {
			word = "narrower"
		}
		out = append(out, fmt.Sprintf("It is %s than %s by %.1f dB.", word, name, math.Abs(float64(d.Width))))
	}
	return out
}
