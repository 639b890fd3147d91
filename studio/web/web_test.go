package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"log/slog"
)

func TestVendoredFilesAreWhatWasPinned(t *testing.T) {
	sums, err := os.ReadFile("vendor/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(sums)), "\n") {
		want, name, _ := strings.Cut(line, "  ")
		text, err := os.ReadFile("vendor/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if got := sha256.Sum256(text); hex.EncodeToString(got[:]) != want {
			t.Errorf("%s is not what was pinned", name)
		}
	}
}

func TestHeadersOfPages(t *testing.T) {
	p := &Pages{Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	h, err := p.Handler()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/sign-in", "/licenses", "/nothing/here"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		csp := w.Header().Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %s", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("%s: policy %q lets in too much", path, csp)
		}
		if w.Header().Get("Referrer-Policy") != "no-referrer" || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: an address or a page may get out: %v", path, w.Header())
		}
	}
}

func TestStrangersAreAskedToSignIn(t *testing.T) {
	p := &Pages{Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	h, err := p.Handler()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in?next=%2F" {
		t.Errorf("GET / answers %d to %q, want 303 to /sign-in", w.Code, w.Header().Get("Location"))
	}
}

func TestAssetsMayBeKeptForEver(t *testing.T) {
	p := room(t)
	for name, hashed := range p.assets.names {
		w := httptest.NewRecorder()
		p.assets.ServeHTTP(w, httptest.NewRequest("GET", staticBase+hashed, nil))
		want, err := fs.ReadFile(embedded, "dist/"+hashed)
		if err != nil || w.Body.String() != string(want) || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, %v, cache %q", name, w.Code, err, w.Header().Get("Cache-Control"))
		}
	}
	for _, path := range []string{"manifest.json", "../web.go", "nothing.js", ""} {
		w := httptest.NewRecorder()
		p.assets.ServeHTTP(w, httptest.NewRequest("GET", staticBase+path, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%q answers %d, want 404", path, w.Code)
		}
	}
}

func TestFormsLeadBackToUsAlone(t *testing.T) {
	for address, want := range map[string]string{
		"/sessions/x?tab=checks": "/sessions/x?tab=checks",
		"//elsewhere.example":    "/", "https://elsewhere.example/": "/", `/\elsewhere.example`: "/", "javascript:alert(1)": "/", "": "/", "x": "/",
	} {
		if got := local(address); got != want {
			t.Errorf("local(%q) is %q, want %q", address, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		clock(201.44): "3:21.4", clock(59.96): "1:00.0", clock(0): "0:00.0", clock(-1): "–",
		level(-6.12, "dB"): "−6.1\u00a0dB", level(-0.04, "dB"): "0.0\u00a0dB", change(1.25, "dB"): "+1.2\u00a0dB",
		count(1, "stem"): "1 stem", count(22, "stem"): "22 stems",
		amount(999): "999\u00a0bytes", amount(1_900_000_000): "1.9\u00a0GB", amount(57_100_000): "57\u00a0MB", amount(999_600): "1.0\u00a0MB",
		spell(72): "1 minute 12 seconds", spell(1): "1 second", spell(120): "2 minutes",
		left(52 * time.Hour): "2 d 4 h", left(6 * time.Minute): "about 6 min",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
