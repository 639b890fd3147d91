package balance

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/unit"
	"lathe/session"
)

// Two stems of equal power, one of them 6.02 dB up in the rough mix: the sum of
// powers goes from 2 to 5, so all have 3.98 dB in common, and what is left is
// +2.04 and -3.98 dB.
func TestGainsAreRelative(t *testing.T) {
	double := unit.FromGain(2)
	for _, tt := range []struct {
		name   string
		heard  []Heard
		amount float64
		want   []float64 // gain_db by stem; 0 for no move
	}{
		{"one twice as loud", []Heard{{Known: true, Gain: double, Power: 1}, {Known: true, Power: 1}}, 1, []float64{2.05, -4}},
		{"half of the way", []Heard{{Known: true, Gain: double, Power: 1}, {Known: true, Power: 1}}, 0.5, []float64{1, -2}},
		{"not at all", []Heard{{Known: true, Gain: double, Power: 1}, {Known: true, Power: 1}}, 0, []float64{0, 0}},
		{"all alike", []Heard{{Known: true, Gain: 5, Power: 1}, {Known: true, Gain: 5, Power: 3}}, 1, []float64{0, 0}},
		{"unsure", []Heard{{Known: true, Gain: double, Power: 1, CI: 3}, {Known: true, Power: 1}}, 1, []float64{0, -4}},
		{"unknown", []Heard{{Gain: double, Power: 1}, {Known: true, Power: 1}}, 1, []float64{0, 0}},
		{"never more than 12 dB", []Heard{{Known: true, Gain: 30, Power: 1e-9}, {Known: true, Power: 1}}, 1, []float64{12, 0}},
		{"no rough mix", []Heard{{}, {}}, 1, []float64{0, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pages := Decide(make([]session.Stem, 2), tt.heard, []string{"a", "b"}, tt.amount)
			for i, want := range tt.want {
				got := 0.0
				if len(pages[i]) > 0 {
					got = pages[i][0].Gain.GainDB
				}
				if math.Abs(got-want) > 1e-9 {
					t.Errorf("stem %d moves by %+.2f dB, want %+.2f", i, got, want)
				}
			}
		})
	}
}

func TestSidesFollowTheRough(t *testing.T) {
	pages := Decide(make([]session.Stem, 1), []Heard{{Known: true, Left: 1, Right: -1, Power: 1}}, []string{"a"}, 1)
	if len(pages[0]) != 1 || *pages[0][0].Gain != (Gain{0, 1, -1}) {
		t.Errorf("the page is %+v, want left +1 and right -1", pages[0])
	}
}

// 6.0206 dB is a factor of two; sides go on top.
func TestTheFaderIsLinear(t *testing.T) {
	p := Apply(Page{{Gain: &Gain{GainDB: 6.020599913279624, LeftDB: 6.020599913279624}, Note: session.Note{On: true}}})
	x := [][]float64{{1, -0.5}, {1, -0.5}}
	p.Process(x)
	for c, want := range []float64{4, 2} {
		if math.Abs(x[c][0]-want) > 1e-12 || math.Abs(x[c][1]+want/2) > 1e-12 {
			t.Errorf("channel %d is %v, want %g times the input", c, x[c], want)
		}
	}
	if Apply(Page{{Gain: &Gain{GainDB: 6}}}) != nil {
		t.Error("a move that is off makes a processor")
	}
}

func TestContract(t *testing.T) {
	dsptest.Exercise(t, func(unit.Hz) dsptest.Processor {
		return Apply(Page{{Gain: &Gain{GainDB: -3.3, RightDB: 1}, Note: session.Note{On: true}}})
	})
}

func TestGainsThatMeanNothingAreRefused(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 24.1, -60.1} {
		for _, g := range []Gain{{v, 0, 0}, {0, v, 0}, {0, 0, v}} {
			if g.Validate() == nil {
				t.Errorf("%+v is accepted", g)
			}
		}
	}
	if (&Move{}).Validate() == nil || (&Gain{24, -60, 0}).Validate() != nil {
		t.Error("a move without a gain is accepted, or one within bounds refused")
	}
}
