package decode

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
)

// careless gives whatever it was made of, sound or not.
type careless struct {
	audio.Reader
	samples []float64
	closed  bool
}

func (c *careless) Format() audio.Format { return audio.Format{Rate: 48000, Channels: 1} }
func (c *careless) Flaws() []audio.Flaw  { return nil }
func (c *careless) Close() error         { c.closed = true; return nil }

func (c *careless) Read(dst [][]float64) (int, error) {
	n := copy(dst[0], c.samples)
	c.samples = c.samples[n:]
	return n, nil
}

func TestACarelessReaderIsWatched(t *testing.T) {
	on, err := os.Create(filepath.Join(t.TempDir(), "Kick.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	inner := &careless{samples: []float64{1, 2, 3, math.Inf(-1)}}
	r := wrap(inner, on, "Kick.mp3", readers[mp3Kind], ".mp3")
	block := audio.NewBlock(1, 2)
	if n, err := r.Read(block); n != 2 || err != nil {
		t.Errorf("of the sound part %d frames came with %v, want 2", n, err)
	}
	want := "Kick.mp3: the sample at 0:00.00 (channel 1) is -Inf, which no sound can be; export the file again: not finite"
	if n, err := r.Read(block); n != 0 || !errors.Is(err, audio.ErrNotFinite) || err.Error() != want {
		t.Errorf("of the rest %d frames came with\n%v\nwant none and\n%s", n, err, want)
	}
	if err := r.Close(); err != nil || !inner.closed {
		t.Errorf("the reader is closed: %v (%v)", inner.closed, err)
	}
	if err := on.Close(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("closing the file again gives %v, want %v", err, os.ErrClosed)
	}
}
