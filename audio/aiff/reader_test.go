package aiff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lathe/audio"
	"lathe/audio/audiotest"
)

// Sample values below are worked out by hand: an integer n of b bits is
// n / 2^(b-1).
func TestEncodings(t *testing.T) {
	const step15, step23, step31 = 1. / (1 << 15), 1. / (1 << 23), 1. / (1 << 31)
	aifc := func(channels, bits int, kind, sound string) string {
		width := channels * ((bits + 7) / 8)
		return file("AIFC", chunk("FVER", "\xa2\x80\x51\x40"), commC(channels, len(sound)/width, bits, kind, "some name"), ssnd(sound))
	}
	for _, tt := range []struct {
		name, bytes string
		want        [][]float64
		format      string
	}{
		{"8-bit is signed", file("AIFF", comm(1, 4, 8, hz44100), ssnd("\x00\x80\x7f\x40")),
			[][]float64{{0, -1, 127. / 128, 0.5}}, "44.1 kHz 8-bit mono aiff"},
		{"16-bit stereo", file("AIFF", comm(2, 2, 16, hz48000), ssnd("\x7f\xff\x80\x00\x00\x01\xff\xff")),
			[][]float64{{1 - step15, step15}, {-1, -step15}}, "48 kHz 16-bit stereo aiff"},
		{"1-bit sits in the high end of a byte", file("AIFF", comm(1, 2, 1, hz48000), ssnd("\x80\x00")),
			[][]float64{{-1, 0}}, "48 kHz 1-bit mono aiff"},
		{"12-bit sits in the high bits of two bytes", file("AIFF", comm(1, 2, 12, hz48000), ssnd("\x7f\xf0\x00\x10")),
			[][]float64{{2047. / 2048, 1. / 2048}}, "48 kHz 12-bit mono aiff"},
		{"20-bit sits in the high bits of three bytes", file("AIFF", comm(1, 2, 20, hz48000), ssnd("\x7f\xff\xf0\x00\x00\x10")),
			[][]float64{{524287. / 524288, 1. / 524288}}, "48 kHz 20-bit mono aiff"},
		{"24-bit", file("AIFF", comm(1, 3, 24, hz48000), ssnd("\x7f\xff\xff\x80\x00\x00\x00\x00\x01")),
			[][]float64{{1 - step23, -1, step23}}, "48 kHz 24-bit mono aiff"},
		{"32-bit", file("AIFF", comm(1, 2, 32, hz48000), ssnd("\x7f\xff\xff\xff\x00\x00\x00\x01")),
			[][]float64{{1 - step31, step31}}, "48 kHz 32-bit mono aiff"},
		{"AIFF-C without compression", aifc(1, 16, "NONE", two16), [][]float64{{0.5, -0.5}}, "48 kHz 16-bit mono aifc"},
		{"twos", aifc(1, 16, "twos", two16), [][]float64{{0.5, -0.5}}, "48 kHz 16-bit mono aifc"},
		{"sowt is little-endian", aifc(1, 16, "sowt", "\x00\x40\x00\xc0"), [][]float64{{0.5, -0.5}}, "48 kHz 16-bit mono aifc"},
		{"sowt of 24 bits", aifc(1, 24, "sowt", "\x00\x00\x40\x01\x00\x00"), [][]float64{{0.5, step23}}, "48 kHz 24-bit mono aifc"},
		{"raw is unsigned", aifc(1, 8, "raw ", "\x80\x00\xff"), [][]float64{{0, -1, 127. / 128}}, "48 kHz 8-bit mono aifc"},
		{"in24, whatever COMM has for bits", file("AIFC", commC(1, 1, 16, "in24", ""), ssnd("\x40\x00\x00")), [][]float64{{0.5}}, "48 kHz 24-bit mono aifc"},
		{"in32", aifc(1, 32, "in32", "\x40\x00\x00\x00"), [][]float64{{0.5}}, "48 kHz 32-bit mono aifc"},
		{"fl32 above full scale is legal", aifc(2, 32, "fl32", "\x40\x00\x00\x00\xbf\x40\x00\x00"), [][]float64{{2}, {-0.75}}, "48 kHz 32-bit float stereo aifc"},
		{"FL32", aifc(1, 32, "FL32", "\x00\x00\x00\x01"), [][]float64{{0x1p-149}}, "48 kHz 32-bit float mono aifc"},
		{"fl64", aifc(1, 64, "fl64", "\x3f\xf8\x00\x00\x00\x00\x00\x00"), [][]float64{{1.5}}, "48 kHz 64-bit float mono aifc"},
		{"FL64", aifc(1, 64, "FL64", "\x3f\xf0\x00\x00\x00\x00\x00\x01"), [][]float64{{1 + 0x1p-52}}, "48 kHz 64-bit float mono aifc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := mustOpen(t, tt.bytes)
			if got := r.Format().String(); got != tt.format {
				t.Errorf("the format is %q, want %q", got, tt.format)
			}
			got, err := audiotest.ReadAll(r, 2)
			if err != nil {
				t.Fatal(err)
			}
			if diff := audiotest.Differ(got, tt.want); diff != "" {
				t.Error(diff)
			}
			if len(r.Flaws()) > 0 {
				t.Errorf("flaws %v, want none", r.Flaws())
			}
		})
	}
}

// TestRates has exponents and mantissas by hand, from the formula of parseRate.
func TestRates(t *testing.T) {
	const unusable = "its header gives no usable sample rate; export it again: malformed"
	limits := func(hz string) string {
		return "its sample rate is " + hz + " Hz, want 8000 to 768000 Hz: unsupported"
	}
	for _, tt := range []struct{ name, rate, want string }{
		{"8000 Hz", hz8000, "2 frames"},
		{"44100 Hz", hz44100, "2 frames"},
		{"768000 Hz", "\x40\x12\xbb\x80\x00\x00\x00\x00\x00\x00", "2 frames"},
		{"47999.6 Hz is 48000", "\x40\x0e\xbb\x7f\x99\x99\x99\x99\x99\x9a", "2 frames"},
		{"zero", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", unusable},
		{"minus zero", "\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00", unusable},
		{"minus 44100", "\xc0\x0e\xac\x44\x00\x00\x00\x00\x00\x00", unusable},
		{"infinity", "\x7f\xff\x80\x00\x00\x00\x00\x00\x00\x00", unusable},
		{"minus infinity", "\xff\xff\x80\x00\x00\x00\x00\x00\x00\x00", unusable},
		{"not a number", "\x7f\xff\xc0\x00\x00\x00\x00\x00\x00\x00", unusable},
		{"denormal", "\x00\x00\x40\x00\x00\x00\x00\x00\x00\x00", unusable},
		{"not normalised", "\x40\x0f\x56\x22\x00\x00\x00\x00\x00\x00", unusable},
		{"half a hertz", "\x3f\xfe\x80\x00\x00\x00\x00\x00\x00\x00", unusable},
		{"one hertz", "\x3f\xff\x80\x00\x00\x00\x00\x00\x00\x00", limits("1")},
		{"almost 2^31", "\x40\x1d\xff\xff\xff\xfe\x00\x00\x00\x00", limits("2147483647")},
		{"2^31", "\x40\x1e\x80\x00\x00\x00\x00\x00\x00\x00", unusable},
		{"2^16000", "\x7e\x7f\x80\x00\x00\x00\x00\x00\x00\x00", unusable},
	} {
		if got := audiotest.Verdict(open(file("AIFF", comm(1, 2, 16, tt.rate), ssnd(two16)))); got != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// ramp is audio whose samples all differ.
func ramp(bytes int) string {
	b := make([]byte, bytes)
	for i := range b {
		b[i] = byte(i * 7 >> (i % 3))
	}
	return string(b)
}

func TestReaderContract(t *testing.T) {
	for name, bytes := range map[string]string{
		"24-bit stereo":   file("AIFF", comm(2, 5000, 24, hz48000), ssnd(ramp(6*5000))),
		"a truncated one": file("AIFF", comm(2, 5000, 16, hz48000), ssnd(ramp(4 * 1000))[:4*900]),
		"fl64":            file("AIFC", commC(2, 40000, 64, "fl64", ""), ssnd(strings.Repeat("\x3f\xf8\x00\x00\x00\x00\x00\x00\xbf\xe0\x00\x00\x00\x00\x00\x01", 40000))),
	} {
		t.Run(name, func(t *testing.T) {
			audiotest.Exercise(t, func(t *testing.T) audio.Reader { return mustOpen(t, bytes) })
		})
	}
}

func TestReadingAllocatesNothing(t *testing.T) {
	r := mustOpen(t, file("AIFF", comm(2, 40960, 24, hz48000), ssnd(ramp(6*40960))))
	block := audio.NewBlock(2, 4096)
	r.Read(block)
	if n := testing.AllocsPerRun(8, func() { r.Read(block) }); n != 0 {
		t.Errorf("a read allocates %g times, want 0", n)
	}
}

func TestWhatAFileSaysAboutItself(t *testing.T) {
	r := mustOpen(t, file("AIFF", chunk("NAME", "Billie Jean"), mono16(2), chunk("AUTH", "Beyonc\xe9"), chunk("ANNO", "one"), chunk("ANNO", "two"), chunk("(c) ", "1982 \x1b"), ssnd(two16)))
	want := map[string]string{"NAME": "Billie Jean", "AUTH": "Beyoncé", "ANNO": "one", "(c) ": "1982"}
	if diff := cmp.Diff(want, r.Info()); diff != "" {
		t.Error(diff)
	}
}
