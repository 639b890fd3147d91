//go:build unix

package proof

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lathe/internal/blackout"
	"lathe/internal/material"
	"lathe/studio/client"
	"lathe/studio/store"
)

var everyOp = flag.Bool("every-op", false, "TestBlackouts: crash at every operation, not at some of them")

// crash is a studio as it would be found after one.
type crash struct {
	op    blackout.Op
	how   string
	dir   string
	knows knows
}

// TestBlackouts masters a small song while every single thing that is done to
// the studio's files and its database is counted, and draws what would be left
// if the process died there, or the power went. Each of these is opened as a
// studio: the artist goes on from what had been answered, and gets the same
// master.
func TestBlackouts(t *testing.T) {
	song := files(t, madeSong(t, 2, 1, 11))
	base := filepath.Join(t.TempDir(), "base")
	if err := os.Mkdir(base, 0o700); err != nil {
		t.Fatal(err)
	}
	rows, err := store.OpenFile(t.Context(), filepath.Join(base, "studio.db"))
	if err != nil {
		t.Fatal(err)
	}
	token := founding(t, rows)
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	b := &blackouts{t: t, seen: map[string]bool{}, song: song, token: token, base: base, crashes: make(chan crash, 4096)} // who records never waits: the studio would not stand it
	total := b.record(nil)                                                                                                // counts, and says what the master is
	writes, others := max(1, total.ops/4), 96                                                                             // one of so many
	if material.Long() {
		writes, others = 5, 5
	}
	if *everyOp {
		writes, others = 1, 1
	}
	var g sync.WaitGroup
	for range 2 {
		g.Go(func() {
			for c := range b.crashes {
				b.after(c, total.master)
			}
		})
	}
	again := b.record(func(op blackout.Op) bool { return important(op) && op.N%others == 0 || op.N%writes == 0 })
	close(b.crashes)
	g.Wait()
	if again.master != total.master {
		t.Errorf("the second time the master sums to %s, the first to %s", again.master, total.master)
	}
	t.Logf("%d operations on files and database; crashed at %d of them, opened again %d studios that differ; the recordings took %.1f and %.1f s", again.ops, b.points, b.opened, total.seconds, again.seconds)
	if b.opened < 8 {
		t.Errorf("%d crashes were tried, want 8 or more", b.opened)
	}
}

// important are the operations of which there are few and much depends on.
func important(op blackout.Op) bool { return op.Kind != "write" }

type blackouts struct {
	t       *testing.T
	song    map[string][]byte
	token   string
	base    string
	crashes chan crash
	seen    map[string]bool // what was drawn before

	mu             sync.Mutex
	points, opened int
	failed         int
}

type recorded struct {
	ops     int
	master  string
	seconds float64
}

// record masters the song once. pick says at which operations to draw what a
// crash would leave.
func (b *blackouts) record(pick func(blackout.Op) bool) recorded {
	b.t.Helper()
	began := time.Now()
	dir := filepath.Join(b.t.TempDir(), "studio")
	if err := copyTree(dir, b.base); err != nil {
		b.t.Fatal(err)
	}
	c, err := blackout.Watch(dir)
	if err != nil {
		b.t.Fatal(err)
	}
	defer c.Close()
	disk, err := c.Disk("blobs")
	if err != nil {
		b.t.Fatal(err)
	}
	in, err := onFolder(dir, disk)
	if err != nil {
		b.t.Fatal(err)
	}
	defer in.close()
	in.Token = b.token
	a := newArtist(in.Client, b.song, knows{})
	var mu sync.Mutex
	told := a.knows.clone()
	a.told = func(k knows) {
		mu.Lock()
		told = k
		mu.Unlock()
	}
	var late error
	if pick != nil {
		c.Before = func(op blackout.Op) {
			if !pick(op) {
				return
			}
			mu.Lock()
			k := told
			mu.Unlock()
			late = errors.Join(late, b.drawn(c, op, k))
		}
	}
	ctx, stop := context.WithTimeout(b.t.Context(), 10*time.Minute)
	defer stop()
	if err := errors.Join(a.master(ctx), late); err != nil {
		b.t.Fatalf("%v; the log says %s", err, in.said)
	}
	return recorded{c.Ops(), a.knows.Master, time.Since(began).Seconds()}
}

// drawn draws what each kind of crash would leave before an operation.
func (b *blackouts) drawn(c *blackout.Cutter, op blackout.Op, k knows) error {
	b.points++
	for how, draw := range map[string]func(string) error{
		"killed": c.Killed, "power cut": c.Cut, "power cut, torn": func(to string) error { return c.Torn(to, uint64(op.N)) },
	} {
		dir, err := os.MkdirTemp("", "lathe-blackout")
		if err != nil {
			return err
		}
		if err := draw(filepath.Join(dir, "studio")); err != nil {
			return err
		}
		if same, err := b.drawnBefore(dir, k); err != nil {
			return err
		} else if same {
			os.RemoveAll(dir)
			continue
		}
		b.crashes <- crash{op, how, filepath.Join(dir, "studio"), k}
	}
	return nil
}

// drawnBefore says whether a folder, with what the artist knows, was drawn
// before: between two syncs a power cut leaves the same.
func (b *blackouts) drawnBefore(dir string, k knows) (bool, error) {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(k); err != nil {
		return false, err
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		fmt.Fprintf(h, "%s %d ", strings.TrimPrefix(path, dir), len(text))
		h.Write(text)
		return err
	})
	sum := hex.EncodeToString(h.Sum(nil))
	same := b.seen[sum]
	b.seen[sum] = true
	return same, err
}

// after opens a studio after a crash, and goes on.
func (b *blackouts) after(c crash, master string) {
	defer os.RemoveAll(filepath.Dir(c.dir))
	err := b.goOn(c, master)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opened++
	if err == nil {
		return
	}
	if b.failed++; b.failed <= 10 {
		b.t.Errorf("%s before operation %d (%s %s): %v", c.how, c.op.N, c.op.Kind, c.op.Name, err)
	}
}

func (b *blackouts) goOn(c crash, master string) error {
	in, err := onFolder(c.dir, nil)
	if err != nil {
		return fmt.Errorf("the studio does not open: %w", err)
	}
	defer in.close()
	in.Token = b.token
	ctx, stop := context.WithTimeout(b.t.Context(), time.Minute)
	defer stop()
	a := newArtist(&client.Client{Base: in.Base, Token: b.token}, b.song, c.knows)
	if err := a.master(ctx); err != nil {
		return fmt.Errorf("%w; the log says %s", err, in.said)
	}
	if a.knows.Master != master {
		return fmt.Errorf("the master sums to %s, want %s", a.knows.Master, master)
	}
	return settled(ctx, in)
}
