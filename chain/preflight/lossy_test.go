package preflight_test

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"lathe/audio"
	"lathe/audio/wav"
	"lathe/dsp/dsptest"
	"lathe/dsp/resample"
	"lathe/internal/material"
	"lathe/internal/signal"
)

// bright are lossless stems that have a treble to lose: real and made ones.
func bright(t *testing.T) (names []string, stems [][][]float64, rates []int) {
	dir := filepath.Join(material.Dir(t), "sessions", "reggae-try")
	for _, name := range first(1, []string{"08 Open HiHat 02", "01 E-Piano", "03 Strings (high)", "06 Snare 05", "07 Snare 06"}) {
		x, f := read(t, filepath.Join(dir, name+" - Reggae Try.flac"), 24)
		for c := range x {
			x[c] = x[c][min(len(x[c])/2, 12*f.Rate):]
		}
		names, stems, rates = append(names, name), append(stems, x), append(rates, f.Rate)
	}
	for _, track := range signal.Bench(12, 12, 48000, 3) {
		if name, _, _ := strings.Cut(track.Name, " - "); slices.Contains(first(1, []string{"Acoustic Guitar", "Snare", "Hi-Hat", "Percussion", "Lead Vocals"}), name) {
			names, stems, rates = append(names, name), append(stems, track.Render()), append(rates, 48000)
		}
	}
	return names, stems, rates
}

// roundTrip encodes and decodes by another's codecs.
func roundTrip(t *testing.T, dir, name string, x [][]float64, rate int, ending string, codec ...string) [][]float64 {
	ffmpeg := material.Tool(t, "ffmpeg")
	path := filepath.Join(dir, name+ending)
	in, coded, out := path+".in.wav", path+ending, path+".out.wav"
	f, err := os.Create(in)
	if err != nil {
		t.Error(err)
		return x
	}
	defer f.Close()
	w, err := wav.NewWriter(f, audio.Format{Rate: rate, Channels: len(x), BitDepth: 24}, wav.Tags{})
	if err == nil {
		err = w.Write(x, len(x[0]))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Error(err)
		return x
	}
	for _, args := range [][]string{
		append(append([]string{"-i", in}, codec...), coded),
		{"-i", coded, "-c:a", "pcm_s24le", "-ar", strconv.Itoa(rate), out},
	} {
		if text, err := exec.Command(ffmpeg, append([]string{"-v", "error", "-y"}, args...)...).CombinedOutput(); err != nil {
			t.Errorf("ffmpeg: %v: %s", err, text)
			return x
		}
	}
	y, _ := read(t, out, math.Inf(1))
	return y
}

// At least nine in ten of what went through a codec are told, and none of what
// did not, not even when it breaks off at 16 kHz as a sampler's hat does: the
// issue.
func TestCodecsAreTold(t *testing.T) {
	t.Parallel()
	kinds := first(1, [][]string{
		{".mp3", "-c:a", "libmp3lame", "-b:a", "128k"}, {".ogg", "-c:a", "libvorbis", "-q:a", "5"}, {".opus", "-c:a", "libopus", "-b:a", "128k"},
		{".m4a", "-c:a", "aac", "-b:a", "128k"}, {".192.mp3", "-c:a", "libmp3lame", "-b:a", "192k"},
		{".320.mp3", "-c:a", "libmp3lame", "-b:a", "320k"}, {".3.ogg", "-c:a", "libvorbis", "-q:a", "3"},
	})
	names, stems, rates := bright(t)
	dir := t.TempDir()
	told, all := 0, 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i, x := range stems {
		wg.Go(func() {
			if got := found(heard(painted(names[i], rates[i], x...)), "lossy"); len(got) > 0 {
				t.Errorf("%s is lossless: %s", names[i], got[0].Heard)
			}
			cliff := [][]float64{resampled(t, resampled(t, x[0], rates[i], 32000), 32000, rates[i])}
			if got := found(heard(painted(names[i], rates[i], cliff...)), "lossy"); len(got) > 0 {
				t.Errorf("%s at 32 kHz is lossless: %s", names[i], got[0].Heard)
			}
			for _, kind := range kinds {
				y := roundTrip(t, dir, names[i], x, rates[i], kind[0], kind[1:]...)
				got := found(heard(painted(names[i], rates[i], y...)), "lossy")
				mu.Lock()
				if all++; len(got) > 0 {
					told++
				} else {
					t.Logf("%s through %v is not told", names[i], kind[1:])
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	t.Logf("%d of %d told", told, all)
	if float64(told) < 0.9*float64(all) {
		t.Errorf("%d of %d files that went through a codec are told, want 9 in 10", told, all)
	}
}

func resampled(t *testing.T, x []float64, in, out int) []float64 {
	c, err := resample.New(in, out, 1)
	if err != nil {
		t.Error(err)
		return x
	}
	y := c.Feed([][]float64{nil}, [][]float64{x})
	return c.Finish(y)[0]
}

// What was converted up from 44.1 or 48 kHz is told, what was not is not.
func TestUpsampling(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ made, file int }{{44100, 48000}, {44100, 96000}, {48000, 96000}, {44100, 88200}} {
		noise := dsptest.Noise(5, 5*tt.made)
		for i := range noise {
			noise[i] *= 0.1
		}
		up := resampled(t, noise, tt.made, tt.file)
		if got := found(heard(painted("a.wav", tt.file, up)), "rate.upsampled"); len(got) != 1 || !strings.Contains(got[0].Message, strconv.FormatFloat(float64(tt.made)/1000, 'g', -1, 64)+" kHz") {
			t.Errorf("%d Hz converted to %d Hz: found %v", tt.made, tt.file, got)
		}
		own := dsptest.Noise(6, 5*tt.file)
		dull := through(own, 0.2, 0, 0.7)
		for _, x := range [][]float64{own, dull, through(dull, 1, 0, 0.7), plucks(5, 110)} {
			if got := found(heard(painted("a.wav", tt.file, x)), "rate.upsampled"); len(got) != 0 {
				t.Errorf("made at %d Hz: found %v", tt.file, got)
			}
		}
	}
}
