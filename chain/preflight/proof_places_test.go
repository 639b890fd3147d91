package preflight_test

import (
	"math"
	"testing"

	"lathe/chain/preflight"
	"lathe/dsp/dsptest"
)

// stretch is a player that sounds between two frames only.
type stretch struct {
	loop
	from, to int64
}

func (s stretch) At(from int64, left, right []float64) error {
	err := s.loop.At(from, left, right)
	for i := range left {
		if at := from + int64(i); at < s.from || at >= s.to {
			left[i], right[i] = 0, 0
		}
	}
	return err
}

// A part that no stem has is placed within 50 ms (the issue), on a song of four
// minutes as well, whose moments lie a quarter of a second apart.
func TestWhatIsMissingIsPlaced(t *testing.T) {
	const rate = 48000
	gone := stretch{loop{dsptest.Noise(99, 50021), 30011, 0.05}, 100.13 * rate, 107.31 * rate}
	g := preflight.Given{Rate: rate, Frames: benchFrames, RoughTicks: make([]float64, benchFrames/480)}
	var all mix
	for i := range 3 {
		l := loop{dsptest.Noise(uint64(i+1), 40009+1000*i), int64(20000 + 1777*i), 0.05}
		all = append(all, l)
		ticks := make([]float64, benchFrames/480)
		for k := range ticks {
			e := l.gain * float64(l.beat-int64(k)*480%l.beat) / float64(l.beat)
			ticks[k] = e * e * 2 / 3
			g.RoughTicks[k] += ticks[k]
		}
		g.Stems, g.Files, g.StemTicks = append(g.Stems, l), append(g.Files, "stem"), append(g.StemTicks, ticks)
	}
	g.Rough = both{all, gone}
	p, err := preflight.Prove(t.Context(), g)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Causes {
		if c.Code != "missing-stem" {
			continue
		}
		if len(c.At) != 1 {
			t.Fatalf("places are %v, want one", c.At)
		}
		start, end := c.At[0].StartS, c.At[0].EndS
		// the loop falls silent to its end, so that its last 0.1 s may go unheard
		if math.Abs(start-100.13) > 0.05 || math.Abs(end-107.31) > 0.05 {
			t.Errorf("the place is %.3f to %.3f s, want 100.130 to 107.310 within 0.05", start, end)
		}
		t.Logf("%.3f to %.3f s", start, end)
		return
	}
	t.Errorf("causes are %v, want missing-stem", p.Causes)
}

// both are two players at once.
type both struct{ a, b preflight.Player }

func (m both) At(from int64, left, right []float64) error {
	l, r := make([]float64, len(left)), make([]float64, len(left))
	if err := m.a.At(from, left, right); err != nil {
		return err
	}
	if err := m.b.At(from, l, r); err != nil {
		return err
	}
	for i := range left {
		left[i] += l[i]
		right[i] += r[i]
	}
	return nil
}
