//go:build !race

package signal

// Whole songs. The race detector takes ten times as long, and finds no more in
// a long song than in a short one.

import (
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lathe/audio"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
	"lathe/measure"
)

// take is a stem that was rendered.
type take struct {
	Track
	sound [][]float64
	took  time.Duration
}

func (t take) peakDB() float64 {
	peak := 0.
	for _, x := range t.sound {
		peak = max(peak, vec.Peak(x))
	}
	return float64(unit.FromGain(peak))
}

// takes renders every stem once for all tests, all at the same time.
var takes = sync.OnceValue(func() []take {
	stems := Demo().Stems()
	out := make([]take, len(stems))
	var all sync.WaitGroup
	for i, track := range stems {
		all.Go(func() {
			start := time.Now()
			out[i] = take{track, track.Render(), time.Since(start)}
		})
	}
	all.Wait()
	return out
})

// sum adds the stems at unity.
func sum() [][]float64 {
	out := audio.NewBlock(2, int(Demo().Frames))
	for _, t := range takes() {
		for side := range out {
			x := t.sound[min(side, t.Channels-1)]
			vec.Add(out[side][:len(x)], x)
		}
	}
	return out
}

func TestStemsAreWhatTheNamesPromise(t *testing.T) {
	song := Demo()
	if len(song.Stems()) != 12 || len(song.Tracks) != 14 {
		t.Fatalf("%d stems and %d tracks, want 12 and 14", len(song.Stems()), len(song.Tracks))
	}
	if s := float64(song.Frames) / demoRate; s < 45 || s > 55 {
		t.Errorf("the song is %.1f s long, want about 50", s)
	}
	for _, take := range takes() {
		if !strings.HasSuffix(take.Name, " - Quiet Machine") {
			t.Errorf("%q is not named after the song", take.Name)
		}
		if len(take.sound) != take.Channels || int64(len(take.sound[0])) != take.Frames {
			t.Errorf("%q has %d channels of %d frames, want %d of %d", take.Name, len(take.sound), len(take.sound[0]), take.Channels, take.Frames)
		}
		if err := audio.CheckFinite(take.sound, len(take.sound[0]), 0, demoRate); err != nil {
			t.Errorf("%q: %v", take.Name, err)
		}
		if take.Fader < -4 || take.Fader > 4 {
			t.Errorf("%q stands at %+g dB in the rough mix, want -4 to 4", take.Name, take.Fader)
		}
		if peak := take.peakDB(); peak < -18 || peak > -4 {
			t.Errorf("%q peaks at %.1f dBFS, want -18 to -4", take.Name, peak)
		}
		t.Logf("%-34s %5.1f dBFS, rendered in %v", take.Name, take.peakDB(), take.took.Round(time.Millisecond))
	}
}

// TestChoirSingsTheSameEveryTime is for those who have nothing to do in the
// first bars.
func TestChoirSingsTheSameEveryTime(t *testing.T) {
	for _, take := range takes() {
		if name, _, _ := strings.Cut(take.Name, " - "); name != "Backing Vocals" && name != "FX Riser" {
			continue
		}
		for side, x := range take.Render() {
			if !slices.Equal(x, take.sound[side]) {
				t.Errorf("side %d of %q differs the second time", side, take.Name)
			}
		}
	}
}

func TestSamplesLieOnTheGridOfTheFile(t *testing.T) {
	for _, take := range takes() {
		steps := math.Ldexp(1, take.BitDepth-1)
		for _, x := range take.sound {
			if i := slices.IndexFunc(x, func(v float64) bool { return v*steps != math.Trunc(v*steps) || v >= 1 || v < -1 }); i >= 0 {
				t.Errorf("%q: sample %d is %g, which is no integer of %d bits", take.Name, i, x[i], take.BitDepth)
			}
		}
	}
}

func TestSumAtUnityHasHeadroom(t *testing.T) {
	peak := 0.
	for _, x := range sum() {
		peak = max(peak, vec.Peak(x))
	}
	if db := float64(unit.FromGain(peak)); db > -3 || db < -6 {
		t.Errorf("the stems add up to a peak of %.1f dBFS, want -6 to -3", db)
	}
}

// played plays a stem from memory.
type played struct {
	sound [][]float64
	at    int
}

func (p *played) Read(dst [][]float64) (int, error) {
	n := min(len(dst[0]), len(p.sound[0])-p.at)
	for c, x := range dst {
		copy(x, p.sound[c][p.at:p.at+n])
	}
	p.at += n
	if n < len(dst[0]) {
		return n, io.EOF
	}
	return n, nil
}

func TestRoughMixIsTheStemsAtTheFaders(t *testing.T) {
	m, song := &mixdown{}, Demo()
	for _, take := range takes() {
		m.add(&played{sound: take.sound}, take.Channels, take.Fader)
	}
	p := quietMachine(demoRate)
	want := Track{Channels: 2, Frames: song.Frames, Play: func() Player { return newDeck(m, roughThrough(p), 2, song.Frames) }}.Render()

	peak := max(vec.Peak(want[0]), vec.Peak(want[1]))
	if db := float64(unit.FromGain(peak)); math.Abs(db+1) > 0.2 { // near -1, and not clipped
		t.Errorf("the rough mix peaks at %.2f dBFS, want -1", db)
	}
	block := audio.NewBlock(2, 6*demoRate)
	if _, err := song.Tracks[12].Play().Read(block); err != nil {
		t.Fatal(err)
	}
	for side, x := range block {
		if !slices.Equal(x, want[side][:len(x)]) {
			t.Errorf("side %d of %q is not the stems through the bus", side, song.Tracks[12].Name)
		}
	}
}

func TestReferenceIsAFinishedMaster(t *testing.T) {
	track := reference()
	if s := float64(track.Frames) / demoRate; s < 30 || s > 48 {
		t.Errorf("the reference is %.1f s long, want 30 to 48", s)
	}
	meter := measure.NewMeter(demoRate, 2)
	meter.Feed(track.Render())
	heard := meter.Finish()
	if lufs := float64(heard.Integrated); math.Abs(lufs+11) > 0.5 { // about -11
		t.Errorf("the reference measures %.1f LUFS, want -11", lufs)
	}
	if tp := float64(heard.TruePeak); tp > -0.95 { // the ceiling is -1; the rounding to 24 bits and the meter take their share
		t.Errorf("the reference peaks at %.2f dBTP, want -1 at most", tp)
	}
	t.Logf("reference: %v LUFS, %v dBTP, range %v LU", heard.Integrated, heard.TruePeak, heard.Range)
}

func TestBenchIsASession(t *testing.T) {
	const rate, seconds = 44100, 22.5
	names := map[string]bool{}
	for _, track := range Bench(16, seconds, rate, 1) {
		names[track.Name] = true
		if track.Channels != 2 || track.BitDepth != 24 || track.Frames != 992250 {
			t.Errorf("%q has %d channels, %d bits, %d frames; want 2, 24, 992250", track.Name, track.Channels, track.BitDepth, track.Frames)
		}
		x := track.Render()
		if err := audio.CheckFinite(x, len(x[0]), 0, rate); err != nil {
			t.Errorf("%q: %v", track.Name, err)
		}
		peak := max(vec.Peak(x[0]), vec.Peak(x[1]))
		if peak < 0.03 || peak > 0.9 {
			t.Errorf("%q peaks at %.3f, want a level that a stem has", track.Name, peak)
		}
	}
	if len(names) != 16 || !names["Kick - Bench"] || !names["Kick 2 - Bench"] {
		t.Errorf("the names are %v, want 16 different ones", names)
	}
}
