package preflight_test

import (
	"math"
	"testing"
	"time"

	"lathe/chain/preflight"
	"lathe/dsp/dynamics"
	"lathe/internal/material"
)

// ceilingGain is the gain that a simple limiter wants for a sound, frame by
// frame: the least of the needs of 1 ms around, smoothed over as long, with a
// release of 80 ms.
func ceilingGain(s sound, ceiling float64) []float64 {
	const reach = kitRate / 2000
	n := len(s[0])
	need := make([]float64, n)
	for i := range need {
		need[i] = min(1, ceiling/(max(math.Abs(float64(s[0][i])), math.Abs(float64(s[1][i])))+1e-9))
	}
	held, gain := make([]float64, n), make([]float64, n)
	back := 1 - math.Exp(-1/(0.08*kitRate))
	last := 1.
	for i := range held {
		low := 1.
		for _, v := range need[max(0, i-reach):min(n, i+reach+1)] {
			if v < low {
				low = v
			}
		}
		last = min(low, last+back*(1-last))
		held[i] = last
	}
	sum := 0.0
	for i := range gain { // the mean of held values that all are low enough
		sum += held[i]
		if i >= reach {
			sum -= held[i-reach]
		}
		gain[max(0, i-reach/2)] = sum / float64(min(i+1, reach))
	}
	return gain
}

// ridden is the sound with a gain of its own for every frame.
func (s sound) ridden(gain []float64) sound {
	out := newSound(len(s[0]))
	for c := range s {
		for i, v := range s[c] {
			out[c][i] = float32(float64(v) * gain[i])
		}
	}
	return out
}

// ducked is the sound that makes room for a key, as a side chain does.
func (s sound) ducked(t *testing.T, key sound) sound {
	t.Helper()
	comp, err := dynamics.NewCompressor(kitRate, dynamics.Settings{Curve: dynamics.Curve{Threshold: -30, Ratio: 4, Knee: 6}, Attack: 5 * time.Millisecond, Release: 120 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return s.ridden(append([]float64(nil), comp.Gains(key.in64())...))
}

// top is the highest peak of a sound.
func (s sound) top() float64 {
	top := 0.0
	for c := range s {
		for _, v := range s[c] {
			top = max(top, math.Abs(float64(v)))
		}
	}
	return top
}

func TestThePrintedBusIsAskedFor(t *testing.T) {
	for k, tt := range []struct {
		name    string
		printed bool
		do      func(s *song)
	}{
		{"the same under other faders", true, func(s *song) {
			faders := fadersOf(3, len(s.stems))
			s.mix(faders)
			gain := ceilingGain(s.rough, s.rough.top()/4)
			for i := range s.stems {
				s.stems[i] = s.stems[i].ridden(gain)
			}
			s.mix(faders)
		}},
		{"every stem through the bus by itself", true, func(s *song) {
			s.rough = glued(t, s.rough, 10)
			for i := range s.stems {
				loud := s.stems[i].times(8)
				s.stems[i] = loud.ridden(ceilingGain(loud, 0.9))
			}
		}},
		{"bass, pad and keys ducked by the kick", false, func(s *song) {
			kick := s.stems[s.stem(t, "Kick")].times(2)
			for _, name := range []string{"Bass", "Synth", "Electric"} {
				i := s.stem(t, name)
				s.stems[i] = s.stems[i].ducked(t, kick)
			}
			s.mix(nil)
			s.rough = glued(t, s.rough, 6)
		}},
		{"a bus on the rough mix alone", false, func(s *song) { s.rough = glued(t, s.rough, 10) }},
		{"the limiter's gain in every stem", true, func(s *song) {
			gain := ceilingGain(s.rough, s.rough.top()/4)
			for i := range s.stems {
				s.stems[i] = s.stems[i].ridden(gain)
			}
			s.mix(nil)
		}},
		{"drums compressed as a group", false, func(s *song) {
			group := newSound(len(s.rough[0]))
			for i := range 4 {
				group.add(s.stems[i], 3, 0)
			}
			for i := range 4 {
				s.stems[i] = s.stems[i].ducked(t, group)
			}
			s.mix(nil)
		}},
		{"stems normalised to one peak", false, func(s *song) {
			for i := range s.stems {
				s.stems[i] = s.stems[i].times(0.98 / s.stems[i].top())
			}
		}},
		{"a limiter on the bass alone", false, func(s *song) {
			i := s.stem(t, "Bass")
			s.stems[i] = s.stems[i].ridden(ceilingGain(s.stems[i], s.stems[i].top()/3))
			s.mix(nil)
		}},
	} {
		if !material.Long() && k > 3 || testing.Short() && k > 1 {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := band(1)
			tt.do(s)
			p := s.prove(t)
			var heard string
			for _, c := range p.Causes {
				if c.Code == "bus-printed" {
					heard = c.Heard
				}
			}
			if (heard != "") != tt.printed {
				t.Errorf("asked: %q, want it asked: %v", heard, tt.printed)
			}
			t.Log(heard, "|", p.Message, codes(p))
		})
	}
}

// codes are the causes' codes and stems.
func codes(p *preflight.Proof) (out []string) {
	for _, c := range p.Causes {
		out = append(out, c.Code+" "+c.Stem)
	}
	return out
}
