package deliver_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lathe/chain/deliver"
	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// hostile is what a name must not be able to do.
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'--></style></title></svg>{{.}}` + "\u202egpj.exe"

// heard is a track of that loudness, some seconds long.
func heard(letter, name, file string, lufs unit.Reading, seconds float64) deliver.PageTrack {
	t := deliver.PageTrack{Letter: letter, Name: name, File: measure.File{
		File: file, Format: "wav", SampleRate: 48000, BitDepth: 24, Channels: 2,
		Frames: int64(seconds * 48000), Duration: unit.Reading(seconds),
		Result: measure.Result{
			Integrated: lufs, Range: 6.2, MaxMomentary: lufs + 4, MaxShortTerm: lufs + 2, TruePeak: lufs + 13,
			SamplePeak: lufs + 12.9, PLR: 13, MinPSR: 9, Correlation: 0.8, Width: -12.3,
		},
	}}
	for b := range measure.Bands {
		t.File.ThirdOctaves = append(t.File.ThirdOctaves, measure.Band{Hz: measure.BandHz(b), DB: lufs - unit.Reading(b)})
	}
	for i := range max(0, int((seconds-3)*10)+1) {
		t.Loudness = append(t.Loudness, float64(lufs)+3*math.Sin(float64(i)/40))
	}
	return t
}

// mute is a track nothing can be said about.
func mute(t deliver.PageTrack) deliver.PageTrack {
	no := unit.NotMeasurable()
	t.File.Result = measure.Result{Integrated: no, Range: no, MaxMomentary: unit.Reading(math.Inf(-1)), MaxShortTerm: no, TruePeak: no,
		SamplePeak: unit.Reading(math.Inf(-1)), PLR: no, MinPSR: no, Correlation: unit.Ratio(no), Width: no}
	for b := range measure.Bands {
		t.File.ThirdOctaves = append(t.File.ThirdOctaves, measure.Band{Hz: measure.BandHz(b), DB: no})
	}
	for i := range t.Loudness {
		t.Loudness[i] = []float64{math.Inf(-1), math.NaN()}[i%2]
	}
	return t
}

func moves(n int, stem string) []deliver.PageMove {
	var out []deliver.PageMove
	for i := range n {
		out = append(out, deliver.PageMove{ID: fmt.Sprintf("eq.guitars.%d", i+1), Stem: stem, Does: "-2.0 dB at 2.4 kHz, Q 1.2",
			Note: session.Note{Heard: "covers 38 % of the lead vocal", Why: "makes room for the words", On: i%3 != 0}})
	}
	return out
}

// fullPage is the usual report: rough mix, master and reference of 3:21.
func fullPage() deliver.Page {
	return deliver.Page{
		Title: "Billie Jean", Artist: "The Artist", Engine: "lathe 0.1.0",
		Summary: []string{"Billie Jean is mastered: 3:21.0 long at -14.0 LUFS.", "30 moves were made.", "The limiter works 4 % of the time."},
		Tracks: []deliver.PageTrack{heard("A", "Rough mix", "Rough Mix - Billie Jean.wav", -20, 201),
			heard("B", "Master", "Master - Billie Jean.wav", -14, 201), heard("C", "Reference", "Reference - Snooze.wav", -9, 185)},
		Target: deliver.PageTarget{Name: "streaming", IntegratedLUFS: -14, CeilingDBTP: -1}, Reached: true,
		Stages: []deliver.PageStage{{Name: "repair", Does: "takes away what is not music"}, {Name: "eq", Does: "makes room", Moves: moves(28, "Guitars - Billie Jean.wav")},
			{Name: "master", Does: "tone, glue, level and ceiling", Moves: moves(2, "")}},
		Guards: []session.Guard{{Name: "eq.mix-change", Before: 0, After: 0.2, Unit: "dB", Kept: true, Message: "the cuts change little"},
			{Name: "eq.masked-share", Before: 56, After: unit.NotMeasurable(), Unit: "%", Message: "no cuts were made"}},
		Findings: []session.Finding{
			{Code: "region.short", Severity: session.Blocker, Message: "It is short.", Fix: "Export it again.", Heard: "9 frames", At: []session.Span{{StartS: 199.4, EndS: 201}}},
			{Code: "clip.runs", Severity: session.Warning, Message: "It clips."}, {Code: "names", Severity: session.Info, Message: "A name."}},
		Files:       []deliver.File{{Name: "Master - Billie Jean.wav", Format: "wav", SHA256: strings.Repeat("0123abcd", 8), Bytes: 57_888_044}},
		Fingerprint: "c5dff045b5899e73", Command: "lathe print SESSION --plan plan.yaml -o DIR",
	}
}

// states are pages as they can come.
func states() map[string]deliver.Page {
	full := fullPage()
	out := map[string]deliver.Page{"full": full, "nothing at all": {}}
	change := func(name string, edit func(p *deliver.Page)) {
		p := fullPage()
		edit(&p)
		out[name] = p
	}
	change("no rough mix", func(p *deliver.Page) { p.Tracks = p.Tracks[1:] })
	change("no reference", func(p *deliver.Page) { p.Tracks = p.Tracks[:2] })
	change("the master alone", func(p *deliver.Page) { p.Tracks, p.Reached = p.Tracks[1:2], false })
	change("no master", func(p *deliver.Page) { p.Tracks = p.Tracks[:1] })
	change("four references", func(p *deliver.Page) {
		for i := range 3 {
			p.Tracks = append(p.Tracks, heard(string(rune('D'+i)), "Reference", "x.wav", unit.Reading(-9-i), 100+100*float64(i)))
		}
	})
	change("nothing measurable", func(p *deliver.Page) {
		for i := range p.Tracks {
			p.Tracks[i] = mute(p.Tracks[i])
		}
		p.Target.IntegratedLUFS = math.NaN()
	})
	change("a silent rough mix", func(p *deliver.Page) { p.Tracks[0] = mute(p.Tracks[0]) })
	change("silence in the middle", func(p *deliver.Page) {
		for i := range 300 {
			p.Tracks[1].Loudness[600+i] = math.Inf(-1)
		}
	})
	change("two seconds", func(p *deliver.Page) {
		p.Tracks = []deliver.PageTrack{heard("A", "Rough mix", "a.wav", -20, 2), heard("B", "Master", "b.wav", -14, 2)}
	})
	change("three seconds and a point", func(p *deliver.Page) { p.Tracks = []deliver.PageTrack{heard("B", "Master", "b.wav", -14, 3)} })
	change("two hours", func(p *deliver.Page) {
		p.Tracks = []deliver.PageTrack{heard("A", "Rough mix", "a.wav", -20, 7200), heard("B", "Master", "b.wav", -14, 7200)}
	})
	change("no moves", func(p *deliver.Page) { p.Stages, p.Guards, p.Findings, p.Files = nil, nil, nil, nil })
	change("500 moves", func(p *deliver.Page) { p.Stages[1].Moves = moves(500, "Guitars.wav") })
	change("hostile", func(p *deliver.Page) { *p = named(*p, hostile) })
	change("very long names", func(p *deliver.Page) { *p = named(*p, strings.Repeat("Lead Vocals ", 400)) })
	change("right to left", func(p *deliver.Page) { *p = named(*p, "שירה ראשית - بيلي جين.wav") })
	change("broken text", func(p *deliver.Page) { *p = named(*p, "a\x00b\xff\xfec\x1b[31m\u0085\u2028\ufeff\ufdd0") })
	return out
}

// named is a page on which everything that can carry a text carries this one.
func named(p deliver.Page, text string) deliver.Page {
	p.Title, p.Artist, p.Engine, p.Command, p.Fingerprint, p.Target.Name = text, text, text, text, text, text
	p.Summary = []string{text, text}
	for i := range p.Tracks {
		t := &p.Tracks[i]
		t.Name, t.File.File, t.File.Format = text, text, text
	}
	p.Tracks[len(p.Tracks)-1].Letter = text
	for i := range p.Stages {
		s := &p.Stages[i]
		s.Name, s.Does = text, text
		for k := range s.Moves {
			s.Moves[k] = deliver.PageMove{ID: text, Stem: text, Does: text, Note: session.Note{Heard: text, Why: text, On: k == 0}}
		}
	}
	for i := range p.Guards {
		p.Guards[i].Name, p.Guards[i].Unit, p.Guards[i].Message = text, text, text
	}
	for i := range p.Findings {
		f := &p.Findings[i]
		f.Code, f.Severity, f.Stem, f.Heard, f.Message, f.Fix = text, session.Severity(text), text, text, text, text
	}
	for i := range p.Files {
		p.Files[i].Name, p.Files[i].Format, p.Files[i].SHA256 = text, text, text
	}
	return p
}

func TestEveryStateIsAWholePage(t *testing.T) {
	for name, p := range states() {
		t.Run(name, func(t *testing.T) {
			page, err := p.HTML()
			if err != nil {
				t.Fatal(err)
			}
			for _, wrong := range wrongs(page) {
				t.Error(wrong)
			}
		})
	}
}

// wrongs lists what no page may have, whatever it says.
func wrongs(page []byte) (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if i := bytes.IndexFunc(page, func(r rune) bool {
		return r < ' ' && r != '\n' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
	}); i >= 0 {
		say("it has the control character %q", page[i:i+3])
	}
	opened := balance(page, say)
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		say("it cannot be parsed: %v", err)
		return out
	}
	grown, ids := map[string]int{}, map[string]bool{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		grown[n.Data]++
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "src", a.Key == "style", a.Key == "srcset", a.Key == "action":
				say("<%s> has the attribute %s=%q", n.Data, a.Key, a.Val)
			case a.Key == "href" && !strings.HasPrefix(a.Val, "#"):
				say("<%s> leads to %q", n.Data, a.Val)
			case a.Key == "id" && ids[a.Val]:
				say("two elements are %q", a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			}
		}
		seen(n, say)
	}
	for _, forbidden := range []string{"script", "img", "link", "iframe", "object", "base", "foreignobject", "use", "image"} {
		if grown[forbidden] > 0 {
			say("it has a <%s>", forbidden)
		}
	}
	for name, count := range grown { // what the parser had to mend shows as elements nobody opened
		if opened[name] != count {
			say("%d <%s> are written and %d understood", opened[name], name, count)
		}
	}
	if grown["h1"] != 1 || grown["main"] != 1 || grown["style"] != 1 {
		say("it has %d h1, %d main and %d style, want one of each", grown["h1"], grown["main"], grown["style"])
	}
	return out
}

// balance checks that every tag is closed by its own, and counts them.
func balance(page []byte, say func(string, ...any)) map[string]int {
	void := []string{"meta", "br"}
	opened := map[string]int{}
	var open []string
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if len(open) > 0 {
				say("%q are never closed", open)
			}
			return opened
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			opened[string(name)]++
			if kind == html.StartTagToken && !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				say("</%s> closes %q", name, open)
				return opened
			}
			open = open[:len(open)-1]
		}
	}
}

// seen checks what people who cannot see the page need of one element.
func seen(n *html.Node, say func(string, ...any)) {
	switch n.Data {
	case "svg":
		if n.Parent.Data == "svg" || attr(n, "aria-hidden") == "true" {
			return
		}
		if attr(n, "role") != "img" || !strings.HasSuffix(attr(n, "aria-label"), ".") {
			say("a chart has the role %q and the label %q, want img and a sentence", attr(n, "role"), attr(n, "aria-label"))
		}
		if title := find(n, "title"); title == nil || text(title) == "" {
			say("the chart %q has no title", attr(n, "aria-label"))
		}
		figure := n.Parent
		for figure != nil && figure.Data != "figure" {
			figure = figure.Parent
		}
		if figure == nil || find(figure, "details") == nil || find(figure, "table") == nil {
			say("the chart %q has no table beside it", attr(n, "aria-label"))
		}
	case "table":
		if box := n.Parent; attr(box, "class") != "scroll" || attr(box, "tabindex") != "0" || attr(box, "aria-label") == "" {
			say("a table does not scroll in a box of its own that can be reached and has a name")
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func find(n *html.Node, name string) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == name {
			return d
		}
	}
	return nil
}

func text(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}

func FuzzPageHTML(f *testing.F) {
	f.Add("Billie Jean", "Lead Vocals - Billie Jean.wav", "makes room for the words")
	f.Add(hostile, hostile, hostile)
	f.Add("{{.}}", "`${x}`", "</textarea><!--")
	f.Add("\u202e\u2067\x00\xff", "]]>", "-14.0 LUFS")
	f.Fuzz(func(t *testing.T, title, name, reason string) {
		p := fullPage()
		p.Tracks, p.Stages[1].Moves = []deliver.PageTrack{heard("A", "", "", -20, 4), heard("B", "", "", -14, 4)}, moves(2, "")
		p = named(p, name)
		p.Title = title
		for i := range p.Stages {
			for k := range p.Stages[i].Moves {
				p.Stages[i].Moves[k].Why, p.Stages[i].Moves[k].Heard = reason, reason
			}
		}
		p.Summary, p.Guards[0].Message, p.Findings[0].Message = []string{reason, reason}, reason, reason
		page, err := p.HTML()
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range wrongs(page) {
			t.Error(wrong)
		}
	})
}
