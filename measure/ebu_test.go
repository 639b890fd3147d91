package measure_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"
	"testing"

	"lathe/dsp/unit"
	"lathe/measure"
)

// The test signals of EBU Tech 3341 (November 2023) table 1 and Tech 3342 table
// 1, synthesised at every rate we take; levels are per-channel peaks in dBFS of
// a 1 kHz tone. Expected values are the tables'.

var rates = []int{44100, 48000, 88200, 96000, 192000}

// part is a stretch of tone.
type part struct{ seconds, dB float64 }

var silence = math.Inf(-1)

// play makes the parts one after another, phase continuous, and gives them to
// feed a block at a time.
func play(rate int, parts []part, feed func(tone []float64)) {
	block := make([]float64, 4096)
	turn := cmplx.Rect(1, 2*math.Pi*1000/float64(rate))
	frame, at := 0, 0.0
	for _, p := range parts {
		at += p.seconds
		amp := math.Pow(10, p.dB/20)
		for end := int(math.Round(at * float64(rate))); frame < end; {
			n := min(len(block), end-frame)
			w := cmplx.Rect(1, 2*math.Pi*1000*float64(frame%rate)/float64(rate))
			for i := range n {
				block[i] = amp * imag(w)
				w *= turn
			}
			feed(block[:n])
			frame += n
		}
	}
}

// stereo is the meter after the parts, the same left and right.
func stereo(rate int, parts ...part) *measure.Loudness {
	l := measure.NewLoudness(rate)
	play(rate, parts, func(x []float64) { l.Feed([][]float64{x, x}) })
	return l
}

func repeat(n int, parts ...part) (out []part) {
	for range n {
		out = append(out, parts...)
	}
	return out
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s is %.4f, want %.4f within %g", what, got, want, within)
	}
}

const lu = 0.02 // LU: the bar; the standard's is 0.1

func TestTech3341Integrated(t *testing.T) {
	t.Parallel()
	for _, rate := range rates {
		for _, tt := range []struct {
			number int
			want   float64
			parts  []part
		}{
			{1, -23, []part{{20, -23}}},
			{2, -33, []part{{20, -33}}},
			{3, -23, []part{{10, -36}, {60, -23}, {10, -36}}},
			{4, -23, []part{{10, -72}, {10, -36}, {60, -23}, {10, -36}, {10, -72}}},
			// By hand: 394 blocks at -26, 198 at -20, 6 across an edge and on average
			// half and half: 10 lg((397 + 201·10^0.6)/598) - 26. The table rounds.
			{5, -22.9854, []part{{20, -26}, {20.1, -20}, {20, -26}}},
		} {
			t.Run(fmt.Sprintf("case %d at %d Hz", tt.number, rate), func(t *testing.T) {
				l := stereo(rate, tt.parts...)
				near(t, "integrated", float64(l.Integrated()), tt.want, lu)
				if tt.number <= 2 {
					near(t, "momentary", float64(l.MaxMomentary()), tt.want, lu)
					near(t, "short-term", float64(l.MaxShortTerm()), tt.want, lu)
				}
			})
		}
		t.Run(fmt.Sprintf("case 6 at %d Hz", rate), func(t *testing.T) {
			l := measure.NewLoudness(rate, 1, 1, 1, measure.Surround, measure.Surround)
			scaled := func(x []float64, dB float64) []float64 {
				x = slices.Clone(x)
				for i := range x {
					x[i] *= math.Pow(10, dB/20)
				}
				return x
			}
			play(rate, []part{{20, 0}}, func(x []float64) {
				front, centre, back := scaled(x, -28), scaled(x, -24), scaled(x, -30)
				l.Feed([][]float64{front, front, centre, back, back})
			})
			near(t, "integrated", float64(l.Integrated()), -23, lu)
		})
	}
}

func TestTech3341ShortTermAndMomentary(t *testing.T) {
	t.Parallel()
	for _, rate := range rates {
		t.Run(fmt.Sprintf("case 9 at %d Hz", rate), func(t *testing.T) {
			st := stereo(rate, repeat(5, part{1.34, -20}, part{1.66, -30})...).ShortTerm()
			for i, s := range st {
				if math.Abs(s+23) > lu {
					t.Fatalf("short-term at %.2f s is %.4f, want -23 throughout", 3+float64(i)/100, s)
				}
			}
		})
		t.Run(fmt.Sprintf("case 10 at %d Hz", rate), func(t *testing.T) {
			for i := range 20 {
				l := stereo(rate, part{float64(i) * 0.15, silence}, part{3, -23}, part{1, silence})
				near(t, fmt.Sprintf("file %d: max short-term", i+1), float64(l.MaxShortTerm()), -23, lu)
			}
		})
		t.Run(fmt.Sprintf("case 12 at %d Hz", rate), func(t *testing.T) {
			// by hand: 10 lg((0.18·10^-2 + 0.22·10^-3)/0.4); the table rounds to -23
			const want = -22.9671
			m := stereo(rate, repeat(25, part{0.18, -20}, part{0.22, -30})...).Momentary()
			for i, v := range m[60:] { // constant after 1 s
				if math.Abs(v-want) > lu {
					t.Fatalf("momentary at %.2f s is %.4f, want %.4f throughout", 1+float64(i)/100, v, want)
				}
			}
		})
		t.Run(fmt.Sprintf("case 13 at %d Hz", rate), func(t *testing.T) {
			for i := range 20 {
				l := stereo(rate, part{float64(i) * 0.02, silence}, part{0.4, -23}, part{1, silence})
				near(t, fmt.Sprintf("file %d: max momentary", i+1), float64(l.MaxMomentary()), -23, lu)
			}
		})
		t.Run(fmt.Sprintf("cases 11 and 14 at %d Hz", rate), func(t *testing.T) {
			// live signals: the loudest so far is the tone that just ended
			var live11, live14 []part
			for i := range 20 {
				late, level := float64(i), -38+float64(i)
				live11 = append(live11, part{late * 0.15, silence}, part{3, level}, part{3 - late*0.15, silence})
				live14 = append(live14, part{late * 0.02, silence}, part{0.4, level}, part{0.4 - late*0.02, silence})
			}
			st, m := stereo(rate, live11...).ShortTerm(), stereo(rate, live14...).Momentary()
			for i := range 20 {
				// a cycle takes 6 s or 0.8 s; window k ends at its width + k ticks
				near(t, fmt.Sprintf("case 11, tone %d: max short-term", i+1), slices.Max(st[:600*(i+1)-300+1]), -38+float64(i), lu)
				near(t, fmt.Sprintf("case 14, tone %d: max momentary", i+1), slices.Max(m[:80*(i+1)-40+1]), -38+float64(i), lu)
			}
		})
	}
}

func TestTech3342Range(t *testing.T) {
	t.Parallel()
	for _, rate := range rates {
		for i, tt := range []struct {
			want  float64
			parts []part
		}{
			{10, []part{{20, -20}, {20, -30}}},
			{5, []part{{20, -20}, {20, -15}}},
			{20, []part{{20, -40}, {20, -20}}},
			{15, []part{{20, -50}, {20, -35}, {20, -20}, {20, -35}, {20, -50}}},
		} {
			l := stereo(rate, tt.parts...)
			near(t, fmt.Sprintf("case %d at %d Hz: range", i+1, rate), float64(l.Range()), tt.want, 0.05) // LU, the bar
		}
	}
}

func TestSilenceHasNoLoudness(t *testing.T) {
	l := stereo(48000, part{5, silence})
	for name, r := range map[string]unit.Reading{"integrated": l.Integrated(), "range": l.Range(), "momentary": l.MaxMomentary()} {
		if r.Known() {
			t.Errorf("%s of silence is %v, want nothing", name, r)
		}
	}
	if r := stereo(48000, part{0.3, -20}).Integrated(); r.Known() {
		t.Errorf("integrated of 0.3 s is %v, want nothing: no block is complete", r)
	}
}

// The weighting at other rates is the table's at 48 kHz, within 0.003 dB.
func TestKWeightingIsTheSameCurveAtEveryRate(t *testing.T) {
	at := func(rate unit.Hz, f unit.Hz) float64 {
		gain := 0.0
		for _, s := range measure.KWeighting(rate) {
			h := s.Response(rate, f)
			gain += 10 * math.Log10(real(h)*real(h)+imag(h)*imag(h))
		}
		return gain
	}
	for _, rate := range []unit.Hz{32000, 44100, 88200, 96000, 176400, 192000, 384000} {
		worst := 0.0
		for f := unit.Hz(20); f < min(20000, 0.45*rate); f *= 1.05 {
			worst = max(worst, math.Abs(at(rate, f)-at(48000, f)))
		}
		if worst > 0.003 {
			t.Errorf("at %g Hz the curve is off by %.4f dB, want at most 0.003", rate, worst)
		}
	}
}
