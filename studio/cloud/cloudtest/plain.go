package cloudtest

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Plain is a server of files at https addresses.
type Plain struct {
	Files map[string]*Page // by path
}

// Page is one address.
type Page struct {
	Sound       Sound
	Disposition string
	Kind        string // media type
	Tag         string // "" is a strong one of its own, "-" none
	Digest      bool   // say the sum, RFC 9530
	NoRange     bool
	NoLength    bool // chunked
	UntilClose  bool // HTTP/1.0: neither length nor chunks
	Status      int
	To          string // redirect
	Text        string // body instead of a sound
	Header      http.Header
}

// ServeHTTP answers.
func (p *Plain) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f := p.Files[r.URL.Path]
	if f == nil {
		w.WriteHeader(404)
		return
	}
	h := w.Header()
	for k, v := range f.Header {
		h[k] = v
	}
	if f.To != "" {
		h.Set("Location", f.To)
		w.WriteHeader(302)
		return
	}
	if f.Kind == "" {
		f.Kind = "application/octet-stream"
	}
	h.Set("Content-Type", f.Kind)
	if f.Disposition != "" {
		h.Set("Content-Disposition", f.Disposition)
	}
	switch f.Tag {
	case "":
		h.Set("ETag", `"`+strconv.FormatUint(f.Sound.Seed, 16)+`"`)
	case "-":
	default:
		h.Set("ETag", f.Tag)
	}
	if f.Digest {
		sum := sha256.New()
		_, _ = io.Copy(sum, f.Sound.Reader())
		h.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum.Sum(nil))+":")
	}
	switch {
	case f.Text != "":
		w.WriteHeader(max(200, f.Status))
		_, _ = io.WriteString(w, f.Text)
	case f.UntilClose:
		h.Set("Connection", "close")
		_, _ = io.Copy(w, f.Sound.Reader())
	case f.NoLength:
		_, _ = io.Copy(w, f.Sound.Reader())
	case f.NoRange:
		h.Set("Content-Length", strconv.FormatInt(f.Sound.Len(), 10))
		_, _ = io.Copy(w, f.Sound.Reader())
	default:
		http.ServeContent(w, r, "", time.Time{}, f.Sound.Reader())
	}
}
