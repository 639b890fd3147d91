//go:build unix

package proof

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"lathe/internal/signal"
	"lathe/studio"
	"lathe/studio/blob"
	"lathe/studio/store"
)

// madeSong writes a small session: some stems of a few seconds and their sum.
func madeSong(t *testing.T, stems int, seconds float64, seed uint64) string {
	t.Helper()
	const rate = 44100
	dir := filepath.Join(t.TempDir(), "Made Song")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	n := int(seconds * rate)
	sum := [][]float64{make([]float64, n), make([]float64, n)}
	for _, track := range signal.Bench(stems, seconds, rate, seed) {
		x := [][]float64{make([]float64, n), make([]float64, n)}
		player := track.Play()
		for at := 0; at < n; {
			got, err := player.Read([][]float64{x[0][at:min(n, at+4096)], x[1][at:min(n, at+4096)]})
			at += got
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
		for c := range sum {
			for i, v := range x[c] {
				sum[c][i] += v / float64(stems)
			}
		}
		writeWAV(t, filepath.Join(dir, track.Name+".wav"), rate, x)
	}
	writeWAV(t, filepath.Join(dir, "Rough Mix - Bench.wav"), rate, sum)
	return dir
}

// writeWAV writes 24-bit stereo.
func writeWAV(t *testing.T, path string, rate int, x [][]float64) {
	t.Helper()
	var b bytes.Buffer
	put := func(v ...any) {
		for _, one := range v {
			binary.Write(&b, binary.LittleEndian, one)
		}
	}
	bytesLong := uint32(6 * len(x[0]))
	put([]byte("RIFF"), 36+bytesLong, []byte("WAVEfmt "), uint32(16), uint16(1), uint16(2), uint32(rate), uint32(6*rate), uint16(6), uint16(24), []byte("data"), bytesLong)
	for i := range x[0] {
		for _, ch := range x {
			v := int32(math.Round(max(-1, min(1, ch[i])) * (1<<23 - 1)))
			b.Write([]byte{byte(v), byte(v >> 8), byte(v >> 16)})
		}
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// rows opens the studio's database beside its processes.
func (h *house) rows(t *testing.T) (*store.Store, studio.ID) {
	t.Helper()
	var s *store.Store
	var err error
	if len(h.flags) > 0 {
		s, err = store.OpenPostgres(t.Context(), h.flags[1])
	} else {
		s, err = store.OpenFile(t.Context(), filepath.Join(h.dir, "studio.db"))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	all, err := s.Studios(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("there are %d studios, %v, want 1", len(all), err)
	}
	return s, all[0]
}

// ledger counts the lines of the audit log by what was done and to what, and
// checks the chain.
func (h *house) ledger(t *testing.T) map[[2]string]int {
	t.Helper()
	s, id := h.rows(t)
	lines := map[[2]string]int{}
	err := s.Read(t.Context(), id, func(d studio.Desk) error {
		list, err := d.Entries(0, 1_000_000)
		before := ""
		for _, e := range list {
			if sum := studio.EntrySum(before, e); sum != e.Sum {
				t.Errorf("line %d of the ledger does not follow from the one before", e.N)
			}
			before = e.Sum
			lines[[2]string{e.Did, e.About}]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// blobs opens the studio's bytes beside its processes.
func (h *house) blobs(t *testing.T) studio.Blobs {
	t.Helper()
	var b studio.Blobs
	var err error
	if len(h.flags) > 0 {
		b, err = blob.OpenBucket(t.Context(), h.flags[3], t.TempDir())
	} else {
		b, err = blob.OpenFolder(filepath.Join(h.dir, "blobs"), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}
