package cloud_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
)

// ailing are addresses of files that cannot be had whole.
func ailing() *cloudtest.World {
	good := cloudtest.Zip(forty("forty"))
	broken := bytes.Clone(good)
	broken[len(broken)/2]++
	bomb := bytes.Buffer{}
	w := zip.NewWriter(&bomb)
	f, _ := w.Create("Silence.wav")
	_, _ = f.Write(make([]byte, 3<<20))
	_ = w.Close()
	return &cloudtest.World{Hosts: map[string]http.Handler{"files.example.net": &cloudtest.Plain{Files: map[string]*cloudtest.Page{
		"/One.wav":      {Sound: cloudtest.Sound{Seed: 9, Bytes: 90_000}},
		"/streamed.wav": {Sound: cloudtest.Sound{Seed: 9, Bytes: 90_000}, NoLength: true},
		"/broken.zip":   {Sound: cloudtest.Sound{Body: broken}},
		"/bomb.zip":     {Sound: cloudtest.Sound{Body: bomb.Bytes()}},
		"/empty.wav":    {Sound: cloudtest.Sound{Body: []byte{}}},
		"/lie.wav":      {Sound: cloudtest.Sound{Seed: 9, Bytes: 3000}, Header: http.Header{"Repr-Digest": {"sha-256=:" + strings.Repeat("A", 43) + "=:"}}},
		"/packed.wav":   {Sound: cloudtest.Sound{Seed: 9, Bytes: 3000}, Header: http.Header{"Content-Encoding": {"gzip"}}},
	}}}}
}

// What is too much, too slow, or never right is refused in the words that belong
// to it, and leaves no file behind.
func TestLimits(t *testing.T) {
	every := func(f cloudtest.Fault) func(*cloudtest.World) {
		return func(w *cloudtest.World) { w.Fault = func(int, *http.Request) cloudtest.Fault { return f } }
	}
	for _, tt := range []struct {
		about, path string
		limit       func(*cloud.Settings)
		world       func(*cloudtest.World)
		want        cloud.Kind
		says        string
	}{
		{about: "a file larger than is taken", path: "/One.wav", limit: func(s *cloud.Settings) { s.Limits.FileBytes = 50_000 }, want: cloud.TooLarge, says: "50 kB"},
		{about: "a file that does not say that it is larger", path: "/streamed.wav", limit: func(s *cloud.Settings) { s.Limits.FileBytes = 50_000 }, want: cloud.TooLarge, says: "50 kB"},
		{about: "a zip that unpacks to more than is taken", path: "/bomb.zip", limit: func(s *cloud.Settings) { s.Limits.LinkBytes = 1 << 20 }, want: cloud.BadArchive, says: "1.05 MB"},
		{about: "a zip that is broken every time", path: "/broken.zip", want: cloud.Damaged},
		{about: "a file that is not what its sum says", path: "/lie.wav", want: cloud.Damaged},
		{about: "an empty file", path: "/empty.wav", want: cloud.Nothing},
		{about: "an answer that is compressed all the same", path: "/packed.wav", want: cloud.Network},
		{about: "no room", path: "/One.wav", limit: func(s *cloud.Settings) {
			s.Free = func(string) (int64, bool) { return 1 << 30, true }
		}, want: cloud.NoRoom, says: "1.07 GB are needed"},
		{about: "a stream that crawls for ever", path: "/One.wav", world: func(w *cloudtest.World) {
			w.Fault = func(n int, _ *http.Request) cloudtest.Fault {
				if n == 0 { // the listing
					return cloudtest.Fault{}
				}
				return cloudtest.Fault{Action: "crawl", After: 600}
			}
		}, want: cloud.Network},
		{about: "12 hours are over", path: "/One.wav", limit: func(s *cloud.Settings) { s.Limits.Wall = time.Minute }, world: every(cloudtest.Fault{Action: "stall", After: 2000}), want: cloud.TooSlow, says: "hours"},
	} {
		t.Run(tt.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := ailing()
				if tt.world != nil {
					tt.world(w)
				}
				s := settings(w)
				s.Limits = cloud.DefaultLimits()
				if tt.limit != nil {
					tt.limit(&s)
				}
				folder, _, err := fetch(t, cloud.NewDesk(s), plain+tt.path, "")
				if cloud.KindOf(err) != tt.want || err != nil && !strings.Contains(err.Error(), tt.says) {
					t.Errorf("got %v, want %s that says %q", whole(err), tt.want, tt.says)
				}
				if len(folder) > 0 {
					t.Errorf("the folder has %q", names(folder))
				}
			})
		})
	}
	s := settings(newWorld())
	s.Limits = cloud.DefaultLimits()
	s.Limits.Files = 39
	if _, _, err := fetch(t, cloud.NewDesk(s), "https://drive.google.com/drive/folders/forty", ""); cloud.KindOf(err) != cloud.TooMany || !strings.Contains(err.Error(), "39") {
		t.Errorf("40 files where 39 are taken: %v", err)
	}
}

// After a fetch that was stopped the folder has whole files only, and the next
// one moves nothing again.
func TestFetchGoesOn(t *testing.T) {
	d := cloud.NewDesk(settings(newWorld()))
	s, err := d.Recognise("https://drive.google.com/drive/folders/forty")
	if err != nil {
		t.Fatal(err)
	}
	list, err := d.List(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	into := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	_, err = d.Fetch(ctx, s, list, into, func(p cloud.Progress) {
		if p.FilesDone == 20 {
			stop()
		}
	})
	half := sums(t, into)
	if !errors.Is(err, context.Canceled) || len(half) < 20 || len(half) > 21 {
		t.Fatalf("%d files and %v, want 20 and that it was stopped", len(half), err)
	}
	w := newWorld()
	got, err := cloud.NewDesk(settings(w)).Fetch(t.Context(), s, list, into, nil)
	if err != nil || len(got.Files) != 40 || len(sums(t, into)) != 40 || got.Again != 0 {
		t.Errorf("%d files, %d in the folder, %d bytes again: %v", len(got.Files), len(sums(t, into)), got.Again, err)
	}
	if len(w.Log) > 20 {
		t.Errorf("%d requests for the 20 files that were missing", len(w.Log))
	}
	if _, err := os.Stat(filepath.Join(into, ".lathe-fetch")); err == nil {
		t.Error("the folder of what is unfinished was left behind")
	}
}
