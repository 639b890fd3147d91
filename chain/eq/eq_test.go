package eq

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

const rate = 48000

type tone struct{ hz, amp float64 }

// heard is a stem of four seconds of steady tones.
func heard(slug string, importance float64, tones ...tone) Heard {
	x := make([]float64, 4*rate)
	for i := range x {
		for _, p := range tones {
			x[i] += p.amp * math.Sin(2*math.Pi*p.hz*float64(i)/rate)
		}
	}
	p := measure.NewPainter(rate, 1)
	p.Feed([][]float64{x})
	return Heard{Stem: session.Stem{Name: slug, Importance: importance}, Portrait: p.Finish(), Slug: slug}
}

// the pad covers the vocal's only note, and is mostly something else: the room
// for the vocal is at 1 kHz, in the pad, and nowhere else.
func covering(vocal, pad float64) []Heard {
	return []Heard{
		heard("vocal", vocal, tone{1000, 0.1}),
		heard("pad", pad, tone{200, 0.5}, tone{1000, 0.2}, tone{5000, 0.2}),
	}
}

func TestTheLesserGivesWay(t *testing.T) {
	pages, guards := Decide(covering(1, 0.35), rate, 1)
	if len(pages[0]) != 0 || len(pages[1]) == 0 {
		t.Fatalf("the pages are %+v, want cuts in the pad alone", pages)
	}
	m := pages[1][0]
	if m.Cut.FreqHz < 900 || m.Cut.FreqHz > 1110 || m.Cut.GainDB < -3 || m.Cut.GainDB > -0.5 {
		t.Errorf("the cut is %s, want 0.5 to 3 dB within an ERB (133 Hz) of 1 kHz", m.Does())
	}
	if m.ID != "eq.pad.1" || m.Heard == "" || m.Why == "" || !m.On {
		t.Errorf("the move does not explain itself: %+v", m)
	}
	for _, g := range guards {
		if !g.Kept {
			t.Errorf("the guard %s was not kept: %s", g.Name, g.Message)
		}
	}
}

func TestWhereNothingIsCut(t *testing.T) {
	apart := []Heard{heard("vocal", 1, tone{3000, 0.1}), heard("pad", 0.35, tone{150, 0.3})}
	quiet := covering(1, 0.35)
	quiet[1].Gain = -50 // in the balance
	silent := covering(1, 0.35)
	silent[1] = heard("pad", 0.35)
	for _, tt := range []struct {
		name   string
		heard  []Heard
		amount float64
	}{
		{"both matter alike", covering(0.5, 0.45), 1},
		{"the one that covers matters more", covering(0.35, 1), 1},
		{"they do not meet", apart, 1},
		{"the balance has it far below", quiet, 1},
		{"silence covers nothing", silent, 1},
		{"amount 0", covering(1, 0.35), 0},
		{"an amount that nobody would hear", covering(1, 0.35), 0.05},
		{"no stems", nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pages, _ := Decide(tt.heard, rate, tt.amount)
			if anyMove(pages) {
				t.Errorf("the pages are %+v, want none", pages)
			}
		})
	}
}

// A stem that has nothing else is not made quieter to make room.
func TestAStemStaysAsLoud(t *testing.T) {
	all := []Heard{heard("vocal", 1, tone{1000, 0.1}), heard("pad", 0.35, tone{1000, 0.2})}
	pages, _ := Decide(all, rate, 1)
	for _, m := range pages[1] {
		if at := biquadGain(m, 1000); at < -mostLossLU {
			t.Errorf("the pad's only note comes down by %.2f dB, want at most %.1f", -at, mostLossLU)
		}
	}
}

// biquadGain is what a move does to a tone, measured with the tone.
func biquadGain(m Move, hz float64) float64 {
	x, before, after := make([]float64, rate), 0.0, 0.0
	for i := range x {
		x[i] = math.Sin(2 * math.Pi * hz * float64(i) / rate)
		if i >= rate/2 {
			before += x[i] * x[i]
		}
	}
	Apply(Page{m}, rate).Process([][]float64{x})
	for _, v := range x[rate/2:] {
		after += v * v
	}
	return 10 * math.Log10(after/before)
}

// A bell has its gain at its middle, and half of it in dB where its Q says: at
// f0·(√(1+1/4Q²)±1/2Q), for the bandwidth is that between half-gain points
// (Bristow-Johnson). 48 kHz bends the upper one; 500 Hz is low enough not to.
func TestABellIsWhereItSays(t *testing.T) {
	m := Move{Cut: &Cut{FreqHz: 500, GainDB: -6, Q: 2}, Note: session.Note{On: true}}
	for _, tt := range []struct{ hz, want float64 }{
		{500, -6}, {500 * (math.Sqrt(1+1./16) - 0.25), -3}, {500 * (math.Sqrt(1+1./16) + 0.25), -3}, {30, 0}, {15000, 0},
	} {
		if got := biquadGain(m, tt.hz); math.Abs(got-tt.want) > 0.05 {
			t.Errorf("at %.0f Hz the bell does %.3f dB, want %.2f", tt.hz, got, tt.want)
		}
	}
}

// Only what plays no notes can ring: 0.3 of 8 dB is 2.4, 0.3 of 15 is more than
// the 3 dB a ring is cut by at most.
func TestWhatRings(t *testing.T) {
	for _, tt := range []struct {
		name string
		role session.Role
		ring measure.Ring
		want float64
	}{
		{"a snare that rings", session.DrumsSnare, measure.Ring{Share: 0.9, Prominence: 8}, -2.4},
		{"one that rings more", session.DrumsSnare, measure.Ring{Share: 0.9, Prominence: 15}, -3},
		{"now and then", session.DrumsSnare, measure.Ring{Share: 0.5, Prominence: 15}, 0},
		{"hardly", session.DrumsSnare, measure.Ring{Share: 0.9, Prominence: 7}, 0},
		{"a tone that is meant", session.DrumsSnare, measure.Ring{Share: 0.9, Prominence: 25}, 0},
		{"a piano's key", session.Keys, measure.Ring{Share: 0.9, Prominence: 15}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := heard("x", 0.7, tone{300, 0.2})
			h.Stem.Role, h.Portrait.Frames.Rings = tt.role, [measure.FineBands]measure.Ring{40: tt.ring}
			pages, _ := Decide([]Heard{h}, rate, 1)
			if (tt.want == 0) != (len(pages[0]) == 0) {
				t.Fatalf("the page is %+v, want %g dB", pages[0], tt.want)
			}
			if tt.want == 0 {
				return
			}
			c := pages[0][0].Cut // band 40: 400 Hz · 2^(40.5/24) = 1288 Hz, to two digits
			if c.GainDB != tt.want || c.FreqHz != 1300 {
				t.Errorf("the cut is %g dB at %g Hz, want %g at 1300", c.GainDB, c.FreqHz, tt.want)
			}
		})
	}
}

func TestNothingOnIsNoProcessor(t *testing.T) {
	if s := Apply(Page{{Cut: &Cut{FreqHz: 500, GainDB: -6, Q: 2}}}, rate); s != nil {
		t.Errorf("a page with its move off makes %v, want nil", s)
	}
}

func TestContract(t *testing.T) {
	on := session.Note{On: true}
	dsptest.Exercise(t, func(r unit.Hz) dsptest.Processor {
		return Apply(Page{{Cut: &Cut{120, -3, 0.7}, Note: on}, {Cut: &Cut{20000, -2, 3}, Note: on}}, r)
	})
}

func TestCutsThatMeanNothingAreRefused(t *testing.T) {
	nan := math.NaN()
	for _, c := range []Cut{
		{nan, -1, 1}, {19, -1, 1}, {20001, -1, 1}, {500, nan, 1}, {500, -25, 1}, {500, 13, 1},
		{500, -1, nan}, {500, -1, 0.09}, {500, -1, 41}, {500, math.Inf(-1), 1},
	} {
		if c.Validate() == nil {
			t.Errorf("%+v is accepted", c)
		}
	}
	if (&Move{}).Validate() == nil || (&Cut{20, 12, 40}).Validate() != nil {
		t.Error("a move without a cut is accepted, or one within bounds refused")
	}
}
