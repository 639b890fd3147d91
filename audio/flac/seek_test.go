package flac_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/flac"
	"lathe/internal/material"
)

func TestReaderContract(t *testing.T) {
	file, p := five(t)
	noise := sounds[7].render(2, 70*4096+11) // 1.7 MB, so that there is something to bisect
	for name, file := range map[string][]byte{
		"24-bit stereo":               encode(t, audio.Format{Rate: 48000, Channels: 2, BitDepth: 24, Frames: -1}, noise),
		"8-bit mono":                  encode(t, audio.Format{Rate: 8000, Channels: 1, BitDepth: 8}, music(1, 30000)),
		"shorter than a block":        encode(t, cd(1), music(1, 99)),
		"a truncated one":             file[:len(file)-len(p[6])-20],
		"a damaged one":               with(with(file, len(join(p[:4]...))+500, 0x55), 8+13, file[8+13]&^15, 0, 0, 0, 0),
		"one without a length":        with(file, 8+13, file[8+13]&^15, 0, 0, 0, 0),
		"one that begins at packet 3": join(p[0], p[4], p[5], p[6]),
	} {
		t.Run(name, func(t *testing.T) {
			audiotest.Exercise(t, func(t *testing.T) audio.Reader { return open(t, file) })
		})
	}
}

func TestReaderContractOnVectors(t *testing.T) {
	dir := material.Dir(t)
	for _, name := range []string{"flac/subset/14 - wasted bits.flac", "flac/faulty/09 - blocksize 1.flac", "flac-mewkiz/testdata/59996.flac"} {
		file, err := os.ReadFile(filepath.Join(dir, "vectors", name))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			audiotest.Exercise(t, func(t *testing.T) audio.Reader { return open(t, file) })
		})
	}
}

// Seeking reads a little of the file, wherever it goes.
func TestSeekingDoesNotReadWhatIsBefore(t *testing.T) {
	file := encode(t, audio.Format{Rate: 48000, Channels: 2, BitDepth: 24, Frames: -1}, sounds[7].render(2, 700*4096))
	counted := &counter{Reader: bytes.NewReader(file)}
	r, err := flac.NewReader(counted)
	if err != nil {
		t.Fatal(err)
	}
	counted.bytes = 0
	if err := r.(audio.Seeker).SeekFrame(600*4096 + 5); err != nil {
		t.Fatal(err)
	}
	// twice 64 KiB for each of 8 halvings of 17 MB, and for what is near
	if limit := 1200 << 10; counted.bytes > limit {
		t.Errorf("seeking in a file of %d KiB read %d KiB, want at most %d", len(file)>>10, counted.bytes>>10, limit>>10)
	}
}

type counter struct {
	*bytes.Reader
	bytes int
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.bytes += n
	return n, err
}

// A file of samples that look like packets, stored as they are, leads the
// search astray, but not for long and never to a wrong place.
func TestSeekingIsNotFooled(t *testing.T) {
	trap := packet(0xc9, 0x18, 0) // a header of 4096 frames of 16-bit stereo
	rng := rand.New(rand.NewPCG(3, 3))
	samples := audio.NewBlock(2, 30*4096)
	for c := range samples {
		for i := range samples[c] {
			samples[c][i] = 2*rng.Float64() - 1
			if at := i % 8; i%512 < 8 && 2*at+1 < len(trap) {
				samples[c][i] = float64(int16(uint16(trap[2*at])<<8|uint16(trap[2*at+1]))) / (1 << 15)
			}
		}
	}
	file := encode(t, cd(2), samples)
	if bytes.Count(file, trap[:6]) < 100 {
		t.Fatal("the trap is not in the file")
	}
	audiotest.Exercise(t, func(t *testing.T) audio.Reader { return open(t, file) })
}

func TestASplicedFileIsSoughtByDecoding(t *testing.T) {
	_, p := five(t)
	spliced := join(p[0], p[1], p[2], p[3], p[1], p[2], p[3], p[4], p[5])
	r := open(t, spliced).(audio.Seeker)
	whole, err := audiotest.ReadAll(r, 4096)
	if err != nil {
		t.Fatal(err)
	}
	block := audio.NewBlock(2, 10)
	for _, at := range []int{5*4096 + 7, 100} { // now it is known that the numbers start again
		if err := r.SeekFrame(int64(at)); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Read(block); err != nil {
			t.Fatal(err)
		}
		if diff := audiotest.Differ(block, audio.Slice(nil, whole, at, at+10)); diff != "" {
			t.Errorf("from frame %d: %s", at, diff)
		}
	}
}

type closable struct {
	*bytes.Reader
	closed bool
}

func (c *closable) Close() error { c.closed = true; return nil }

func TestCloseClosesWhatCanBeClosed(t *testing.T) {
	file, _ := five(t)
	c := &closable{Reader: bytes.NewReader(file)}
	r, err := flac.NewReader(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil || !c.closed {
		t.Errorf("closed is %v with error %v, want true and none", c.closed, err)
	}
}
