//go:build unix

package door_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/door"
	"lathe/studio/store"
)

// hall is a studio with a door, a user and two songs with a link each.
type hall struct {
	*door.Door
	clock       time.Time
	room        studio.ID
	songs       [2]studio.ID
	token       studio.Secret
	links       [2]studio.Secret
	firstLinkID studio.ID
}

func open(t *testing.T) *hall {
	t.Helper()
	rows, err := store.OpenFile(t.Context(), filepath.Join(t.TempDir(), "studio.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rows.Close() })
	h := &hall{clock: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), token: studio.NewSecret("lathe_")}
	h.Door = &door.Door{Rows: rows, Now: func() time.Time { return h.clock }}
	var ann studio.ID
	if h.room, ann, err = rows.Found(t.Context(), "Red Room", "ann", h.clock); err != nil {
		t.Fatal(err)
	}
	err = rows.Write(t.Context(), h.room, func(d studio.Desk) error {
		return d.AddToken(studio.Token{ID: studio.NewID(), User: ann, Created: h.clock}, h.token.Sum())
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range h.songs {
		r := studio.Room{Rows: rows, Now: h.clock, Caller: studio.Caller{Studio: h.room, Name: "user:ann", User: ann, Scopes: studio.Owner.Scopes()}}
		s, link, err := r.OpenSession(t.Context(), "Song", "Maya")
		if err != nil {
			t.Fatal(err)
		}
		h.songs[i], h.links[i] = s.ID, link
	}
	err = rows.Read(t.Context(), h.room, func(d studio.Desk) error {
		links, err := d.Links(h.songs[0])
		if err == nil {
			h.firstLinkID = links[0].ID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// browser keeps the cookie.
type browser struct{ cookie *http.Cookie }

func (b *browser) ask(method, target string, header ...string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	return r
}

func (b *browser) take(w *httptest.ResponseRecorder) {
	for _, c := range w.Result().Cookies() {
		if b.cookie = c; c.MaxAge < 0 {
			b.cookie = nil
		}
	}
}

// enter shows a secret.
func (h *hall) enter(t *testing.T, b *browser, secret studio.Secret) studio.Caller {
	t.Helper()
	w := httptest.NewRecorder()
	c, err := h.Enter(w, b.ask("GET", "/"), secret)
	if err != nil {
		t.Fatal(err)
	}
	b.take(w)
	return c
}

func (h *hall) whoIs(t *testing.T, r *http.Request) string {
	t.Helper()
	c, err := h.Caller(r)
	if err != nil {
		if code := studio.CodeOf(err); code != studio.NotSignedIn {
			t.Fatalf("asking who it is: %v", err)
		}
		return "nobody"
	}
	if i := slices.Index(h.songs[:], c.Session); i >= 0 {
		return c.Name + [...]string{" of song 0", " of song 1"}[i]
	}
	return c.Name
}

func TestWhoIsIt(t *testing.T) {
	h := open(t)
	ann, maya, both := &browser{}, &browser{}, &browser{}
	h.enter(t, ann, h.token)
	h.enter(t, maya, h.links[0])
	h.enter(t, maya, h.links[1])
	h.enter(t, both, h.token)
	h.enter(t, both, h.links[0])
	song := func(i int) string { return string(h.songs[i]) }
	for _, c := range []struct {
		says string
		ask  *http.Request
		want string
	}{
		{"no cookie", (&browser{}).ask("GET", "/"), "nobody"},
		{"a made-up cookie", (&browser{&http.Cookie{Name: door.Cookie, Value: "visit_x.visit_y"}}).ask("GET", "/"), "nobody"},
		{"a token where the cookie's secret should be", (&browser{&http.Cookie{Name: door.Cookie, Value: h.token.Reveal()}}).ask("GET", "/"), "nobody"},
		{"who signed in", ann.ask("GET", "/"), "user:ann"},
		{"two links, asking for the first song", maya.ask("GET", "/api/v1/sessions/"+song(0)), "link:artist of song 0"},
		{"two links, asking below the second song", maya.ask("GET", "/sessions/"+song(1)+"/compare"), "link:artist of song 1"},
		{"two links, a header says which", maya.ask("PATCH", "/api/v1/uploads/u", "Lathe-Session", song(0)), "link:artist of song 0"},
		{"two links, the query says which", maya.ask("GET", "/api/v1/prints/p?session="+song(0)), "link:artist of song 0"},
		{"two links, nothing said: the last one opened", maya.ask("GET", "/api/v1/prints/p"), "link:artist of song 1"},
		{"an engineer who opened a link stays one", both.ask("GET", "/api/v1/sessions/"+song(0)), "user:ann"},
		{"a bearer is who it says, whatever the cookie", ann.ask("GET", "/", "Authorization", "Bearer "+h.links[1].Reveal()), "link:artist of song 1"},
		{"a wrong bearer is not saved by the cookie", ann.ask("GET", "/", "Authorization", "Bearer lathe_x"), "nobody"},
		{"another scheme is not saved by the cookie", ann.ask("GET", "/", "Authorization", "Basic YTpi"), "nobody"},
	} {
		if got := h.whoIs(t, c.ask); got != c.want {
			t.Errorf("%s: it is %s, want %s", c.says, got, c.want)
		}
	}
}

func TestCookie(t *testing.T) {
	h := open(t)
	for target, secure := range map[string]bool{"http://studio/": false, "https://studio/": true} {
		w := httptest.NewRecorder()
		if _, err := h.Enter(w, httptest.NewRequest("POST", target, nil), h.token); err != nil {
			t.Fatal(err)
		}
		c := w.Result().Cookies()[0]
		if c.Name != "lathe_session" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure != secure || c.MaxAge != 7*24*3600 {
			t.Errorf("from %s the cookie is %v", target, c)
		}
		if c.Value == h.token.Reveal() {
			t.Error("the token itself is in the cookie")
		}
	}
}

func TestStayAndLeave(t *testing.T) {
	h := open(t)
	ann, maya := &browser{}, &browser{}
	h.enter(t, ann, h.token)
	h.enter(t, maya, h.links[0])
	for range 5 { // 11 hours away each time, and back
		h.clock = h.clock.Add(11 * time.Hour)
		if got := h.whoIs(t, ann.ask("GET", "/")); got != "user:ann" {
			t.Fatalf("after 11 hours it is %s", got)
		}
	}
	h.clock = h.clock.Add(13 * time.Hour)
	if got := h.whoIs(t, ann.ask("GET", "/")); got != "nobody" {
		t.Errorf("after 13 hours away it is %s", got)
	}
	if got := h.whoIs(t, maya.ask("GET", "/")); got != "link:artist of song 0" {
		t.Errorf("an artist who comes back days later is %s", got)
	}
	h.enter(t, maya, h.links[1])
	old := maya.ask("GET", "/")
	w := httptest.NewRecorder()
	if err := h.Leave(w, old); err != nil {
		t.Fatal(err)
	}
	maya.take(w)
	if maya.cookie != nil || h.whoIs(t, old) != "nobody" {
		t.Error("who has left is still known by the old cookie")
	}
	h.enter(t, maya, h.links[0])
	err := h.Rows.Write(t.Context(), h.room, func(d studio.Desk) error { return d.RevokeLink(h.firstLinkID) })
	if err != nil || h.whoIs(t, maya.ask("GET", "/")) != "nobody" {
		t.Errorf("a revoked link still lets its browser in (%v)", err)
	}
}

func TestSigningInAgain(t *testing.T) {
	h := open(t)
	b := &browser{}
	h.enter(t, b, h.token)
	first := b.ask("GET", "/")
	h.enter(t, b, h.token)
	if h.whoIs(t, first) != "nobody" || h.whoIs(t, b.ask("GET", "/")) != "user:ann" {
		t.Error("the cookie from before signing in again is still good")
	}
	for range 12 {
		h.enter(t, b, h.links[0])
	}
	if n := len(b.cookie.Value); n > 150 {
		t.Errorf("opening one link twelve times makes a cookie of %d bytes", n)
	}
}

func TestGuessing(t *testing.T) {
	h := open(t)
	try := func(secret studio.Secret, from string) studio.Code {
		r := httptest.NewRequest("POST", "/", nil)
		r.RemoteAddr = from
		_, err := h.Enter(httptest.NewRecorder(), r, secret)
		return studio.CodeOf(err)
	}
	for n := range 20 {
		if got := try("lathe_wrong", "192.0.2.1:1000"); got != studio.NotSignedIn {
			t.Fatalf("wrong try %d: %q", n, got)
		}
	}
	if got := try(h.token, "192.0.2.1:1001"); got != studio.TooMany {
		t.Errorf("after 20 wrong tries: %q, want %q", got, studio.TooMany)
	}
	if got := try(h.token, "192.0.2.2:1000"); got != "" {
		t.Errorf("from elsewhere: %q", got)
	}
	h.clock = h.clock.Add(time.Minute)
	if got := try(h.token, "192.0.2.1:1001"); got != "" {
		t.Errorf("a minute later: %q", got)
	}
}
