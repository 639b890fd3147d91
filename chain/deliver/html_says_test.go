package deliver_test

import (
	"bytes"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lathe/chain/deliver"
)

// read renders and parses a page.
func read(t *testing.T, p deliver.Page) (page []byte, root *html.Node) {
	t.Helper()
	page, err := p.HTML()
	if err != nil {
		t.Fatal(err)
	}
	if root, err = html.Parse(bytes.NewReader(page)); err != nil {
		t.Fatal(err)
	}
	return page, root
}

// all lists the elements of that name and, unless it is empty, class.
func all(root *html.Node, name, class string) (out []*html.Node) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name && (class == "" || slices.Contains(strings.Fields(attr(n, "class")), class)) {
			out = append(out, n)
		}
	}
	return out
}

func TestHostileTextIsShownAndNotObeyed(t *testing.T) {
	page, root := read(t, named(fullPage(), hostile))
	shown := strings.ReplaceAll(hostile, "\u202e", "\ufffd")
	if got := strings.Count(text(root), shown); got < 40 {
		t.Errorf("the text stands %d times on the page, want it everywhere", got)
	}
	for _, raw := range []string{"<script", "<img", "onerror=alert(1)>'", "\u202e", hostile} {
		if bytes.Contains(page, []byte(raw)) {
			t.Errorf("the page has %q as it is", raw)
		}
	}
	if title := text(find(root, "title")); title != shown+" – master report" {
		t.Errorf("the title is %q", title)
	}
}

func TestThePageNeedsNothingElse(t *testing.T) {
	linked := named(fullPage(), "https://example.com/x.js")
	page, root := read(t, linked)
	style := text(find(root, "style"))
	for _, outside := range []string{"http", "url(", "@import", "//"} {
		if strings.Contains(style, outside) {
			t.Errorf("the style has %q", outside)
		}
	}
	if bytes.Contains(page, []byte("xmlns")) {
		t.Error("the page names the address of a standard, want no address at all")
	}
	if plain, _ := fullPage().HTML(); bytes.Contains(plain, []byte("://")) {
		t.Error("a page on which nobody wrote an address has one")
	}
}

func TestTheReportIsInOrder(t *testing.T) {
	_, root := read(t, fullPage())
	var got []string
	for _, h := range all(root, "h2", "") {
		got = append(got, text(h))
	}
	want := []string{"Summary", "The numbers", "Loudness over time", "Tone", "Stereo and dynamics", "What was changed",
		"What it was held to", "Findings", "What services will do", "Files", "Print it again"}
	if !slices.Equal(got, want) {
		t.Errorf("the sections are %q, want %q", got, want)
	}
	if h1 := text(find(root, "h1")); h1 != "Billie Jean" {
		t.Errorf("the heading is %q, want Billie Jean", h1)
	}
	if title := text(find(root, "title")); title != "Billie Jean – master report" {
		t.Errorf("the title is %q", title)
	}
}

// spaced is the text of a page with one space between words and blocks.
func spaced(root *html.Node) string {
	var out strings.Builder
	for n := range root.Descendants() {
		switch {
		case n.Type == html.TextNode:
			out.WriteString(n.Data)
		case slices.Contains([]string{"p", "li", "div", "th", "td", "dt", "dd", "h3", "h4"}, n.Data):
			out.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(out.String()), " ") // a no-break space is one too
}

func TestTheReportSaysWhatItWasGiven(t *testing.T) {
	p := fullPage()
	p.Tracks[2] = mute(p.Tracks[2])
	_, root := read(t, p)
	said := spaced(root)
	for _, want := range []string{
		"Target reached: −14.0 LUFS with peaks up to −1.0 dBTP (streaming)",
		"Loudness LUFS −20.0 −14.0 –", "Loudness range LU 6.2 6.2 –", "True peak dBTP −7.0 −1.0 –", "Correlation 0.80 0.80 –",
		"Length 3:21.0 3:21.0 3:05.0", "WAV, 24\u2011bit, 48 kHz, stereo",
		"Repair takes away what is not music Nothing was needed.", "EQ makes room Guitars - Billie Jean.wav Switched off: −2.0 dB at 2.4 kHz, Q 1.2",
		"Heard covers 38 % of the lead vocal Why makes room for the words Move eq.guitars.2, on", "The bus Switched off:",
		"Kept the cuts change little Value 0.0 before, 0.2 after, in dB Guard eq.mix-change",
		"Stepped back no cuts were made Value 56.0 before, – after, in %",
		"Stop It is short. Fix Export it again. Where 3:19.4 to 3:21.0 Heard 9 frames Code region.short", "Look It clips. Code clip.runs", "Note A name.",
		"Apple Music −16.0 −2.0 −16.0 turns it down", "Listed in 2026-11",
		"Master - Billie Jean.wav WAV, 24-bit · 57.9 MB · SHA-256 " + strings.Repeat("0123abcd", 8),
		"lathe print SESSION --plan plan.yaml -o DIR", "c5dff045b5899e73",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	p.Reached = false
	if page, _ := read(t, p); !bytes.Contains(page, []byte("Target not reached:")) {
		t.Error("a target that was missed is not said to be")
	}
}

func TestChartsShowWhatThereIs(t *testing.T) {
	pages := states()
	for _, tt := range []struct {
		page   string
		charts int // that are drawn: loudness, tone, difference, four meters
		lines  int // unbroken stretches in loudness and tone
	}{
		{"full", 7, 6},
		{"no rough mix", 6, 4},
		{"the master alone", 6, 2},
		{"four references", 7, 12},
		{"a silent rough mix", 6, 4},
		{"silence in the middle", 7, 7}, // one more stretch
		{"nothing measurable", 4, 0},    // meters with nothing to show
		{"two seconds", 6, 2},           // too short for short-term loudness
		{"three seconds and a point", 6, 2},
		{"nothing at all", 0, 0},
	} {
		_, root := read(t, pages[tt.page])
		charts := 0
		for _, svg := range all(root, "svg", "plot") {
			if attr(svg, "role") == "img" {
				charts++
			}
		}
		if lines := len(all(root, "polyline", "")); charts != tt.charts || lines != tt.lines {
			t.Errorf("%s: %d charts with %d lines, want %d with %d", tt.page, charts, lines, tt.charts, tt.lines)
		}
	}
}

func TestChartsStaySmall(t *testing.T) {
	awkward := fullPage()
	awkward.Tracks = []deliver.PageTrack{heard("B", "Master", "b.wav", -14, 310)} // a step of 5 s would make 62 rows
	_, root := read(t, awkward)
	if rows := len(all(find(find(root, "details"), "tbody"), "tr", "")); rows != 31 {
		t.Errorf("310 s are told in %d rows, want 31 of 10 s", rows)
	}
	page, root := read(t, states()["two hours"])
	for _, line := range all(root, "polyline", "") {
		points := strings.Fields(attr(line, "points"))
		if len(points) > 800 {
			t.Errorf("a line has %d points, want at most 800", len(points))
		}
		for _, p := range points {
			if x, y, _ := strings.Cut(p, ","); len(x) > 4 || len(y) > 5 {
				t.Errorf("a point is %q, want thousandths of the plot", p)
			}
		}
	}
	for _, details := range all(root, "details", "") {
		if rows := len(all(find(details, "tbody"), "tr", "")); rows > 60 {
			t.Errorf("the table %q has %d rows, want at most 60", text(find(details, "summary")), rows)
		}
	}
	if full, _ := read(t, fullPage()); len(full) > 400_000 || len(page) > 400_000 {
		t.Errorf("a usual report has %d bytes and that of two hours %d, want less than 400 kB", len(full), len(page))
	}
}

func TestTheSamePageIsTheSameBytes(t *testing.T) {
	one, _ := read(t, fullPage())
	other, _ := read(t, fullPage())
	if !bytes.Equal(one, other) {
		t.Error("one page was set in two ways")
	}
}

func TestNoTwoTracksAreDrawnAlike(t *testing.T) {
	_, root := read(t, states()["four references"])
	style := text(find(root, "style"))
	dash := func(class string) string {
		var last string
		for _, name := range strings.Fields(class) { // a later class overrules
			if m := regexp.MustCompile(`\n\.` + name + `\{[^}]*--dash:([^;}]*)`).FindStringSubmatch(style); m != nil {
				last = m[1]
			}
		}
		return last
	}
	seen := map[string]bool{}
	for _, item := range all(all(root, "ul", "tracks")[0], "li", "") {
		d := dash(attr(item, "class"))
		if d == "" || seen[d] {
			t.Errorf("%q is drawn with the dashes %q, which another track has", text(item), d)
		}
		seen[d] = true
	}
	if len(seen) != 6 {
		t.Errorf("%d tracks have dashes of their own, want 6", len(seen))
	}
}

// tokens finds the colours of one theme in a style sheet.
func tokens(css string) map[string]string {
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z]+):(#[0-9a-f]+)`).FindAllStringSubmatch(css, -1) {
		out[m[1]] = m[2]
	}
	return out
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	hex := strings.TrimPrefix(colour, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	v, err := strconv.ParseUint(hex, 16, 24)
	if err != nil || len(hex) != 6 {
		t.Fatalf("%q is no colour", colour)
	}
	part := func(shift int) float64 {
		c := float64(v>>shift&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestColoursCanBeTold(t *testing.T) {
	if got := contrast(t, "#777777", "#fff"); math.Abs(got-4.48) > 0.005 { // the well-known grey that just fails
		t.Fatalf("the contrast of #777777 on white is %.3f, want 4.48", got)
	}
	_, root := read(t, fullPage())
	style := text(find(root, "style"))
	root0, rest, ok := strings.Cut(style, "prefers-color-scheme:dark")
	if !ok {
		t.Fatal("there is no dark theme")
	}
	dark, _, _ := strings.Cut(rest, "}}")
	for theme, css := range map[string]string{"light": root0, "dark": dark} {
		c := tokens(css)
		for _, ground := range []string{"bg", "raise", "sunk"} {
			for _, ink := range []string{"fg", "muted", "accent", "ok", "warn", "bad", "a", "b", "c"} { // letters are text too
				if got := contrast(t, c[ink], c[ground]); got < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5 (SC 1.4.3)", theme, ink, ground, got)
				}
			}
			for _, line := range []string{"control", "focus"} {
				if got := contrast(t, c[line], c[ground]); got < 3 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want 3 (SC 1.4.11)", theme, line, ground, got)
				}
			}
		}
	}
}
