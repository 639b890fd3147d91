package opus_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/lossytest"
	"lathe/audio/opus"
	"lathe/internal/material"
)

// How far below the music the difference to libopus is at least. It computes
// music in floats, as we do: specs/libraries.md has 95 dB. It computes speech
// and what is between in integers of 16 bits, with noise of its own at each of
// many steps: 44 to 59 dB were measured over all bit rates, and RFC 6716 asks
// for no more than that it sound alike.
const (
	sameMusic  = 95 // dB
	sameSpeech = 40 // dB
)

// encode encodes a song with opusenc.
func encode(t testing.TB, song [][]float64, args ...string) (raw []byte, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "song.opus")
	args = append([]string{"--quiet"}, args...)
	return lossytest.Run(t, material.Tool(t, "opusenc"), append(args, lossytest.WAV(t, 48000, song), path)...), path
}

// libopus decodes with opusdec, the reference.
func libopus(t testing.TB, path string, channels int) [][]float64 {
	t.Helper()
	wav := path + ".wav"
	lossytest.Run(t, material.Tool(t, "opusdec"), "--quiet", "--float", "--rate", "48000", path, wav)
	return lossytest.Reference(t, material.Tool(t, "ffmpeg"), wav, channels)
}

func open(t testing.TB, raw []byte) audio.Reader {
	t.Helper()
	r, err := opus.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReaderContract(t *testing.T) {
	raw, _ := encode(t, lossytest.Song(48000, 2, 300000, 0.5))
	lossytest.Exercise(t, opus.NewReader, raw)
}

func TestASongIsAsLongAsItWas(t *testing.T) {
	for _, frames := range []int{0, 1, 100, 647, 648, 649, 959, 960, 961, 2048, 48000} {
		song := lossytest.Song(48000, 2, frames, 0.5)
		raw, path := encode(t, song)
		r := open(t, raw)
		got, want := lossytest.ReadAll(t, r), libopus(t, path, 2)
		if len(got[0]) != frames || len(want[0]) != frames || r.Format().Frames != int64(frames) {
			t.Errorf("of %d frames there are %d, opusdec gives %d, the format says %d", frames, len(got[0]), len(want[0]), r.Format().Frames)
		}
		if shift := lossytest.Shift(song[0], got[0], 200); frames > 100 && shift != 0 {
			t.Errorf("a song of %d frames is %d late", frames, shift)
		}
	}
}

func TestSamplesAreLibopus(t *testing.T) {
	for _, tt := range []struct {
		name     string
		channels int
		least    float64 // dB
		args     []string
	}{
		{"speech, the lowest band", 1, sameSpeech, []string{"--bitrate", "6", "--speech"}},
		{"speech", 1, sameSpeech, []string{"--bitrate", "16", "--speech"}},
		{"speech in stereo", 2, sameSpeech, []string{"--bitrate", "16", "--speech"}},
		{"speech in long packets", 1, sameSpeech, []string{"--bitrate", "16", "--speech", "--framesize", "60"}},
		{"between speech and music", 1, sameSpeech, []string{"--bitrate", "32", "--speech"}},
		{"between, in stereo", 2, sameSpeech, []string{"--bitrate", "48", "--speech"}},
		{"music, low", 1, sameMusic, []string{"--bitrate", "24", "--music"}},
		{"music, low stereo", 2, sameMusic, []string{"--bitrate", "24", "--music"}},
		{"music", 2, sameMusic, []string{"--bitrate", "96"}},
		{"music, high", 2, sameMusic, []string{"--bitrate", "256"}},
		{"music in short packets", 2, sameMusic, []string{"--bitrate", "96", "--framesize", "2.5"}},
		{"music in long packets", 2, sameMusic, []string{"--bitrate", "96", "--framesize", "60"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw, path := encode(t, lossytest.Song(48000, tt.channels, 150001, 1), tt.args...)
			r := open(t, raw)
			if f := r.Format(); f.Rate != 48000 || f.Channels != tt.channels || !f.Lossy || f.BitDepth != 0 || f.Container != "opus" {
				t.Errorf("the format is %+v", f)
			}
			got, want := lossytest.ReadAll(t, r), libopus(t, path, tt.channels)
			if len(got[0]) != len(want[0]) || len(got[0]) != 150001 {
				t.Errorf("there are %d frames, opusdec gives %d, want 150001", len(got[0]), len(want[0]))
			}
			if shift := lossytest.Shift(want[0], got[0], 1000); shift != 0 {
				t.Errorf("it is %d frames late", shift)
			}
			if snr := lossytest.SNR(want, got); snr < tt.least {
				t.Errorf("it differs from libopus' by %.1f dB, want %g", snr, tt.least)
			}
		})
	}
}

// The length is ffmpeg's too, and the samples where its decoder is exact: that
// of one channel of music.
func TestSamplesAreFFmpegs(t *testing.T) {
	raw, path := encode(t, lossytest.Song(48000, 1, 200001, 0.5), "--bitrate", "64")
	got, want := lossytest.ReadAll(t, open(t, raw)), lossytest.Reference(t, material.Tool(t, "ffmpeg"), path, 1)
	if len(got[0]) != len(want[0]) {
		t.Errorf("there are %d frames, ffmpeg gives %d", len(got[0]), len(want[0]))
	}
	if snr := lossytest.SNR(want, got); snr < sameMusic {
		t.Errorf("it differs from ffmpeg's by %.1f dB, want %d", snr, sameMusic)
	}
}

// head changes the identification header, which begins at byte 28 of the file.
func head(raw []byte, edit func(head []byte)) []byte {
	raw = bytes.Clone(raw)
	edit(raw[28:47])
	return lossytest.MendPages(raw)
}

func TestTheHeadersGainIsApplied(t *testing.T) {
	raw, _ := encode(t, lossytest.Song(48000, 2, 20000, 0.5))
	want := lossytest.Peak(lossytest.ReadAll(t, open(t, raw)))
	for _, gainDB := range []float64{-12.5, 6} {
		loud := head(raw, func(h []byte) { binary.LittleEndian.PutUint16(h[16:], uint16(int16(gainDB*256))) })
		got := 20 * math.Log10(lossytest.Peak(lossytest.ReadAll(t, open(t, loud)))/want)
		if math.Abs(got-gainDB) > 1e-5 { // dB: floats of 24 bits
			t.Errorf("a gain of %g dB makes it %g dB louder", gainDB, got)
		}
	}
}

func TestWhatIsNotReadIsRefused(t *testing.T) {
	raw, _ := encode(t, lossytest.Song(48000, 2, 5000, 0.5))
	for _, tt := range []struct {
		name string
		edit func(head []byte)
		want string
	}{
		{"a version to come", func(h []byte) { h[8] = 0x10 }, "its Opus header is of version 16, want at most 15: unsupported"},
		{"no channels", func(h []byte) { h[9] = 0 }, "it has no channels: malformed"},
		{"surround", func(h []byte) { h[9] = 6 }, "it has 6 channels, and Lathe takes mono and stereo; export it as one stereo file: unsupported"},
		{"a mapping that is not there", func(h []byte) { h[18] = 1 }, "its Opus header ends early: malformed"},
	} {
		if _, err := opus.NewReader(bytes.NewReader(head(raw, tt.edit))); err == nil || err.Error() != tt.want {
			t.Errorf("%s is refused with %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestVerdicts(t *testing.T) {
	verdicts := map[string]string{
		"taglib/tests/data/correctness_gain_silent_output.opus": "371369 frames", // as ffmpeg has it
	}
	dir := material.Dir(t)
	for _, name := range material.Some(material.Vectors(t, []string{".opus"}, "taglib", "malformed-mm")) {
		path := filepath.Join(dir, "vectors", filepath.FromSlash(name))
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want, known := verdicts[name]
		if got := audiotest.Verdict(opus.NewReader(bytes.NewReader(raw))); got != want || !known {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		got, ref := lossytest.ReadAll(t, open(t, raw)), libopus(t, path, 1)
		if fmt.Sprintf("%.4f", lossytest.Peak(got)) != fmt.Sprintf("%.4f", lossytest.Peak(ref)) { // its point is a gain of -128 dB
			t.Errorf("%s: the peak is %g, opusdec's is %g", name, lossytest.Peak(got), lossytest.Peak(ref))
		}
	}
}

func BenchmarkReader(b *testing.B) {
	const seconds = 10
	raw, _ := encode(b, lossytest.Song(48000, 2, seconds*48000, 0.5))
	block := audio.NewBlock(2, 4096)
	for b.Loop() {
		r := open(b, raw)
		for err := error(nil); err == nil; {
			_, err = r.Read(block)
		}
	}
	b.ReportMetric(seconds*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
}
