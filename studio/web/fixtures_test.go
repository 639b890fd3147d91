package web

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// fixture is a page in one of its states.
type fixture struct {
	page, state string
	view        view
}

// Words that pages have to stand: from people who mean harm, who are thorough,
// and who write the other way round.
const (
	hostile = `<script>alert(1)</script>"'&{{.}}<b onclick=x>`
	rtl     = "\u05e9\u05d9\u05e8\u05d4 \u05e8\u05d0\u05e9\u05d9\u05ea - \u202ebillie"
)

var (
	long = strings.Repeat("Donaudampfschifffahrtsgesellschaft", 8) + ".wav"
	noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
)

// fixtures are every page in every state. Each file fixtures_*_test.go adds to
// them.
var fixtures []fixture

func fix(page, state string, v view) bool {
	v.Studio, v.Path = "North Room Studio", "/"
	fixtures = append(fixtures, fixture{page, state, v})
	return true
}

// inside is how a page looks to someone of the studio.
func inside(v view) view {
	v.User, v.EarBreak = "Jo", 45
	for _, w := range ways {
		v.Ways = append(v.Ways, w.way)
	}
	return v
}

// room is the pages without a studio.
func room(t *testing.T) *Pages {
	t.Helper()
	p := &Pages{Now: time.Now}
	if _, err := p.Handler(); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestEveryPageInEveryState shows all fixtures. LATHE_FIXTURES names a folder
// that they are written to, where a browser looks at them (see e2e).
func TestEveryPageInEveryState(t *testing.T) {
	p := room(t)
	shown := map[string]bool{}
	for _, f := range fixtures {
		shown[f.page] = true
		name := f.page + "." + strings.ReplaceAll(f.state, " ", "-")
		t.Run(name, func(t *testing.T) {
			text, err := p.write(f.page, "layout", f.view)
			if err != nil {
				t.Fatal(err)
			}
			for _, wrong := range look4(string(text)) {
				t.Error(wrong)
			}
			if dir := os.Getenv("LATHE_FIXTURES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, name+".html"), text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	for page := range p.templates {
		if !shown[page] {
			t.Errorf("page %q is in no fixture", page)
		}
	}
}

// never are the elements that need no end.
var never = map[string]bool{"meta": true, "link": true, "input": true, "br": true, "hr": true, "img": true, "source": true, "wbr": true}

// look4 says what is wrong with a page's HTML.
func look4(text string) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	var open []string
	ids, wanted, tags := map[string]bool{}, map[string]string{}, map[string]int{}
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			for _, tag := range open {
				say("<%s> is never closed", tag)
			}
			for id, by := range wanted {
				if !ids[id] {
					say("%s points to #%s, which is not there", by, id)
				}
			}
			for _, tag := range []string{"h1", "title", "main"} {
				if tags[tag] != 1 {
					say("%d <%s>, want one", tags[tag], tag)
				}
			}
			return wrong
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if !slices.Contains(open, "svg") { // a picture has a title of its own
				tags[t.Data]++
			}
			src := false
			for _, a := range t.Attr {
				src = src || a.Key == "src"
				switch {
				case a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on"):
					say("<%s %s>: no script and no style within the page", t.Data, a.Key)
				case a.Key == "id" && ids[a.Val]:
					say("two elements are called #%s", a.Val)
				case a.Key == "id":
					ids[a.Val] = true
				case a.Key == "for" || a.Key == "aria-describedby" || a.Key == "aria-labelledby" || a.Key == "aria-controls":
					for _, id := range strings.Fields(a.Val) {
						wanted[id] = t.Data + " " + a.Key
					}
				case a.Key == "href" && strings.HasPrefix(a.Val, "#") && len(a.Val) > 1:
					wanted[a.Val[1:]] = "a link"
				case (a.Key == "href" || a.Key == "src") && (strings.HasPrefix(a.Val, "http") || strings.HasPrefix(a.Val, "//")):
					say("%s comes from elsewhere", a.Val)
				}
			}
			if t.Data == "script" && !src {
				say("a script within the page")
			}
			if t.Data == "style" {
				say("a style within the page")
			}
			if !never[t.Data] && t.Type == html.StartTagToken && !selfClosed(z, t) {
				open = append(open, t.Data)
			}
		case html.EndTagToken:
			t := z.Token()
			if len(open) == 0 || open[len(open)-1] != t.Data {
				say("</%s> closes %v", t.Data, open)
				return wrong
			}
			open = open[:len(open)-1]
		}
	}
}

// selfClosed is for shapes of a picture: <path/>.
func selfClosed(z *html.Tokenizer, _ html.Token) bool {
	return strings.HasSuffix(strings.TrimSpace(string(z.Raw())), "/>")
}

func TestBrokenPagesAreSeen(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{`<title>a</title><main><h1>x</h1></main><p style="x">y</p>`, "no style"},
		{`<title>a</title><main><h1>x</h1></main><script>1</script>`, "script within"},
		{`<title>a</title><main><h1>x</h1></main><p>`, "never closed"},
		{`<title>a</title><main><h1>x</h1><h1>y</h1></main>`, "2 <h1>"},
		{`<title>a</title><main><h1>x</h1><label for="a">y</label></main>`, "#a, which is not there"},
		{`<title>a</title><main><h1 id="a">x</h1><p id="a">y</p></main>`, "called #a"},
		{`<title>a</title><main><h1>x</h1><b></i></b></main>`, "closes"},
	} {
		if got := strings.Join(look4(tt.text), "; "); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want something of %q", tt.text, got, tt.want)
		}
	}
}
