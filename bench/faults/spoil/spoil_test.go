package spoil

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"

	"lathe/internal/material"
)

// tone is a sine of so many Hz in one channel, full scale 1.
func tone(freqHz float64, rate, frames int) Sound {
	s := silence(1, frames)
	for i := range s[0] {
		s[0][i] = 0.5 * math.Sin(2*math.Pi*freqHz*float64(i)/float64(rate))
	}
	return s
}

// What ffmpeg reads is what was written, to half a step of the format.
func TestWaveIsReadByOthers(t *testing.T) {
	s := Sound{tone(997, 48000, 4800)[0], tone(331, 48000, 4800)[0]}
	for bits, step := range map[int]float64{16: 1.5 / (1 << 15), 24: 0.5 / (1 << 23), 32: 0.5 / (1 << 24)} { // 16 bits: dither is one step more
		path := filepath.Join(t.TempDir(), "s.wav")
		if err := os.WriteFile(path, wave(s, Form{Rate: 48000, Bits: bits}, chanceOf(1, "x")), 0o600); err != nil {
			t.Fatal(err)
		}
		got := material.FFmpeg(t, path)
		if len(got) != 2*4800 {
			t.Fatalf("%d bits: %d samples; want %d", bits, len(got), 2*4800)
		}
		for i, v := range got {
			if d := math.Abs(v - s[i%2][i/2]); d > step+1e-12 {
				t.Fatalf("%d bits, sample %d: off by %g; want %g at most", bits, i, d, step)
			}
		}
	}
}

// A sine read between its samples is a sine: the window's stop band is -100 dB.
func TestResampledSine(t *testing.T) {
	const rate, freqHz = 48000, 5000.0
	s := tone(freqHz, rate, rate/2)
	for _, c := range []struct{ start, step float64 }{{-17.4, 1}, {0.5, 1}, {0, 1 + 200e-6}, {0, 44100.0 / 48000}, {0, 48000.0 / 44100}} {
		got := s.resampled(c.start, c.step, 20000)
		worst := 0.0
		for i := 1000; i < 19000; i++ {
			at := c.start + float64(i)*c.step
			worst = max(worst, math.Abs(got[0][i]-0.5*math.Sin(2*math.Pi*freqHz*at/rate)))
		}
		if worst > 0.5*1e-4 { // -80 dB: below what any fault is asked for
			t.Errorf("start %g, step %g: off by %.1f dB", c.start, c.step, gainDB(worst/0.5))
		}
	}
}

func TestLimiterKeepsItsCeiling(t *testing.T) {
	c := chanceOf(3, "noise")
	s := silence(2, 48000).each(func(float64) float64 { return c.bell() })
	out := s.ride(limitGain(s, 48000, 0.9))
	if p := out.peak(); p > 0.9+1e-9 || p < 0.85 {
		t.Errorf("peaks at %g; want just below 0.9", p)
	}
}

// The glue takes off what it says in the loudest second of a steady sound.
func TestGlueTakesOffWhatItSays(t *testing.T) {
	s := tone(1000, 48000, 2*48000)
	g := glueGain(s, 48000, 6)
	if got := -gainDB(g[len(g)-1]); math.Abs(got-6) > 0.1 { // the meter ripples
		t.Errorf("takes off %.2f dB; want 6", got)
	}
}

// Every kind leaves the clean session as it was, and does the same again for
// the same seed; and what it says it did to the files, it did.
func TestKindsWorkOnCopiesAndRepeat(t *testing.T) {
	material.Tool(t, "ffmpeg") // codecs need it
	s := Made(1, 1)
	clean := digest(s)
	var unfit int
	for i, k := range Kinds() {
		if !material.Long() && i%16 != 0 {
			continue
		}
		a, label, err := k.Do(s, 1)
		if err == ErrUnfit {
			unfit++
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", k.Name, err)
			continue
		}
		b, _, _ := k.Do(s, 1)
		if digest(a) != digest(b) {
			t.Errorf("%s is not the same for the same seed", k.Name)
		}
		if k.Name != "clean" && digest(a) == clean {
			t.Errorf("%s changed nothing", k.Name)
		}
		if !k.Control && len(label.Cause) == 0 || k.Control && len(label.Cause) > 0 {
			t.Errorf("%s: causes %v, control %v", k.Name, label.Cause, k.Control)
		}
		for _, f := range label.Stems {
			if !a.has(f) {
				t.Errorf("%s names %q, which is not in the session", k.Name, f)
			}
		}
	}
	if digest(s) != clean {
		t.Error("a kind changed the clean session")
	}
	if unfit > 10 {
		t.Errorf("%d kinds do not fit this session", unfit)
	}
}

func (s *Session) has(file string) bool {
	for _, t := range append(append([]*Track{s.Rough}, s.Stems...), s.Extra...) {
		if t != nil && t.File == file {
			return true
		}
	}
	return false
}

// digest is of all names, forms and every 64th sample.
func digest(s *Session) [32]byte {
	h := sha256.New()
	for _, t := range append(append([]*Track{s.Rough}, s.Stems...), s.Extra...) {
		if t == nil {
			continue
		}
		h.Write([]byte(t.File))
		h.Write(t.Bytes)
		binary.Write(h, binary.LittleEndian, t.Bytes != nil) // an empty file is one, too
		binary.Write(h, binary.LittleEndian, []int64{int64(t.Form.Rate), int64(t.Form.Bits), int64(t.Form.Short), int64(t.Sound.frames())})
		for _, ch := range t.Sound {
			for i := 0; i < len(ch); i += 64 {
				binary.Write(h, binary.LittleEndian, ch[i])
			}
		}
	}
	return [32]byte(h.Sum(nil))
}
