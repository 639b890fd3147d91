package portal

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"lathe/studio"
	"lathe/studio/door"
	"lathe/studio/gauge"
)

// Limits are what the door lets through.
type Limits struct {
	FileBytes    int64         // one file
	SessionBytes int64         // all files of a session
	SessionFiles int           // of one session
	SpareBytes   int64         // of the disk that stay free
	Transfers    int           // uploads that are read at once, over all callers
	BodyBytes    int64         // of a request that is no upload
	UploadIdle   time.Duration // after which an upload nobody goes on with expires
	Grace        time.Duration // before an upload has to be fast enough
	BytesPerS    int64         // that an upload has to be, after the grace
}

// DefaultLimits are more than a song needs (specs/intake.md A6, B3).
func DefaultLimits() Limits {
	return Limits{
		FileBytes: 8 << 30, SessionBytes: 64 << 30, SessionFiles: 500, SpareBytes: 1 << 30, Transfers: 64,
		BodyBytes: 4 << 20, UploadIdle: 24 * time.Hour, Grace: 30 * time.Second, BytesPerS: 16 << 10,
	}
}

// Portal is the door.
type Portal struct {
	Rows   studio.Store
	Blobs  studio.Blobs
	Reader studio.Reader
	Links  studio.Links  // nil: links are refused
	Vault  *studio.Vault // seals them
	Limits Limits
	Gauges *gauge.Board // nil: nothing is counted
	Log    *slog.Logger
	Now    func() time.Time
	// Closing ends when the service is going down: what streams ends, what
	// uploads is kept as far as it came.
	Closing context.Context
	Door    *door.Door // who asks; shared with the pages. nil: its own

	holders   holders
	transfers chan struct{}
}

// asking is one request.
type asking struct {
	caller studio.Caller
	id     string
	w      http.ResponseWriter // for the cookie
	r      *http.Request
}

type askingKey struct{}

// who is the caller that the door let in.
func who(ctx context.Context) studio.Caller {
	a, _ := ctx.Value(askingKey{}).(*asking)
	if a == nil {
		return studio.Caller{}
	}
	return a.caller
}

// room is the studio as the caller meets it now.
func (p *Portal) room(ctx context.Context) studio.Room {
	return studio.Room{Rows: p.Rows, Caller: who(ctx), Now: p.Now().UTC().Truncate(time.Microsecond)}
}

// Handler is every route behind the door, and whether the service is well.
func (p *Portal) Handler() http.Handler {
	out := http.NewServeMux()
	out.HandleFunc("GET /healthz", p.healthy)
	out.HandleFunc("GET /readyz", p.ready)
	if p.Gauges != nil {
		out.Handle("GET /metrics", p.known(http.HandlerFunc(p.metrics)))
	}
	out.Handle("/", p.api())
	return p.logged(out)
}

// api is everything that asks who it is.
func (p *Portal) api() http.Handler {
	if p.Door == nil {
		p.Door = &door.Door{Rows: p.Rows, Now: p.Now}
	}
	p.transfers = make(chan struct{}, max(1, p.Limits.Transfers))
	mux := http.NewServeMux()
	for _, r := range p.routes(mux) {
		if r.serve != nil {
			mux.HandleFunc(r.Method+" "+r.Path, r.serve)
		}
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p.refuse(w, r, studio.Errorf(studio.NotFound, "there is nothing here"))
	})
	deny := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.refuse(w, r, studio.Errorf(studio.NotAllowed, "another site may not ask that in your name"))
	})
	return p.capped(p.known(door.Guard(deny, p.once(mux))))
}

// logged gives each request an id and a line in the log. Queries and headers
// are not written: they may hold secrets.
func (p *Portal) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &asking{id: rand.Text()[:12]}
		began := p.Now()
		h := w.Header()
		h.Set("X-Request-Id", a.id)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		seen := &recorder{ResponseWriter: w}
		r = r.WithContext(context.WithValue(r.Context(), askingKey{}, a))
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler {
				p.Log.Error("a request failed", "request", a.id, "panic", v)
				if seen.status == 0 {
					p.refuse(seen, r, errors.New("panic"))
				}
			}
			took := p.Now().Sub(began)
			p.Gauges.Request(r.Pattern, r.Method, seen.status, took)
			p.Log.Info("request", "request", a.id, "method", r.Method, "path", r.URL.Path, "status", seen.status,
				"ms", took.Milliseconds(), "caller", a.caller.Name)
		}()
		next.ServeHTTP(seen, r)
	})
}

// recorder remembers the status.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader writes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write writes the body.
func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(p)
}

// Unwrap lets [http.ResponseController] through.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// capped stops bodies that are too long, but for uploads, which have their own
// measure.
func (p *Portal) capped(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && !strings.HasPrefix(r.Header.Get("Content-Type"), tusBody) {
			r.Body = http.MaxBytesReader(w, r.Body, p.Limits.BodyBytes)
		}
		next.ServeHTTP(w, r)
	})
}

// open says which paths anybody may ask for.
func open(r *http.Request) bool {
	return r.Method == http.MethodOptions || r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, base+"/sign-") || strings.HasPrefix(r.URL.Path, base+"/openapi.") || strings.HasPrefix(r.URL.Path, base+"/schemas/")
}

// known lets callers in who say who they are.
func (p *Portal) known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !open(r) {
			c, err := p.Door.Caller(r)
			if err != nil {
				if studio.CodeOf(err) == studio.NotSignedIn {
					w.Header().Set("WWW-Authenticate", `Bearer realm="lathe"`)
				}
				p.refuse(w, r, err)
				return
			}
			r.Context().Value(askingKey{}).(*asking).caller = c
		}
		a := r.Context().Value(askingKey{}).(*asking)
		a.w, a.r = w, r
		next.ServeHTTP(w, r)
	})
}
