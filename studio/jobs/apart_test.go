package jobs_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/blob"
	"lathe/studio/jobs"
	"lathe/studio/store"
)

// handOf names the studio of a process that is a hand and no test.
const handOf = "LATHE_TEST_HAND_OF"

func TestMain(m *testing.M) {
	if dir := os.Getenv(handOf); dir != "" {
		if err := obey(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// obey is what `lathe hand` does, with a blob store that one file makes hungry.
func obey(dir string) error {
	ctx := context.Background()
	rows, err := store.OpenFile(ctx, filepath.Join(dir, "studio.db"))
	if err != nil {
		return err
	}
	defer rows.Close()
	blobs, err := blob.OpenFolder(filepath.Join(dir, "blobs"), nil)
	if err != nil {
		return err
	}
	b := jobs.New(rows, hungry{blobs}, jobs.Settings{Songs: 1, Threads: 1, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Now: time.Now})
	return b.Obey(ctx, os.Stdin, os.Stdout)
}

// hungry stands for a decoder that exhausts its memory on one file.
type hungry struct{ studio.Blobs }

// eaten is kept, so that nothing is collected.
var eaten [][]byte

// Fetch copies a blob, or eats.
func (h hungry) Fetch(ctx context.Context, sum, path string) error {
	switch filepath.Base(path) {
	case "Bomb.wav":
		for {
			eaten = append(eaten, bytes.Repeat([]byte{1}, 16<<20))
		}
	case "Slow.wav":
		os.WriteFile(filepath.Join(filepath.Dir(filepath.Dir(filepath.Dir(path))), "begun"), nil, 0o600)
		time.Sleep(time.Hour)
	}
	return h.Blobs.Fetch(ctx, sum, path)
}

// apart is a studio whose heavy jobs are done by hands.
func apart(t *testing.T, bytes int64) *shop {
	return tuned(t, func(s *shop, set *jobs.Settings) {
		set.JobBytes = bytes
		set.Hand = func() *exec.Cmd {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), handOf+"="+s.dir)
			cmd.Stderr = s.said
			return cmd
		}
	})
}

// TestHungryJob gives the studio a file that eats all memory: its job dies,
// twice, and waits for a person; the service, and other songs, do not notice.
func TestHungryJob(t *testing.T) {
	s := apart(t, 400<<20)
	bomb := s.submitted(t, "Bomb.wav", tone())
	song := s.submitted(t, "Bass.wav", tone())
	got := s.until(t, song, func(_ studio.Desk, got studio.Session) bool { return got.Status == studio.Planned })
	if got.Check == nil {
		t.Error("the other song was planned without being checked")
	}
	got = s.until(t, bomb, func(_ studio.Desk, got studio.Session) bool { return got.Status == studio.Failed })
	if !strings.Contains(got.Trouble, "more memory") {
		t.Errorf("the session says %q, want that it needs more memory", got.Trouble)
	}
	s.heard(t, song, 1)
	// two jobs read the file, its check and what players need; each may kill two
	if n := strings.Count(s.said.String(), "the process that did it died"); n < 2 || n > 4 {
		t.Errorf("%d hands died, want 2 to 4", n)
	}
	left, err := filepath.Glob(filepath.Join(s.dir, "work", "*", "hand*", "song-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("the dead left %v", left)
	}
}

// TestHandEndsWithItsMaster takes the orders' pipe away in the middle of a job.
func TestHandEndsWithItsMaster(t *testing.T) {
	s := apart(t, 0)
	room := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), handOf+"="+s.dir, "LATHE_HAND_ROOM="+room)
	orders, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	song, _, err := s.OpenSession(t.Context(), "Song", "")
	if err != nil {
		t.Fatal(err)
	}
	s.stem(t, song.ID, "Slow.wav", tone())
	err = s.Rows.Write(t.Context(), s.Caller.Studio, func(d studio.Desk) error { // as if submitted, and the job is ours
		got, err := d.Session(song.ID)
		if err == nil {
			got.Status, got.Working.Round = studio.Checking, 1
			err = d.SetSession(got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	fmt.Fprintf(orders, `{"kind":"check","args":{"studio":%q,"session":%q,"round":1}}`+"\n", s.Caller.Studio, song.ID)
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(filepath.Dir(room), "begun")); err == nil {
			break
		}
		if time.Since(start) > time.Minute {
			t.Fatal("the hand does not begin")
		}
	}
	orders.Close()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("it says that it ended in good order")
		}
	case <-time.After(20 * time.Second):
		cmd.Process.Kill()
		t.Error("it goes on though nobody waits for it")
	}
}

// TestTooLarge refuses, before work starts, what would not fit.
func TestTooLarge(t *testing.T) {
	s := tuned(t, func(_ *shop, set *jobs.Settings) { set.JobBytes = 100 << 20 })
	song := s.submitted(t, "Bass.wav", tone())
	got := s.until(t, song, func(_ studio.Desk, got studio.Session) bool { return got.Status == studio.Failed })
	if !strings.Contains(got.Trouble, "too large") || !strings.Contains(got.Trouble, "100 MB") {
		t.Errorf("the session says %q", got.Trouble)
	}
	if strings.Contains(s.said.String(), "tried again") {
		t.Error("it was tried again, which cannot help")
	}
}

// TestWaitsForRoom fills the disk under a check: it waits without failing, says
// so, and goes on when there is room.
func TestWaitsForRoom(t *testing.T) {
	var free atomic.Int64
	s := tuned(t, func(_ *shop, set *jobs.Settings) {
		set.RoomEvery = 20 * time.Millisecond
		set.Room = func(string) (int64, bool) { return free.Load(), true }
	})
	song := s.submitted(t, "Bass.wav", tone())
	got := s.until(t, song, func(_ studio.Desk, got studio.Session) bool { return strings.Contains(got.Working.Pass, "room") })
	if got.Status != studio.Checking {
		t.Errorf("the session is %s, want checking", got.Status)
	}
	free.Store(1 << 40)
	got = s.until(t, song, func(_ studio.Desk, got studio.Session) bool { return got.Status == studio.Planned })
	if got.Working.Attempts != 0 || strings.Contains(s.said.String(), "tried again") {
		t.Errorf("waiting counted as %d failures", got.Working.Attempts)
	}
}
