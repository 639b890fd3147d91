package preflight_test

import (
	"math"
	"testing"

	"lathe/chain/preflight"
	"lathe/dsp/dsptest"
)

// loop is noise that repeats, with a beat of its own: as much work for the proof
// as any music, and no memory.
type loop struct {
	noise []float64
	beat  int64
	gain  float64
}

func (l loop) At(from int64, left, right []float64) error {
	for i := range left {
		at := from + int64(i)
		if at < 0 || at >= benchFrames {
			left[i], right[i] = 0, 0
			continue
		}
		e := l.gain * float64(l.beat-at%l.beat) / float64(l.beat)
		left[i] = e * l.noise[at%int64(len(l.noise))]
		right[i] = e * l.noise[(at+311)%int64(len(l.noise))]
	}
	return nil
}

type mix []loop

func (m mix) At(from int64, left, right []float64) error {
	l, r := make([]float64, len(left)), make([]float64, len(left))
	clear(left)
	clear(right)
	for _, s := range m {
		s.At(from, l, r)
		for i := range left {
			left[i] += l[i]
			right[i] += r[i]
		}
	}
	return nil
}

const benchFrames = 240 * 48000

// BenchmarkProof is the 16 stereo stems of 4 minutes, without the time
// that files take. An operation is one proof.
func BenchmarkProof(b *testing.B) {
	g := preflight.Given{Rate: 48000, Frames: benchFrames}
	var all mix
	g.RoughTicks = make([]float64, benchFrames/480)
	for i := range 16 {
		l := loop{dsptest.Noise(uint64(i+1), 40009+1000*i), int64(20000 + 1777*i), 0.05 * math.Pow(10, -float64(i)/40)}
		all = append(all, l)
		ticks := make([]float64, benchFrames/480)
		for k := range ticks {
			at := int64(k) * 480
			e := l.gain * float64(l.beat-at%l.beat) / float64(l.beat)
			ticks[k] = e * e * 2 / 3
			g.RoughTicks[k] += ticks[k]
		}
		g.Stems, g.Files, g.StemTicks = append(g.Stems, l), append(g.Files, "stem"), append(g.StemTicks, ticks)
	}
	g.Rough = all
	for b.Loop() {
		p, err := preflight.Prove(b.Context(), g)
		if err != nil || p.Verdict != preflight.Unity {
			b.Fatalf("%v %+v", err, p)
		}
	}
}
