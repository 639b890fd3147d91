package deliver

import (
	"math"
	"slices"
	"strings"
	"testing"

	"lathe/dsp/unit"
	"lathe/measure"
)

// sloped is a track whose third octaves fall by 1 dB from band to band, and
// whose loudness is always the same.
func sloped(letter string, lufs unit.Reading, seconds float64) PageTrack {
	t := PageTrack{Letter: letter, Name: letter, File: measure.File{Duration: unit.Reading(seconds), Result: measure.Result{
		Integrated: lufs, Width: -12, Correlation: 0.8, PLR: 12, MinPSR: 9}}}
	for b := range measure.Bands {
		t.File.ThirdOctaves = append(t.File.ThirdOctaves, measure.Band{Hz: measure.BandHz(b), DB: lufs - unit.Reading(b)})
	}
	for range int((seconds-3)*10) + 1 {
		t.Loudness = append(t.Loudness, float64(lufs))
	}
	return t
}

func TestLoudnessStandsWhereTheMeterShowsIt(t *testing.T) {
	p := Page{Tracks: []PageTrack{sloped("B", -14, 30)}, Target: PageTarget{IntegratedLUFS: -14}}
	c := p.loudness()
	// The axis has to hold -17 to -13, which is widened to 6 LU: -18 to -12.
	if c.Level.At != "33.33%" || c.Level.Text != "target −14.0 LUFS" {
		t.Errorf("the target stands at %s as %q, want 33.33%%", c.Level.At, c.Level.Text)
	}
	line := c.Lines[0].Runs[0]
	if !strings.HasPrefix(line, "100,333 103,333 ") || !strings.HasSuffix(line, " 1000,333") { // 3.0 s and 3.1 s of 30 s
		t.Errorf("the line runs %.20s ... %s, want from 100,333 to 1000,333", line, line[len(line)-10:])
	}
	if c.Lines[0].X != "100%" || c.Lines[0].Y != "33.33%" {
		t.Errorf("its letter stands at %s, %s, want the end of the line", c.Lines[0].X, c.Lines[0].Y)
	}
	if want := "Short-term loudness over 0:30.0: most of the master lies between −14.0 and −14.0 LUFS; the target is −14.0 LUFS."; c.Label != want {
		t.Errorf("it is called %q, want %q", c.Label, want)
	}
	rows := c.Table.Rows // every 0.5 s; the first values end at 3.0 s
	if len(rows) != 55 || !slices.Equal(rows[0], []string{"0:03.0", "−14.0"}) || rows[54][0] != "0:30.0" {
		t.Errorf("the table has %d rows, %v to %v, want 55 from 0:03.0 to 0:30.0", len(rows), rows[0], rows[len(rows)-1])
	}
}

func TestTheTargetIsInThePicture(t *testing.T) {
	p := Page{Tracks: []PageTrack{sloped("B", -9, 30)}, Target: PageTarget{IntegratedLUFS: -14}}
	// -15 to -8 in steps of 2: -16 to -8.
	if c := p.loudness(); c.Level.At != "75%" {
		t.Errorf("a target of -14 below a song at -9 stands at %s, want 75%%", c.Level.At)
	}
}

func TestALongReferenceLeavesTheMasterRoom(t *testing.T) {
	p := Page{Tracks: []PageTrack{sloped("B", -14, 201), sloped("C", -9, 7200)}}
	if got := p.length(); got != 301.5 {
		t.Errorf("a master of 201 s is drawn in %g s, want 301.5", got)
	}
	c := p.loudness()
	if !c.Cut || c.Lines[1].Runs == nil {
		t.Fatal("the reference is not drawn in part")
	}
	points := strings.Fields(c.Lines[1].Runs[0]) // 2986 values up to 301.5 s, 4 at a time
	if last := points[len(points)-1]; len(points) != 747 || !strings.HasPrefix(last, "1000,") {
		t.Errorf("the reference has %d points up to %s, want 747 up to the end", len(points), last)
	}
	p.Tracks = p.Tracks[1:]
	if got := p.length(); got != 7200 {
		t.Errorf("a track of 2 h alone is drawn in %g s", got)
	}
}

func TestALetterStandsWhereItsLineWasLastSeen(t *testing.T) {
	c := chart{Lines: make([]line, 2)}
	c.letters(axis{high: 10}, axis{low: -30, high: 0}, [][]float64{{0, 5, 10}, {0, 5, 10}}, [][]float64{{-10, -20, -60}, {nan, silent, -40}})
	if c.Lines[0].X != "50%" || c.Lines[0].Y != "66.67%" {
		t.Errorf("the letter of a line that falls out of the plot stands at %s, %s, want 50%%, 66.67%%", c.Lines[0].X, c.Lines[0].Y)
	}
	if c.Lines[1].Y != "" {
		t.Errorf("a line that is never seen has a letter at %s", c.Lines[1].Y)
	}
}

func TestToneIsAtEqualLoudness(t *testing.T) {
	rough, master := sloped("A", -20, 30), sloped("B", -14, 30)
	for b := range 5 {
		master.File.ThirdOctaves[b].DB -= 6 // 20 to 50 Hz: the sub band
	}
	master.File.ThirdOctaves[17].DB += 3 // 1 kHz
	p := Page{Tracks: []PageTrack{rough, master}}

	c := p.tone()
	if row := c.Table.Rows[17]; !slices.Equal(row, []string{"1k", "−17.0", "−14.0"}) {
		t.Errorf("at 1 kHz the tone is %v, want -17 and -14", row)
	}
	if want := "master and rough mix differ most at 40 Hz, by −6.0 dB."; !strings.HasSuffix(c.Label, want) {
		t.Errorf("it is called %q, want %q", c.Label, want)
	}

	// Mids: 800 Hz to 2 kHz fall by 1 dB each, so their powers are 1, 0.7943,
	// 0.6310, 0.5012 and 0.3981: 3.3246. With 3 dB more at 1 kHz it is 4.1151,
	// 0.9265 dB more. The longest bar, 6 dB, is half of the plot.
	want := []bar{
		{"sub", "20–60 Hz", "0%", "50%", "8.33%", "−6.0"},
		{"bass", "60–250 Hz", "50%", "0%", "25%", "0.0"},
		{"low mids", "250–800 Hz", "50%", "0%", "41.67%", "0.0"},
		{"mids", "0.8–2.5 kHz", "50%", "7.72%", "58.33%", "+0.9"},
		{"presence", "2.5–6.3 kHz", "50%", "0%", "75%", "0.0"},
		{"air", "6.3–20 kHz", "50%", "0%", "91.67%", "0.0"},
	}
	s := p.shift()
	if !slices.Equal(s.Rows, want) || s.Edge != "6" {
		t.Errorf("the bars within %s dB are\n%v, want\n%v", s.Edge, s.Rows, want)
	}
	if p.Tracks[0].Letter = "C"; p.shift() != nil {
		t.Error("without a rough mix there is a difference from it")
	}
}

func TestMetersStandOnTheirScales(t *testing.T) {
	wide := sloped("C", -9, 30)
	wide.File.Width, wide.File.Correlation = 2.4, unit.Ratio(math.NaN())
	p := Page{Tracks: []PageTrack{sloped("B", -14, 30), wide}}
	meters, table := p.stereo()
	for i, tt := range []struct {
		title  string
		places [2]string
		said   []string
	}{
		{"Width", [2]string{"54.55%", "98.18%"}, []string{"Width, dB", "−12.0", "2.4"}}, // -30 to 3: 18/33 and 32.4/33
		{"Correlation", [2]string{"90%", ""}, []string{"Correlation", "0.80", "–"}},
		{"Peak to loudness (PLR)", [2]string{"50%", "50%"}, []string{"Peak to loudness (PLR), LU", "12.0", "12.0"}},
		{"Least peak to short-term (PSR)", [2]string{"37.5%", "37.5%"}, []string{"Least peak to short-term (PSR), LU", "9.0", "9.0"}},
	} {
		m := meters[i]
		if m.Title != tt.title || m.Rows[0].At != tt.places[0] || m.Rows[1].At != tt.places[1] {
			t.Errorf("%s stands at %s and %s, want %s at %v", m.Title, m.Rows[0].At, m.Rows[1].At, tt.title, tt.places)
		}
		if !slices.Equal(table.Rows[i], tt.said) {
			t.Errorf("the table says %q, want %q", table.Rows[i], tt.said)
		}
	}
	if want := "Correlation: B B 0.80, C C –."; meters[1].Label != want {
		t.Errorf("it is called %q, want %q", meters[1].Label, want)
	}
}

func TestMovesOnOneStemStandTogether(t *testing.T) {
	s := PageStage{Moves: []PageMove{{ID: "1", Stem: "a"}, {ID: "2", Stem: "a"}, {ID: "3"}, {ID: "4", Stem: "a"}}}
	var got []string
	for _, p := range s.parts() {
		name := p.Stem
		for _, m := range p.Moves {
			name += " " + m.ID
		}
		got = append(got, name)
	}
	if want := []string{"a 1 2", " 3", "a 4"}; !slices.Equal(got, want) { // in the order of the path
		t.Errorf("the parts are %q, want %q", got, want)
	}
}
