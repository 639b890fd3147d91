package chain_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lathe/chain"
	"lathe/internal/material"
	"lathe/session"
)

// wrong is one thing that is wrong with a real session.
type wrong struct {
	code, stem      string
	startS, withinS float64 // where, and how near; 0: everywhere
}

// Real faults are found: the README of the real material names them, and
// ffmpeg's decoder and meters agree (lengths of 80.30 and 83.25 s, a plain sum
// at +5 dB, 17,875 samples of the song at full scale).
func TestRealFaultsAreFound(t *testing.T) {
	sessions := filepath.Join(material.Dir(t), "sessions")
	funk := filepath.Join(sessions, "mdn-funk")
	short := wrong{"region.short", "bassguitar.mp3", 80.30, 0.05}
	for _, tt := range []struct {
		name  string
		files []string // of a folder; empty: the folder itself
		dir   string
		want  []wrong
		long  bool
	}{
		{"two stems of mdn-funk", []string{"bassguitar.mp3", "clav.mp3"}, funk,
			[]wrong{short, {code: "lossy"}, {code: "name.title"}}, false},
		{"mdn-funk", nil, funk,
			[]wrong{short, {code: "lossy"}, {code: "name.title"}, {code: "sum.hot"}}, true},
		{"internal-degeneration", nil, filepath.Join(sessions, "internal-degeneration"),
			[]wrong{{code: "lossy"}, {"clip.runs", "internal_degeneration/song.ogg", 1.27, 0.05}}, true},
	} {
		if tt.long && !material.Long() {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := tt.dir
			if tt.files != nil {
				dir = filepath.Join(t.TempDir(), "funk")
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
				for _, f := range tt.files {
					if err := os.Symlink(filepath.Join(tt.dir, f), filepath.Join(dir, f)); err != nil {
						t.Fatal(err)
					}
				}
			}
			h, err := chain.Check(t.Context(), arrive(t, dir), chain.Options{Workers: 2, TempDir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer h.Close()
			for _, w := range tt.want {
				i := slices.IndexFunc(h.Findings, func(f session.Finding) bool { return f.Code == w.code && (w.stem == "" || f.Stem == w.stem) })
				if i < 0 {
					t.Errorf("%s about %q is not found among %d findings", w.code, w.stem, len(h.Findings))
					continue
				}
				if f := h.Findings[i]; w.startS > 0 && (len(f.At) == 0 || math.Abs(f.At[0].StartS-w.startS) > w.withinS) {
					t.Errorf("%s of %s is placed at %v, want %g s within %g", w.code, w.stem, f.At, w.startS, w.withinS)
				}
			}
		})
	}
}
