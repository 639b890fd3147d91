//go:build unix

package proof

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/client"
)

// TestBackup copies a studio again and again while files arrive and songs are
// worked on, restores each copy elsewhere, as a folder and on servers, and has
// it verified. The last ones are opened, and finish every song. Then a byte is
// spoiled.
func TestBackup(t *testing.T) {
	folder := madeSong(t, 2, 3, 3)
	each(t, func(t *testing.T, h *house) {
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
		defer stop()
		const songs = 3
		masters := make([]string, songs)
		var g sync.WaitGroup
		for i := range songs {
			g.Go(func() { masters[i] = h.patiently(t, ctx, folder) })
		}
		finished := make(chan struct{})
		go func() {
			g.Wait()
			close(finished)
		}()
		var copies []string
		for working := true; working; {
			name := fmt.Sprint("copy", len(copies))
			h.copied(t, name)
			copies = append(copies, h.dir+"-"+name)
			select {
			case <-finished:
				working = false
			case <-time.After(time.Second):
			}
		}
		h.copied(t, "after")
		copies = append(copies, h.dir+"-after")
		for _, dir := range copies {
			if v := verified(t, dir, 0); len(v.Wrong) > 0 || v.Entries == 0 {
				t.Errorf("a copy of a studio at work: %+v", v)
			}
		}
		t.Logf("%d copies were made while %d songs went from upload to master", len(copies)-1, songs)
		for _, where := range setups {
			t.Run("restored on "+where.name, func(t *testing.T) {
				moved := &house{t: t, dir: filepath.Join(t.TempDir(), "restored"), setup: where, flags: where.flags(t), listen: h.listen, Client: h.Client, procs: map[string]*proc{}}
				moved.goesOn(t, ctx, h, copies[len(copies)/2], masters[0])
			})
			if t.Failed() {
				return
			}
		}
		last := copies[len(copies)-1] // the first may have no files yet
		spoil(t, last)
		if v := verified(t, last, 6); len(v.Wrong) != 1 {
			t.Errorf("one byte was changed, and verify says %v", v.Wrong)
		}
	})
}

// goesOn restores a copy, verifies it, opens it in the place of the studio it is
// of, and waits until its songs are done.
func (h *house) goesOn(t *testing.T, ctx context.Context, of *house, from, master string) {
	args := append([]string{"--data", h.dir}, h.flags...)
	if out, err := be(append([]string{"restore", from}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("lathe restore: %v: %s", err, out)
	}
	if text, err := be(append([]string{"verify"}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("lathe verify: %v: %s", err, text)
	}
	of.mu.Lock()
	for _, p := range of.procs {
		p.cmd.Process.Signal(syscall.SIGKILL)
		<-p.done
	}
	of.mu.Unlock()
	t.Cleanup(func() {
		for name := range h.procs {
			h.end(name, syscall.SIGKILL)
		}
	})
	h.start("serve")
	for i := range h.setup.workers {
		h.start(fmt.Sprint("worker", i+1))
	}
	h.untilReady()
	var all struct{ Items []client.Session }
	if err := h.Ask(ctx, "GET", "/sessions", nil, &all); err != nil { // the same token
		t.Fatal(err)
	}
	for _, s := range all.Items {
		switch s.Status {
		case "checking", "printing":
			got, err := h.Until(ctx, s.ID, "planned", "review")
			if err != nil {
				t.Errorf("a song that was %s when it was copied: %v", s.Status, err)
			}
			s = got
		}
		got, err := h.Session(ctx, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range got.Prints {
			for _, f := range p.Files {
				if strings.HasSuffix(f.Name, ".wav") && f.SHA256 != master {
					t.Errorf("the master sums to %s, want %s", f.SHA256, master)
				}
			}
			h.fetchAll(t, ctx, p)
		}
	}
	if len(all.Items) == 0 {
		t.Error("the copy has no sessions")
	}
}

func (h *house) copied(t *testing.T, name string) (c struct{ Blobs int }) {
	t.Helper()
	cmd := be(append([]string{"backup", h.dir + "-" + name, "--data", h.dir, "--json"}, h.flags...)...)
	text, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil {
		t.Fatalf("lathe backup: %v", err)
	}
	return c
}

func verified(t *testing.T, dir string, status int) (v studio.Verified) {
	t.Helper()
	cmd := be("verify", "--data", dir, "--json")
	text, err := cmd.Output()
	if cmd.ProcessState.ExitCode() != status {
		t.Errorf("lathe verify ended with %v, want status %d", err, status)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// spoil changes the last byte of the first file.
func spoil(t *testing.T, dir string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "blobs", "whole", "*", "*"))
	if err != nil || len(all) == 0 {
		t.Fatalf("there are no blobs: %v", err)
	}
	content, err := os.ReadFile(all[0])
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)-1] ^= 1
	os.Chmod(all[0], 0o600)
	if err := os.WriteFile(all[0], content, 0o600); err != nil {
		t.Fatal(err)
	}
}
