//go:build unix

package proof

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lathe/internal/material"
	"lathe/studio"
	"lathe/studio/client"
)

// TestSongsOutliveKills kills random processes of the studio with -9 while
// several sessions go all the way from upload to master.
func TestSongsOutliveKills(t *testing.T) {
	atATime, kills := 2, 4
	if material.Long() {
		atATime, kills = 8, 50
	}
	folder := madeSong(t, 3, 4, 7)
	each(t, func(t *testing.T, h *house) {
		ctx, stop := context.WithTimeout(t.Context(), 15*time.Minute)
		defer stop()
		var g sync.WaitGroup
		var mu sync.Mutex
		var masters []string
		enough := make(chan struct{})
		for range atATime {
			g.Go(func() {
				for more := true; more; { // one song after the other until all kills have happened
					sum := h.patiently(t, ctx, folder)
					mu.Lock()
					masters = append(masters, sum)
					mu.Unlock()
					select {
					case <-enough:
						more = false
					default:
						more = ctx.Err() == nil
					}
				}
			})
		}
		h.killNowAndThen(t, ctx, kills)
		close(enough)
		g.Wait()
		songs := len(masters)
		t.Logf("%d processes were killed while %d sessions ran, %d at a time", kills, songs, atATime)
		for i, sum := range masters {
			if sum == "" || sum != masters[0] {
				t.Errorf("master %d sums to %q, the first to %q: same stems, same bytes", i+1, sum, masters[0])
			}
		}
		prints := 0
		for line, n := range h.ledger(t) {
			if line[0] != "print.done" && line[0] != "upload.complete" {
				continue
			}
			if n != 1 {
				t.Errorf("the ledger says %s %s %d times, want once", line[0], line[1], n)
			}
			if line[0] == "print.done" {
				prints++
			}
		}
		if prints != songs {
			t.Errorf("%d prints were done, want %d", prints, songs)
		}
		h.noStrays(t)
		h.noOrphans(t)
	})
}

// killNowAndThen kills a random process and starts it again, so many times.
func (h *house) killNowAndThen(t *testing.T, ctx context.Context, kills int) {
	names := []string{"serve"}
	for name := range h.procs {
		if name != "serve" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	dice := rand.New(rand.NewPCG(1, 2))
	for range kills {
		select {
		case <-ctx.Done():
			t.Error("there was no time for all kills")
			return
		case <-time.After(time.Duration(300+dice.IntN(2500)) * time.Millisecond):
		}
		name := names[dice.IntN(len(names))]
		h.end(name, syscall.SIGKILL)
		h.start(name)
	}
}

// noStrays wants no hand to be alive whose master was killed.
func (h *house) noStrays(t *testing.T) {
	t.Helper()
	masters := map[string]bool{}
	for _, p := range h.procs {
		masters[fmt.Sprint(p.cmd.Process.Pid)] = true
	}
	list, _ := filepath.Glob("/proc/[0-9]*/cmdline") // none where there is no /proc
	for _, path := range list {
		text, err := os.ReadFile(path)
		args := strings.Split(string(text), "\x00")
		if err != nil || len(args) < 4 || args[1] != "hand" || !strings.HasPrefix(args[3], h.dir) {
			continue
		}
		status, err := os.ReadFile(filepath.Join(filepath.Dir(path), "status"))
		_, parent, _ := strings.Cut(string(status), "PPid:\t")
		if parent, _, _ = strings.Cut(parent, "\n"); err == nil && !masters[parent] {
			t.Errorf("a hand goes on though its master was killed: %q, child of %s", args, parent)
		}
	}
}

// patiently masters a folder by the API, asking again whenever the studio is
// not there, and returns the master's sum. A question that may have been heard
// is asked again only after looking.
func (h *house) patiently(t *testing.T, ctx context.Context, folder string) (sum string) {
	again := func(do func() error) bool {
		for {
			err := do()
			if err == nil {
				return true
			}
			if ctx.Err() != nil {
				t.Errorf("gave up: %v", err)
				return false
			}
			time.Sleep(200 * time.Millisecond)
		}
	}
	var s client.Session
	if !again(func() (err error) { s, err = h.Open(ctx, "", ""); return err }) {
		return ""
	}
	for name, content := range files(t, folder) {
		if !again(func() error {
			return h.Upload(ctx, s.ID, name, strings.NewReader(string(content)), int64(len(content)))
		}) {
			return ""
		}
	}
	status := func(change func(client.Session) error, until ...string) bool {
		return again(func() error {
			got, err := h.Session(ctx, s.ID)
			if err != nil {
				return err
			}
			if err := change(got); err != nil {
				return err
			}
			_, err = h.Until(ctx, s.ID, until...)
			return err
		})
	}
	if !status(func(got client.Session) error {
		if got.Status != "collecting" {
			return nil
		}
		for _, u := range got.Uploads { // begun, and the answer was lost with the server
			if u.State == "open" {
				if err := h.TakeBack(ctx, u.URL); err != nil {
					return err
				}
			}
		}
		return h.Submit(ctx, s.ID)
	}, "planned") {
		return ""
	}
	if !status(func(got client.Session) error {
		if len(got.Prints) > 0 {
			return nil
		}
		_, err := h.Print(ctx, s.ID, 1)
		return err
	}, "review") {
		return ""
	}
	again(func() error {
		got, err := h.Session(ctx, s.ID)
		if err != nil {
			return err
		}
		for _, f := range got.Prints[0].Files {
			if strings.HasSuffix(f.Name, ".wav") {
				sum = f.SHA256
			}
		}
		return nil
	})
	return sum
}

// noOrphans sweeps as if a week had gone by, and wants nothing left that no row
// points to.
func (h *house) noOrphans(t *testing.T) {
	t.Helper()
	rows, id := h.rows(t)
	blobs := h.blobs(t)
	swept, err := studio.Sweep(t.Context(), rows, blobs, time.Now().Add(7*24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the sweeper found %+v", swept)
	var held map[string]bool
	if err := rows.Read(t.Context(), id, func(d studio.Desk) (err error) {
		held, err = d.Holds()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	err = blobs.Each(t.Context(), func(sum string, _ int64, _ time.Time) error {
		if left[sum] = true; !held[sum] {
			t.Errorf("blob %s is left and nothing points to it", sum)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for sum := range held {
		if !left[sum] {
			t.Errorf("blob %s is gone and rows point to it", sum)
		}
	}
}
