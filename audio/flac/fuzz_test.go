package flac_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	mewkiz "github.com/mewkiz/flac"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/flac"
	"lathe/internal/material"
)

// FuzzReader reads whatever it is given: it must neither panic nor break the
// contract of audio.Reader, and what was read once is read again after a jump.
func FuzzReader(f *testing.F) {
	for i, s := range sounds {
		depth := []int{8, 16, 20, 24, 13}[i%5]
		file := encode(f, audio.Format{Rate: 44100, Channels: 1 + i%2, BitDepth: depth, Frames: -1}, s.render(1+i%2, 90))
		f.Add(file, int64(40))
	}
	f.Add(encode(f, audio.Format{Rate: 176400, Channels: 2, BitDepth: 16}, music(2, 4200)), int64(4100))
	f.Add(join(id3(40, true), encode(f, cd(1), music(1, 200))), int64(-1))
	if dir, ok := material.Find(); ok {
		paths, _ := filepath.Glob(filepath.Join(dir, "vectors", "*", "*", "*", "*.flac"))
		for _, path := range paths {
			if file, err := os.ReadFile(path); err == nil && len(file) < 5000 {
				f.Add(file, int64(1000))
			}
		}
	}
	f.Fuzz(func(t *testing.T, file []byte, jump int64) {
		opened, err := flac.NewReader(bytes.NewReader(file))
		if err != nil {
			if !errors.Is(err, audio.ErrMalformed) && !errors.Is(err, audio.ErrUnsupported) {
				t.Errorf("refused as neither malformed nor unsupported: %v", err)
			}
			return
		}
		r := opened.(audio.Seeker)
		if err := r.Format().Check(); err != nil {
			t.Fatal(err)
		}
		const most = 1 << 17 // frames
		block := audio.NewBlock(r.Format().Channels, 1000)
		read := 0
		for err == nil && read < most {
			var n int
			n, err = r.Read(block)
			read += n
			if (n < 1000) != (err != nil) {
				t.Fatalf("a read gave %d frames of 1000 and %v", n, err)
			}
			for _, ch := range block {
				if slices.Max(ch[:max(1, n)]) > 1 || slices.Min(ch[:max(1, n)]) < -1 {
					t.Fatalf("samples beyond full scale at depth %d", r.Format().BitDepth)
				}
			}
		}
		for _, flaw := range r.Flaws() {
			if !slices.Contains([]string{"truncated", "junk", "checksum", "header"}, flaw.Code) || flaw.Frame > int64(read) {
				t.Errorf("a flaw that cannot be: %v", flaw)
			}
		}
		if err := r.SeekFrame(jump % most); err != nil {
			t.Fatal(err)
		}
		if n, err := r.Read(block); n < 1000 && !errors.Is(err, io.EOF) {
			t.Errorf("after a jump a read gave %d frames of 1000 and %v", n, err)
		}
	})
}

// FuzzRoundTrip writes any samples and has them read by a decoder that is not
// ours.
func FuzzRoundTrip(f *testing.F) {
	f.Add(uint8(8), true, uint16(0), uint8(0), []byte("left and right"))
	f.Add(uint8(16), true, uint16(300), uint8(1), []byte{0, 0, 128, 255, 255, 127, 1, 0, 0})
	f.Add(uint8(0), false, uint16(4100), uint8(2), bytes.Repeat([]byte{1, 2, 3, 0, 0, 0}, 50))
	f.Add(uint8(12), true, uint16(5000), uint8(9), []byte("\xff\xff\xff\x00\x00\x00\x80\x80\x80"))
	f.Fuzz(func(t *testing.T, depthOver8 uint8, stereo bool, extra uint16, kind uint8, data []byte) {
		format := audio.Format{Rate: 48000, Channels: 1, BitDepth: 8 + int(depthOver8)%17, Frames: -1}
		if stereo {
			format.Channels = 2
		}
		samples := spread(data, format.Channels, int(extra)%10000, kind)
		if samples == nil {
			return
		}
		want := rounded(samples, format.BitDepth)
		file := encode(t, format, samples)
		got, flaws := readAll(t, file)
		if diff := audiotest.Differ(got, want); diff != "" || len(flaws) > 0 {
			t.Errorf("our reader: %s, flaws %v", diff, flaws)
		}
		if format.BitDepth%4 != 0 {
			return // the decoder needs to be told such depths, which our reader did
		}
		if diff := audiotest.Differ(decode(t, file), want); diff != "" {
			t.Errorf("mewkiz: %s", diff)
		}
	})
}

// spread makes samples of bytes, three each, and makes them go on by repeating,
// summing up, or thinning out, so that a few bytes reach far.
func spread(data []byte, channels, extra int, kind uint8) [][]float64 {
	n := len(data) / 3
	if n < channels {
		return nil
	}
	samples := audio.NewBlock(channels, n/channels+extra)
	sum := 0.0
	for i := range len(samples[0]) * channels {
		at := i % n * 3
		v := float64(int32(uint32(data[at])<<8|uint32(data[at+1])<<16|uint32(data[at+2])<<24)>>8) / (1 << 23)
		switch kind % 4 {
		case 1:
			sum = math.Mod(sum+v/64, 1)
			v = sum
		case 2:
			v *= math.Sin(float64(i) * 0.001)
		case 3:
			if i > n && i%97 != 0 {
				v = 0
			}
		}
		samples[i%channels][i/channels] = v
	}
	return samples
}

// decode has a file decoded by mewkiz, checksum and all.
func decode(t *testing.T, file []byte) [][]float64 {
	t.Helper()
	s, err := mewkiz.New(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	got := make([][]float64, s.Info.NChannels)
	full := math.Pow(2, float64(s.Info.BitsPerSample-1))
	for {
		f, err := s.ParseNext()
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		for c, sub := range f.Subframes {
			for _, v := range sub.Samples {
				got[c] = append(got[c], float64(v)/full)
			}
		}
	}
}
