// Package door says who is at it: the bearer of a token or a link, or a browser
// that has shown one before and carries a cookie. The API and the pages ask the
// same door.
//
//	d := &door.Door{Rows: rows, Now: time.Now}
//	caller, err := d.Caller(r)          // NotSignedIn when it is nobody
//	caller, err = d.Enter(w, r, secret) // a form with a token, or /s/{secret}: sets the cookie
//	err = d.Leave(w, r)                 // signs out
//	handler = door.Guard(deny, handler) // what another site asks in a browser's name is refused
//	handler = door.Paced(handler)       // who sends or takes too slowly is let go
//
// A browser may have opened several links, and have signed in as well: an artist
// with two songs, an engineer who looks at what the artist sees. The cookie
// keeps them all, and a request is made as the user, else by the link to the
// session it is about: the one in its path (/sessions/{id}), its Lathe-Session
// header, or its query's session; else by the one that was opened last.
package door

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"lathe/studio"
)

// Cookie is the cookie's name.
const Cookie = "lathe_session"

// mostKeys is how many links a browser may have open; the oldest is forgotten.
const mostKeys = 8

// Door knows who comes in.
type Door struct {
	Rows studio.Store
	Now  func() time.Time

	wrong wrongs
}

// Caller says who asks. A bearer is only a bearer, whatever cookies come along.
func (d *Door) Caller(r *http.Request) (studio.Caller, error) {
	if head := r.Header.Get("Authorization"); head != "" {
		how, secret, _ := strings.Cut(head, " ")
		if !strings.EqualFold(how, "Bearer") || secret == "" {
			return studio.Caller{}, studio.Errorf(studio.NotSignedIn, "say who you are: Authorization: Bearer TOKEN")
		}
		return d.Rows.Known(r.Context(), studio.Secret(strings.TrimSpace(secret)).Sum(), d.Now())
	}
	keys, err := d.keys(r)
	if err != nil {
		return studio.Caller{}, err
	}
	k, ok := pick(keys, about(r))
	if !ok {
		return studio.Caller{}, studio.Errorf(studio.NotSignedIn, "sign in, or say who you are: Authorization: Bearer TOKEN")
	}
	return k.caller, d.stay(r, k)
}

// key is one of the visits a browser carries, and whom it lets in.
type key struct {
	secret studio.Secret
	caller studio.Caller
	visit  studio.Visit
}

// keys are the good ones of the cookie, the newest first.
func (d *Door) keys(r *http.Request) (keys []key, err error) {
	c, err := r.Cookie(Cookie)
	if err != nil {
		return nil, nil
	}
	for i, text := range strings.Split(c.Value, ".") {
		if i == mostKeys {
			break
		}
		k := key{secret: studio.Secret(text)}
		k.caller, k.visit, err = d.Rows.Visiting(r.Context(), k.secret.Sum(), d.Now())
		switch {
		case err == nil:
			keys = append(keys, k)
		case studio.CodeOf(err) != studio.NotSignedIn:
			return nil, err
		}
	}
	return keys, nil
}

// pick is the key for a request about a session.
func pick(keys []key, session studio.ID) (key, bool) {
	var user, link *key
	for i, k := range keys {
		if k.caller.User != "" && user == nil {
			user = &keys[i]
		}
		if k.caller.User == "" && k.caller.Session == session && link == nil {
			link = &keys[i]
		}
	}
	switch {
	case link != nil && (user == nil || user.caller.Studio != link.caller.Studio):
		return *link, true
	case user != nil:
		return *user, true
	case len(keys) > 0:
		return keys[0], true
	}
	return key{}, false
}

// about is the session a request is about, when it says so.
func about(r *http.Request) studio.ID {
	if _, rest, ok := strings.Cut(r.URL.Path, "/sessions/"); ok {
		id, _, _ := strings.Cut(rest, "/")
		return studio.ID(id)
	}
	if id := r.Header.Get("Lathe-Session"); id != "" {
		return studio.ID(id)
	}
	return studio.ID(r.URL.Query().Get("session"))
}

// stayEvery is how often a visit is moved on at most: it costs a transaction.
const stayEvery = 10 * time.Minute

func (d *Door) stay(r *http.Request, k key) error {
	next := k.visit.Stay(d.Now())
	if next.Until.Sub(k.visit.Until) < stayEvery {
		return nil
	}
	err := d.Rows.Write(r.Context(), k.caller.Studio, func(desk studio.Desk) error { return desk.SetVisit(next) })
	if studio.CodeOf(err) == studio.NotFound { // ended this moment
		err = studio.Errorf(studio.NotSignedIn, "sign in again")
	}
	return err
}

// Enter lets a browser in with a token or a link, and gives it the cookie. Who
// guesses too often has to wait.
func (d *Door) Enter(w http.ResponseWriter, r *http.Request, secret studio.Secret) (studio.Caller, error) {
	from, now := address(r), d.Now()
	if d.wrong.tooMany(from, now) {
		return studio.Caller{}, studio.Errorf(studio.TooMany, "too many wrong tries; wait a minute")
	}
	secret = studio.Secret(strings.TrimSpace(secret.Reveal()))
	c, err := d.Rows.Known(r.Context(), secret.Sum(), now)
	if err != nil {
		if studio.CodeOf(err) == studio.NotSignedIn {
			d.wrong.add(from, now)
		}
		return c, err
	}
	old, err := d.keys(r)
	if err != nil {
		return c, err
	}
	made := key{secret: studio.NewSecret("visit_"), caller: c, visit: studio.NewVisit(c, now.UTC().Truncate(time.Microsecond))}
	keys := []key{made}
	var end []key // the same link again, and who was signed in before
	for _, k := range old {
		if k.caller.Key == c.Key || c.User != "" && k.caller.User != "" {
			end = append(end, k)
		} else {
			keys = append(keys, k)
		}
	}
	if len(keys) > mostKeys {
		keys, end = keys[:mostKeys], append(end, keys[mostKeys:]...)
	}
	err = d.Rows.Write(r.Context(), c.Studio, func(desk studio.Desk) error {
		did := "signed.in"
		if c.Session != "" {
			did = "link.opened"
		}
		if err := desk.AddVisit(made.visit, made.secret.Sum()); err != nil {
			return err
		}
		return desk.Log(studio.Entry{At: made.visit.Created, Who: c.Name, Did: did, Session: c.Session, About: string(c.Key)})
	})
	if err == nil {
		err = d.end(r, end)
	}
	if err != nil {
		return studio.Caller{}, err
	}
	d.give(w, r, keys)
	return c, nil
}

// Leave signs a browser out: of everything it has opened.
func (d *Door) Leave(w http.ResponseWriter, r *http.Request) error {
	keys, err := d.keys(r)
	if err == nil {
		err = d.end(r, keys)
	}
	if err == nil {
		d.give(w, r, nil)
	}
	return err
}

func (d *Door) end(r *http.Request, keys []key) error {
	for _, k := range keys {
		err := d.Rows.Write(r.Context(), k.caller.Studio, func(desk studio.Desk) error { return desk.EndVisit(k.visit.ID) })
		if err != nil {
			return err
		}
	}
	return nil
}

// give sets the cookie; no keys take it back.
func (d *Door) give(w http.ResponseWriter, r *http.Request, keys []key) {
	c := &http.Cookie{
		Name: Cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: -1,
		Secure: r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https"),
	}
	var values []string
	for _, k := range keys {
		values = append(values, k.secret.Reveal())
		c.MaxAge = max(c.MaxAge, int(k.visit.Expires.Sub(d.Now()).Seconds()))
	}
	c.Value = strings.Join(values, ".")
	http.SetCookie(w, c)
}

// Guard refuses what another site asks in the name of a browser that is signed
// in here: everything but GET, HEAD and OPTIONS.
func Guard(deny, next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(deny)
	return cross.Handler(next)
}

func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// mostWrong is how often an address may guess in a minute (specs/intake.md D1).
const mostWrong = 20

// wrongs counts wrong guesses of the last minute or less.
type wrongs struct {
	mu    sync.Mutex
	since time.Time
	by    map[string]int
}

func (g *wrongs) tooMany(from string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.by == nil || now.Sub(g.since) >= time.Minute {
		g.since, g.by = now, map[string]int{}
	}
	return g.by[from] >= mostWrong
}

func (g *wrongs) add(from string, now time.Time) {
	if g.tooMany(from, now) {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.by[from]++
}
