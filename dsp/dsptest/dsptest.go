// Package dsptest is the contract every processor signs. A new processor gets
// one line in its tests, [Exercise], and with it every promise the chain
// relies on.
package dsptest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"lathe/dsp/unit"
)

// Processor is anything that changes blocks of audio in place.
type Processor interface {
	Process(channels [][]float64)
	Reset()
	Latency() int // samples
}

// Exercise runs the contract at every sample rate a client may send.
func Exercise(t *testing.T, make func(rate unit.Hz) Processor) {
	t.Helper()
	for _, rate := range []unit.Hz{44100, 48000, 88200, 96000, 192000} {
		t.Run(fmt.Sprintf("%gHz", rate), func(t *testing.T) {
			t.Run("block size does not matter", func(t *testing.T) { blocks(t, make(rate)) })
			t.Run("reset forgets everything", func(t *testing.T) { reset(t, make(rate)) })
			t.Run("silence stays silent", func(t *testing.T) { silence(t, make(rate)) })
			t.Run("finite in, finite out", func(t *testing.T) { finite(t, make(rate)) })
			t.Run("no allocation", func(t *testing.T) { allocs(t, make(rate)) })
		})
	}
	t.Run("silence stays cheap", func(t *testing.T) { cheap(t, make(44100), 44100) })
}

func blocks(t *testing.T, p Processor) {
	want := stereo(7, 4801)
	p.Process(want)
	for _, size := range []int{1, 3, 64, 1000} {
		p.Reset()
		got := stereo(7, 4801)
		for from := 0; from < 4801; from += size {
			to := min(from+size, 4801)
			p.Process([][]float64{got[0][from:to], got[1][from:to]})
		}
		same(t, fmt.Sprintf("blocks of %d", size), got, want)
	}
}

func reset(t *testing.T, p Processor) {
	want := stereo(3, 2048)
	p.Process(want)
	p.Process(stereo(4, 2048)) // stain the state
	p.Reset()
	got := stereo(3, 2048)
	p.Process(got)
	same(t, "after Reset", got, want)
}

func silence(t *testing.T, p Processor) {
	got := [][]float64{DC(0, 4096), DC(0, 4096)}
	p.Process(got)
	same(t, "silence", got, [][]float64{DC(0, 4096), DC(0, 4096)})
}

func finite(t *testing.T, p Processor) {
	for _, amp := range []float64{1e-300, 1e-12, 1, 1e6} {
		got := stereo(5, 4096)
		for _, ch := range got {
			for i := range ch {
				ch[i] *= amp
			}
		}
		p.Process(got)
		for _, ch := range got {
			for i, v := range ch {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("amplitude %g gives %g at sample %d", amp, v, i)
				}
			}
		}
	}
}

func allocs(t *testing.T, p Processor) {
	buf := stereo(6, 512)
	if n := testing.AllocsPerRun(20, func() { p.Process(buf) }); n != 0 {
		t.Errorf("Process allocates %g times a block, want 0", n)
	}
}

// cheap catches state that fades into denormal numbers, which made a
// processor 13 to 50 times slower here and which Go cannot flush to zero.
func cheap(t *testing.T, p Processor, second int) {
	if testing.Short() {
		t.Skip("needs 90 s of silence")
	}
	p.Process(stereo(8, second))
	early := fastest(p, second)
	for range 90 {
		p.Process([][]float64{DC(0, second), DC(0, second)})
	}
	if late := fastest(p, second); late > 5*early {
		t.Errorf("1 s of silence takes %v at first and %v after 90 s: state decays to denormals", early, late)
	}
}

// fastest is the best of five timings of a quarter second of silence.
func fastest(p Processor, second int) time.Duration {
	best := time.Hour
	buf := [][]float64{DC(0, second/4), DC(0, second/4)}
	for range 5 {
		start := time.Now()
		p.Process(buf)
		best = min(best, time.Since(start))
	}
	return best
}

func same(t *testing.T, what string, got, want [][]float64) {
	t.Helper()
	for c := range want {
		for i := range want[c] {
			if got[c][i] != want[c][i] {
				t.Fatalf("%s: channel %d sample %d is %g, want %g", what, c, i, got[c][i], want[c][i])
			}
		}
	}
}

func stereo(seed uint64, n int) [][]float64 { return [][]float64{Noise(seed, n), Noise(seed+100, n)} }

// Noise is n samples of white noise between -1 and 1, the same for a seed for ever.
func Noise(seed uint64, n int) []float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	out := make([]float64, n)
	for i := range out {
		out[i] = 2*r.Float64() - 1
	}
	return out
}

// DC is n samples of one value.
func DC(v float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}
