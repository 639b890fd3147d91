package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed dist templates vendor/htmx/LICENSE vendor/fonts/LICENSE-next vendor/fonts/LICENSE-mono
var embedded embed.FS

// staticBase is where scripts, styles and typefaces live. Their names change
// with what is in them, so they may be kept for ever.
const staticBase = "/static/"

// assets serves dist by the names that templates ask for.
type assets struct {
	files  fs.FS
	names  map[string]string // app.css -> app-JX2L.css
	mu     sync.Mutex
	zipped map[string][]byte
}

func newAssets(files fs.FS) (*assets, error) {
	a := &assets{files: files, zipped: map[string][]byte{}}
	text, err := fs.ReadFile(files, "dist/manifest.json")
	if err != nil {
		return nil, err
	}
	return a, json.Unmarshal(text, &a.names)
}

// href is the address of a script or style.
func (a *assets) href(name string) (string, error) {
	hashed, ok := a.names[name]
	if !ok {
		return "", fmt.Errorf("there is no %s in dist; run: go run -C tools ./webbuild", name)
	}
	return staticBase + hashed, nil
}

// ServeHTTP gives a file of dist, compressed where that helps.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, staticBase)
	text, err := fs.ReadFile(a.files, "dist/"+path.Base(name))
	if err != nil || name != path.Base(name) || name == "manifest.json" {
		w.Header().Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	if path.Ext(name) == ".woff2" {
		h.Set("Content-Type", "font/woff2")
	}
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if path.Ext(name) != ".woff2" && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		text = a.zip(name, text)
	}
	if r.Method != http.MethodHead {
		w.Write(text)
	}
}

func (a *assets) zip(name string, text []byte) []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	if z, ok := a.zipped[name]; ok {
		return z
	}
	var z bytes.Buffer
	w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
	w.Write(text)
	w.Close()
	a.zipped[name] = z.Bytes()
	return z.Bytes()
}
