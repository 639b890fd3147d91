package ffmpeg_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/ffmpeg"
	"lathe/audio/lossytest"
	"lathe/internal/material"
)

// with skips where there is no ffmpeg.
func with(t testing.TB) string {
	t.Helper()
	material.Tool(t, "ffprobe")
	return material.Tool(t, "ffmpeg")
}

// encode has ffmpeg encode a song.
func encode(t testing.TB, rate int, song [][]float64, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	args = append([]string{"-v", "error", "-i", lossytest.WAV(t, rate, song)}, append(args, path)...)
	lossytest.Run(t, with(t), args...)
	return path
}

func open(t testing.TB, path string) audio.Reader {
	t.Helper()
	r, err := ffmpeg.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func TestReaderContract(t *testing.T) {
	path := encode(t, 44100, lossytest.Song(44100, 2, 50000, 0.5), "song.m4a", "-c:a", "alac")
	audiotest.Exercise(t, func(t *testing.T) audio.Reader { return open(t, path) })
}

func TestLosslessIsExact(t *testing.T) {
	song := lossytest.Song(48000, 2, 30001, 0.9)
	for _, tt := range []struct {
		name   string
		args   []string
		format audio.Format
	}{
		{"alac.m4a", []string{"-c:a", "alac"}, audio.Format{Container: "alac", Rate: 48000, Channels: 2, BitDepth: 16, Frames: 30001}},
		{"alac24.m4a", []string{"-c:a", "alac", "-sample_fmt", "s32p"}, audio.Format{Container: "alac", Rate: 48000, Channels: 2, BitDepth: 24, Frames: 30001}},
		{"flac.oga", []string{"-c:a", "flac"}, audio.Format{Container: "flac", Rate: 48000, Channels: 2, BitDepth: 16, Frames: 30001}},
		{"pcm.caf", []string{"-c:a", "pcm_s32be"}, audio.Format{Container: "pcm_s32be", Rate: 48000, Channels: 2, BitDepth: 32, Frames: 30001}},
		{"float.caf", []string{"-c:a", "pcm_f64le"}, audio.Format{Container: "pcm_f64le", Rate: 48000, Channels: 2, BitDepth: 64, Float: true, Frames: 30001}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := encode(t, 48000, song, tt.name, tt.args...)
			r := open(t, path)
			if r.Format() != tt.format {
				t.Errorf("the format is %+v, want %+v", r.Format(), tt.format)
			}
			got := lossytest.ReadAll(t, r)
			// what went in: 16 bits
			want := audio.NewBlock(2, 30001)
			enc := audio.Encoding{Bytes: 2}
			enc.Decode(want, enc.Encode(make([]byte, 30001*4), song, 30001))
			if diff := audiotest.Differ(got, want); diff != "" {
				t.Error(diff)
			}
			if len(r.Flaws()) > 0 {
				t.Errorf("it has flaws: %v", r.Flaws())
			}
		})
	}
}

// AAC begins with silence the decoder needs and ends with what fills a packet.
// Neither is heard.
func TestAACIsAsLongAsItWas(t *testing.T) {
	for _, frames := range []int{1000, 1024, 44100, 141561} {
		song := lossytest.Song(44100, 2, frames, 0.5)
		r := open(t, encode(t, 44100, song, "song.m4a", "-c:a", "aac", "-b:a", "256k"))
		got := lossytest.ReadAll(t, r)
		if len(got[0]) != frames || r.Format().Frames != int64(frames) || len(r.Flaws()) > 0 {
			t.Errorf("of %d frames there are %d, the format says %d, flaws %v", frames, len(got[0]), r.Format().Frames, r.Flaws())
		}
		if shift := lossytest.Shift(song[0], got[0], 2200); shift != 0 {
			t.Errorf("a song of %d frames is %d late", frames, shift)
		}
		if f := r.Format(); f.Container != "aac" || !f.Lossy || f.BitDepth != 0 || f.Rate != 44100 || f.Channels != 2 {
			t.Errorf("the format is %+v", f)
		}
	}
}

// The artist's master is as long as its iTunSMPB note says: 0x538D58 frames, after
// 0x840 and before 0x268 of silence.
func TestITunesNoteIsObeyed(t *testing.T) {
	path := filepath.Join(material.Dir(t), "references", "caesium", "Caesium (artist's own master).m4a")
	with(t)
	r := open(t, path)
	got := lossytest.ReadAll(t, r)
	if len(got[0]) != 0x538D58 || r.Format().Frames != 0x538D58 || len(r.Flaws()) > 0 {
		t.Errorf("there are %d frames of %d, flaws %v, want %d", len(got[0]), r.Format().Frames, r.Flaws(), 0x538D58)
	}
	want := lossytest.Reference(t, with(t), path, 2)
	if diff := lossytest.Worst(want, got); diff != 0 {
		t.Errorf("it differs from ffmpeg's by %g", diff)
	}
}

func TestStreamsOfAStemFile(t *testing.T) {
	names := []string{"mix", "drums", "bass", "other", "vocals"}
	tool := with(t)
	var args []string
	for i := range names {
		song := lossytest.Song(44100, 2, 20000+1000*i, 0.1*float64(i+1))
		args = append(args, "-i", lossytest.WAV(t, 44100, song))
	}
	for i, name := range names {
		args = append(args, "-map", string(rune('0'+i)), "-metadata:s:a:"+string(rune('0'+i)), "handler_name="+name)
	}
	path := filepath.Join(t.TempDir(), "song.stem.mp4")
	lossytest.Run(t, tool, append(append([]string{"-v", "error"}, args...), "-c:a", "alac", path)...)

	list, err := ffmpeg.Streams(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != len(names) {
		t.Fatalf("it has %d streams, want %d", len(list), len(names))
	}
	for i, stream := range list {
		if stream.Index != i || stream.Title != names[i] {
			t.Errorf("stream %d is %d, %q; want %q", i, stream.Index, stream.Title, names[i])
		}
		r, err := ffmpeg.OpenStream(t.Context(), path, i)
		if err != nil {
			t.Fatal(err)
		}
		got := lossytest.ReadAll(t, r)
		r.Close()
		if want := 20000 + 1000*i; len(got[0]) != want {
			t.Errorf("stream %d has %d frames, want %d", i, len(got[0]), want)
		}
		if want := 0.1 * float64(i+1); math.Abs(lossytest.Peak(got)-want) > want/5 {
			t.Errorf("the peak of stream %d is %.2f, want about %.2f", i, lossytest.Peak(got), want)
		}
	}
	for _, index := range []int{-1, 5} {
		if _, err := ffmpeg.OpenStream(t.Context(), path, index); !errors.Is(err, audio.ErrUnsupported) {
			t.Errorf("stream %d is opened with %v", index, err)
		}
	}
}

// A song cut short is read as far as it goes.
func TestACutSongIsToldAbout(t *testing.T) {
	song := lossytest.Song(44100, 2, 200000, 0.5)
	path := encode(t, 44100, song, "song.m4a", "-c:a", "alac", "-movflags", "+faststart")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw[:len(raw)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	r := open(t, path)
	got := lossytest.ReadAll(t, r)
	if n := len(got[0]); n < 80000 || n > 120000 || !audiotest.HasFlaw(r, "truncated") {
		t.Errorf("half of it has %d frames, flaws %v", n, r.Flaws())
	}
}

func TestDamageIsToldAbout(t *testing.T) {
	path := encode(t, 44100, lossytest.Song(44100, 2, 200000, 0.5), "song.m4a", "-c:a", "aac")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(raw[len(raw)/2:], bytes.Repeat([]byte{0xFF}, 2000))
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	r := open(t, path)
	lossytest.ReadAll(t, r)
	if len(r.Flaws()) != 1 || strings.Contains(r.Flaws()[0].Message, string(filepath.Separator)) {
		t.Errorf("flaws are %v, want one without a path", r.Flaws())
	}
}

// What becomes of files made to be difficult.
func TestVerdicts(t *testing.T) {
	verdicts := map[string]string{
		"ac3.m4a":                    "47744 frames",
		"covr-junk.m4a":              "162816 frames", // FAAC says nothing of its padding
		"eac3.m4a":                   "47744 frames",
		"empty_alac.m4a":             "163392 frames",
		"flac.m4a":                   "48000 frames",
		"flac96.m4a":                 "96000 frames",
		"gnre.m4a":                   "162816 frames",
		"has-tags.m4a":               "162816 frames",
		"ilst-is-last.m4a":           "ffmpeg cannot read it: malformed", // its audio was cut off
		"infloop.m4a":                "ffmpeg cannot read it: malformed",
		"no-tags.m4a":                "162816 frames",
		"non-full-meta.m4a":          "162816 frames",
		"nonprintable-atom-type.m4a": "51200 frames",
		"opus.m4a":                   "48000 frames",
		"zero-length-mdat.m4a":       "49152 frames",
	}
	dir := material.Dir(t)
	with(t)
	for _, name := range material.Some(material.Vectors(t, []string{".m4a"}, "taglib", "malformed-mm")) {
		want, known := verdicts[strings.TrimPrefix(name, "taglib/tests/data/")]
		r, err := ffmpeg.Open(t.Context(), filepath.Join(dir, "vectors", filepath.FromSlash(name)))
		if got := audiotest.Verdict(r, err); got != want || !known {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if err == nil {
			r.Close()
		}
	}
}

func BenchmarkReader(b *testing.B) {
	const seconds = 60
	path := encode(b, 44100, lossytest.Song(44100, 2, seconds*44100, 0.5), "song.m4a", "-c:a", "aac", "-b:a", "256k")
	block := audio.NewBlock(2, 4096)
	for b.Loop() {
		r, err := ffmpeg.Open(b.Context(), path)
		for err == nil {
			_, err = r.Read(block)
		}
		r.Close()
	}
	b.ReportMetric(seconds*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
}
