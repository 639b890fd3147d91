package master

import (
	"math"
	"testing"

	"lathe/dsp"
	"lathe/dsp/dsptest"
	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

const rate = 48000

// result is a mix at -18 LUFS whose third octaves tone gives.
func result(tone func(hz float64) float64) measure.Result {
	var r measure.Result
	r.Integrated, r.TruePeak, r.PLR = -18, -4, 14
	for b := range measure.Bands {
		hz := measure.BandHz(b)
		r.ThirdOctaves = append(r.ThirdOctaves, measure.Band{Hz: hz, DB: unit.Reading(tone(float64(hz)))})
	}
	return r
}

func flat(float64) float64 { return -30 }

// heard is a flat mix beside one reference.
func heard(reference func(float64) float64, like ...session.Likeness) Heard {
	return Heard{Mix: result(flat), Rate: rate, References: []Reference{
		{Reference: session.Reference{Track: session.Track{File: "r.wav"}, Like: like, Weight: 1}, Result: result(reference)},
	}}
}

func find(page Page) (match, glue, level, limiter *Move) {
	for i := range page {
		switch m := &page[i]; {
		case m.Match != nil:
			match = m
		case m.Glue != nil:
			glue = m
		case m.Level != nil:
			level = m
		default:
			limiter = m
		}
	}
	return match, glue, level, limiter
}

var streaming = Target{"streaming", -14, -1}

// A reference that is 6 dB brighter above 4 kHz pulls the top up and nothing by
// more than 4 dB; one of the same tone, or only a louder one, pulls nothing.
func TestToneGoesTowardsTheReference(t *testing.T) {
	bright := func(hz float64) float64 {
		if hz >= 4000 {
			return -24
		}
		return -30
	}
	match, _, _, _ := find(Decide(heard(bright), streaming, 1))
	if match == nil {
		t.Fatal("there is no match")
	}
	var sections dsp.Series
	match.On = true
	sections, err := Apply(Page{*match}, rate)
	if err != nil {
		t.Fatal(err)
	}
	gain := func(hz float64) float64 {
		x, sum := make([]float64, rate), 0.0
		for i := range x {
			x[i] = math.Sin(2 * math.Pi * hz * float64(i) / rate)
		}
		sections.Reset()
		sections.Process([][]float64{x})
		for _, v := range x[rate/2:] {
			sum += v * v
		}
		return 10 * math.Log10(sum/(rate/4))
	}
	if low, high := gain(500), gain(9000); high-low < 1 || high-low > 6 {
		t.Errorf("500 Hz moves by %+.2f dB and 9 kHz by %+.2f, want the top 1 to 6 dB up against it", low, high)
	}
	for _, f := range match.Match.Filters {
		if math.Abs(f.GainDB) > matchMostDB || f.Validate() != nil {
			t.Errorf("filter %+v is out of bounds", f)
		}
	}
	for name, h := range map[string]Heard{
		"the same tone":        heard(flat),
		"only louder":          heard(func(float64) float64 { return -20 }),
		"liked for its width":  heard(bright, session.LikeWidth),
		"no reference":         {Mix: result(flat), Rate: rate},
		"nothing in reference": heard(func(float64) float64 { return math.NaN() }),
	} {
		if m, _, _, _ := find(Decide(h, streaming, 1)); m != nil {
			t.Errorf("%s: %s", name, m.Does())
		}
	}
	if m, _, _, _ := find(Decide(heard(bright), streaming, 0)); m != nil {
		t.Error("amount 0 changes the tone")
	}
}

// pumping is ten seconds of a 1 kHz tone that is 12 dB louder for a quarter of
// every second, and the power of every 10 ms of it in both channels together.
func pumping() (x, ticks []float64) {
	x = make([]float64, 10*rate)
	for i := range x {
		amp := 0.1
		if i%rate < rate/4 {
			amp = 0.4
		}
		x[i] = amp * math.Sin(2*math.Pi*1000*float64(i)/rate)
	}
	for from := 0; from < len(x); from += rate / 100 {
		sum := 0.0
		for _, v := range x[from : from+rate/100] {
			sum += v * v
		}
		ticks = append(ticks, 2*sum/(rate/100))
	}
	return x, ticks
}

// The glue that is decided on ticks does in the audio what it says: where it
// works, 1 dB on average, and 2.5 dB at most for 95 % of the time.
func TestGlueDoesWhatItSays(t *testing.T) {
	x, ticks := pumping()
	h := Heard{Mix: result(flat), Rate: rate, Sidechain: ticks}
	_, m, _, _ := find(Decide(h, streaming, 1))
	if m == nil {
		t.Fatal("there is no glue")
	}
	p, err := Apply(Page{*m}, rate)
	if err != nil {
		t.Fatal(err)
	}
	late := p.Latency()
	y := append(append([]float64(nil), x...), make([]float64, late)...)
	p.Process([][]float64{y, append([]float64(nil), y...)})
	var down []float64
	for from := 0; from < len(x); from += rate / 100 {
		in, out := 0.0, 0.0
		for i := from; i < from+rate/100; i++ {
			in, out = in+x[i]*x[i], out+y[i+late]*y[i+late]
		}
		down = append(down, 10*math.Log10(in/out))
	}
	mean, most := work(down)
	t.Logf("%.2f dB on average, %.2f dB at most", mean, most)
	if mean < 0.5 || mean > 1.3 || most > 2.8 {
		t.Errorf("the glue works by %.2f dB on average and %.2f at most, want about 1 and 2.5 at most", mean, most)
	}
	h.Mix.PLR = 7
	if _, m, _, _ := find(Decide(h, streaming, 1)); m != nil {
		t.Error("a mix that is dense already is glued")
	}
	if _, m, _, _ := find(Decide(Heard{Mix: result(flat), Sidechain: ticks}, streaming, 0)); m != nil {
		t.Error("amount 0 glues")
	}
}

// Level and limiter are always there, whatever the amount; the mix at -18 LUFS
// and -4 dBTP driven to -14 stands 1 dB over -1 dBTP, and 6 dB over at -9.
func TestLevelAndLimiterAreAlwaysThere(t *testing.T) {
	for _, amount := range []float64{0, 1} {
		page := Decide(Heard{Mix: result(flat), Rate: rate}, streaming, amount)
		_, _, level, limiter := find(page)
		if level == nil || limiter == nil || level.Level.DriveDB != nil {
			t.Fatalf("amount %g: the page is %+v", amount, page)
		}
		if want := "at that level the highest peak would stand 1.0 dB over the ceiling"; limiter.Heard != want {
			t.Errorf("the limiter heard %q, want %q", limiter.Heard, want)
		}
	}
	f := Page{{Level: &Level{WithinLU: 0.05}}, {Limiter: &Limiter{3, 30, 300}, Note: session.Note{On: true}}}.Final(streaming)
	if f.Level != nil || f.Limiter == nil {
		t.Errorf("with the level off, level and limiter are %v and %v", f.Level, f.Limiter)
	}
}

func TestContract(t *testing.T) {
	on := session.Note{On: true}
	dsptest.Exercise(t, func(r unit.Hz) dsptest.Processor {
		p, err := Apply(Page{
			{Match: &Match{[]Filter{{"low-shelf", 80, 2, 0.7}, {"bell", 900, -2, 1}, {"high-shelf", 9000, 2, 0.7}}}, Note: on},
			{Glue: &Glue{-20, 2, 6, 30, 100, 1000, 100}, Note: on},
		}, r)
		if err != nil {
			t.Fatal(err)
		}
		return p
	})
	if p, _ := Apply(Page{{Glue: &Glue{-20, 2, 6, 30, 100, 1000, 100}}}, rate); p != nil {
		t.Error("a page with nothing on makes a processor")
	}
}

func TestSettingsThatMeanNothingAreRefused(t *testing.T) {
	nan := math.NaN()
	for _, bad := range []interface{ Validate() error }{
		&Move{}, &Move{Glue: &Glue{}, Level: &Level{}},
		&Target{"x", nan, -1}, &Target{"x", 1, -1}, &Target{"x", -14, nan}, &Target{"x", -14, 0.1},
		&Filter{"notch", 500, 1, 1}, &Filter{"bell", nan, 1, 1}, &Filter{"bell", 500, nan, 1}, &Filter{"bell", 500, 13, 1}, &Filter{"bell", 500, 1, 0},
		&Glue{nan, 2, 6, 30, 100, 1000, 100}, &Glue{-20, 0.5, 6, 30, 100, 1000, 100}, &Glue{-20, 2, 25, 30, 100, 1000, 100},
		&Glue{-20, 2, 6, 0, 100, 1000, 100}, &Glue{-20, 2, 6, 30, nan, 1000, 100}, &Glue{-20, 2, 6, 30, 100, -1, 100}, &Glue{-20, 2, 6, 30, 100, 1000, nan},
		&Level{WithinLU: nan}, &Level{WithinLU: 0}, &Level{0.05, &nan},
		&Limiter{nan, 30, 300}, &Limiter{0.1, 30, 300}, &Limiter{3, 0, 300}, &Limiter{3, 30, nan},
	} {
		if bad.Validate() == nil {
			t.Errorf("%+v is accepted", bad)
		}
	}
	for _, good := range []interface{ Validate() error }{
		&streaming, &Filter{"bell", 500, 1, 1}, &Glue{-20, 2, 6, 30, 100, 1000, 0}, &Level{WithinLU: 0.05}, &Limiter{3, 30, 300},
	} {
		if err := good.Validate(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
}
