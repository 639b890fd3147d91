//go:build unix

package proof

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"lathe/internal/servers"
	"lathe/studio/blob"
	"lathe/studio/client"
	"lathe/studio/store"
)

// brim is a disk that can be full: then a write brings a part of what it should,
// as a real one does, and ENOSPC.
type brim struct {
	blob.Disk
	full *atomic.Bool
}

type brimFile struct {
	blob.File
	full *atomic.Bool
}

// OpenFile opens a file on the disk.
func (b brim) OpenFile(name string, flag int, perm fs.FileMode) (blob.File, error) {
	f, err := b.Disk.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return brimFile{f, b.full}, nil
}

// Write writes what fits.
func (f brimFile) Write(p []byte) (int, error) {
	if !f.full.Load() {
		return f.File.Write(p)
	}
	n, err := f.File.Write(p[:len(p)/3])
	if err == nil {
		err = &fs.PathError{Op: "write", Path: "/srv/lathe", Err: syscall.ENOSPC}
	}
	return n, err
}

// fullFiles is a studio on SQLite and a disk that can be full.
func fullFiles(t *testing.T, full *atomic.Bool) (*inside, string) {
	dir := filepath.Join(t.TempDir(), "studio")
	if err := os.MkdirAll(filepath.Join(dir, "blobs"), 0o700); err != nil {
		t.Fatal(err)
	}
	disk, err := blob.OpenRoot(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	in, err := onFolder(dir, brim{disk, full})
	if err != nil {
		t.Fatal(err)
	}
	return in, founding(t, in.rows)
}

// fullServers is one on PostgreSQL and an S3 server that can be full: then it
// answers as such servers do.
func fullServers(t *testing.T, full *atomic.Bool) (*inside, string) {
	rows, bytes := servers.Postgres(t), servers.S3(t)
	real, err := url.Parse(bytes)
	if err != nil {
		t.Fatal(err)
	}
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", real.Host, r.In.Host
	}}
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if full.Load() && (r.Method == http.MethodPut || r.Method == http.MethodPost) && r.ContentLength != 0 {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(http.StatusInsufficientStorage)
			w.Write([]byte(`<Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its minimum free drive threshold.</Message></Error>`))
			return
		}
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(door.Close)
	r, err := store.OpenPostgres(t.Context(), rows)
	if err != nil {
		t.Fatal(err)
	}
	b, err := blob.OpenBucket(t.Context(), strings.Replace(bytes, real.Host, door.Listener.Addr().String(), 1), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in, err := openInside(r, b, filepath.Join(t.TempDir(), "work"))
	if err != nil {
		t.Fatal(err)
	}
	return in, founding(t, in.rows)
}

// TestFullDisk fills the disk under a studio at every stage of a song: before an
// upload, in the middle of one, and under a print. Nothing is lost, the service
// says that it is alive, and everything goes on when there is room.
func TestFullDisk(t *testing.T) {
	song := files(t, madeSong(t, 2, 1, 11))
	masters := map[string]bool{}
	for where, open := range map[string]func(*testing.T, *atomic.Bool) (*inside, string){"SQLite and files": fullFiles, "PostgreSQL and S3": fullServers} {
		t.Run(where, func(t *testing.T) {
			var full atomic.Bool
			in, token := open(t, &full)
			defer in.close()
			in.Token = token
			masters[fullDisk(t, in, &full, song)] = true
		})
	}
	if len(masters) != 1 {
		t.Errorf("there are %d different masters, want one", len(masters))
	}
}

func fullDisk(t *testing.T, in *inside, full *atomic.Bool, song map[string][]byte) (master string) {
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	wants507 := func(when string, err error) {
		t.Helper()
		var no *client.Refused
		if !errors.As(err, &no) || no.Status != http.StatusInsufficientStorage || no.Code != "no_room" || strings.Contains(no.Detail, "/srv") {
			t.Errorf("%s: %v, want 507 no_room", when, err)
		}
		for path, status := range map[string]int{"/healthz": 200, "/readyz": 503} {
			resp, err := http.Get(in.Base + path)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != status {
				t.Errorf("%s: %s answers %d, want %d", when, path, resp.StatusCode, status)
			}
		}
		if _, err := in.Session(ctx, "none"); !errors.As(err, &no) || no.Status != 404 {
			t.Errorf("%s: an ordinary question: %v, want 404", when, err)
		}
	}
	s, err := in.Open(ctx, "Song", "")
	if err != nil {
		t.Fatal(err)
	}
	a := newArtist(in.Client, song, knows{Session: s.ID})
	big := bytes.Repeat([]byte("0123456789abcdef"), 600<<10) // more than one piece of S3
	at, err := in.Begin(ctx, s.ID, "notes.txt", int64(len(big)))
	if err != nil {
		t.Fatal(err)
	}
	full.Store(true)
	if _, ok := in.blobs.(*blob.Bucket); ok { // it cannot tell its room; what it answers tells
		_, err = in.Begin(ctx, s.ID, "Bass.wav", 1000)
		wants507("beginning an upload", err)
	}
	wants507("in the middle of an upload", in.Patch(ctx, at, 0, bytes.NewReader(big)))
	full.Store(false)
	here, err := in.Offset(ctx, at)
	if err != nil || here < 0 || here >= int64(len(big)) {
		t.Fatalf("after the disk was full %d bytes are there, %v", here, err)
	}
	if err := in.Patch(ctx, at, here, bytes.NewReader(big[here:])); err != nil {
		t.Fatal(err)
	}
	if err := a.send(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.submit(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Until(ctx, s.ID, "planned"); err != nil {
		t.Fatal(err)
	}
	full.Store(true)
	p, err := in.Print(ctx, s.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Status  string
		Working *struct{ Pass string }
	}
	for got.Working == nil || !strings.Contains(got.Working.Pass, "room") {
		if err := in.Ask(ctx, "GET", "/sessions/"+s.ID, nil, &got); err != nil || got.Status != "printing" {
			t.Fatalf("the session is %s, %v: want that it waits for room", got.Status, err)
		}
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(300 * time.Millisecond) // it looks for room every 50 ms, and that must not count as failing
	full.Store(false)
	a.learn(func(k *knows) { k.Print = p.ID })
	if err := a.master(ctx); err != nil {
		t.Fatal(err)
	}
	if err := settled(ctx, in); err != nil {
		t.Error(err)
	}
	stored, err := in.Session(ctx, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range stored.Stems {
		if f.File == "notes.txt" && f.SHA256 != sumOf(big) {
			t.Errorf("what was uploaded through a full disk sums to %s, want %s", f.SHA256, sumOf(big))
		}
	}
	return a.knows.Master
}
