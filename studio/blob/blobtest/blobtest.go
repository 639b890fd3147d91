// Package blobtest is the contract of [studio.Blobs], run on every store.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"lathe/studio"
)

// Exercise runs the whole contract on an empty store. again opens the same
// store as another process would.
func Exercise(t *testing.T, b studio.Blobs, again func() studio.Blobs) {
	t.Run("what is kept comes back", func(t *testing.T) { keeps(t, b, again()) })
	t.Run("half a blob is none", func(t *testing.T) { half(t, b) })
	t.Run("what is not there is not found", func(t *testing.T) { missing(t, b) })
	t.Run("a blob grows, over restarts, to a whole", func(t *testing.T) { grows(t, b, again) })
	t.Run("one content may end twice at once", func(t *testing.T) { twins(t, b) })
	t.Run("what was written can be taken back", func(t *testing.T) { truncates(t, b, again) })
	t.Run("it is ready, and leaves nothing", func(t *testing.T) { ready(t, b) })
	t.Run("many come and go at once", func(t *testing.T) { comeAndGo(t, b) })
}

// music is bytes that do not repeat.
func music(n int) []byte {
	r := rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)})
	p := make([]byte, n)
	r.Read(p)
	return p
}

func sumOf(p []byte) string {
	s := sha256.Sum256(p)
	return hex.EncodeToString(s[:])
}

func all(t *testing.T, b studio.Blobs) map[string]int64 {
	t.Helper()
	m := map[string]int64{}
	err := b.Each(t.Context(), func(sum string, n int64, kept time.Time) error {
		if age := time.Since(kept); age < -time.Minute || age > time.Hour {
			t.Errorf("blob %s says it was kept %v ago", sum, age)
		}
		m[sum] = n
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func keeps(t *testing.T, b, other studio.Blobs) {
	ctx := t.Context()
	for _, n := range []int{0, 1, 100_000, 20<<20 + 3} {
		p := music(n)
		for range 2 {
			sum, bytes, err := b.Keep(ctx, bytes.NewReader(p))
			if err != nil || sum != sumOf(p) || bytes != int64(n) {
				t.Fatalf("keeping %d bytes: got %s, %d, %v", n, sum, bytes, err)
			}
		}
		if got, err := other.Has(ctx, sumOf(p)); err != nil || got != int64(n) {
			t.Fatalf("another process sees %d bytes of %d, %v", got, n, err)
		}
		r, err := other.Open(ctx, sumOf(p))
		if err != nil {
			t.Fatal(err)
		}
		from := int64(n / 3)
		if _, err := r.Seek(from, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil || !bytes.Equal(got, p[from:]) {
			t.Fatalf("reading %d bytes from %d on: %d bytes, %v", n, from, len(got), err)
		}
		path := filepath.Join(t.TempDir(), "copy")
		if err := b.Fetch(ctx, sumOf(p), path); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, p) {
			t.Fatalf("the copy of %d bytes has %d, %v", n, len(got), err)
		}
	}
	if n := len(all(t, b)); n != 4 {
		t.Errorf("there are %d blobs, want 4: each was kept twice", n)
	}
	for sum := range all(t, b) {
		if err := errors.Join(b.Drop(ctx, sum), b.Drop(ctx, sum)); err != nil {
			t.Errorf("dropping twice: %v", err)
		}
	}
	if n := len(all(t, b)); n != 0 {
		t.Errorf("%d blobs are left after they were dropped", n)
	}
}

func half(t *testing.T, b studio.Blobs) {
	stop := errors.New("the cable was pulled")
	_, _, err := b.Keep(t.Context(), io.MultiReader(bytes.NewReader(music(100_000)), iotest.ErrReader(stop)))
	if !errors.Is(err, stop) {
		t.Errorf("the error is %v, want the reader's", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := b.Keep(ctx, bytes.NewReader(music(1000))); err == nil {
		t.Error("a blob was kept for somebody who had gone")
	}
	if n := len(all(t, b)); n != 0 {
		t.Errorf("%d blobs are there, want none", n)
	}
}

func missing(t *testing.T, b studio.Blobs) {
	ctx := t.Context()
	for _, sum := range []string{sumOf(nil), "", "..", "../whole/x", sumOf(nil)[:63] + "A"} {
		_, err1 := b.Has(ctx, sum)
		_, err2 := b.Open(ctx, sum)
		err3 := b.Fetch(ctx, sum, filepath.Join(t.TempDir(), "x"))
		for _, err := range []error{err1, err2, err3} {
			if studio.CodeOf(err) != studio.NotFound {
				t.Errorf("blob %q: %v, want not found", sum, err)
			}
		}
	}
	for _, id := range []studio.ID{"", "..", "../../x", "ABC"} {
		if _, err := b.Grow(ctx, id); studio.CodeOf(err) != studio.NotFound {
			t.Errorf("growing %q: %v, want not found", id, err)
		}
	}
	if _, _, err := b.Seal(ctx, studio.NewID()); studio.CodeOf(err) != studio.NotFound {
		t.Errorf("sealing nothing: %v, want not found", err)
	}
	if err := b.Forget(ctx, studio.NewID()); err != nil {
		t.Errorf("forgetting nothing: %v", err)
	}
}

func grow(t *testing.T, b studio.Blobs, id studio.ID, p []byte) {
	t.Helper()
	g, err := b.Grow(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	before := g.Bytes()
	n, err := g.Write(p)
	if err := errors.Join(err, g.Close()); err != nil || n != len(p) || g.Bytes() != before+int64(n) {
		t.Fatalf("writing %d bytes after %d: %d, now %d, %v", len(p), before, n, g.Bytes(), err)
	}
}

// twins are uploads of one content that end at the same time: every one is
// whole.
func twins(t *testing.T, b studio.Blobs) {
	p := music(40<<20 + 5)
	ids := make([]studio.ID, 6)
	for i := range ids {
		ids[i] = studio.NewID()
		grow(t, b, ids[i], p)
	}
	var g sync.WaitGroup
	for _, id := range ids {
		g.Go(func() {
			if sum, n, err := b.Seal(t.Context(), id); err != nil || n != int64(len(p)) || sum != sumOf(p) {
				t.Errorf("sealing gave %s, %d bytes, %v", sum, n, err)
			}
		})
	}
	g.Wait()
	path := filepath.Join(t.TempDir(), "copy")
	err := errors.Join(b.Fetch(t.Context(), sumOf(p), path), b.Drop(t.Context(), sumOf(p)))
	for _, id := range ids {
		err = errors.Join(err, b.Forget(t.Context(), id))
	}
	if err != nil {
		t.Error(err)
	}
}

func grows(t *testing.T, b studio.Blobs, again func() studio.Blobs) {
	ctx, id, other := t.Context(), studio.NewID(), studio.NewID()
	p := music(11<<20 + 5)
	grow(t, b, other, []byte("other"))
	at := 0
	for _, n := range []int{0, 1, 7, 5 << 20, 0, 4 << 20, len(p)} {
		end := min(at+n, len(p))
		grow(t, again(), id, p[at:end])
		at = end
	}
	seen := map[studio.ID]bool{}
	if err := b.EachGrowing(ctx, func(id studio.ID, touched time.Time) error {
		seen[id] = time.Since(touched) < time.Hour
		return nil
	}); err != nil || !seen[id] || !seen[other] || len(seen) != 2 {
		t.Errorf("growing blobs are %v, %v, want the two", seen, err)
	}
	for range 2 {
		sum, n, err := again().Seal(ctx, id)
		if err != nil || n != int64(len(p)) || sum != sumOf(p) {
			t.Fatalf("sealing gave %s, %d bytes, %v", sum, n, err)
		}
	}
	if err := errors.Join(b.Forget(ctx, id), b.Forget(ctx, other), b.Forget(ctx, id)); err != nil {
		t.Error(err)
	}
	path := filepath.Join(t.TempDir(), "copy")
	if err := b.Fetch(ctx, sumOf(p), path); err != nil {
		t.Errorf("the whole blob after its growing one was forgotten: %v", err)
	}
	if err := b.Drop(ctx, sumOf(p)); err != nil {
		t.Error(err)
	}
	if err := b.EachGrowing(ctx, func(id studio.ID, _ time.Time) error {
		t.Errorf("growing blob %s is left", id)
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func truncates(t *testing.T, b studio.Blobs, again func() studio.Blobs) {
	p := music(9 << 20)
	for _, to := range []int64{0, 5, 4 << 20, 4<<20 + 1, 9 << 20} {
		id := studio.NewID()
		grow(t, b, id, p)
		g, err := again().Grow(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(g.Truncate(to), g.Close()); err != nil || g.Bytes() != to {
			t.Fatalf("cutting to %d bytes left %d, %v", to, g.Bytes(), err)
		}
		grow(t, b, id, []byte("end"))
		sum, _, err := b.Seal(t.Context(), id)
		if want := sumOf(append(bytes.Clone(p[:to]), "end"...)); err != nil || sum != want {
			t.Errorf("cut to %d bytes and gone on: sum %s, %v, want %s", to, sum, err, want)
		}
		if err := errors.Join(b.Forget(t.Context(), id), b.Drop(t.Context(), sum)); err != nil {
			t.Error(err)
		}
	}
}

func ready(t *testing.T, b studio.Blobs) {
	if err := b.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	if n := len(all(t, b)); n != 0 {
		t.Errorf("%d blobs are left", n)
	}
}
