package repair

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

const rate = 48000

// tone is one partial of a made sound.
type tone struct{ hz, amp float64 }

// sound is three seconds of tones around a centre, with edges of 10 ms.
func sound(centre float64, tones ...tone) []float64 {
	x := make([]float64, 3*rate)
	for i := range x {
		edge := min(1, float64(i)/480, float64(len(x)-1-i)/480)
		x[i] = edge * centre
		for _, p := range tones {
			x[i] += edge * p.amp * math.Sin(2*math.Pi*p.hz*float64(i)/rate)
		}
	}
	return x
}

func portrait(x []float64) *measure.Portrait {
	p := measure.NewPainter(rate, 1)
	p.Feed([][]float64{x})
	return p.Finish()
}

// What is wrong with these sounds is known from how they are made: an offset
// of 0.01 is -40 dBFS; the power of 25 Hz at a third of the tone's amplitude is
// a tenth of all, and no voice is that low.
func TestWhatIsFound(t *testing.T) {
	cut := sound(0, tone{440, 0.3})
	cut = cut[rate/2+27 : rate+27] // a quarter of a period is 27 frames: both ends near the top
	low := &Highpass{FreqHz: 70, Slope: 24}
	for _, tt := range []struct {
		name string
		role session.Role
		x    []float64
		want []Move
	}{
		{"a clean voice", session.VoxLead, sound(0, tone{440, 0.3}), nil},
		{"silence", session.VoxLead, make([]float64, rate), nil},
		{"an offset", session.Keys, sound(0.01, tone{440, 0.3}), []Move{{Highpass: &Highpass{FreqHz: 5, Slope: 12}}}},
		{"an offset too small to matter", session.Keys, sound(0.0005, tone{440, 0.3}), nil},
		{"rumble under a voice", session.VoxLead, sound(0, tone{440, 0.3}, tone{25, 0.1}), []Move{{Highpass: low}}},
		{"rumble and an offset need one filter", session.VoxLead, sound(0.01, tone{440, 0.3}, tone{25, 0.1}), []Move{{Highpass: low}}},
		{"the same under a bass is music", session.Bass, sound(0, tone{440, 0.3}, tone{25, 0.1}), nil},
		{"edges in the middle of a wave", session.Keys, cut, []Move{{Fade: &Fade{In: 1}}, {Fade: &Fade{AtS: 0.5, Out: 10}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Decide(session.Stem{Role: tt.role}, portrait(tt.x), "x", 1)
			if len(got) != len(tt.want) {
				t.Fatalf("%d moves, want %d: %+v", len(got), len(tt.want), got)
			}
			for i, m := range got {
				if m.Does() != tt.want[i].Does() || m.Fade != nil && m.Fade.AtS != tt.want[i].Fade.AtS {
					t.Errorf("move %d is %s, want %s", i, m.Does(), tt.want[i].Does())
				}
				if m.ID == "" || m.Heard == "" || m.Why == "" || !m.On {
					t.Errorf("move %d does not explain itself: %+v", i, m)
				}
			}
			if Decide(session.Stem{Role: tt.role}, portrait(tt.x), "x", 0) != nil {
				t.Error("amount 0 repairs")
			}
		})
	}
}

// A voice may go lower than voices do: the filter stays below its lowest note.
func TestTheFilterStaysBelowTheMusic(t *testing.T) {
	for _, hz := range []float64{60, 75, 90} {
		page := Decide(session.Stem{Role: session.VoxLead}, portrait(sound(0, tone{hz, 0.3}, tone{22, 0.1})), "x", 1)
		for _, m := range page {
			if m.Highpass.FreqHz > 0.75*hz {
				t.Errorf("the lowest note is %g Hz, the filter is at %g", hz, m.Highpass.FreqHz)
			}
		}
	}
}

func TestAFadeTouchesItsEdgeAlone(t *testing.T) {
	x := dsptest.DC(1, rate)
	Apply(Page{
		{Fade: &Fade{In: 10}, Note: session.Note{On: true}},
		{Fade: &Fade{AtS: 1, Out: 10}, Note: session.Note{On: true}},
	}, rate).Process([][]float64{x})
	// a raised cosine is a half in the middle, which lies between two frames
	if mid := (x[239] + x[240]) / 2; math.Abs(mid-0.5) > 1e-9 || x[0] > 1e-4 || x[rate-1] > 1e-4 {
		t.Errorf("the fade is %g at first, %g in the middle and %g at last, want 0, 0.5 and 0", x[0], mid, x[rate-1])
	}
	for i := 480; i < rate-480; i++ {
		if x[i] != 1 {
			t.Fatalf("frame %d is %g, want it untouched", i, x[i])
		}
	}
}

// A Butterworth filter is 3.01 dB down at its corner, whatever its order.
func TestTheHighpassIsWhereItSays(t *testing.T) {
	for _, slope := range []int{12, 24, 48} {
		x := make([]float64, 4*rate)
		for i := range x {
			x[i] = math.Sin(2 * math.Pi * 100 * float64(i) / rate)
		}
		Apply(Page{{Highpass: &Highpass{FreqHz: 100, Slope: slope}, Note: session.Note{On: true}}}, rate).Process([][]float64{x})
		peak := 0.0
		for _, v := range x[3*rate:] {
			peak = max(peak, math.Abs(v))
		}
		if db := float64(unit.FromGain(peak)); math.Abs(db+3.0103) > 0.01 {
			t.Errorf("at %d dB an octave the corner stands at %.3f dB, want -3.01", slope, db)
		}
	}
}

func TestNothingOnIsNoProcessor(t *testing.T) {
	if s := Apply(Page{{Highpass: &Highpass{FreqHz: 50, Slope: 24}}}, rate); s != nil {
		t.Errorf("a page with its move off makes %v, want nil", s)
	}
}

func TestContract(t *testing.T) {
	on := session.Note{On: true}
	dsptest.Exercise(t, func(r unit.Hz) dsptest.Processor {
		return Apply(Page{
			{Highpass: &Highpass{FreqHz: 50, Slope: 48}, Note: on},
			{Fade: &Fade{In: 1}, Note: on}, {Fade: &Fade{AtS: 0.02, Out: 10}, Note: on},
		}, r)
	})
}

func TestSettingsThatMeanNothingAreRefused(t *testing.T) {
	nan := math.NaN()
	for _, bad := range []interface{ Validate() error }{
		&Move{}, &Move{Highpass: &Highpass{}, Fade: &Fade{}},
		&Highpass{nan, 24}, &Highpass{0, 24}, &Highpass{501, 24}, &Highpass{50, 18},
		&Fade{AtS: nan, In: 1}, &Fade{AtS: -1, In: 1}, &Fade{}, &Fade{In: 1, Out: 1},
		&Fade{In: nan}, &Fade{Out: nan}, &Fade{In: -1}, &Fade{Out: 1001},
	} {
		if bad.Validate() == nil {
			t.Errorf("%+v is accepted", bad)
		}
	}
	for _, good := range []interface{ Validate() error }{
		&Move{Fade: &Fade{}}, &Highpass{1, 12}, &Highpass{500, 48}, &Fade{In: 1000}, &Fade{AtS: 86400, Out: 1},
	} {
		if err := good.Validate(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
}
