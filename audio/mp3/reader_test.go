package mp3_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/lossytest"
	"lathe/audio/mp3"
	"lathe/internal/material"
)

// step is that of the 16-bit numbers that go-mp3 gives.
const step = 1. / 32767

// encode encodes a song with lame.
func encode(t testing.TB, rate int, song [][]float64, args ...string) (raw []byte, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "song.mp3")
	args = append([]string{"--silent"}, args...)
	return lossytest.Run(t, material.Tool(t, "lame"), append(args, lossytest.WAV(t, rate, song), path)...), path
}

func open(t testing.TB, raw []byte) audio.Reader {
	t.Helper()
	r, err := mp3.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sameAs compares with a decoder in floats, in steps of 16 bits. Rounding leaves
// 0.29 (1/sqrt 12), and two such numbers added 0.41. go-mp3 cuts toward zero, so
// that a number next to zero is off by up to 1; with middle and side, each over
// sqrt 2, added to it by up to 2.42; and what is held at full scale, and played
// 12 dB softer for that, by four times as much, 9.66. The last is rare.
func sameAs(t *testing.T, name string, want, got [][]float64) {
	t.Helper()
	sum, n, worst, peaks := 0.0, 1, 0.0, 0
	for c := range want {
		for i := range min(len(want[c]), len(got[c])) {
			d := math.Abs(want[c][i]-got[c][i]) / step
			worst = max(worst, d)
			if d > 2.42 {
				peaks++
			}
			sum += d * d
			n++
		}
	}
	if rms := math.Sqrt(sum / float64(n)); rms > 0.42 || worst > 9.66 || peaks > n/1000 {
		t.Errorf("it differs from %s by %.2f steps of 16 bits, up to %.2f, by more than 2.42 at %d of %d", name, rms, worst, peaks, n)
	}
}

func TestReaderContract(t *testing.T) {
	raw, _ := encode(t, 44100, lossytest.Song(44100, 2, 90000, 0.5), "-V", "2")
	lossytest.Exercise(t, mp3.NewReader, raw)
}

// A song has the frames it was encoded from, at their places: lame's own decoder
// and ffmpeg agree.
func TestASongIsAsLongAsItWas(t *testing.T) {
	ffmpeg, lame := material.Tool(t, "ffmpeg"), material.Tool(t, "lame")
	for _, frames := range []int{0, 1, 100, 1105, 1152, 1153, 44100} {
		for _, args := range [][]string{{"-b", "192"}, {"-V", "2"}} {
			song := lossytest.Song(44100, 2, frames, 0.5)
			raw, path := encode(t, 44100, song, args...)
			r := open(t, raw)
			got := lossytest.ReadAll(t, r)
			want := lossytest.Reference(t, ffmpeg, path, 2)
			lames := audio.NewBlock(2, 0)
			if frames > 0 { // it does not open an empty one
				lossytest.Run(t, lame, "--silent", "--decode", path, path+".wav")
				lames = lossytest.Reference(t, ffmpeg, path+".wav", 2)
			}
			if len(got[0]) != frames || len(want[0]) != frames || len(lames[0]) != frames || r.Format().Frames != int64(frames) {
				t.Errorf("of %d frames there are %d, ffmpeg gives %d and lame %d, the format says %d", frames, len(got[0]), len(want[0]), len(lames[0]), r.Format().Frames)
			}
			if shift := lossytest.Shift(song[0], got[0], 1300); frames > 100 && shift != 0 {
				t.Errorf("a song of %d frames is %d late", frames, shift)
			}
			sameAs(t, "ffmpeg's", want, got)
		}
	}
}

func TestSamplesAreFFmpegs(t *testing.T) {
	for _, tt := range []struct {
		rate, channels int
		args           []string
	}{
		{44100, 2, []string{"-b", "320"}},
		{44100, 2, []string{"-V", "0"}},
		{44100, 2, []string{"-b", "128", "-m", "s"}},
		{44100, 2, []string{"-b", "128", "-p"}}, // with checksums
		{44100, 1, []string{"-b", "64"}},
		{48000, 2, []string{"-b", "160"}},
		{32000, 1, []string{"-V", "5"}},
		{22050, 2, []string{"-b", "96"}}, // go-mp3 alone loses bytes of these
		{22050, 2, []string{"-b", "160"}},
		{16000, 1, []string{"-V", "2"}},
		{12000, 2, []string{"-b", "64"}}, // MPEG-2.5
		{11025, 1, []string{"-b", "32"}},
	} {
		t.Run(fmt.Sprint(tt.rate, tt.channels, tt.args), func(t *testing.T) {
			song := lossytest.Song(tt.rate, tt.channels, 80001, 0.95)
			raw, path := encode(t, tt.rate, song, append(tt.args, "--resample", fmt.Sprint(float64(tt.rate)/1000))...)
			r := open(t, raw)
			if f := r.Format(); f.Rate != tt.rate || f.Channels != tt.channels || !f.Lossy || f.BitDepth != 0 || f.Container != "mp3" {
				t.Errorf("the format is %+v", f)
			}
			got, want := lossytest.ReadAll(t, r), lossytest.Reference(t, material.Tool(t, "ffmpeg"), path, tt.channels)
			if len(got[0]) != 80001 || len(want[0]) != 80001 {
				t.Errorf("there are %d frames, ffmpeg gives %d, want 80001", len(got[0]), len(want[0]))
			}
			if shift := lossytest.Shift(song[0], got[0], 1300); shift != 0 {
				t.Errorf("it is %d frames late", shift)
			}
			sameAs(t, "ffmpeg's", want, got)
		})
	}
}

// clicks are what short blocks are for; more or less of them is the same on both
// channels.
func clicks(frames int, same, peakLin float64) [][]float64 {
	random := rand.New(rand.NewPCG(3, 4))
	song := audio.NewBlock(2, frames)
	for i := range frames {
		level := peakLin * (0.02 + math.Exp(-float64(i%3000)/400))
		middle := 2*random.Float64() - 1
		for c := range song {
			song[c][i] = level * (same*middle + (1-same)*(2*random.Float64()-1))
		}
	}
	return song
}

// go-mp3 alone differs here by up to a quarter of full scale; see deck.go.
func TestClicksInJointStereo(t *testing.T) {
	for _, same := range []float64{0.3, 0.9} {
		for _, args := range [][]string{{"-b", "96"}, {"-b", "128"}, {"-V", "0"}, {"-b", "320", "-m", "f"}} {
			raw, path := encode(t, 44100, clicks(80000, same, 0.9), append(args, "--resample", "44.1")...)
			r := open(t, raw)
			got, want := lossytest.ReadAll(t, r), lossytest.Reference(t, material.Tool(t, "ffmpeg"), path, 2)
			sameAs(t, fmt.Sprintf("ffmpeg's with %q", args), want, got)
			if len(r.Flaws()) > 0 {
				t.Errorf("with %q it has flaws: %v", args, r.Flaws())
			}
		}
	}
}

// Encoding moves peaks. They are heard as they are, not held at full scale.
func TestPeaksAboveFullScaleStay(t *testing.T) {
	song := lossytest.Song(44100, 2, 80000, 1)
	for _, ch := range song {
		for i := range ch {
			ch[i] = max(-1, min(1, 1.8*ch[i]))
		}
	}
	for _, args := range [][]string{{"-b", "96"}, {"-b", "320"}} {
		raw, path := encode(t, 44100, song, append(args, "--resample", "44.1")...)
		got, want := lossytest.ReadAll(t, open(t, raw)), lossytest.Reference(t, material.Tool(t, "ffmpeg"), path, 2)
		if g, w := lossytest.Peak(got), lossytest.Peak(want); math.Abs(g-w) > 4*step || w < 1.05 {
			t.Errorf("the peak is %.4f, ffmpeg's is %.4f, want it above 1.05", g, w)
		}
		sameAs(t, "ffmpeg's", want, got)
	}
}

func TestWithoutATagNothingIsCut(t *testing.T) {
	song := lossytest.Song(44100, 2, 100000, 0.5)
	raw, path := encode(t, 44100, song, "-t", "-b", "128")
	got, want := lossytest.ReadAll(t, open(t, raw)), lossytest.Reference(t, material.Tool(t, "ffmpeg"), path, 2)
	if len(got[0]) != len(want[0]) {
		t.Errorf("there are %d frames, ffmpeg gives %d", len(got[0]), len(want[0]))
	}
	if shift := lossytest.Shift(song[0], got[0], 1300); shift != 1105 { // 576 of lame's, 529 of every decoder's
		t.Errorf("it is %d frames late, want 1105", shift)
	}
}

func TestTagsAndJunkAround(t *testing.T) {
	raw, _ := encode(t, 44100, lossytest.Song(44100, 2, 50000, 0.5), "-b", "128")
	want := lossytest.ReadAll(t, open(t, raw))
	id3 := append([]byte("ID3\x04\x00\x00\x00\x00\x20\x00"), bytes.Repeat([]byte("\xff\xfb\x90\x64"), 1024)...)
	id3v1 := append([]byte("TAG"), make([]byte, 125)...)
	ape := func(flags byte) []byte {
		return append([]byte("APETAGEX\xd0\x07\x00\x00\x40\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00"+string([]byte{flags})), make([]byte, 8)...)
	}
	apeBody := bytes.Repeat([]byte("\xff\xfbab"), 8)
	lyrics := []byte("LYRICSBEGIN" + "\xff\xfb\x90\x64 la la" + "000021LYRICS200")
	middle := bytes.Index(raw[len(raw)/2:], []byte{0xFF, 0xFB}) + len(raw)/2
	for _, tt := range []struct {
		name  string
		raw   []byte
		flaws string
	}{
		{"ID3v2 that looks like frames", slices.Concat(id3, raw), ""},
		{"two of them", slices.Concat(id3, id3, raw), ""},
		{"ID3v1", slices.Concat(raw, id3v1), ""},
		{"APE at the end", slices.Concat(raw, ape(0xA0), apeBody, ape(0x80)), ""},
		{"APE without a beginning, and ID3v1", slices.Concat(raw, apeBody, ape(0), id3v1), ""},
		{"APE at the beginning", slices.Concat(ape(0xA0), apeBody, ape(0x80), raw), ""},
		{"lyrics", slices.Concat(raw, lyrics, id3v1), ""},
		{"junk before", slices.Concat([]byte("four words of junk"), raw), "junk"},
		{"junk after", slices.Concat(raw, bytes.Repeat([]byte("la"), 100)), "junk"},
		{"a tag in the middle", slices.Concat(raw[:middle], id3, raw[middle:]), ""},
		{"junk in the middle", slices.Concat(raw[:middle], []byte("junk\xff\xfb\x90\x64junk"), raw[middle:]), "junk"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := open(t, tt.raw)
			if diff := audiotest.Differ(lossytest.ReadAll(t, r), want); diff != "" {
				t.Error(diff)
			}
			if has := len(r.Flaws()); tt.flaws == "" && has > 0 || tt.flaws != "" && (has != 1 || r.Flaws()[0].Code != tt.flaws) {
				t.Errorf("flaws are %v, want %q", r.Flaws(), tt.flaws)
			}
		})
	}
}

func TestDamageDoesNotShiftTheRest(t *testing.T) {
	raw, _ := encode(t, 44100, lossytest.Song(44100, 2, 100000, 0.5), "-b", "128")
	want := lossytest.ReadAll(t, open(t, raw))
	for _, tt := range []struct {
		name          string
		length, worst int // bytes damaged, and frames that may differ
	}{
		{"in a frame", 200, 3 * 1152},
		{"over the beginning of one", 417, 4 * 1152},
		{"over ten", 4170, 14 * 1152},
	} {
		t.Run(tt.name, func(t *testing.T) {
			broken := bytes.Clone(raw)
			for i := range tt.length {
				broken[len(raw)/2+i] = 0x55
			}
			r := open(t, broken)
			got := lossytest.ReadAll(t, r)
			if len(got[0]) != len(want[0]) || r.Format().Frames != int64(len(want[0])) {
				t.Fatalf("it has %d frames of %d, want %d", len(got[0]), r.Format().Frames, len(want[0]))
			}
			differ := 0
			for i := range got[0] {
				if got[0][i] != want[0][i] {
					differ++
				}
			}
			if differ == 0 || differ > tt.worst {
				t.Errorf("%d frames differ, want at most %d", differ, tt.worst)
			}
			if tt.length > 400 && !audiotest.HasFlaw(r, "junk") {
				t.Errorf("flaws are %v, want junk", r.Flaws())
			}
		})
	}
}

func TestRealSongs(t *testing.T) {
	dir, ffmpeg := material.Dir(t), material.Tool(t, "ffmpeg")
	names := []string{"references/spleeter-Slow_Motion_Dream_excerpt.mp3"}
	if lossytest.Long && material.Long() {
		for _, stem := range []string{"bassguitar", "clav", "drums", "horns", "leadguitar"} {
			names = append(names, "sessions/mdn-funk/"+stem+".mp3")
		}
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			path := filepath.Join(dir, filepath.FromSlash(name))
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r := open(t, raw)
			got, want := lossytest.ReadAll(t, r), lossytest.Reference(t, ffmpeg, path, 2)
			if len(got[0]) != len(want[0]) || r.Format().Frames != int64(len(want[0])) || len(r.Flaws()) > 0 {
				t.Errorf("there are %d frames of %d, flaws %v; ffmpeg gives %d", len(got[0]), r.Format().Frames, r.Flaws(), len(want[0]))
			}
			sameAs(t, "ffmpeg's", want, got)
		})
	}
}

func BenchmarkReader(b *testing.B) {
	const seconds = 10
	raw, _ := encode(b, 44100, lossytest.Song(44100, 2, seconds*44100, 0.5), "-b", "192")
	block := audio.NewBlock(2, 4096)
	for b.Loop() {
		r := open(b, raw)
		for err := error(nil); err == nil; {
			_, err = r.Read(block)
		}
	}
	b.ReportMetric(seconds*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
}
