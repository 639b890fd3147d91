package portal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"lathe/studio"
)

// keptHead are the headers that belong to an answer.
var keptHead = []string{"Content-Type", "ETag", "Location"}

// kept is an answer as it is sealed.
type kept struct {
	Head map[string]string `json:"head"`
	Body []byte            `json:"body"`
}

// once lets a POST with an Idempotency-Key be done once: whoever asks again,
// because the answer got lost, gets the same answer. What failed on our side is
// not remembered. Uploads have their own way to go on.
func (p *Portal) once(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		c := who(r.Context())
		if key == "" || r.Method != http.MethodPost || c.Key == "" || strings.Contains(r.URL.Path, "/uploads") {
			next.ServeHTTP(w, r)
			return
		}
		a, body, err := p.asked(r, key)
		if err != nil {
			p.refuse(w, r, err)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		old, known, err := p.room(r.Context()).Begin(r.Context(), a)
		if err == nil && known {
			err = p.replay(w, a, old)
		}
		switch {
		case err != nil:
			p.refuse(w, r, err)
		case !known:
			p.record(w, r, next, a)
		}
	})
}

// asked is what a request with a key is known by.
func (p *Portal) asked(r *http.Request, key string) (a studio.Answer, body []byte, err error) {
	switch {
	case len(key) > 255:
		return a, nil, studio.Errorf(studio.BadInput, "the Idempotency-Key has %d bytes, want at most 255", len(key))
	case p.Vault == nil:
		return a, nil, studio.Errorf(studio.NotSupported, "this studio has no key to seal answers with; ask without an Idempotency-Key")
	}
	if body, err = io.ReadAll(r.Body); err != nil {
		return a, nil, err
	}
	name := sha256.Sum256([]byte(key))
	h := sha256.New()
	io.WriteString(h, r.Method+" "+r.URL.RequestURI()+"\n")
	h.Write(body)
	return studio.Answer{
		Caller: who(r.Context()).Key, Key: hex.EncodeToString(name[:]), Request: hex.EncodeToString(h.Sum(nil)), Created: p.Now().UTC(),
	}, body, nil
}

// sealOf is what an answer is bound to.
func sealOf(a studio.Answer) studio.ID { return a.Caller + "/" + studio.ID(a.Key) }

// replay gives an answer again.
func (p *Portal) replay(w http.ResponseWriter, a, old studio.Answer) error {
	switch {
	case old.Request != a.Request:
		return studio.Errorf(studio.BadInput, "this Idempotency-Key was used for another request")
	case old.Status == 0:
		return studio.Errorf(studio.Conflict, "a request with this Idempotency-Key is being done, or was cut short; look what became of it")
	}
	text, err := p.Vault.Open(old.Sealed, sealOf(a))
	var k kept
	if err == nil {
		err = json.Unmarshal([]byte(text), &k)
	}
	if err != nil {
		return err
	}
	for name, v := range k.Head {
		w.Header().Set(name, v)
	}
	w.Header().Set("Idempotency-Replayed", "true")
	w.WriteHeader(old.Status)
	w.Write(k.Body)
	return nil
}

// record lets a request be done, and keeps its answer.
func (p *Portal) record(w http.ResponseWriter, r *http.Request, next http.Handler, a studio.Answer) {
	seen := &taped{ResponseWriter: w, status: http.StatusOK}
	room, ctx := p.room(r.Context()), context.WithoutCancel(r.Context())
	done := false
	defer func() {
		if !done || seen.status >= 500 || seen.status == http.StatusTooManyRequests {
			seen.status = 0 // it may be tried again
		} else {
			k := kept{Head: map[string]string{}, Body: seen.body.Bytes()}
			for _, name := range keptHead {
				if v := w.Header().Get(name); v != "" {
					k.Head[name] = v
				}
			}
			text, err := json.Marshal(k)
			if err != nil {
				panic(err) // texts and bytes
			}
			a.Sealed = p.Vault.Seal(string(text), sealOf(a))
		}
		a.Status = seen.status
		if err := room.Finish(ctx, a); err != nil {
			p.Log.Error("an answer was not kept", "error", err)
		}
	}()
	next.ServeHTTP(seen, r)
	done = true
}

// taped keeps what is answered.
type taped struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader writes the status.
func (t *taped) WriteHeader(status int) {
	t.status = status
	t.ResponseWriter.WriteHeader(status)
}

// Write writes the body.
func (t *taped) Write(b []byte) (int, error) {
	t.body.Write(b)
	return t.ResponseWriter.Write(b)
}

// Unwrap lets [http.ResponseController] through.
func (t *taped) Unwrap() http.ResponseWriter { return t.ResponseWriter }
