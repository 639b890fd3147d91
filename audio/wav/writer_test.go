package wav_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/wav"
	"lathe/internal/material"
)

// memory is a file in memory.
type memory struct {
	bytes []byte
	at    int64
}

func (m *memory) Write(p []byte) (int, error) {
	if grow := m.at + int64(len(p)) - int64(len(m.bytes)); grow > 0 {
		m.bytes = append(m.bytes, make([]byte, grow)...)
	}
	m.at += int64(copy(m.bytes[m.at:], p))
	return len(p), nil
}

func (m *memory) Seek(to int64, whence int) (int64, error) {
	if whence != io.SeekStart {
		return 0, errors.New("the test only knows places from the start")
	}
	m.at = to
	return to, nil
}

// write makes a file of a block.
func write(t *testing.T, f audio.Format, tags wav.Tags, block [][]float64) []byte {
	t.Helper()
	m := &memory{}
	w, err := wav.NewWriter(m, f, tags)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(block, len(block[0])); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return m.bytes
}

func TestAPlainFileByteForByte(t *testing.T) {
	got := write(t, audio.Format{Rate: 48000, Channels: 2, BitDepth: 24}, wav.Tags{}, [][]float64{{0.5, -1}, {2, -0.5}})
	want := "RIFF" + le32(4+36+24+8+12) + "WAVE" + chunk("JUNK", string(make([]byte, 28))) +
		"fmt " + le32(16) + le16(1) + le16(2) + le32(48000) + le32(288000) + le16(6) + le16(24) +
		"data" + le32(12) + "\x00\x00\x40\xff\xff\x7f\x00\x00\x80\x00\x00\xc0"
	if string(got) != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAFloatFileByteForByte(t *testing.T) {
	got := write(t, audio.Format{Rate: 44100, Channels: 1, BitDepth: 32, Float: true}, wav.Tags{}, [][]float64{{2, -0.75}})
	want := "RIFF" + le32(4+36+26+12+8+8) + "WAVE" + chunk("JUNK", string(make([]byte, 28))) +
		"fmt " + le32(18) + le16(3) + le16(1) + le32(44100) + le32(176400) + le16(4) + le16(32) + le16(0) +
		"fact" + le32(4) + le32(2) + "data" + le32(8) + "\x00\x00\x00\x40\x00\x00\x40\xbf"
	if string(got) != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// steps is a block of every kind of sample a depth can hold, so that writing
// and reading give it back exactly.
func steps(f audio.Format, frames int) [][]float64 {
	block := audio.NewBlock(f.Channels, frames)
	full := float64(int64(1) << (f.BitDepth - 1))
	if f.Float {
		full = 1 << 23
	}
	for c, ch := range block {
		for i := range ch {
			n := int64(i*2654435761+c*40503) % int64(2*full)
			ch[i] = (float64(n) - full) / full
		}
	}
	return block
}

func everyFormat() (formats []audio.Format) {
	for _, channels := range []int{1, 2} {
		for _, depth := range []int{16, 24, 32} {
			formats = append(formats, audio.Format{Rate: 48000, Channels: channels, BitDepth: depth})
		}
		formats = append(formats, audio.Format{Rate: 96000, Channels: channels, BitDepth: 32, Float: true})
	}
	return formats
}

func TestWhatIsWrittenCanBeRead(t *testing.T) {
	for _, f := range everyFormat() {
		for _, frames := range []int{0, 1, 3, 100_001} { // odd numbers of 24-bit mono need padding
			t.Run(fmt.Sprint(f, " of ", frames, " frames"), func(t *testing.T) {
				want := steps(f, frames)
				r := mustOpen(t, string(write(t, f, wav.Tags{Title: "Billie Jean"}, want)))
				got, err := audiotest.ReadAll(r, 999)
				if err != nil {
					t.Fatal(err)
				}
				if diff := audiotest.Differ(got, want); diff != "" {
					t.Error(diff)
				}
				if len(r.Flaws()) > 0 {
					t.Errorf("flaws %v, want none", r.Flaws())
				}
				wantFormat := f
				wantFormat.Container, wantFormat.Frames = "wav", int64(frames)
				if got := r.Format(); got != wantFormat {
					t.Errorf("the format is %+v, want %+v", got, wantFormat)
				}
			})
		}
	}
}

func TestFFmpegReadsWhatIsWritten(t *testing.T) {
	for _, f := range everyFormat() {
		path := filepath.Join(t.TempDir(), "a.wav")
		want := steps(f, 1001)
		if err := os.WriteFile(path, write(t, f, wav.Tags{Title: "x"}, want), 0o644); err != nil {
			t.Fatal(err)
		}
		if diff := audiotest.Differ(audiotest.Planar(material.FFmpeg(t, path), f.Channels), want); diff != "" {
			t.Errorf("%v: %s", f, diff)
		}
	}
}

func TestLevelsAboveFullScaleAreHeld(t *testing.T) {
	block := [][]float64{{1, 1.5, -1.5, 0.49 / 32768, 0.51 / 32768}}
	r := mustOpen(t, string(write(t, audio.Format{Rate: 48000, Channels: 1, BitDepth: 16}, wav.Tags{}, block)))
	got, _ := audiotest.ReadAll(r, 16)
	want := [][]float64{{32767. / 32768, 32767. / 32768, -1, 0, 1. / 32768}}
	if diff := audiotest.Differ(got, want); diff != "" {
		t.Error(diff)
	}
}

func TestOddAudioIsPadded(t *testing.T) {
	got := write(t, audio.Format{Rate: 48000, Channels: 1, BitDepth: 24}, wav.Tags{}, [][]float64{{0.5}})
	if want := "data" + le32(3) + "\x00\x00\x40\x00"; !strings.HasSuffix(string(got), want) {
		t.Errorf("it ends with %q, want %q", got[len(got)-len(want):], want)
	}
	if riff := binary.LittleEndian.Uint32(got[4:]); int(riff) != len(got)-8 {
		t.Errorf("the RIFF size is %d, want %d", riff, len(got)-8)
	}
}

func TestWhereRF64Begins(t *testing.T) {
	for bytes, want := range map[int64]string{1080 - 8: "RF64", 1080 - 7: "RIFF"} { // the file has 80 bytes and 1000 of audio
		m := &memory{}
		w, err := wav.NewWriter(m, audio.Format{Rate: 48000, Channels: 1, BitDepth: 16}, wav.Tags{})
		if err != nil {
			t.Fatal(err)
		}
		w.SetLimit(bytes)
		if err := errors.Join(w.Write([][]float64{make([]float64, 500)}, 500), w.Close()); err != nil {
			t.Fatal(err)
		}
		if got := string(m.bytes[:4]); got != want {
			t.Errorf("with a limit of %d bytes it is %s, want %s", bytes, got, want)
		}
	}
}

func TestAFilePast4GiBBecomesRF64(t *testing.T) {
	f := audio.Format{Rate: 48000, Channels: 2, BitDepth: 24}
	m := &memory{}
	w, err := wav.NewWriter(m, f, wav.Tags{Title: "a long night"})
	if err != nil {
		t.Fatal(err)
	}
	w.SetLimit(10_000)
	want := steps(f, 5000)
	if err := errors.Join(w.Write(want, 5000), w.Close()); err != nil {
		t.Fatal(err)
	}
	if head, want := string(m.bytes[:20]), "RF64\xff\xff\xff\xffWAVEds64"+le32(28); head != want {
		t.Errorf("it begins with %q, want %q", head, want)
	}
	for _, field := range []struct {
		name string
		at   int
		want uint64
	}{{"riffSize", 20, uint64(len(m.bytes) - 8)}, {"dataSize", 28, 30000}, {"sampleCount", 36, 5000}} {
		if got := binary.LittleEndian.Uint64(m.bytes[field.at:]); got != field.want {
			t.Errorf("%s is %d, want %d", field.name, got, field.want)
		}
	}
	r := mustOpen(t, string(m.bytes))
	got, err := audiotest.ReadAll(r, 4096)
	if err != nil {
		t.Fatal(err)
	}
	if diff := audiotest.Differ(got, want); diff != "" || len(r.Flaws()) > 0 || r.Format().Container != "rf64" {
		t.Errorf("container %s, flaws %v, difference %q", r.Format().Container, r.Flaws(), diff)
	}
	path := filepath.Join(t.TempDir(), "a.wav")
	if err := os.WriteFile(path, m.bytes, 0o644); err != nil {
		t.Fatal(err)
	}
	if diff := audiotest.Differ(audiotest.Planar(material.FFmpeg(t, path), 2), want); diff != "" {
		t.Errorf("ffmpeg: %s", diff)
	}
}

// endless is a header and then silence as far as anyone asks.
type endless struct{ head string }

func (e endless) ReadAt(p []byte, at int64) (int, error) {
	clear(p)
	if at < int64(len(e.head)) {
		copy(p, e.head[at:])
	}
	return len(p), nil
}

func TestAudioBehind4GiBIsReached(t *testing.T) {
	const frames = 3 << 30 // of 2 bytes: 6 GiB
	head := "RF64\xff\xff\xff\xffWAVE" + chunk("ds64", le64(0)+le64(2*frames)+le64(frames)+le32(0)) + mono16() + "data\xff\xff\xff\xff"
	r, err := wav.NewReader(endless{head}, int64(len(head))+2*frames)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.SeekFrame(frames - 10); err != nil {
		t.Fatal(err)
	}
	n, err := r.Read(audio.NewBlock(1, 64))
	if n != 10 || !errors.Is(err, io.EOF) || r.Format().Frames != frames || len(r.Flaws()) > 0 {
		t.Errorf("10 frames before the end of %d a read gave %d and %v; flaws %v", r.Format().Frames, n, err, r.Flaws())
	}
}

func TestAFullSizeThatLooksUnwritten(t *testing.T) {
	const size = 0xFFFFFFF0 // sound, if the file really goes so far
	head := "RIFF\xff\xff\xff\xffWAVE" + mono16() + "data" + le32(size)
	r, err := wav.NewReader(endless{head}, int64(len(head))+size+100)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Format().Frames; got != size/2 || audiotest.HasFlaw(r, "header") {
		t.Errorf("there are %d frames and flaws %v, want %d frames", got, r.Flaws(), size/2)
	}
}

func TestWhatACrashLeavesCanBeRead(t *testing.T) {
	m := &memory{}
	w, err := wav.NewWriter(m, audio.Format{Rate: 48000, Channels: 1, BitDepth: 16}, wav.Tags{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write([][]float64{make([]float64, 500)}, 500); err != nil {
		t.Fatal(err)
	}
	if got, want := audiotest.Verdict(open(string(m.bytes))), "500 frames, header"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheWriterRefuses(t *testing.T) {
	for _, f := range []audio.Format{
		{Rate: 48000, Channels: 2, BitDepth: 20},
		{Rate: 48000, Channels: 2, BitDepth: 16, Float: true},
		{Rate: 48000, Channels: 3, BitDepth: 24},
		{Rate: 0, Channels: 2, BitDepth: 24},
	} {
		if _, err := wav.NewWriter(&memory{}, f, wav.Tags{}); err == nil {
			t.Errorf("%+v was taken", f)
		}
	}
	w, _ := wav.NewWriter(&memory{}, audio.Format{Rate: 48000, Channels: 1, BitDepth: 16}, wav.Tags{})
	if err := w.Write([][]float64{{0, math.NaN()}}, 2); !errors.Is(err, audio.ErrNotFinite) {
		t.Errorf("NaN gave %v, want %v", err, audio.ErrNotFinite)
	}
	if err := w.Close(); !errors.Is(err, audio.ErrNotFinite) {
		t.Errorf("closing after NaN gave %v, want %v", err, audio.ErrNotFinite)
	}
	if err := w.Write([][]float64{{0}}, 1); err == nil {
		t.Error("a write after a failure was taken")
	}
}

func TestAFullDiskIsTold(t *testing.T) {
	full := errors.New("no space left on device")
	for _, room := range []int{10, 100, 1000} {
		d := &disk{room: room, err: full}
		w, err := wav.NewWriter(d, audio.Format{Rate: 48000, Channels: 1, BitDepth: 16}, wav.Tags{})
		if err == nil {
			err = errors.Join(w.Write([][]float64{make([]float64, 1000)}, 1000), w.Close())
		}
		if !errors.Is(err, full) {
			t.Errorf("with room for %d bytes: %v, want %v", room, err, full)
		}
	}
}

func TestAFileThatCannotBePatchedIsTold(t *testing.T) {
	d := &fixed{err: errors.New("illegal seek")}
	w, err := wav.NewWriter(d, audio.Format{Rate: 48000, Channels: 1, BitDepth: 16}, wav.Tags{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); !errors.Is(err, d.err) {
		t.Errorf("closing gave %v, want %v", err, d.err)
	}
}

// fixed can be written to, but not where one likes.
type fixed struct {
	memory
	err error
}

func (f *fixed) Seek(int64, int) (int64, error) { return 0, f.err }

type disk struct {
	memory
	room int
	err  error
}

func (d *disk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, d.err
	}
	return d.memory.Write(p)
}

func TestWritingAllocatesNothing(t *testing.T) {
	w, err := wav.NewWriter(&memory{bytes: make([]byte, 1<<20)}, audio.Format{Rate: 48000, Channels: 2, BitDepth: 24}, wav.Tags{})
	if err != nil {
		t.Fatal(err)
	}
	block := audio.NewBlock(2, 4096)
	w.Write(block, 4096)
	if n := testing.AllocsPerRun(8, func() { w.Write(block, 4096) }); n != 0 {
		t.Errorf("a write allocates %g times, want 0", n)
	}
}
