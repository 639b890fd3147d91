package wav_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/wav"
)

// Sample values below are worked out by hand: an integer n of b bits is
// n / 2^(b-1).
func TestEncodings(t *testing.T) {
	const step15, step23, step31 = 1. / (1 << 15), 1. / (1 << 23), 1. / (1 << 31)
	for _, tt := range []struct {
		name, bytes string
		want        [][]float64
		format      string
	}{
		{"8-bit is unsigned, 128 is silence", file(form(pcm, 1, 44100, 8), chunk("data", "\x80\x00\xff\xc0")),
			[][]float64{{0, -1, 127. / 128, 0.5}}, "44.1 kHz 8-bit mono wav"},
		{"16-bit stereo", file(form(pcm, 2, 48000, 16), chunk("data", "\xff\x7f\x00\x80\x01\x00\xff\xff")),
			[][]float64{{1 - step15, step15}, {-1, -step15}}, "48 kHz 16-bit stereo wav"},
		{"12-bit sits in the high bits of two bytes", file(form(pcm, 1, 48000, 12), chunk("data", "\xf0\x7f\x10\x00")),
			[][]float64{{2047. / 2048, 1. / 2048}}, "48 kHz 12-bit mono wav"},
		{"20-bit sits in the high bits of three bytes", file(form(pcm, 1, 48000, 20), chunk("data", "\xf0\xff\x7f\x10\x00\x00")),
			[][]float64{{524287. / 524288, 1. / 524288}}, "48 kHz 20-bit mono wav"},
		{"20-bit says so in the extension", file(extensible(pcm, 1, 48000, 24, 20), chunk("data", "\xf0\xff\x7f\x10\x00\x00")),
			[][]float64{{524287. / 524288, 1. / 524288}}, "48 kHz 20-bit mono wav"},
		{"24-bit", file(form(pcm, 1, 96000, 24), chunk("data", "\xff\xff\x7f\x00\x00\x80\x01\x00\x00")),
			[][]float64{{1 - step23, -1, step23}}, "96 kHz 24-bit mono wav"},
		{"24-bit in 32, by the extension", file(extensible(pcm, 1, 96000, 32, 24), chunk("data", "\x00\xff\xff\x7f\x00\x00\x00\x80\x00\x01\x00\x00")),
			[][]float64{{1 - step23, -1, step23}}, "96 kHz 24-bit mono wav"},
		{"24-bit in 32, by the size of a frame", file(chunk("fmt ", formBody(pcm, 1, 96000, 384000, 4, 24)), chunk("data", "\x00\xff\xff\x7f\x00\x00\x00\x80")),
			[][]float64{{1 - step23, -1}}, "96 kHz 24-bit mono wav"},
		{"32-bit", file(form(pcm, 1, 192000, 32), chunk("data", "\xff\xff\xff\x7f\x00\x00\x00\x80\x01\x00\x00\x00")),
			[][]float64{{1 - step31, -1, step31}}, "192 kHz 32-bit mono wav"},
		{"32-bit float above full scale is legal", file(form(float, 1, 48000, 32), chunk("data", "\x00\x00\x00\x40\x00\x00\x40\xbf")),
			[][]float64{{2, -0.75}}, "48 kHz 32-bit float mono wav"},
		{"64-bit float", file(form(float, 1, 48000, 64), chunk("data", "\x00\x00\x00\x00\x00\x00\xf8\x3f\x01\x00\x00\x00\x00\x00\xf0\x3f")),
			[][]float64{{1.5, 1 + 0x1p-52}}, "48 kHz 64-bit float mono wav"},
		{"float by the extension", file(extensible(float, 2, 48000, 32, 32), chunk("data", "\x00\x00\x80\x3f\x00\x00\x80\xbe")),
			[][]float64{{1}, {-0.25}}, "48 kHz 32-bit float stereo wav"},
		{"denormals, minus zero and the largest number", file(form(float, 1, 48000, 32), chunk("data", "\x01\x00\x00\x00\x00\x00\x00\x80\xff\xff\x7f\x7f")),
			[][]float64{{0x1p-149, math.Copysign(0, -1), math.MaxFloat32}}, "48 kHz 32-bit float mono wav"},
		{"big-endian 16-bit", "RIFX" + be32(36) + "WAVEfmt " + be32(16) + be16(1) + be16(1) + be32(48000) + be32(96000) + be16(2) + be16(16) + "data" + be32(4) + "\x7f\xff\x80\x00",
			[][]float64{{1 - step15, -1}}, "48 kHz 16-bit mono rifx"},
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
		"24-bit stereo":   file(form(pcm, 2, 48000, 24), chunk("data", ramp(6*5000))),
		"8-bit mono":      file(form(pcm, 1, 8000, 8), chunk("data", ramp(5000))),
		"a truncated one": file(form(pcm, 2, 48000, 16), "data"+le32(1<<20)+ramp(4*1000)),
		"64-bit float": file(form(float, 2, 48000, 64), chunk("data",
			strings.Repeat("\x00\x00\x00\x00\x00\x00\xf8\x3f\x01\x00\x00\x00\x00\x00\xe0\xbf", 40000))), // more than the buffer holds
	} {
		t.Run(name, func(t *testing.T) {
			audiotest.Exercise(t, func(t *testing.T) audio.Reader { return mustOpen(t, bytes) })
		})
	}
}

func TestReadingAllocatesNothing(t *testing.T) {
	r := mustOpen(t, file(form(pcm, 2, 48000, 24), chunk("data", ramp(6*40960))))
	block := audio.NewBlock(2, 4096)
	r.Read(block)
	if n := testing.AllocsPerRun(8, func() { r.Read(block) }); n != 0 {
		t.Errorf("a read allocates %g times, want 0", n)
	}
}

func TestAFileThatShrinksWhileItIsRead(t *testing.T) {
	bytes := file(mono16(), chunk("data", ramp(2*48000)))
	r, err := wav.NewReader(strings.NewReader(bytes[:44+2*24000+1]), int64(len(bytes)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := audiotest.Verdict(r, nil), "24000 frames, truncated"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want := "it ends early: the header promises 0:01.00, there is 0:00.50"
	if got := r.Flaws()[0].Message; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestATroubledDiskIsAnErrorWithoutAPath(t *testing.T) {
	trouble := errors.New("input/output error")
	bytes := file(mono16(), chunk("data", ramp(2*48000)))
	r, err := wav.NewReader(troubled{strings.NewReader(bytes), 1000, trouble}, int64(len(bytes)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := audiotest.ReadAll(r, 100); !errors.Is(err, trouble) {
		t.Errorf("got %v, want %v", err, trouble)
	}
	if _, err := wav.NewReader(troubled{strings.NewReader(bytes), 20, trouble}, int64(len(bytes))); !errors.Is(err, trouble) {
		t.Errorf("while the header was read: got %v, want %v", err, trouble)
	}
}

// troubled fails from byte from on.
type troubled struct {
	io.ReaderAt
	from int64
	err  error
}

func (d troubled) ReadAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > d.from {
		return 0, d.err
	}
	return d.ReaderAt.ReadAt(p, at)
}

type closable struct {
	*bytes.Reader
	closed bool
}

func (c *closable) Close() error { c.closed = true; return nil }

func TestCloseClosesWhatCanBeClosed(t *testing.T) {
	data := []byte(file(mono16(), chunk("data", two16)))
	c := &closable{Reader: bytes.NewReader(data)}
	r, err := wav.NewReader(c, int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil || !c.closed {
		t.Errorf("closed is %v with error %v, want true and none", c.closed, err)
	}
}
