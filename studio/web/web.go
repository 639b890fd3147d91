package web

import (
	"context"
	"crypto/rand"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lathe/studio"
	"lathe/studio/door"
	"lathe/studio/portal"
)

// Pages are the studio's rooms. API answers everything under /api/, and whether
// the service is well.
type Pages struct {
	Rows   studio.Store
	Blobs  studio.Blobs
	Reader studio.Reader
	Links  studio.Links
	Vault  *studio.Vault
	Limits portal.Limits
	Door   *door.Door // who asks; the API's own
	API    http.Handler
	// Names says what files are, by what they are called.
	Names func(files []string) []NameRead
	// Demo records the demo song into a session and submits it. It takes a
	// while; it is stopped by Closing.
	Demo    func(ctx context.Context, room studio.Room, session studio.ID) error
	Health  Health // nil: nobody knows
	Log     *slog.Logger
	Now     func() time.Time
	Closing context.Context // ends when the service is going down
	Dev     fs.FS           // where templates are read again for every page; nil in earnest

	assets    *assets
	templates map[string]*template.Template
}

// bodyBytes is the most that a form may send.
const bodyBytes = 4 << 20

// Handler is every page, and the API.
func (p *Pages) Handler() (http.Handler, error) {
	a, err := newAssets(embedded)
	if err != nil {
		return nil, err
	}
	p.assets = a
	if p.templates, err = pagesOf(embedded, a); err != nil {
		return nil, err
	}
	pages := http.NewServeMux()
	for _, r := range p.routes() {
		pages.HandleFunc(r.pattern, r.serve)
	}
	pages.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p.fail(w, r, studio.Errorf(studio.NotFound, "there is nothing here"))
	})
	deny := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.fail(w, r, studio.Errorf(studio.NotAllowed, "another site may not ask that in your name"))
	})
	house := http.NewServeMux()
	house.Handle(staticBase, a)
	house.Handle("/", secured(p.logged(p.known(door.Guard(deny, pages)))))
	if p.API != nil {
		for _, path := range []string{"/api/", "/healthz", "/readyz", "/metrics"} {
			house.Handle(path, p.API)
		}
	}
	return house, nil
}

// route is the address of a page or of an act on one.
type route struct {
	pattern string
	serve   http.HandlerFunc
}

type askingKey struct{}

type knownAs struct {
	caller studio.Caller
	err    error
	house  studio.House
}

// asking is who asks, or why that is not known.
func asking(r *http.Request) (studio.Caller, error) {
	k, _ := r.Context().Value(askingKey{}).(knownAs)
	return k.caller, k.err
}

// house is how the studio wants to work.
func house(r *http.Request) studio.House {
	k, ok := r.Context().Value(askingKey{}).(knownAs)
	if !ok {
		return studio.NewHouse()
	}
	return k.house
}

// houseOf reads the house of who asks; a stranger meets the oldest studio's.
func (p *Pages) houseOf(r *http.Request, c studio.Caller) studio.House {
	h, id := studio.NewHouse(), c.Studio
	if p.Rows == nil {
		return h
	}
	if id == "" {
		all, err := p.Rows.Studios(r.Context())
		if err != nil || len(all) == 0 {
			return h
		}
		id = all[0]
	}
	err := p.Rows.Read(r.Context(), id, func(d studio.Desk) (err error) {
		h, err = d.House()
		return err
	})
	if err != nil {
		p.Log.Warn("the house could not be read", "error", err)
	}
	return h
}

// known looks once who asks. Pages that need to know refuse by themselves.
func (p *Pages) known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k := knownAs{err: studio.Errorf(studio.NotSignedIn, "please sign in")}
		if p.Door != nil {
			k.caller, k.err = p.Door.Caller(r)
		}
		k.house = p.houseOf(r, k.caller)
		most := int64(bodyBytes)
		if strings.HasSuffix(r.URL.Path, "/files") {
			most = p.Limits.SessionBytes
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), askingKey{}, k)))
	})
}

// logged gives each request an id and a line in the log, as the API does. The
// links that some paths hold are taken out by the log itself.
func (p *Pages) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, began := rand.Text()[:12], p.Now()
		w.Header().Set("X-Request-Id", id)
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler {
				p.Log.Error("a page failed", "request", id, "panic", v)
				http.Error(w, "Something went wrong here. It is in the log.", http.StatusInternalServerError)
			}
			p.Log.Info("request", "request", id, "method", r.Method, "path", r.URL.Path, "ms", p.Now().Sub(began).Milliseconds())
		}()
		next.ServeHTTP(w, r)
	})
}

// room is the studio as the caller meets it now.
func (p *Pages) room(r *http.Request) (studio.Room, error) {
	caller, err := asking(r)
	return studio.Room{Rows: p.Rows, Caller: caller, Now: p.Now().UTC().Truncate(time.Microsecond)}, err
}

func escape(text string) string { return url.QueryEscape(text) }

// local is an address of ours that a form may lead back to, or "/".
func local(address string) string {
	if u, err := url.Parse(address); err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(address, "/") ||
		strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n") {
		return "/"
	}
	return address
}

// sentence begins with a capital and ends with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	first, n := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[n:]
	if !strings.ContainsAny(text[len(text)-1:], ".!?") {
		text += "."
	}
	return text
}
