package audition_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/audio/decode"
	"lathe/audio/flac"
	"lathe/chain/audition"
	"lathe/dsp/unit"
	"lathe/internal/material"
	"lathe/measure"
)

// kind is a way to write samples, and what a player should get.
type kind struct {
	name      string
	channels  int
	bytes     int
	float     bool
	file      func(raw []byte, k kind) []byte // raw is little-endian
	wantBytes int                             // of a sample a player gets, when it is another
}

func le(parts ...any) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		if text, ok := p.(string); ok {
			p = []byte(text)
		}
		binary.Write(&b, binary.LittleEndian, p)
	}
	return b.Bytes()
}

const rate = 44100

func wavHead(id string, dataBytes uint32, k kind, extra ...any) []byte {
	code := uint16(1)
	if k.float {
		code = 3
	}
	wide := k.bytes * k.channels
	return append(le(append([]any{id, uint32(0xffffffff), "WAVE"}, extra...)...),
		le("fmt ", uint32(16), code, uint16(k.channels), uint32(rate), uint32(rate*wide), uint16(wide), uint16(8*k.bytes), "data", dataBytes)...)
}

func plainWAV(raw []byte, k kind) []byte {
	return append(append(wavHead("RIFF", uint32(len(raw)), k), raw...), "LIST\x04\x00\x00\x00INFO"...)
}

func rf64(raw []byte, k kind) []byte {
	return append(wavHead("RF64", 0xffffffff, k, "ds64", uint32(28), uint64(len(raw))+72, uint64(len(raw)), uint64(0), uint32(0)), raw...)
}

// aiff is big-endian.
func aiff(raw []byte, k kind) []byte {
	big := bytes.Clone(raw)
	for i := 0; i < len(big); i += k.bytes {
		for a, b := i, i+k.bytes-1; a < b; a, b = a+1, b-1 {
			big[a], big[b] = big[b], big[a]
		}
	}
	frames := len(raw) / k.bytes / k.channels
	be := func(v any) []byte { return must(binary.Append(nil, binary.BigEndian, v)) }
	comm := append(append(append(be(uint16(k.channels)), be(uint32(frames))...), be(uint16(8*k.bytes))...),
		0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0) // 44100 as an 80-bit float
	body := append([]byte("AIFFCOMM"), append(be(uint32(18)), comm...)...)
	body = append(append(append(body, "SSND"...), be(uint32(8+len(big)))...), make([]byte, 8)...)
	body = append(body, big...)
	return append(append([]byte("FORM"), be(uint32(len(body)))...), body...)
}

func flacFile(raw []byte, k kind) []byte {
	f, err := os.CreateTemp("", "*.flac")
	if err != nil {
		panic(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	w := must(flac.NewWriter(f, audio.Format{Rate: rate, Channels: k.channels, BitDepth: 8 * k.bytes, Frames: -1}, nil))
	frames := len(raw) / k.bytes / k.channels
	block := audio.NewBlock(k.channels, frames)
	for c := range block {
		for i := range block[c] {
			block[c][i] = valueOf(raw[(i*k.channels+c)*k.bytes:], k)
		}
	}
	if err := w.Write(block, frames); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return must(os.ReadFile(f.Name()))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// valueOf is a little-endian sample by the book.
func valueOf(raw []byte, k kind) float64 {
	switch {
	case k.float && k.bytes == 4:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(raw)))
	case k.float:
		return math.Float64frombits(binary.LittleEndian.Uint64(raw))
	case k.bytes == 1:
		return (float64(raw[0]) - 128) / 128
	}
	n := int64(0)
	for i := range k.bytes {
		n |= int64(raw[i]) << (8 * i)
	}
	if top := int64(1) << (8*k.bytes - 1); n >= top {
		n -= 2 * top
	}
	return float64(n) / math.Pow(2, float64(8*k.bytes-1))
}

// noise is random samples of a kind, all of its range.
func noise(k kind, frames int, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	raw := make([]byte, frames*k.channels*k.bytes)
	for at := 0; at < len(raw); at += k.bytes {
		v := (2*r.Float64() - 1) * math.Pow(r.Float64(), 3)
		switch {
		case k.float && k.bytes == 4:
			binary.LittleEndian.PutUint32(raw[at:], math.Float32bits(float32(1.5*v)))
		case k.float:
			binary.LittleEndian.PutUint64(raw[at:], math.Float64bits(1.5*v))
		default:
			for i := range k.bytes {
				raw[at+i] = byte(r.Uint32())
			}
		}
	}
	return raw
}

var kinds = []kind{
	{name: "8-bit mono WAV", channels: 1, bytes: 1, file: plainWAV},
	{name: "16-bit mono WAV", channels: 1, bytes: 2, file: plainWAV},
	{name: "16-bit WAV", channels: 2, bytes: 2, file: plainWAV},
	{name: "24-bit WAV", channels: 2, bytes: 3, file: plainWAV},
	{name: "24-bit mono RF64", channels: 1, bytes: 3, file: rf64},
	{name: "32-bit WAV", channels: 2, bytes: 4, file: plainWAV},
	{name: "32-bit float WAV", channels: 2, bytes: 4, float: true, file: plainWAV},
	{name: "64-bit float WAV", channels: 1, bytes: 8, float: true, file: plainWAV, wantBytes: 4},
	{name: "16-bit AIFF", channels: 2, bytes: 2, file: aiff},
	{name: "24-bit mono AIFF", channels: 1, bytes: 3, file: aiff},
	{name: "16-bit FLAC", channels: 2, bytes: 2, file: flacFile},
	{name: "24-bit FLAC", channels: 2, bytes: 3, file: flacFile},
}

// TestSamplesAreExact makes files of every kind from known samples, and wants
// just those; and the peaks that a plain loop over them finds.
func TestSamplesAreExact(t *testing.T) {
	for i, k := range kinds {
		for _, frames := range []int{1, 255, 256, 48217} {
			t.Run(fmt.Sprintf("%s, %d frames", k.name, frames), func(t *testing.T) {
				raw := noise(k, frames, uint64(i))
				path := filepath.Join(t.TempDir(), "stem.bin")
				text := k.file(raw, k)
				if err := os.WriteFile(path, text, 0o600); err != nil {
					t.Fatal(err)
				}
				s, pages, got := prepare(t, path)
				want := raw
				if k.wantBytes != 0 { // 64-bit floats are heard as 32-bit ones
					want = nil
					for at := 0; at < len(raw); at += 8 {
						want = binary.LittleEndian.AppendUint32(want, math.Float32bits(float32(valueOf(raw[at:], k))))
					}
				}
				if !bytes.Equal(got, want) {
					t.Fatalf("%d bytes of samples, want the %d that were written", len(got), len(want))
				}
				if s.Rate != rate || s.Channels != k.channels || s.Frames != int64(frames) {
					t.Errorf("it is %d Hz, %d channels, %d frames", s.Rate, s.Channels, s.Frames)
				}
				if want := peaksOf(raw, k); !bytes.Equal(pages.Peaks, want) {
					t.Errorf("the peaks are not those of a plain loop")
				}
			})
		}
	}
}

// prepare gives what a player would get.
func prepare(t *testing.T, path string) (audition.Sound, audition.Pages, []byte) {
	t.Helper()
	var pcm bytes.Buffer
	s, pages, err := audition.Prepare(t.Context(), path, &pcm)
	if err != nil {
		t.Fatal(err)
	}
	if s.At < 0 {
		return s, pages, pcm.Bytes()
	}
	if pcm.Len() > 0 {
		t.Errorf("%d bytes were written of a file that stands as it is", pcm.Len())
	}
	text := must(os.ReadFile(path))
	return s, pages, text[s.At : s.At+s.Frames*int64(s.Channels*s.Encoding.Bytes)]
}

// peaksOf is a .dat file made the slow way.
func peaksOf(raw []byte, k kind) []byte {
	wide := k.bytes * k.channels
	frames := len(raw) / wide
	count := (frames + 255) / 256
	out := le(int32(2), uint32(1), int32(rate), int32(256), uint32(count), int32(k.channels))
	for from := 0; from < frames; from += 256 {
		for c := range k.channels {
			least, most := math.Inf(1), math.Inf(-1)
			for i := from; i < min(frames, from+256); i++ {
				v := math.Round(128 * valueOf(raw[i*wide+c*k.bytes:], k))
				least, most = min(least, max(-128, min(127, v))), max(most, max(-128, min(127, v)))
			}
			out = append(out, byte(int8(least)), byte(int8(most)))
		}
	}
	return out
}

// TestEnergies computes loudness as a player does, from the energies alone: the
// gates of BS.1770-5 over means of four, and wants the meter's.
func TestEnergies(t *testing.T) {
	k := kinds[3]
	raw := noise(k, 30*rate, 7)
	for i := 10 * rate * 6; i < 12*rate*6; i++ { // two seconds of silence, for the gates
		raw[i] = 0
	}
	path := filepath.Join(t.TempDir(), "stem.wav")
	if err := os.WriteFile(path, plainWAV(raw, k), 0o600); err != nil {
		t.Fatal(err)
	}
	s, pages, _ := prepare(t, path)
	var page struct {
		Hz       int
		Energies []float64
	}
	if err := json.Unmarshal(pages.Energies, &page); err != nil || page.Hz != 10 || len(page.Energies) != 300 {
		t.Fatalf("%d energies, %d a second (%v), want 300, 10", len(page.Energies), page.Hz, err)
	}
	gated := func(above float64) float64 {
		sum, n := 0.0, 0.0
		for i := 0; i+4 <= len(page.Energies); i++ {
			e := page.Energies
			if p := (e[i] + e[i+1] + e[i+2] + e[i+3]) / 4; p > above {
				sum, n = sum+p, n+1
			}
		}
		return sum / n
	}
	absolute := math.Pow(10, (-70+0.691)/10)
	got := -0.691 + 10*math.Log10(gated(max(absolute, gated(absolute)/10)))
	if math.Abs(got-float64(s.Integrated)) > 0.001 { // float32 energies
		t.Errorf("a player finds %.4f LUFS, the meter %.4f", got, float64(s.Integrated))
	}
}

// TestLossy wants of lossy files what their reader hears, as 32-bit floats, and
// the loudness that the meters have.
func TestLossy(t *testing.T) {
	seen := map[string]bool{}
	for _, below := range material.Vectors(t, []string{".mp3", ".ogg"}, "mp3", "taglib") {
		path := filepath.Join(material.Dir(t), "vectors", below)
		ending := filepath.Ext(path)
		r, err := decode.Open(path)
		if err != nil || seen[ending] {
			continue // of the vectors, some are not to be read
		}
		seen[ending] = true
		f := r.Format()
		block := audio.NewBlock(f.Channels, 4096)
		var want []byte
		meter := measure.NewMeter(f.Rate, f.Channels)
		for err == nil {
			var n int
			if n, err = r.Read(block); n == 0 {
				break
			}
			meter.Feed(audio.Slice(nil, block, 0, n))
			for i := range n {
				for c := range block {
					want = binary.LittleEndian.AppendUint32(want, math.Float32bits(float32(block[c][i])))
				}
			}
		}
		r.Close()
		s, _, got := prepare(t, path)
		if !bytes.Equal(got, want) {
			t.Errorf("%s: the samples are not those its reader hears", filepath.Base(path))
		}
		m := meter.Finish()
		for what, pair := range map[string][2]unit.Reading{"LUFS": {s.Integrated, m.Integrated}, "dBTP": {s.TruePeak, m.TruePeak}} {
			if pair[0].Known() != pair[1].Known() || math.Abs(float64(pair[0]-pair[1])) > 0.001 {
				t.Errorf("%s: %g %s, the meter has %g", filepath.Base(path), float64(pair[0]), what, float64(pair[1]))
			}
		}
	}
	if len(seen) < 2 {
		t.Errorf("only %v were heard", seen)
	}
}

// TestStopping ends when nobody waits, and says what cannot be read.
func TestStopping(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stem.wav")
	if err := os.WriteFile(path, plainWAV(noise(kinds[2], 4096, 1), kinds[2]), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := audition.Prepare(ctx, path, io.Discard); err == nil {
		t.Error("it went on although nobody waits")
	}
	if err := os.WriteFile(path, []byte("notes about the song"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := audition.Prepare(t.Context(), path, io.Discard); err == nil {
		t.Error("a text was heard")
	}
}
