package vorbis_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/lossytest"
	"lathe/audio/vorbis"
	"lathe/internal/material"
)

// sameAsFFmpeg is how far below the music the difference to ffmpeg's decoder is
// at least: specs/libraries.md measured 134 dB, which is what two floats of 24
// bits can differ by when they are summed in another order.
const sameAsFFmpeg = 134 // dB

// encode encodes a song with oggenc.
func encode(t testing.TB, rate int, song [][]float64, args ...string) (raw []byte, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "song.ogg")
	args = append([]string{"--quiet"}, args...)
	return lossytest.Run(t, material.Tool(t, "oggenc"), append(args, lossytest.WAV(t, rate, song), "-o", path)...), path
}

func open(t testing.TB, raw []byte) audio.Reader {
	t.Helper()
	r, err := vorbis.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReaderContract(t *testing.T) {
	raw, _ := encode(t, 44100, lossytest.Song(44100, 2, 200000, 0.5))
	lossytest.Exercise(t, vorbis.NewReader, raw)
}

// A song has the frames it was encoded from, however they fall into blocks and
// pages. oggdec, the reference decoder, agrees; ffmpeg 5.1 is up to a block off
// where there is only one page.
func TestASongIsAsLongAsItWas(t *testing.T) {
	oggdec := material.Tool(t, "oggdec")
	for _, frames := range []int{0, 1, 63, 64, 65, 127, 128, 129, 448, 576, 1023, 1024, 1025, 4096, 50000} {
		song := lossytest.Song(44100, 2, frames, 0.5)
		raw, path := encode(t, 44100, song)
		r := open(t, raw)
		got := lossytest.ReadAll(t, r)
		want := lossytest.PCM(lossytest.Run(t, oggdec, "--quiet", "--raw", path, "-o", path+".raw"), 2, audio.Encoding{Bytes: 2})
		if len(got[0]) != frames || len(want[0]) != frames || r.Format().Frames != int64(frames) {
			t.Errorf("of %d frames there are %d, oggdec gives %d, the format says %d", frames, len(got[0]), len(want[0]), r.Format().Frames)
			continue
		}
		if shift := lossytest.Shift(song[0], got[0], 200); shift != 0 {
			t.Errorf("a song of %d frames is %d late", frames, shift)
		}
		// 16 bits differ by half a step from floats, which of a song like this is
		// 85 dB below: its level is about -17 dBFS, a step's is -90, half a step's
		// noise -101
		if snr := lossytest.SNR(want, got); frames > 0 && snr < 80 {
			t.Errorf("a song of %d frames differs from oggdec's by %.1f dB", frames, snr)
		}
	}
}

func TestSamplesAreFFmpegs(t *testing.T) {
	ffmpeg := material.Tool(t, "ffmpeg")
	for _, tt := range []struct {
		rate, channels int
		args           []string
	}{
		{44100, 2, []string{"-q", "-1"}},
		{44100, 2, []string{"-q", "3"}},
		{44100, 2, []string{"-q", "10"}},
		{44100, 1, []string{"-q", "5"}},
		{8000, 2, []string{"-q", "4"}},
		{22050, 1, []string{"-q", "0"}},
		{48000, 2, []string{"-q", "6"}},
		{96000, 2, []string{"-q", "8"}},
		{44100, 2, []string{"--managed", "-b", "64", "-m", "64", "-M", "64"}}, // packets cut short
	} {
		t.Run(fmt.Sprint(tt.rate, tt.channels, tt.args), func(t *testing.T) {
			song := lossytest.Song(tt.rate, tt.channels, 200001, 1)
			raw, path := encode(t, tt.rate, song, tt.args...)
			r := open(t, raw)
			if f := r.Format(); f.Rate != tt.rate || f.Channels != tt.channels || !f.Lossy || f.BitDepth != 0 || f.Container != "vorbis" {
				t.Errorf("the format is %+v", f)
			}
			got, want := lossytest.ReadAll(t, r), lossytest.Reference(t, ffmpeg, path, tt.channels)
			if len(got[0]) != len(want[0]) || len(got[0]) != 200001 {
				t.Errorf("there are %d frames, ffmpeg gives %d, want 200001", len(got[0]), len(want[0]))
			}
			if shift := lossytest.Shift(want[0], got[0], 1000); shift != 0 {
				t.Errorf("it is %d frames late", shift)
			}
			if snr := lossytest.SNR(want, got); snr < sameAsFFmpeg {
				t.Errorf("it differs from ffmpeg's by %.1f dB, want %d", snr, sameAsFFmpeg)
			}
		})
	}
}

// Encoding moves peaks. They are heard as they are, not held at full scale.
func TestPeaksAboveFullScaleStay(t *testing.T) {
	raw, _ := encode(t, 44100, lossytest.Song(44100, 2, 100000, 1), "-q", "0")
	if peak := lossytest.Peak(lossytest.ReadAll(t, open(t, raw))); peak < 1.05 {
		t.Errorf("the peak is %.3f, want it above 1.05, where ffmpeg and libvorbis have it", peak)
	}
}

func TestDamageDoesNotShiftTheRest(t *testing.T) {
	raw, _ := encode(t, 44100, lossytest.Song(44100, 2, 300000, 0.5))
	want := lossytest.ReadAll(t, open(t, raw))
	broken := bytes.Clone(raw)
	broken[len(raw)/2] ^= 1
	r := open(t, broken)
	got := lossytest.ReadAll(t, r)
	if len(got[0]) != len(want[0]) {
		t.Fatalf("it has %d frames, want %d", len(got[0]), len(want[0]))
	}
	if !audiotest.HasFlaw(r, "checksum") || len(r.Flaws()) != 1 {
		t.Errorf("flaws are %v, want one of its checksum", r.Flaws())
	}
	differ := 0
	for i := range got[0] {
		if got[0][i] != want[0][i] {
			differ++
		}
	}
	if differ == 0 || differ > 20000 { // a page of oggenc's has less than half a second
		t.Errorf("%d frames differ, want those of one page", differ)
	}
}

func TestRealSongs(t *testing.T) {
	dir, ffmpeg := material.Dir(t), material.Tool(t, "ffmpeg")
	names := []string{"references/parsec47-ptn2.ogg"}
	if lossytest.Long && material.Long() {
		names = append(names,
			"references/Awakening.ogg",
			"references/librosa-Karissa_Hobbs_-_Lets_Go_Fishin.hq.ogg",
			"references/ultrastar-Joshua Morin - On the run.ogg",
			"sessions/internal-degeneration/internal_degeneration/guitar.ogg",
			"sessions/internal-degeneration/internal_degeneration/song.ogg")
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			path := filepath.Join(dir, filepath.FromSlash(name))
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r := open(t, raw)
			got, want := lossytest.ReadAll(t, r), lossytest.Reference(t, ffmpeg, path, r.Format().Channels)
			if len(got[0]) != len(want[0]) || r.Format().Frames != int64(len(want[0])) || len(r.Flaws()) > 0 {
				t.Errorf("there are %d frames of %d, flaws %v; ffmpeg gives %d", len(got[0]), r.Format().Frames, r.Flaws(), len(want[0]))
			}
			if snr := lossytest.SNR(want, got); snr < sameAsFFmpeg {
				t.Errorf("it differs from ffmpeg's by %.1f dB, want %d", snr, sameAsFFmpeg)
			}
		})
	}
}

// What becomes of files made to be difficult.
func TestVerdicts(t *testing.T) {
	verdicts := map[string]string{
		"taglib/tests/data/empty.ogg":            "162496 frames", // as its granule says, and oggdec; ffmpeg 5.1 has 128 less
		"taglib/tests/data/empty_flac.oga":       "it has no stream of that kind: unsupported",
		"taglib/tests/data/empty_vorbis.oga":     "162496 frames",
		"taglib/tests/data/lowercase-fields.ogg": "its Vorbis headers are damaged: malformed", // a page of them has a wrong checksum; ffmpeg refuses it too
		"taglib/tests/data/multiplex.ogg":        "96000 frames",                              // beside a Theora film
		"taglib/tests/data/segfault.oga":         "it has no Ogg page that can be read: malformed",
		"taglib/tests/data/test.ogg":             "162496 frames",
	}
	dir := material.Dir(t)
	for _, name := range material.Some(material.Vectors(t, []string{".ogg", ".oga"}, "taglib", "malformed-mm")) {
		raw, err := os.ReadFile(filepath.Join(dir, "vectors", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		want, known := verdicts[name]
		if got := audiotest.Verdict(vorbis.NewReader(bytes.NewReader(raw))); got != want || !known {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func BenchmarkReader(b *testing.B) {
	const seconds = 10
	raw, _ := encode(b, 44100, lossytest.Song(44100, 2, seconds*44100, 0.5))
	block := audio.NewBlock(2, 4096)
	for b.Loop() {
		r := open(b, raw)
		for err := error(nil); err == nil; {
			_, err = r.Read(block)
		}
	}
	b.ReportMetric(seconds*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
}
