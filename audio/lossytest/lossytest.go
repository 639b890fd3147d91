// Package lossytest is what every reader of a lossy format signs: the promises
// of audio.Reader, and the comparison with decoders that are not ours.
//
// A lossy file has no right samples, only a reference decoder's. So three
// numbers are compared: how many frames there are, by how many they are shifted,
// and how far below the music the difference is.
package lossytest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"lathe/audio"
	"lathe/audio/audiotest"
)

// Open is a package's NewReader.
type Open func(io.ReadSeeker) (audio.Reader, error)

// Song makes test music: sine bursts of changing pitch over noise, different on
// each channel, with peaks at the given level. Nothing in it repeats, so a shift
// by any number of frames shows.
func Song(rate, channels, frames int, peakLin float64) [][]float64 {
	random := rand.New(rand.NewPCG(1, 2))
	block := audio.NewBlock(channels, frames)
	for c, ch := range block {
		phase, step := 0.0, 0.0
		for i := range ch {
			if i%(rate/7) == 0 {
				step = 2 * math.Pi * (100 + 3000*random.Float64()) / float64(rate)
			}
			phase += step
			burst := 1 - float64(i%(rate/7))/float64(rate/7)
			ch[i] = peakLin * (0.8*burst*math.Sin(phase) + 0.2*(2*random.Float64()-1)*float64(c+1)/float64(channels))
		}
	}
	return block
}

// WAV writes a block as a 16-bit file into a folder of the test.
func WAV(t testing.TB, rate int, block [][]float64) string {
	t.Helper()
	frames, width := len(block[0]), 2*len(block)
	var out bytes.Buffer
	out.WriteString("RIFF")
	write := func(v any) { binary.Write(&out, binary.LittleEndian, v) }
	write(uint32(36 + frames*width))
	out.WriteString("WAVEfmt ")
	write(uint32(16))
	write([]uint16{1, uint16(len(block))})
	write([]uint32{uint32(rate), uint32(rate * width)})
	write([]uint16{uint16(width), 16})
	out.WriteString("data")
	write(uint32(frames * width))
	raw := audio.Encoding{Bytes: 2}.Encode(make([]byte, frames*width), block, frames)
	out.Write(raw)
	path := filepath.Join(t.TempDir(), "song.wav")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Run runs an encoder and gives what it wrote to the file named by its last
// argument.
func Run(t testing.TB, tool string, args ...string) []byte {
	t.Helper()
	var complaints bytes.Buffer
	cmd := exec.Command(tool, args...)
	cmd.Stderr = &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %q: %v\n%s", filepath.Base(tool), args, err, complaints.Bytes())
	}
	raw, err := os.ReadFile(args[len(args)-1])
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Reference decodes the first audio stream of a file with ffmpeg, at its own
// rate. Damage is decoded as far as ffmpeg goes.
func Reference(t testing.TB, ffmpeg, path string, channels int) [][]float64 {
	t.Helper()
	var raw bytes.Buffer
	cmd := exec.Command(ffmpeg, "-nostdin", "-v", "quiet", "-i", path, "-map", "0:a:0", "-f", "f64le", "-")
	cmd.Stdout = &raw
	cmd.Run() // its exit says nothing that the samples do not
	return PCM(raw.Bytes(), channels, audio.Encoding{Bytes: 8, Float: true})
}

// PCM takes raw samples apart.
func PCM(raw []byte, channels int, enc audio.Encoding) [][]float64 {
	frames := len(raw) / (channels * enc.Bytes)
	block := audio.NewBlock(channels, frames)
	enc.Decode(block, raw[:frames*channels*enc.Bytes])
	return block
}

// ReadAll reads a whole file, which has to end well.
func ReadAll(t testing.TB, r audio.Reader) [][]float64 {
	t.Helper()
	all, err := audiotest.ReadAll(r, 4096)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Exercise holds a reader to what does not depend on the codec: what
// audio.Reader promises, that a file is read the same byte by byte, and that one
// cut anywhere is read as far as it goes and told about.
func Exercise(t *testing.T, open Open, raw []byte) {
	t.Helper()
	audiotest.Exercise(t, func(t *testing.T) audio.Reader { return mustOpen(t, open, bytes.NewReader(raw)) })
	r := mustOpen(t, open, bytes.NewReader(raw))
	want := ReadAll(t, r)
	if r.Format().Frames != int64(len(want[0])) || len(r.Flaws()) > 0 {
		t.Errorf("a sound file of %d frames says it has %d, and flaws %v", len(want[0]), r.Format().Frames, r.Flaws())
	}
	t.Run("bytes may come one by one", func(t *testing.T) {
		got := ReadAll(t, mustOpen(t, open, drip{bytes.NewReader(raw)}))
		if diff := audiotest.Differ(got, want); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a cut file is read as far as it goes", func(t *testing.T) {
		const slack = 60000 // frames: a page of opusenc has a second
		for n := 1; n < 7; n++ {
			r := mustOpen(t, open, bytes.NewReader(raw[:len(raw)*n/7]))
			got := ReadAll(t, r)
			if frames, least := len(got[0]), len(want[0])*n/7-slack; frames >= len(want[0]) || frames < least {
				t.Errorf("cut at %d/7 it has %d frames of %d, want %d or more", n, frames, len(want[0]), least)
			}
			if !audiotest.HasFlaw(r, "truncated") {
				t.Errorf("cut at %d/7 it has no flaw that tells so, but %v", n, r.Flaws())
			}
		}
	})
	t.Run("a file that cannot be read says why", func(t *testing.T) {
		r, err := open(broken{bytes.NewReader(raw)})
		if err == nil {
			_, err = audiotest.ReadAll(r, 4096)
		}
		if !errors.Is(err, errBroken) {
			t.Errorf("it says %v, want %v", err, errBroken)
		}
	})
}

func mustOpen(t *testing.T, open Open, file io.ReadSeeker) audio.Reader {
	t.Helper()
	r, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var errBroken = errors.New("the disk is broken")

// broken stops a third of the way.
type broken struct{ *bytes.Reader }

func (b broken) Read(p []byte) (int, error) {
	if b.Len() < int(b.Size())*2/3 {
		return 0, errBroken
	}
	return b.Reader.Read(p[:min(len(p), 1000)])
}

// drip gives a byte at a time.
type drip struct{ io.ReadSeeker }

func (d drip) Read(p []byte) (int, error) { return d.ReadSeeker.Read(p[:min(1, len(p))]) }

// Shift is by how many frames got comes later than want: where their product,
// summed over up to 8000 frames from the loudest part on, is largest.
func Shift(want, got []float64, most int) int {
	const span = 8000
	from := loudest(want, span)
	to := min(from+span, len(want))
	best, shift := math.Inf(-1), 0
	for n := range 2*most + 1 { // 0, -1, 1, -2, 2 ...: of equals the nearest
		d := (n + 1) / 2
		if n%2 == 1 {
			d = -d
		}
		sum, power := 0.0, 1e-30
		for i := max(from, -d); i < min(to, len(got)-d); i++ {
			sum += want[i] * got[i+d]
			power += got[i+d] * got[i+d]
		}
		if v := sum / math.Sqrt(power); v > best+1e-9*math.Abs(best) || n == 0 {
			best, shift = v, d
		}
	}
	return shift
}

// loudest is where the loudest stretch of span frames begins, by tenths of it.
func loudest(x []float64, span int) int {
	best, at := -1.0, 0
	for from := 0; from < max(1, len(x)-span); from += span / 10 {
		power := 0.0
		for _, v := range x[from:min(from+span, len(x))] {
			power += v * v
		}
		if power > best {
			best, at = power, from
		}
	}
	return at
}

// SNR is how far the difference is below want, in dB, over the frames both have.
func SNR(want, got [][]float64) float64 {
	signal, noise := 0.0, 0.0
	for c := range want {
		for i := range min(len(want[c]), len(got[c])) {
			d := got[c][i] - want[c][i]
			signal += want[c][i] * want[c][i]
			noise += d * d
		}
	}
	return 10 * math.Log10(signal/noise)
}

// Worst is the largest difference, over the frames both have.
func Worst(want, got [][]float64) float64 {
	worst := 0.0
	for c := range want {
		for i := range min(len(want[c]), len(got[c])) {
			worst = max(worst, math.Abs(want[c][i]-got[c][i]))
		}
	}
	return worst
}

// Peak is the largest magnitude.
func Peak(block [][]float64) float64 {
	peak := 0.0
	for _, ch := range block {
		for _, v := range ch {
			peak = max(peak, math.Abs(v))
		}
	}
	return peak
}

// Fuzz opens and reads what may be anything: at most maxFrames, within ten
// seconds, all of it finite.
func Fuzz(t *testing.T, open Open, raw []byte) {
	const maxFrames = 1 << 17
	alarm := time.AfterFunc(10*time.Second, func() { panic("it does not end") })
	defer alarm.Stop()
	r, err := open(bytes.NewReader(raw))
	if err != nil {
		return
	}
	if err := r.Format().Check(); err != nil {
		t.Errorf("it was opened, but %v", err)
	}
	block := audio.NewBlock(r.Format().Channels, 1000)
	for frames := 0; frames < maxFrames; {
		n, err := r.Read(block)
		frames += n
		if bad := audio.CheckFinite(block, n, 0, r.Format().Rate); bad != nil {
			t.Fatal(bad)
		}
		if err != nil {
			if want := r.Format().Frames; errors.Is(err, io.EOF) && want >= 0 && want != int64(frames) && len(r.Flaws()) == 0 {
				t.Errorf("it has %d frames of %d, and no flaw", frames, want)
			}
			return
		}
		if n != len(block[0]) {
			t.Fatalf("a read gave %d frames of %d without an error", n, len(block[0]))
		}
	}
}
