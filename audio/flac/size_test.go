package flac_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"lathe/audio"
	"lathe/audio/flac"
	"lathe/internal/material"
)

// reencode gives bytes to flac -5 and says where the file is that it made.
func reencode(t testing.TB, in []byte, args ...string) string {
	t.Helper()
	tool, dir := material.Tool(t, "flac"), t.TempDir()
	from, to := filepath.Join(dir, "in"), filepath.Join(dir, "out.flac")
	if err := os.WriteFile(from, in, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tool, append(args, "-s", "-5", "-o", to, from)...).CombinedOutput(); err != nil {
		t.Fatalf("flac: %v\n%s", err, out)
	}
	return to
}

func openFile(t testing.TB, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func sizeOf(t testing.TB, path string) int {
	t.Helper()
	at, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return int(at.Size())
}

// Real stems, 4 s from where most are playing, against flac -5 without
// padding. The bound is what we promise, not what we reach.
func TestRealStemsAreNotLargerThanFlac5(t *testing.T) {
	const (
		from, frames = 720000, 192000
		bound        = 1.01 // times what flac -5 takes
	)
	dir := filepath.Join(material.Dir(t), "sessions")
	stems, err := filepath.Glob(filepath.Join(dir, "*", "*.flac"))
	if err != nil || len(stems) == 0 {
		t.Fatalf("there are no stems: %v", err)
	}
	ours, theirs := 0, 0
	for _, stem := range stems {
		r, err := flac.NewReader(openFile(t, stem))
		if err != nil {
			t.Fatal(err)
		}
		f := r.Format()
		block := audio.NewBlock(f.Channels, frames)
		if err := r.(audio.Seeker).SeekFrame(from); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Read(block); err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		f.Frames = frames
		file := encode(t, f, block)
		raw := audio.Encoding{Bytes: f.BitDepth / 8}.Encode(make([]byte, frames*f.Channels*f.BitDepth/8), block, frames)
		flac5 := sizeOf(t, reencode(t, raw, "--no-padding", "--force-raw-format", "--endian=little", "--sign=signed",
			"--bps="+strconv.Itoa(f.BitDepth), "--sample-rate="+strconv.Itoa(f.Rate), "--channels="+strconv.Itoa(f.Channels)))
		ratio := float64(len(file)) / float64(flac5)
		t.Logf("%-50s %8d, flac -5 %8d: %.4f", filepath.Base(stem), len(file), flac5, ratio)
		if ratio > bound {
			t.Errorf("%s takes %.4f of flac -5, want at most %g", filepath.Base(stem), ratio, bound)
		}
		ours, theirs = ours+len(file), theirs+flac5
	}
	t.Logf("%-50s %8d, flac -5 %8d: %.4f", "all", ours, theirs, float64(ours)/float64(theirs))
	if ratio := float64(ours) / float64(theirs); ratio > 1 {
		t.Errorf("all take %.4f of flac -5, want at most as much", ratio)
	}
}
