package preflight_test

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lathe/chain/preflight"
	"lathe/dsp/biquad"
	"lathe/dsp/dynamics"
	"lathe/internal/signal"
)

const kitRate = 44100

// sound is one stereo track in memory.
type sound [2][]float32

func newSound(frames int) sound { return sound{make([]float32, frames), make([]float32, frames)} }

// At plays it: silence outside.
func (s sound) At(from int64, left, right []float64) error {
	for c, dst := range [][]float64{left, right} {
		clear(dst)
		for i := range dst {
			if at := from + int64(i); at >= 0 && at < int64(len(s[c])) {
				dst[i] = float64(s[c][at])
			}
		}
	}
	return nil
}

// add mixes another sound in, late by whole frames.
func (s sound) add(o sound, gain float64, late int) {
	for c := range s {
		for i, v := range o[c] {
			if at := i + late; at >= 0 && at < len(s[c]) {
				s[c][at] += float32(gain * float64(v))
			}
		}
	}
}

// times is the sound at another level.
func (s sound) times(gain float64) sound {
	out := newSound(len(s[0]))
	out.add(s, gain, 0)
	return out
}

// moved is the sound later, in a file of the same length.
func (s sound) moved(frames int) sound {
	out := newSound(len(s[0]))
	out.add(s, 1, frames)
	return out
}

// after is the sound with silence before it, in a longer file.
func (s sound) after(frames int) sound {
	out := newSound(len(s[0]) + frames)
	out.add(s, 1, frames)
	return out
}

// in64 is the sound for the processors, which want float64.
func (s sound) in64() [][]float64 {
	out := [][]float64{make([]float64, len(s[0])), make([]float64, len(s[0]))}
	for c := range s {
		for i, v := range s[c] {
			out[c][i] = float64(v)
		}
	}
	return out
}

func from64(x [][]float64) sound {
	s := newSound(len(x[0]))
	for c := range s {
		for i := range s[c] {
			s[c][i] = float32(x[c][i])
		}
	}
	return s
}

// ticks is the power of every 10 ms, which is near enough to K-weighted.
func (s sound) ticks() []float64 {
	const width = kitRate / 100
	out := make([]float64, len(s[0])/width)
	for i := range out {
		for _, c := range s {
			last := float32(0)
			for _, v := range c[i*width : (i+1)*width] { // a little less bass
				d := v - 0.9*last
				out[i] += float64(d*d) / width
				last = v
			}
		}
	}
	return out
}

// song is a session in memory.
type song struct {
	names []string
	stems []sound
	rough sound
	bent  []bool // stems whose tops the rough mix has and the files have not
	lost  bool   // a file could not be read
}

// bend cuts a stem's tops off, at a part of its highest; the rough mix keeps
// them.
func (s *song) bend(i int, part float32) {
	s.stems[i] = s.stems[i].times(1)
	for _, c := range s.stems[i] {
		top := part * max(slices.Max(c), -slices.Min(c))
		for k, v := range c {
			c[k] = max(-top, min(top, v))
		}
	}
	s.bent = make([]bool, len(s.stems))
	s.bent[i] = true
}

var kitMemory sync.Map // of stems by seed

// band is the made band at unity: a song of 12 stems and their plain sum.
func band(seed uint64) *song { return bandOf(12, 20, seed) }

func bandOf(stems int, seconds float64, seed uint64) *song {
	type key struct {
		stems   int
		seconds float64
		seed    uint64
	}
	made, _ := kitMemory.LoadOrStore(key{stems, seconds, seed}, sync.OnceValue(func() *song {
		s := &song{}
		for _, t := range signal.Bench(stems, seconds, kitRate, seed) {
			s.names = append(s.names, t.Name)
			s.stems = append(s.stems, from64(t.Render()))
		}
		return s
	}))
	m := made.(func() *song)()
	s := &song{names: slices.Clone(m.names), stems: slices.Clone(m.stems)}
	s.mix(nil)
	return s
}

// mix makes the rough mix of the stems at the faders given, in dB.
func (s *song) mix(faders []float64) {
	s.rough = newSound(len(s.stems[0][0]))
	for i, stem := range s.stems {
		gain := 1.
		if faders != nil {
			gain = math.Pow(10, faders[i]/20)
		}
		s.rough.add(stem, gain, 0)
	}
}

// stem is where the stem stands whose name begins so.
func (s *song) stem(t *testing.T, name string) int {
	t.Helper()
	i := slices.IndexFunc(s.names, func(n string) bool { return strings.HasPrefix(n, name) })
	if i < 0 {
		t.Fatalf("there is no stem %q", name)
	}
	return i
}

// drop takes a stem out of the session; the rough mix keeps it.
func (s *song) drop(i int) {
	s.names, s.stems = slices.Delete(s.names, i, i+1), slices.Delete(s.stems, i, i+1)
}

// glued is the rough mix through a bus: an EQ of 2 dB, a 2:1 compressor that
// takes a few dB, and a limiter driven by driveDB.
func glued(t *testing.T, s sound, driveDB float64) sound {
	t.Helper()
	x := s.in64()
	biquad.NewFilter(biquad.HighShelf(kitRate, 4000, 2, 0.7), biquad.Peak(kitRate, 300, -1.5, 0.8)).Process(x)
	comp, err := dynamics.NewCompressor(kitRate, dynamics.Settings{
		Curve: dynamics.Curve{Threshold: -18, Ratio: 2, Knee: 6}, Attack: 20 * time.Millisecond, Release: 150 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	comp.Process(x)
	if driveDB > 0 {
		limited(t, x, driveDB)
	}
	return from64(x)
}

// limited drives a limiter at -1 dBTP, in place, by so much over the peak, and
// takes its latency out again.
func limited(t *testing.T, x [][]float64, driveDB float64) {
	t.Helper()
	top := 0.0
	for _, c := range x {
		for _, v := range c {
			top = max(top, math.Abs(v))
		}
	}
	gain := math.Pow(10, (driveDB-1)/20) / top
	for _, c := range x {
		for i := range c {
			c[i] *= gain
		}
	}
	lim, err := dynamics.NewLimiter(kitRate, dynamics.LimiterSettings{Ceiling: -1, Lookahead: 3 * time.Millisecond, Release: 60 * time.Millisecond, Sustain: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	late := lim.Latency()
	padded := [][]float64{append(slices.Clone(x[0]), make([]float64, late)...), append(slices.Clone(x[1]), make([]float64, late)...)}
	lim.Process(padded)
	for c := range x {
		copy(x[c], padded[c][late:])
	}
}

// prove runs the proof.
func (s *song) prove(t *testing.T) *preflight.Proof {
	t.Helper()
	g := preflight.Given{Files: s.names, Rough: s.rough, RoughTicks: s.rough.ticks(), Rate: kitRate, Bent: s.bent, Lost: s.lost}
	for _, stem := range s.stems {
		g.Stems, g.StemTicks = append(g.Stems, stem), append(g.StemTicks, stem.ticks())
		g.StemFrames = append(g.StemFrames, int64(len(stem[0])))
		g.Frames = max(g.Frames, int64(len(stem[0])))
	}
	p, err := preflight.Prove(t.Context(), g)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// share is how much of the energy of the mix every stem holds at the faders.
func (s *song) share(faders []float64) []float64 {
	out := make([]float64, len(s.stems))
	total := 0.0
	for i, stem := range s.stems {
		for c := range stem {
			for _, v := range stem[c] {
				out[i] += float64(v) * float64(v)
			}
		}
		out[i] *= math.Pow(10, faders[i]/10)
		total += out[i]
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

// faders are random ones between -6 and 6 dB.
func fadersOf(seed uint64, n int) []float64 {
	state := seed*0x9e3779b97f4a7c15 + 1
	out := make([]float64, n)
	for i := range out {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		out[i] = float64(state%1200)/100 - 6
	}
	return out
}

// wrong is by how much the gains found differ from the faders, in dB, without
// what all have in common, of stems that hold at least so much of the energy.
func (s *song) wrong(p *preflight.Proof, faders []float64, least float64) []float64 {
	var diffs []float64
	share := s.share(faders)
	for i, g := range p.Gains {
		if share[i] >= least {
			diffs = append(diffs, float64(g.DB)-faders[i])
		}
	}
	shift := slices.Sorted(slices.Values(diffs))[len(diffs)/2]
	for i := range diffs {
		diffs[i] = math.Abs(diffs[i] - shift)
	}
	return diffs
}
