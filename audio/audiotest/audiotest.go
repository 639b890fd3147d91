// Package audiotest holds the contract that every [audio.Reader] signs, and
// what the tests of readers share.
package audiotest

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"lathe/audio"
)

// maxFrames bounds what a test reads of a file that does not end.
const maxFrames = 1 << 26

// ReadAll reads a whole file in blocks of the given length. What was read
// before an error comes with it; the end is no error.
func ReadAll(r audio.Reader, blockFrames int) ([][]float64, error) {
	channels := r.Format().Channels
	all := make([][]float64, channels)
	block := audio.NewBlock(channels, blockFrames)
	for len(all[0]) < maxFrames {
		n, err := r.Read(block)
		for c := range all {
			all[c] = append(all[c], block[c][:n]...)
		}
		switch {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return all, err
		case n != blockFrames:
			return all, fmt.Errorf("a read gave %d of %d frames without an error", n, blockFrames)
		}
	}
	return all, errors.New("the file does not end")
}

// Exercise opens a sound file again and again and checks what audio.Reader,
// and audio.Seeker where it is one, promise.
func Exercise(t *testing.T, open func(t *testing.T) audio.Reader) {
	t.Helper()
	r := open(t)
	whole, err := ReadAll(r, 4096)
	if err != nil {
		t.Fatalf("reading it all: %v", err)
	}
	t.Run("the format is sound and its length true", func(t *testing.T) {
		f := r.Format()
		if err := f.Check(); err != nil {
			t.Error(err)
		}
		if f.Frames >= 0 && f.Frames != int64(len(whole[0])) && !HasFlaw(r, "truncated") {
			t.Errorf("there are %d frames, the format says %d, and no flaw tells why", len(whole[0]), f.Frames)
		}
	})
	t.Run("samples are finite", func(t *testing.T) {
		if err := audio.CheckFinite(whole, len(whole[0]), 0, r.Format().Rate); err != nil {
			t.Error(err)
		}
	})
	t.Run("the end stays the end", func(t *testing.T) {
		for range 2 {
			if n, err := r.Read(audio.NewBlock(len(whole), 8)); n != 0 || !errors.Is(err, io.EOF) {
				t.Errorf("after the end a read gave %d frames and %v", n, err)
			}
		}
		if err := r.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	t.Run("the length of a block changes nothing", func(t *testing.T) {
		for _, frames := range []int{1, 7, 1024} {
			again := open(t)
			got, err := ReadAll(again, frames)
			if err != nil {
				t.Fatalf("in blocks of %d: %v", frames, err)
			}
			if diff := Differ(got, whole); diff != "" {
				t.Errorf("in blocks of %d: %s", frames, diff)
			}
			again.Close()
		}
	})
	if s, ok := open(t).(audio.Seeker); ok {
		defer s.Close()
		t.Run("seeking lands where reading arrives", func(t *testing.T) { exerciseSeek(t, s, whole) })
	}
}

func exerciseSeek(t *testing.T, s audio.Seeker, whole [][]float64) {
	frames := len(whole[0])
	block := audio.NewBlock(len(whole), 64)
	for _, at := range []int{frames / 2, 0, frames - 1, 1, frames, frames / 3, frames + 5, -3} {
		if err := s.SeekFrame(int64(at)); err != nil {
			t.Fatalf("seeking to frame %d: %v", at, err)
		}
		n, err := s.Read(block)
		from := max(0, min(at, frames))
		want := min(64, frames-from)
		if n != want || err != nil && !errors.Is(err, io.EOF) || (err == nil) != (want == 64) {
			t.Fatalf("from frame %d a read gave %d frames and %v, want %d", at, n, err, want)
		}
		got, expected := make([][]float64, len(whole)), make([][]float64, len(whole))
		if diff := Differ(audio.Slice(got, block, 0, n), audio.Slice(expected, whole, from, from+n)); diff != "" {
			t.Errorf("from frame %d: %s", at, diff)
		}
	}
}

// Differ says where two signals part, or nothing. They are compared bit for
// bit, but for the sign of zero.
func Differ(got, want [][]float64) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d channels, want %d", len(got), len(want))
	}
	for c := range want {
		if len(got[c]) != len(want[c]) {
			return fmt.Sprintf("%d frames, want %d", len(got[c]), len(want[c]))
		}
		for i, v := range want[c] {
			if got[c][i] != v && !(math.IsNaN(v) && math.IsNaN(got[c][i])) {
				return fmt.Sprintf("frame %d of channel %d is %g, want %g", i, c+1, got[c][i], v)
			}
		}
	}
	return ""
}

// Planar takes interleaved samples apart.
func Planar(interleaved []float64, channels int) [][]float64 {
	planar := audio.NewBlock(channels, len(interleaved)/channels)
	for i, v := range interleaved[:len(planar[0])*channels] {
		planar[i%channels][i/channels] = v
	}
	return planar
}

// Verdict reads a file to its end and says in one line what became of it: the
// number of frames and the flaws' codes, or why it was refused.
func Verdict(r audio.Reader, err error) string {
	if err != nil {
		return err.Error()
	}
	all, err := ReadAll(r, 512)
	if err != nil {
		return fmt.Sprintf("%d frames, then %v", len(all[0]), err)
	}
	words := []string{fmt.Sprintf("%d frames", len(all[0]))}
	for _, f := range r.Flaws() {
		words = append(words, f.Code)
	}
	return strings.Join(words, ", ")
}

// HasFlaw says whether a reader found a flaw of that code.
func HasFlaw(r audio.Reader, code string) bool {
	for _, f := range r.Flaws() {
		if f.Code == code {
			return true
		}
	}
	return false
}

// OneByteAt answers every question with a single byte and no error, which
// [io.ReaderAt] forbids and worn-out file systems do.
func OneByteAt(r io.ReaderAt) io.ReaderAt { return oneByteAt{r} }

type oneByteAt struct{ r io.ReaderAt }

func (o oneByteAt) ReadAt(p []byte, at int64) (int, error) {
	if len(p) <= 1 {
		return o.r.ReadAt(p, at)
	}
	n, err := o.r.ReadAt(p[:1], at)
	if n == 1 {
		err = nil
	}
	return n, err
}
