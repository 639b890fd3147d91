package proof

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lathe/internal/material"
)

// silence is a long file that costs nothing to make.
type silence struct{ size, at int64 }

func (s *silence) Read(p []byte) (int, error) {
	n := min(int64(len(p)), s.size-s.at)
	if n == 0 {
		return 0, io.EOF
	}
	clear(p[:n])
	s.at += n
	return int(n), nil
}

func (s *silence) Seek(to int64, _ int) (int64, error) {
	s.at = to
	return to, nil
}

// peakBytes is the most memory a process has had resident.
func peakBytes(t *testing.T, pid int) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb << 10
}

// TestMemoryOfEightUploads sends eight files at once and looks at the most
// memory the server has had: issue 4 gives it 64 MiB and one for each transfer.
func TestMemoryOfEightUploads(t *testing.T) {
	const transfers = 8
	size := int64(16 << 20)
	if material.Long() {
		size = 1 << 30
	}
	for _, s := range setups {
		t.Run(s.name, func(t *testing.T) {
			s.songs, s.workers = 0, 0
			h := found(t, s)
			ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
			defer stop()
			song, err := h.Open(ctx, "", "")
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			var g sync.WaitGroup
			for i := range transfers {
				g.Go(func() {
					if err := h.Upload(ctx, song.ID, fmt.Sprintf("Stem %d.wav", i), &silence{size: size}, size); err != nil {
						t.Errorf("%v\n%s", err, h.procs["serve"].said)
					}
				})
			}
			g.Wait()
			peak := peakBytes(t, h.procs["serve"].cmd.Process.Pid)
			t.Logf("%d uploads of %d bytes in %.1f s: at most %.1f MiB resident", transfers, size, time.Since(began).Seconds(), float64(peak)/(1<<20))
			if most := int64(64<<20 + transfers<<20); peak > most {
				t.Errorf("%d bytes were resident, want at most %d", peak, most)
			}
		})
	}
}
