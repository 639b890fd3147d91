package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/blob"
	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
	"lathe/studio/jobs"
	"lathe/studio/store"
)

// shop is a studio with one worker and a made internet.
type shop struct {
	studio.Room
	blobs *blob.Folder
	vault *studio.Vault
	links *jobs.Links
	world *cloudtest.World
	dir   string
	said  *log
}

// log is what the worker says, for tests that read while it speaks.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func open(t *testing.T) *shop { return tuned(t, nil) }

// tuned is the same with other settings.
func tuned(t *testing.T, tune func(*shop, *jobs.Settings)) *shop {
	t.Helper()
	s := &shop{dir: t.TempDir(), world: &cloudtest.World{}, said: &log{}}
	rows, err := store.OpenFile(t.Context(), filepath.Join(s.dir, "studio.db"))
	if err != nil {
		t.Fatal(err)
	}
	if s.blobs, err = blob.OpenFolder(filepath.Join(s.dir, "blobs"), nil); err != nil {
		t.Fatal(err)
	}
	if s.vault, err = studio.NewVault(studio.NewKey()); err != nil {
		t.Fatal(err)
	}
	s.links = &jobs.Links{Desk: cloud.NewDesk(cloud.Settings{Transport: s.world, Free: func(string) (int64, bool) { return 1 << 40, true }})}
	id, user, err := rows.Found(t.Context(), "Red Room", "ann", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s.Room = studio.Room{Rows: rows, Now: time.Now(), Caller: studio.Caller{Studio: id, User: user, Name: "user:ann", Scopes: studio.Owner.Scopes()}}
	settings := jobs.Settings{
		Dir: filepath.Join(s.dir, "work"), Songs: 1, Threads: 1, Log: slog.New(slog.NewTextHandler(s.said, nil)), Now: time.Now,
		BackOff: func(int) time.Duration { return 0 }, Poll: 20 * time.Millisecond, Links: s.links, Vault: s.vault,
	}
	if tune != nil {
		tune(s, &settings)
	}
	b := jobs.New(rows, s.blobs, settings)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the worker ended with %v", err)
		}
		rows.Close()
		if t.Failed() {
			t.Log(s.said.String())
		}
	})
	return s
}

// until waits until a session is as wanted.
func (s *shop) until(t *testing.T, id studio.ID, wanted func(studio.Desk, studio.Session) bool) (got studio.Session) {
	t.Helper()
	for start := time.Now(); time.Since(start) < time.Minute; time.Sleep(20 * time.Millisecond) {
		ok := false
		err := s.See(t.Context(), id, func(d studio.Desk) (err error) {
			got, err = d.Session(id)
			ok = err == nil && wanted(d, got)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			return got
		}
	}
	t.Fatalf("the session stays %s (%s)", got.Status, got.Trouble)
	return got
}

// stem puts a file into a session.
func (s *shop) stem(t *testing.T, session studio.ID, name string, content []byte) (sum string) {
	t.Helper()
	sum, n, err := s.blobs.Keep(t.Context(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	err = s.Rows.Write(t.Context(), s.Caller.Studio, func(d studio.Desk) error {
		return d.SetStem(studio.Stem{Session: session, File: name, SHA256: sum, Bytes: n, Created: s.Now})
	})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// submitted makes a session of one file, and submits it.
func (s *shop) submitted(t *testing.T, name string, content []byte) studio.ID {
	t.Helper()
	song, _, err := s.OpenSession(t.Context(), "Song", "")
	if err != nil {
		t.Fatal(err)
	}
	s.stem(t, song.ID, name, content)
	if _, err := s.Submit(t.Context(), song.ID); err != nil {
		t.Fatal(err)
	}
	return song.ID
}

// tone is a second of mono, 16 bits.
func tone() []byte {
	b := []byte("RIFF\xac\x58\x01\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x44\xac\x00\x00\x88\x58\x01\x00\x02\x00\x10\x00data\x88\x58\x01\x00")
	for i := range 44100 {
		v := int16(8000 * (i%100 - 50) / 50)
		b = append(b, byte(v), byte(v>>8))
	}
	return b
}

// TestNeedsAPerson breaks the blob store under a check: it is tried five times,
// then the session waits with everything kept, and can be submitted again.
func TestNeedsAPerson(t *testing.T) {
	s := open(t)
	song, _, err := s.OpenSession(t.Context(), "Song", "")
	if err != nil {
		t.Fatal(err)
	}
	sum := s.stem(t, song.ID, "Bass.wav", tone())
	hidden := filepath.Join(s.dir, "hidden")
	at := filepath.Join(s.dir, "blobs", "whole", sum[:2], sum)
	if err := os.Rename(at, hidden); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Submit(t.Context(), song.ID); err != nil {
		t.Fatal(err)
	}
	got := s.until(t, song.ID, func(_ studio.Desk, got studio.Session) bool { return got.Status == studio.Failed })
	if !strings.Contains(got.Trouble, "needs a person") {
		t.Errorf("the session says %q", got.Trouble)
	}
	if n := strings.Count(s.said.String(), "it will be tried again"); n != studio.MaxFailures-1 {
		t.Errorf("it was tried again %d times, want %d", n, studio.MaxFailures-1)
	}
	if err := os.Rename(hidden, at); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Submit(t.Context(), song.ID); err != nil {
		t.Fatal(err)
	}
	got = s.until(t, song.ID, func(_ studio.Desk, got studio.Session) bool { return got.Status == studio.Planned })
	if got.Trouble != "" || got.Check == nil {
		t.Errorf("after it was mended: %q, check %s", got.Trouble, got.Check)
	}
}

// TestNothingToMaster submits what is no audio.
func TestNothingToMaster(t *testing.T) {
	s := open(t)
	song, _, err := s.OpenSession(t.Context(), "Song", "")
	if err != nil {
		t.Fatal(err)
	}
	s.stem(t, song.ID, "notes.txt", []byte("hello"))
	if _, err := s.Submit(t.Context(), song.ID); err != nil {
		t.Fatal(err)
	}
	got := s.until(t, song.ID, func(_ studio.Desk, got studio.Session) bool { return got.Status == studio.Failed })
	if !strings.Contains(got.Trouble, "no audio file") {
		t.Errorf("the session says %q", got.Trouble)
	}
}

// TestLatePrint has a print end after the session went on: an approval of an
// earlier one stands.
func TestLatePrint(t *testing.T) {
	s := open(t)
	id := s.submitted(t, "Tone.wav", tone())
	s.until(t, id, func(_ studio.Desk, song studio.Session) bool { return song.Status == studio.Planned })
	second := studio.Print{ID: studio.NewID(), Session: id, Plan: 1, Formats: "wav", Status: studio.PrintQueued, Files: []studio.PrintFile{}, Created: s.Now, Updated: s.Now}
	err := s.Rows.Write(t.Context(), s.Caller.Studio, func(d studio.Desk) error {
		song, err := d.Session(id)
		if err != nil {
			return err
		}
		song.Turn(studio.Approved, s.Now)
		return errors.Join(d.SetSession(song), d.AddPrint(second), d.Enqueue(studio.Make{Task: studio.Task{Studio: s.Caller.Studio, Session: id}, Print: second.ID}))
	})
	if err != nil {
		t.Fatal(err)
	}
	got := s.until(t, id, func(d studio.Desk, _ studio.Session) bool {
		p, err := d.Print(second.ID)
		return err == nil && p.Status == studio.PrintDone
	})
	if got.Status != studio.Approved {
		t.Errorf("the session is %s, want approved", got.Status)
	}
}
