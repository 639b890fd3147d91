//go:build unix

package portal_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/portal"
)

// things are ids of one of everything in a studio.
type things struct{ session, upload, print, track, comment, delivery, excerpt, user, token, link, hook, fetch string }

// furnish puts one of everything into a studio.
func (d *door) furnish(t *testing.T, room studio.ID) things {
	t.Helper()
	s, u, p, c, g, x, who, tok, l, h, f := studio.NewID(), studio.NewID(), studio.NewID(), studio.NewID(), studio.NewID(), studio.NewID(), studio.NewID(), studio.NewID(), studio.NewID(), studio.NewID(), studio.NewID()
	now := time.Now()
	err := d.Rows.Write(t.Context(), room, func(desk studio.Desk) error {
		return errors.Join(
			desk.AddSession(studio.Session{ID: s, Status: studio.Planned, Created: now, Updated: now}),
			desk.AddUpload(studio.Upload{ID: u, Session: s, File: "a.wav", Bytes: 3, State: studio.UploadOpen, Created: now, Expires: now.Add(time.Hour)}),
			desk.AddFetch(studio.Fetched{ID: f, Session: s, Sealed: "x", State: studio.FetchFailed, Created: now, Updated: now}),
			desk.SetTracks(s, "", []studio.Track{{Kind: studio.StemTrack, File: "a.wav", SHA256: "t" + string(s)}}),
			desk.AddPlan(studio.Plan{Session: s, N: 1, Text: "x", Tag: "t", Created: now}),
			desk.AddPrint(studio.Print{ID: p, Session: s, Plan: 1, Status: studio.PrintDone, Created: now, Updated: now,
				Files: []studio.PrintFile{{Name: "f", SHA256: strings.Repeat("ab", 32)}}}),
			desk.AddUser(studio.User{ID: who, Name: "cem", Role: studio.Viewer, Created: now}),
			desk.AddToken(studio.Token{ID: tok, User: who, Created: now}, "t"+string(tok)),
			desk.AddLink(studio.Link{ID: l, Session: s, Created: now, Expires: now.Add(time.Hour)}, "l"+string(l)),
			desk.AddHook(studio.Hook{ID: h, URL: "https://example.net/", Created: now}),
			desk.AddExcerpt(studio.Excerpt{ID: x, Session: s, Plan: 1, Move: "m", Status: studio.PrintDone, Created: now, Updated: now}),
			desk.AddComment(studio.Comment{ID: c, Session: s, Print: p, Text: "x", State: studio.CommentOpen, Created: now, Updated: now}),
			desk.AddLink(studio.Link{ID: g, Session: s, Print: p, Scopes: studio.DeliveryScopes(), Created: now, Expires: now.Add(time.Hour)}, "g"+string(g)),
			desk.AddDelivery(studio.Delivery{ID: g, Session: s, Print: p}))
	})
	if err != nil {
		t.Fatal(err)
	}
	return things{string(s), string(u), string(p), "t" + string(s), string(c), string(g), string(x), string(who), string(tok), string(l), string(h), string(f)}
}

var hole = regexp.MustCompile(`\{[a-z]+\}`)

// path fills a route's path with ids.
func (th things) path(route string) string {
	id := th.session
	switch {
	case strings.Contains(route, "/uploads/{id}"):
		id = th.upload
	case strings.Contains(route, "/prints/{id}"):
		id = th.print
	}
	if strings.HasSuffix(route, "/stems") {
		route += "?file=a.wav"
	}
	route = strings.NewReplacer("{id}", id, "{n}", "1", "{name}", "f", "{track}", th.track, "{comment}", th.comment, "{delivery}", th.delivery, "{excerpt}", th.excerpt, "{user}", th.user, "{token}", th.token, "{link}", th.link, "{hook}", th.hook, "{fetch}", th.fetch).Replace(route)
	return route
}

// filled fills a route's body with the id of a print.
func (th things) filled(content string) string {
	return strings.ReplaceAll(content, "PRINT", th.print)
}

// serious is what routes need to be asked seriously.
func serious(route string) (content string, headers []string) {
	headers = []string{"If-Match: \"t\"", "Upload-Length: 3", name, tus, "Upload-Offset: 0"}
	switch {
	case strings.HasSuffix(route, "/prints"):
		return `{"plan":1}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/sign-in"):
		return `{"secret":"SECRET"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/fetch"):
		return `{"url":"https://example.net/x.zip"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/users"), strings.HasSuffix(route, "/{user}"):
		return `{"name":"dora","role":"viewer"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/hooks"):
		return `{"url":"https://example.net/"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/tokens"):
		return `{"label":"x"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/links"):
		return `{}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/house"):
		return `{"name":"x","contact":"","ear_break_min":0,"keep_days":1,"revisions":1,"link_days":1,"set_up":true,"notice_artist":""}`, append(headers[1:], "Content-Type: application/json")
	case strings.HasSuffix(route, "/excerpts"):
		return `{"plan":1,"move":"m"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/comments"):
		return `{"print":"PRINT","text":"x"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/{comment}"):
		return `{"state":"done"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/verdicts"):
		return `{"print":"PRINT","verdict":"approve"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/deliveries"):
		return `{"print":"PRINT"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/{delivery}"):
		return `{"hold":true}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/ignored"):
		return `{"code":"peak.hot","reason":"meant"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/brief"), strings.HasSuffix(route, "/sessions/{id}"):
		return `{}`, append(headers[1:], "Content-Type: application/json")
	case strings.HasSuffix(route, "/sessions"):
		return `{"title":"x"}`, append(headers, "Content-Type: application/json")
	case strings.HasSuffix(route, "/plans/{n}"):
		return "y", append(headers, "Content-Type: application/yaml")
	case strings.HasSuffix(route, "/uploads/{id}"):
		return "abc", append(headers, octet, "X-HTTP-Method-Override: PATCH")
	}
	return "", headers
}

// TestRoutes walks the table of routes: what nobody may do without a token, what
// another studio's and another session's ids answer, what a token without the
// scope may do, and what every answer carries.
func TestRoutes(t *testing.T) {
	d := onFiles(t)
	mine := d.furnish(t, d.studio)
	other, _, err := d.Rows.Found(t.Context(), "Blue Room", "bob", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	theirs := d.furnish(t, other)
	_, link := d.song(t) // an artist of another session of this studio
	nothing := d.link(t, mine.session, nil)
	owner := d.token
	nowhere := things{"none", "none", "none", "none", "none", "none", "none", "none", "none", "none", "none", "none"}
	for _, r := range d.Routes() {
		content, headers := serious(r.Path)
		if r.Scope == "" {
			content = strings.ReplaceAll(content, "SECRET", owner)
		}
		ask := func(token, path string) answer {
			d.token = token
			print := mine.print
			if strings.Contains(path, theirs.session) {
				print = theirs.print
			}
			a := d.ask(t, r.Method, path, strings.ReplaceAll(content, "PRINT", print), headers...)
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin",
				"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox", "X-Request-Id": "",
			} {
				if got := a.Header.Get(name); got == "" || want != "" && got != want {
					t.Errorf("%s %s: %s is %q, want %q", r.Method, r.Path, name, got, want)
				}
			}
			return a
		}
		check := func(who string, a answer, want ...int) {
			if !slices.Contains(want, a.StatusCode) {
				t.Errorf("%s %s by %s: %d, want %v: %s", r.Method, r.Path, who, a.StatusCode, want, a.text)
			}
		}
		if r.Scope == "" {
			check("nobody", ask("", mine.path(r.Path)), 200, 204)
			continue
		}
		check("nobody", ask("", mine.path(r.Path)), 401)
		check("a wrong token", ask("lathe_wrong", mine.path(r.Path)), 401)
		if hole.MatchString(r.Path) {
			check("the owner of another studio", ask(owner, theirs.path(r.Path)), 404)
			check("a link to another session", ask(link, mine.path(r.Path)), 404, 403)
			if r.Scope != studio.MayFetch && r.Scope != studio.MayPlan && r.Scope != studio.MayRun {
				check("a link to another session", ask(link, mine.path(r.Path)), 404)
			}
		}
		check("a link that allows nothing", ask(nothing, mine.path(r.Path)), 403)
		if a := ask(owner, nowhere.path(r.Path)); hole.MatchString(r.Path) {
			check("an owner who made the id up", a, 404)
		}
	}
}

// link makes a link with scopes.
func (d *door) link(t *testing.T, session string, scopes []studio.Scope) string {
	t.Helper()
	secret := studio.NewSecret("link_")
	err := d.Rows.Write(t.Context(), d.studio, func(desk studio.Desk) error {
		return desk.AddLink(studio.Link{ID: studio.NewID(), Session: studio.ID(session), Scopes: scopes, Created: time.Now(), Expires: time.Now().Add(time.Hour)}, secret.Sum())
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret.Reveal()
}

// TestOpenAPI holds the document against the table of routes.
func TestOpenAPI(t *testing.T) {
	d := onFiles(t)
	d.token = ""
	a := d.ask(t, "GET", "/api/v1/openapi.json", "")
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(a.text), &doc); err != nil || a.StatusCode != 200 {
		t.Fatalf("the document: %d, %v", a.StatusCode, err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("it is OpenAPI %s, want 3.1", doc.OpenAPI)
	}
	n := 0
	for path, methods := range doc.Paths {
		for method := range methods {
			n++
			if !slices.ContainsFunc(d.Routes(), func(r portal.Route) bool { return r.Is(method, path) }) {
				t.Errorf("the document has %s %s, the table has not", method, path)
			}
		}
	}
	if n != len(d.Routes()) {
		t.Errorf("the document has %d operations, the table %d", n, len(d.Routes()))
	}
}

// TestProblems asks badly and wants to be told so in the same form everywhere.
func TestProblems(t *testing.T) {
	d := onFiles(t)
	id, _ := d.song(t)
	long := `{"title":"` + strings.Repeat("x", 5<<20) + `"}`
	for _, c := range []struct {
		says, method, path, content string
		headers                     []string
		status                      int
	}{
		{"no JSON", "POST", "/api/v1/sessions", "{", []string{"Content-Type: application/json"}, 400},
		{"a wrong type", "POST", "/api/v1/sessions", `{"title":1}`, []string{"Content-Type: application/json"}, 422},
		{"an unknown key", "POST", "/api/v1/sessions", `{"titel":"x"}`, []string{"Content-Type: application/json"}, 422},
		{"a title that is too long", "POST", "/api/v1/sessions", `{"title":"` + strings.Repeat("x", 301) + `"}`, []string{"Content-Type: application/json"}, 422},
		{"a body that is too long", "POST", "/api/v1/sessions", long, []string{"Content-Type: application/json"}, 413},
		{"nothing to submit", "POST", "/api/v1/sessions/" + id + "/submit", "", nil, 409},
		{"no plan yet", "GET", "/api/v1/sessions/" + id + "/plans/1", "", nil, 404},
		{"plan 0", "GET", "/api/v1/sessions/" + id + "/plans/0", "", nil, 422},
		{"nothing to stop", "POST", "/api/v1/sessions/" + id + "/stop", "", nil, 409},
		{"a print of no plan", "POST", "/api/v1/sessions/" + id + "/prints", `{"plan":1}`, []string{"Content-Type: application/json"}, 409},
		{"an edit without If-Match", "PUT", "/api/v1/sessions/" + id + "/plans/1", "x", []string{"Content-Type: application/yaml"}, 428},
		{"a path that is none", "GET", "/api/v1/nothing", "", nil, 404},
		{"from another site", "POST", "/api/v1/sessions", `{}`, []string{"Content-Type: application/json", "Sec-Fetch-Site: cross-site"}, 403},
	} {
		a := d.ask(t, c.method, c.path, c.content, c.headers...)
		var p struct {
			Status int
			Detail string
		}
		err := json.Unmarshal([]byte(a.text), &p)
		if a.StatusCode != c.status || err != nil || p.Status != c.status || p.Detail == "" || a.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s %q, want the problem %d", c.says, a.StatusCode, a.Header.Get("Content-Type"), a.text, c.status)
		}
		if strings.Contains(a.text, "/tmp") || strings.Contains(a.text, "sqlite") {
			t.Errorf("%s: the answer speaks of our machine: %s", c.says, a.text)
		}
	}
}

func TestHealth(t *testing.T) {
	d := onFiles(t)
	d.token = ""
	for _, path := range []string{"/healthz", "/readyz"} {
		if a := d.ask(t, http.MethodGet, path, ""); a.StatusCode != 200 {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.text)
		}
	}
}
