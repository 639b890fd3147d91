//go:build !race

package signal

import (
	"math"
	"testing"

	"lathe/dsp/vec"
)

// tuner is the pitch of a sound whose pitch is nearly known: the lag at which
// it is most like itself, within a semitone and a half of what is expected,
// as a MIDI number.
func tuner(x []float64, rate, nearHz float64) float64 {
	from, to := int(rate/nearHz/1.09), int(math.Ceil(rate/nearHz*1.09))
	n := len(x) - to - 1
	alike := func(lag int) float64 {
		return vec.Dot(x[:n], x[lag:lag+n]) / math.Sqrt(vec.Energy(x[:n])*vec.Energy(x[lag:lag+n]))
	}
	best, top := from, -1.
	for lag := from; lag <= to; lag++ {
		if a := alike(lag); a > top {
			best, top = lag, a
		}
	}
	l, r := alike(best-1), alike(best+1)
	lag := float64(best) + (l-r)/(2*(l-2*top+r)) // vertex of the parabola through three points
	return 69 + 12*math.Log2(rate/lag/440)
}

func TestInstrumentsAreInTune(t *testing.T) {
	for _, rate := range []float64{44100, 48000, 96000} {
		p := &piece{rate: rate, tempo: 100, form: []section{{bars: 1}}}
		for _, tt := range []struct {
			name  string
			low   string
			high  string
			cents float64 // a guitar is tuned by ear to about 2, two ramps of the bass beat within 5
			fromS float64 // a bell's overtones, which are out of tune by nature, have to die first
			sound func(hz float64) []float64
		}{
			{"bass", "E1", "C3", 6, 0.3, func(hz float64) []float64 { return p.bassSound(chanceFor(1), hz, 1.5, 0.8, 1) }},
			{"electric piano", "C3", "C5", 2, 0.3, func(hz float64) []float64 { return p.tineSound(chanceFor(2), hz, 1.5, 0.5) }},
			{"guitar", "E2", "E5", 3, 0.3, func(hz float64) []float64 { return p.stringSound(chanceFor(3), hz, 1.5, 0.7) }},
			{"bells", "E4", "G5", 5, 1.1, func(hz float64) []float64 { return p.barSound(chanceFor(4), hz, 0.7) }},
		} {
			for want := pitch(tt.low); want <= pitch(tt.high); want += 3 {
				x := tt.sound(freqHz(want))
				got := tuner(x[int(tt.fromS*rate):int((tt.fromS+0.4)*rate)], rate, freqHz(want))
				if cents := 100 * (got - want); math.Abs(cents) > tt.cents {
					t.Errorf("%s at %g Hz: note %g is %+.1f cents off, want %g at most", tt.name, rate, want, cents, tt.cents)
				}
			}
		}
	}
}

// TestLeadSingsTheMelody listens to the middle of every note of half a second
// and more, over a whole turn of the vibrato.
func TestLeadSingsTheMelody(t *testing.T) {
	for title, p := range songs() {
		heard := 0
		for i := range p.form {
			s := &p.form[i]
			for k, l := range s.lead {
				x := p.phrase(singer{size: 1.07, air: 0.5, vibrato: 34, crisp: 1, loose: 0.6}, l, s.loud, chanceFor(uint64(k)))
				for _, n := range tune(l.notes) {
					if p.seconds(n.beats) < 0.5 {
						continue
					}
					mid := int(p.rate * (leadS + p.seconds(n.beat+n.beats/2)))
					got := tuner(x[mid-int(0.1*p.rate):mid+int(0.1*p.rate)], p.rate, p.hertz(n.pitch))
					if off := 100 * (got - n.pitch - p.key); math.Abs(off) > 40 { // good singers are within 50 cents of the note
						t.Errorf("%s, section %d, bar %d, beat %g: %+.0f cents off %g", title, i, l.bar, n.beat, off, n.pitch)
					}
					heard++
				}
			}
		}
		if heard < 10 {
			t.Errorf("%s: only %d long notes", title, heard)
		}
	}
}

// onsets are the frames at which a sound of strokes sets in: where the energy
// of a millisecond is ten times that of the ten before.
func onsets(x []float64, rate float64) []int {
	ms := int(rate / 1000)
	past, out := make([]float64, 10), []int(nil)
	for k := 0; (k+1)*ms <= len(x); k++ {
		e := vec.Energy(x[k*ms : (k+1)*ms])
		if e > 1e-5 && e > vec.Sum(past) && (len(out) == 0 || k*ms-out[len(out)-1] > 60*ms) {
			out = append(out, k*ms)
		}
		past[k%10] = e
	}
	return out
}

func TestDrumsAreOnTheGrid(t *testing.T) {
	p := quietMachine(demoRate)
	for _, tt := range []struct {
		chair   int
		lateMS  float64 // snares are played a little behind the beat
		looseMS float64
		atLeast int
	}{
		{0, 0, 4, 40}, // kick
		{1, 3, 5, 16}, // snare
	} {
		x := band[tt.chair].record(p, 1, nil, p.frame(20, 0))
		if band[tt.chair].channels == 2 {
			x = band[tt.chair].record(p, 2, nil, p.frame(20, 0))
		}
		track := Track{Channels: band[tt.chair].channels, Frames: p.frame(20, 0), Play: func() Player { return x }}
		all := onsets(track.Render()[0], p.rate)
		for _, at := range all {
			steps := float64(at) / p.rate * p.tempo / 60 * 4
			offMS := (steps-math.Round(steps))*p.seconds(0.25)*1000 - tt.lateMS
			if math.Abs(offMS) > tt.looseMS {
				t.Errorf("%s: a stroke at %.3f s is %+.1f ms off the grid, want %g at most", band[tt.chair].name, float64(at)/p.rate, offMS, tt.looseMS)
			}
		}
		if len(all) < tt.atLeast {
			t.Errorf("%s: %d strokes, want %d and more", band[tt.chair].name, len(all), tt.atLeast)
		}
	}
}
