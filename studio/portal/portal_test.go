//go:build unix

package portal_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lathe/internal/servers"
	"lathe/studio"
	"lathe/studio/blob"
	"lathe/studio/portal"
	"lathe/studio/store"
)

func TestMain(m *testing.M) { os.Exit(servers.Around(m)) }

// door is a studio behind its door, with no one at work in it.
type door struct {
	*portal.Portal
	http          *httptest.Server
	studio, owner studio.ID
	token         string // the owner's
	free          int64  // bytes the disk says it has
	tune          func(*door)
}

// noPlans reads no plan: what reads them is the engine.
type noPlans struct{}

func (noPlans) ReadPlan(text []byte) ([]byte, error) { return text, nil }
func (noPlans) JSON(text []byte) ([]byte, error)     { return json.Marshal(string(text)) }
func (noPlans) Formats(string) error                 { return nil }

type noLinks struct{}

func (noLinks) Recognise(link, _ string) (string, string, error) { return "link", link, nil }

// onFiles is a door on SQLite and files.
func onFiles(t *testing.T) *door { return tuned(t, nil) }

// tuned is the same with other limits.
func tuned(t *testing.T, tune func(*door)) *door {
	t.Helper()
	d := &door{free: 1 << 50, tune: tune}
	rows, err := store.OpenFile(t.Context(), filepath.Join(t.TempDir(), "studio.db"))
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.OpenFolder(t.TempDir(), func(string) (int64, bool) { return d.free, true })
	if err != nil {
		t.Fatal(err)
	}
	return d.open(t, rows, blobs)
}

// onServers is a door on PostgreSQL and S3.
func onServers(t *testing.T) *door { return tunedServers(t, nil) }

// tunedServers is the same with other limits.
func tunedServers(t *testing.T, tune func(*door)) *door {
	t.Helper()
	rows, err := store.OpenPostgres(t.Context(), servers.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.OpenBucket(t.Context(), servers.S3(t), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return (&door{tune: tune}).open(t, rows, blobs)
}

func (d *door) open(t *testing.T, rows *store.Store, blobs studio.Blobs) *door {
	t.Helper()
	vault, err := studio.NewVault(studio.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	d.Portal = &portal.Portal{
		Rows: rows, Blobs: blobs, Reader: noPlans{}, Links: noLinks{}, Vault: vault, Limits: portal.DefaultLimits(), Now: time.Now,
		Log: slog.New(slog.DiscardHandler), Closing: context.Background(),
	}
	d.Limits.FileBytes, d.Limits.SessionBytes, d.Limits.SessionFiles = 1<<20, 4<<20, 20
	if d.tune != nil {
		d.tune(d)
	}
	d.http = httptest.NewServer(d.Handler())
	t.Cleanup(func() {
		d.http.Close()
		rows.Close()
	})
	if d.studio, d.owner, err = rows.Found(t.Context(), "Red Room", "ann", time.Now()); err != nil {
		t.Fatal(err)
	}
	d.token = d.bearer(t, d.studio, d.owner)
	return d
}

// bearer makes a token for a user.
func (d *door) bearer(t *testing.T, room, user studio.ID) string {
	t.Helper()
	secret := studio.NewSecret("lathe_")
	err := d.Rows.Write(t.Context(), room, func(desk studio.Desk) error {
		return desk.AddToken(studio.Token{ID: studio.NewID(), User: user, Created: time.Now()}, secret.Sum())
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret.Reveal()
}

// answer is what came back.
type answer struct {
	*http.Response
	text string
}

// ask sends a request; headers are "Name: value".
func (d *door) ask(t *testing.T, method, path, content string, headers ...string) answer {
	t.Helper()
	var body io.Reader
	if content != "" {
		body = strings.NewReader(content)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, d.http.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+d.token)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp, string(text)}
}

// song opens a session.
func (d *door) song(t *testing.T) (id, link string) {
	t.Helper()
	a := d.ask(t, "POST", "/api/v1/sessions", `{"title":"Song"}`, "Content-Type: application/json")
	var made struct {
		ID         string `json:"id"`
		ArtistLink string `json:"artist_link"`
	}
	if err := json.Unmarshal([]byte(a.text), &made); err != nil || a.StatusCode != 201 {
		t.Fatalf("opening a session: %d %s", a.StatusCode, a.text)
	}
	return made.ID, strings.TrimPrefix(made.ArtistLink, "/s/")
}
