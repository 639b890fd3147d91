package web

import (
	"html/template"
	"math"
	"strings"
	"testing"

	"lathe/chain/deliver"
	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/studio"
)

// reported is a report as the engine writes it, with a name that means harm.
func reported() string {
	track := func(letter, name string, lufs unit.Reading) deliver.PageTrack {
		t := deliver.PageTrack{Letter: letter, Name: name, File: measure.File{
			File: name + ".wav", Format: "wav", SampleRate: 48000, BitDepth: 24, Channels: 2, Frames: 48000 * 200, Duration: 200,
			Result: measure.Result{Integrated: lufs, Range: 6.2, MaxMomentary: lufs + 4, MaxShortTerm: lufs + 2, TruePeak: -1, SamplePeak: -1.2, PLR: -1 - lufs, MinPSR: 9, Correlation: 0.8, Width: -12.3},
		}}
		for b := range measure.Bands {
			t.File.ThirdOctaves = append(t.File.ThirdOctaves, measure.Band{Hz: measure.BandHz(b), DB: lufs - 12 - unit.Reading(4*math.Cos(float64(b)/3+float64(lufs)))})
		}
		for i := range 1970 {
			t.Loudness = append(t.Loudness, float64(lufs)+3*math.Sin(float64(i)/200))
		}
		return t
	}
	text, err := deliver.Page{
		Title: "Billie Jean", Tracks: []deliver.PageTrack{track("A", "Rough mix", -18), track("B", "Master", -14), track("C", hostile, -9.5)},
		Target: deliver.PageTarget{Name: "streaming", IntegratedLUFS: -14, CeilingDBTP: -1}, Reached: true,
	}.HTML()
	if err != nil {
		panic(err)
	}
	return string(text)
}

func compared(versions []version, change func(*compareView)) view {
	body := compareView{
		Head: sessionHead{ID: "x", At: "compare", Prints: 2}, Inside: true, Print: "p2", Name: "Master v2", Versions: versions,
		Charts: chartsOf(reported()), MaySay: true, MayJudge: true, Verdict: newVerdict(studio.Verdict{}, ""), Empty: noMaster,
	}
	if change != nil {
		change(&body)
	}
	return inside(sessionFrame(studio.Session{Title: "Billie Jean", Artist: "Maya", Status: studio.Review}, view{Title: "Compare: Billie Jean", Kind: "compare", Scripts: []string{"compare.js"}, Body: body}))
}

var four = []version{
	{"A", "a", "Rough mix", "Rough - Billie Jean.wav", "rough", "", studio.RoughTrack},
	{"B", "b", "Master v2", "Master - Billie Jean.wav", "master", "p2", studio.MasterTrack},
	{"C", "c", "Reference", "Reference - Snooze.wav", "reference", "", studio.ReferenceTrack},
	{"D", "o", "Master v1", "Master - Billie Jean.wav", "earlier", "p1", studio.MasterTrack},
}

var _ = fix("compare", "nothing yet", compared(nil, func(c *compareView) { c.Print, c.Charts = "", nil })) &&
	fix("compare", "four versions", compared(four, nil)) &&
	fix("compare", "a guest", guestOf(compared(four[:2], func(c *compareView) {
		c.Inside, c.Changes = false, "1 change left"
		c.Verdict.Name = Field{ID: "judge-name", Name: "author", Label: "Your name", Most: 100, Optional: true}
	}))) &&
	fix("compare", "approved", compared(four, func(c *compareView) { c.Approved = rtl })) &&
	fix("compare", "a change without words", compared(four, func(c *compareView) {
		c.Verdict = newVerdict(studio.Verdict{Keep: hostile, Warmer: -1.5}, "Say what should change.")
	})) &&
	fix("compare", "hostile", compared([]version{{"A", "a", "Rough mix", hostile, hostile, "", studio.RoughTrack}, {"B", "b", "Master", long, rtl, "p2", studio.MasterTrack}}, nil))

func guestOf(v view) view {
	v.User, v.Ways, v.Crumbs = "", nil, nil
	return v
}

// The report is cut where its chapters begin and end; nothing of it is lost.
func TestChartsAreThoseOfTheReport(t *testing.T) {
	report := reported()
	tabs := chartsOf(report)
	if len(tabs) != len(chartChapters) {
		t.Fatalf("%d chapters, want %d", len(tabs), len(chartChapters))
	}
	for _, tab := range tabs {
		text := string(tab.HTML)
		if !strings.Contains(report, text) || !strings.Contains(text, "<svg") || !strings.Contains(text, "<table") {
			t.Errorf("%s is not a chapter with a picture and a table", tab.ID)
		}
		if strings.Count(text, "<div") != strings.Count(text, "</div>") {
			t.Errorf("%s is cut within", tab.ID)
		}
	}
	if got := chartsOf("no report"); got != nil {
		t.Errorf("no report gives %v", got)
	}
	if strings.Contains(string(tabs[0].HTML), template.HTMLEscapeString("<script>")) == strings.Contains(string(tabs[0].HTML), "<script>") {
		t.Error("the reference's name is not in the key, or not escaped")
	}
}

func TestLettersOfVersions(t *testing.T) {
	tracks := []studio.Track{
		{Kind: studio.StemTrack, File: "Bass.wav"},
		{Kind: studio.ReferenceTrack, File: "ref 1.wav"},
		{Kind: studio.MasterTrack, File: "m.wav", Print: "p1"},
		{Kind: studio.MasterTrack, File: "m.wav", Print: "p2"},
		{Kind: studio.RoughTrack, File: "rough.wav"},
		{Kind: studio.ReferenceTrack, File: "ref 2.wav"},
	}
	a := asked{print: studio.Print{ID: "p2"}, prints: []studio.Print{{ID: "p1"}, {ID: "p2"}}}
	all, others := versions(tracks, a)
	var said []string
	for _, v := range all {
		said = append(said, v.Letter+" "+v.Name)
	}
	want := "A Rough mix, B Master v2, C Reference, D Reference, E Master v1"
	if got := strings.Join(said, ", "); got != want {
		t.Errorf("versions are %s, want %s", got, want)
	}
	if len(others) != 1 || others[0].Print != "p1" {
		t.Errorf("other masters are %v, want that of p1", others)
	}
}
