package flac_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/flac"
	"lathe/internal/material"
)

// memory is a file that is not on disk.
type memory struct {
	bytes []byte
	at    int
}

func (m *memory) Write(b []byte) (int, error) {
	if grow := m.at + len(b) - len(m.bytes); grow > 0 {
		m.bytes = append(m.bytes, make([]byte, grow)...)
	}
	m.at += copy(m.bytes[m.at:], b)
	return len(b), nil
}

func (m *memory) Seek(offset int64, whence int) (int64, error) {
	m.at = int(offset) + []int{0, m.at, len(m.bytes)}[whence]
	return int64(m.at), nil
}

// encode is the file of some samples.
func encode(t testing.TB, f audio.Format, samples [][]float64, tags ...flac.Tag) []byte {
	t.Helper()
	var m memory
	w, err := flac.NewWriter(&m, f, tags)
	if err != nil {
		t.Fatal(err)
	}
	for from := 0; from < len(samples[0]); {
		n := min(len(samples[0])-from, 1000+from%777) // blocks of any length
		if err := w.Write(audio.Slice(nil, samples, from, from+n), n); err != nil {
			t.Fatal(err)
		}
		from += n
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return m.bytes
}

// rounded is what samples become at a bit depth: the nearest step, held at
// full scale.
func rounded(samples [][]float64, depth int) [][]float64 {
	full := math.Pow(2, float64(depth-1))
	out := audio.NewBlock(len(samples), len(samples[0]))
	for c, ch := range samples {
		for i, v := range ch {
			steps := math.RoundToEven(v * full)
			out[c][i] = math.Min(full-1, math.Max(-full, steps)) / full
		}
	}
	return out
}

func open(t testing.TB, file []byte) audio.Reader {
	t.Helper()
	r, err := flac.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func readAll(t testing.TB, file []byte) ([][]float64, []audio.Flaw) {
	t.Helper()
	r := open(t, file)
	got, err := audiotest.ReadAll(r, 4096)
	if err != nil {
		t.Fatal(err)
	}
	return got, r.Flaws()
}

// verdict says in one line what becomes of a file.
func verdict(file []byte) string {
	return audiotest.Verdict(flac.NewReader(bytes.NewReader(file)))
}

// sound makes a signal of frames by channel: every kind exercises another way
// to write a subframe.
type sound struct {
	name string
	make func(rng *rand.Rand, channel, frame int) float64
}

var sounds = []sound{
	{"silence", func(*rand.Rand, int, int) float64 { return 0 }},
	{"a constant", func(_ *rand.Rand, c, _ int) float64 { return 0.25 - 0.75*float64(c) }},
	{"a full-scale square", func(_ *rand.Rand, c, i int) float64 { return 1 - 2*float64((i/50+c)%2) }},
	{"the largest steps there are", func(_ *rand.Rand, c, i int) float64 { return 1 - 2*float64((i+c)%2) }},
	{"a sine in both channels", func(_ *rand.Rand, _, i int) float64 { return 0.7 * math.Sin(float64(i)*0.05) }},
	{"two sines", func(_ *rand.Rand, c, i int) float64 { return 0.7 * math.Sin(float64(i)*(0.013+0.4*float64(c))) }},
	{"opposite sines, clipped", func(_ *rand.Rand, c, i int) float64 { return float64(3-6*c) * math.Sin(float64(i)*0.002) }},
	{"noise", func(rng *rand.Rand, _, _ int) float64 { return 2*rng.Float64() - 1 }},
	{"quiet noise", func(rng *rand.Rand, _, _ int) float64 { return rng.NormFloat64() * 1e-4 }},
	{"steps of 1/64, so that bits are wasted", func(rng *rand.Rand, _, _ int) float64 { return math.Round(rng.NormFloat64()*20) / 64 }},
	{"one click", func(_ *rand.Rand, c, i int) float64 { return map[bool]float64{true: -1}[i == 17+c] }},
	{"a slow parabola", func(_ *rand.Rand, c, i int) float64 { return float64(i%3000-1500) * float64(i%3000-1500) / 4e6 }},
	{"quiet, then loud", func(rng *rand.Rand, c, i int) float64 {
		return math.Sin(float64(i)*0.3)*0.001 + rng.NormFloat64()*0.2*float64(i/2500%2)
	}},
}

func (s sound) render(channels, frames int) [][]float64 {
	rng := rand.New(rand.NewPCG(1, uint64(frames)))
	block := audio.NewBlock(channels, frames)
	for c := range block {
		for i := range block[c] {
			block[c][i] = s.make(rng, c, i)
		}
	}
	return block
}

// music is a little of everything, for tests that do not care.
func music(channels, frames int) [][]float64 {
	rng := rand.New(rand.NewPCG(7, 7))
	block := audio.NewBlock(channels, frames)
	for i := range frames {
		common := 0.3*math.Sin(float64(i)*0.02) + 0.1*math.Sin(float64(i)*0.31)
		for c := range block {
			block[c][i] = common + rng.NormFloat64()*0.01
		}
	}
	return block
}

func cd(channels int) audio.Format {
	return audio.Format{Rate: 44100, Channels: channels, BitDepth: 16, Frames: -1}
}

// reference decodes files with flac -d, all at once: the reference decoder
// starts slowly. It gives interleaved bytes, little-endian, by file.
func reference(t *testing.T, files map[string][]byte) map[string][]byte {
	t.Helper()
	tool, dir := material.Tool(t, "flac"), t.TempDir()
	args, names := []string{"-s", "-d", "--force-raw-format", "--endian=little", "--sign=signed"}, []string{}
	for name, file := range files {
		path := filepath.Join(dir, fmt.Sprintf("%d.flac", len(names)))
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		names, args = append(names, name), append(args, path)
	}
	if out, err := exec.Command(tool, args...).CombinedOutput(); err != nil {
		t.Errorf("flac -d: %v\n%s", err, out)
	}
	raw := map[string][]byte{}
	for i, name := range names {
		raw[name], _ = os.ReadFile(filepath.Join(dir, fmt.Sprintf("%d.raw", i)))
	}
	return raw
}

// planar undoes little-endian bytes.
func planar(raw []byte, depth, channels int) [][]float64 {
	width := (depth + 7) / 8
	block := audio.NewBlock(channels, len(raw)/width/channels)
	for i := range len(block[0]) * channels {
		v := int32(0)
		for k := range width {
			v |= int32(raw[i*width+k]) << (32 - 8*width + 8*k)
		}
		block[i%channels][i/channels] = float64(v>>(32-8*width)) / math.Pow(2, float64(depth-1))
	}
	return block
}

// troubled is a file on a disk that fails from a byte on.
type troubled struct {
	*bytes.Reader
	from int64
	err  error
}

func (d troubled) Read(b []byte) (int, error) {
	at, _ := d.Seek(0, io.SeekCurrent)
	if at >= d.from {
		return 0, d.err
	}
	return d.Reader.Read(b[:min(int64(len(b)), d.from-at)])
}

var errTrouble = errors.New("input/output error")
