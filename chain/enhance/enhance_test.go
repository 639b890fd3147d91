package enhance

import (
	"math"
	"math/cmplx"
	"testing"

	"lathe/dsp"
	"lathe/dsp/dsptest"
	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

const rate = 48000

// heard is a stem as the stage gets it.
func heard(role session.Role, x []float64) Heard {
	p := measure.NewPainter(rate, 1)
	p.Feed([][]float64{x})
	return Heard{Stem: session.Stem{Role: role, Importance: role.Importance()}, Portrait: p.Finish(), Slug: "x"}
}

// beats is eight seconds of a tone struck twice a second, dying by 60 dB in
// decay seconds; every fourth beat is loud, the others are lower by db.
func beats(hz, decay, db float64) []float64 {
	x := make([]float64, 8*rate)
	for i := range x {
		s := math.Mod(float64(i)/rate, 0.5)
		amp := 0.5 * math.Min(1, s/0.003)
		if i/(rate/2)%4 != 0 {
			amp *= math.Pow(10, -db/20)
		}
		x[i] = amp * math.Pow(10, -3*s/decay) * math.Sin(2*math.Pi*hz*s)
	}
	return x
}

func kinds(page Page) (saturate, multiband, send *Move) {
	for i := range page {
		switch m := &page[i]; {
		case m.Saturate != nil:
			saturate = m
		case m.Multiband != nil:
			multiband = m
		default:
			send = m
		}
	}
	return saturate, multiband, send
}

// A sound that dies in 0.25 s has no room around it, one that takes 2 s has.
func TestOnlyWhatIsDryGetsARoom(t *testing.T) {
	for _, tt := range []struct {
		name  string
		role  session.Role
		decay float64
		want  bool
	}{
		{"a dry guitar", session.Guitar, 0.25, true},
		{"a guitar in a hall", session.Guitar, 2, false},
		{"a dry kick", session.DrumsKick, 0.25, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := heard(tt.role, beats(400, tt.decay, 0))
			pages, bus := Decide([]Heard{h}, 1)
			if _, _, send := kinds(pages[0]); (send != nil) != tt.want || (bus != nil) != tt.want {
				t.Errorf("send %v and room %v, want %v", send != nil, bus != nil, tt.want)
			}
			if seconds, n := decayTime(h.Portrait.Ticks); tt.decay < 1 && (n < 10 || math.Abs(seconds-tt.decay) > 0.08) {
				t.Errorf("the decay is judged %.2f s from %d notes, it is %.2f s in 16 notes", seconds, n, tt.decay)
			}
			back := heard(session.Return, beats(400, 1, 0))
			if _, bus := Decide([]Heard{h, back}, 1); bus != nil {
				t.Error("there is a room although the artist has brought one")
			}
		})
	}
}

// What stops within 20 ms was cut off: that says nothing about a room.
func TestACutIsNotADecay(t *testing.T) {
	x := beats(400, 100, 0)
	for i := range x {
		if i%(rate/2) > rate/4 {
			x[i] = 0
		}
	}
	if _, n := decayTime(heard(session.Strings, x).Portrait.Ticks); n != 0 {
		t.Errorf("%d notes that were cut off are judged", n)
	}
}

// Whatever the amount, what is decided can be written down.
func TestAnyAmountMakesAPlan(t *testing.T) {
	all := []Heard{
		heard(session.VoxLead, beats(400, 0.2, 14)), heard(session.DrumsSnare, beats(200, 0.1, 6)),
		heard(session.Bass, beats(80, 0.3, 12)), heard(session.Guitar, beats(900, 0.25, 0)),
	}
	for _, amount := range []float64{0, 0.001, 0.01, 0.1, 0.5, 1} {
		pages, bus := Decide(all, amount)
		if amount == 0 && (bus != nil || len(pages[0])+len(pages[1])+len(pages[2])+len(pages[3]) > 0) {
			t.Error("amount 0 does something")
		}
		for _, page := range pages {
			for _, m := range page {
				if m.Heard == "" || m.Why == "" || !m.On || m.Does() == "" {
					t.Errorf("amount %g: the move does not explain itself: %+v", amount, m)
				}
				for _, v := range validators(m) {
					if err := v.Validate(); err != nil {
						t.Errorf("amount %g: %s: %v", amount, m.ID, err)
					}
				}
			}
		}
	}
}

type validator interface{ Validate() error }

func validators(m Move) []validator {
	out := []validator{&m}
	if m.Saturate != nil {
		out = append(out, m.Saturate)
	}
	if m.Send != nil {
		out = append(out, m.Send)
	}
	if m.Multiband != nil {
		out = append(out, m.Multiband)
		for i := range m.Multiband.Bands {
			out = append(out, &m.Multiband.Bands[i])
		}
	}
	return out
}

// Loud beats 14 dB above the usual ones are turned down, by 2 dB at most; beats
// that are alike, or a sine that never changes, are left alone.
func TestOnlyWhatWandersIsSteadied(t *testing.T) {
	wanders := heard(session.VoxLead, beats(400, 1, 14))
	pages, _ := Decide([]Heard{wanders}, 1)
	_, m, _ := kinds(pages[0])
	if m == nil {
		t.Fatalf("the page is %+v, want a multiband move", pages[0])
	}
	for i, b := range m.Multiband.Bands { // 400 Hz is in the second
		if (b.Ratio > 1) != (i == 1) {
			t.Errorf("band %d has the ratio %g", i, b.Ratio)
		}
	}
	flat := make([]float64, 8*rate)
	for i := range flat {
		flat[i] = 0.3 * math.Sin(2*math.Pi*400*float64(i)/rate)
	}
	pages, _ = Decide([]Heard{heard(session.VoxLead, flat)}, 1)
	if len(pages[0]) != 0 {
		t.Errorf("a steady sine gets %+v, want nothing", pages[0])
	}
	wanders.Stem.Importance = 0.3
	if pages, _ = Decide([]Heard{wanders}, 1); len(pages[0]) > 1 { // the send alone
		t.Errorf("a stem that matters little gets %+v", pages[0])
	}
}

// The highest peak, at the balance's gain, comes to lie at +3 dB on the curve
// at most.
func TestPeaksStayWhereTheCurveRises(t *testing.T) {
	for _, gain := range []unit.DB{-12, 0, 6} {
		h := heard(session.DrumsKick, beats(60, 0.2, 10))
		h.Gain = gain
		pages, _ := Decide([]Heard{h}, 1)
		s, _, _ := kinds(pages[0])
		if s == nil {
			t.Fatalf("the page is %+v, want saturation", pages[0])
		}
		if at := s.Saturate.DriveDB + float64(h.Portrait.SamplePeak) + float64(gain); at > 3.25 {
			t.Errorf("the peak lies at %+.2f dB on the curve, want 3 at most (to half a dB)", at)
		}
	}
}

// through runs one second, after its latency, through a page.
func through(t *testing.T, page Page, x []float64) []float64 {
	t.Helper()
	for i := range page {
		page[i].On = true
	}
	s, err := Apply(page, rate)
	if err != nil {
		t.Fatal(err)
	}
	y := append(append([]float64(nil), x...), make([]float64, s.Latency())...)
	s.Process([][]float64{y, append([]float64(nil), y...)})
	return y[s.Latency():]
}

// at is the amplitude of a whole number of hertz in one second, in dB.
func at(x []float64, hz int) float64 {
	sum := complex(0, 0)
	for i, v := range x {
		sum += complex(v, 0) * cmplx.Rect(1, -2*math.Pi*float64(hz*i%rate)/rate)
	}
	return 20 * math.Log10(cmplx.Abs(sum)*2/float64(len(x))+1e-30)
}

// A full-scale sine of 5 kHz at 48 kHz leaves nothing above -90 dB but its
// harmonics (the issue), up to 12 dB of drive: the stage itself gives what is at
// full scale 3 dB at most. A stem that gets 18 dB peaks at -15 dBFS or below.
func TestSaturationDoesNotAlias(t *testing.T) {
	worst := math.Inf(-1)
	for _, tt := range []struct {
		peakDB float64
		Saturate
	}{
		{0, Saturate{-12, 0, 1}}, {0, Saturate{0, 0.5, 1}}, {0, Saturate{3, 0.3, 1}},
		{0, Saturate{6, 0, 1}}, {0, Saturate{12, 1, 1}}, {-15, Saturate{18, 0.5, 1}},
	} {
		x := make([]float64, 2*rate)
		for i := range x {
			x[i] = math.Pow(10, tt.peakDB/20) * math.Sin(2*math.Pi*5000*float64(i)/rate)
		}
		y := through(t, Page{{Saturate: &tt.Saturate}}, x)[rate:]
		for hz := 1000; hz < rate/2; hz += 1000 { // images of harmonics of 5 kHz lie on whole kilohertz
			if hz%5000 != 0 {
				worst = max(worst, at(y, hz)-tt.peakDB)
			}
		}
	}
	if worst > -90 {
		t.Errorf("the worst alias stands at %.1f dB, want at most -90", worst)
	}
	t.Logf("worst alias %.1f dB", worst)
}

// Bands that all do the same add up to that, within 0.01 dB (the issue): 6 dB
// of make-up everywhere is 6 dB at every frequency.
func TestSplitAndSumIsFlat(t *testing.T) {
	worst := 0.0
	for _, edges := range [][]float64{{120}, crossovers, {60, 100, 200, 5000, 16000}} {
		m := &Multiband{CrossoversHz: edges}
		for range len(edges) + 1 {
			m.Bands = append(m.Bands, Band{ThresholdDB: 12, Ratio: 1, AttackMS: 10, ReleaseMS: 100, MakeupDB: 6})
		}
		x := make([]float64, rate)
		x[rate/2] = 1
		y := through(t, Page{{Multiband: m}}, x)
		for f := 20.; f < 23900; f *= 1.05 {
			flat := at(y, int(f)) - 20*math.Log10(2./rate) - 6
			worst = max(worst, math.Abs(flat))
		}
	}
	if worst > 0.01 {
		t.Errorf("the sum is off by up to %.4f dB, want 0.01", worst)
	}
	t.Logf("worst ripple %.2g dB", worst)
}

// A send's level is that of its reverberation: noise, band-limited to the room's
// corners, comes back as loud as it goes in.
func TestTheRoomComesBackAsLoud(t *testing.T) {
	r := Room{DecayS: 0.9, PreDelayMS: 20, HighpassHz: 250, LowpassHz: 7000, Damping: 0.5}
	p, err := ApplyBus(BusPage{{Room: &r, Note: session.Note{On: true}}}, rate)
	if err != nil {
		t.Fatal(err)
	}
	const n = 4 * rate
	x, in, out := [][]float64{dsptest.Noise(1, n), dsptest.Noise(2, n)}, 0.0, 0.0
	for i := rate; i < n; i++ {
		in += x[0][i]*x[0][i] + x[1][i]*x[1][i]
	}
	p.Process(x)
	for i := rate; i < n; i++ {
		out += x[0][i]*x[0][i] + x[1][i]*x[1][i]
	}
	if db := 10 * math.Log10(out/in/((7000.-250)/24000)); math.Abs(db) > 1 {
		t.Errorf("noise comes back at %+.2f dB, want 0 within 1", db)
	}
	if p, _ := ApplyBus(BusPage{{Room: &r}}, rate); p != nil {
		t.Error("a room that is off makes a processor")
	}
}

func on(m Move) Move { m.On = true; return m }

func TestContract(t *testing.T) {
	band := Band{ThresholdDB: -20, Ratio: 2, KneeDB: 6, AttackMS: 10, ReleaseMS: 100, MakeupDB: 1}
	for name, page := range map[string]Page{
		"saturate":  {on(Move{Saturate: &Saturate{6, 0.4, 0.8}})},
		"multiband": {on(Move{Multiband: &Multiband{crossovers, []Band{band, band, band, band}}})},
	} {
		t.Run(name, func(t *testing.T) {
			dsptest.Exercise(t, func(r unit.Hz) dsptest.Processor { return must(t, page, r) })
		})
	}
	t.Run("room", func(t *testing.T) {
		dsptest.Exercise(t, func(r unit.Hz) dsptest.Processor {
			p, err := ApplyBus(BusPage{{Room: &Room{0.9, 20, 250, 7000, 0.5}, Note: session.Note{On: true}}}, r)
			if err != nil {
				t.Fatal(err)
			}
			return p
		})
	})
}

func must(t *testing.T, page Page, r unit.Hz) dsp.Series {
	t.Helper()
	s, err := Apply(page, r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNothingOnIsNoProcessor(t *testing.T) {
	if s := must(t, Page{{Saturate: &Saturate{6, 0, 1}}, on(Move{Send: &Send{-20}})}, rate); s != nil {
		t.Errorf("a page with nothing on but a send makes %v, want nil", s)
	}
	if l := SendLevel(Page{{Send: &Send{-20}}, on(Move{Send: &Send{-20}})}); math.Abs(l-0.1) > 1e-12 {
		t.Errorf("one send of -20 dB is %g, want 0.1", l)
	}
}

func TestSettingsThatMeanNothingAreRefused(t *testing.T) {
	nan := math.NaN()
	bands := make([]Band, 3)
	bad := []validator{
		&Move{}, &Move{Saturate: &Saturate{}, Send: &Send{}}, &BusMove{},
		&Saturate{nan, 0, 1}, &Saturate{0, nan, 1}, &Saturate{0, 0, nan}, &Saturate{0, 2, 1}, &Saturate{0, 0, 2}, &Saturate{99, 0, 1},
		&Multiband{}, &Multiband{[]float64{nan, 900}, bands}, &Multiband{[]float64{200, 250}, bands}, &Multiband{[]float64{900, 200}, bands}, &Multiband{[]float64{200}, bands},
		&Send{nan}, &Send{7}, &Send{-61},
	}
	good := Band{-20, 2, 6, 10, 100, 0}
	for _, spoil := range []func(*Band){
		func(b *Band) { b.ThresholdDB = nan }, func(b *Band) { b.Ratio = 0.9 }, func(b *Band) { b.Ratio = nan },
		func(b *Band) { b.KneeDB = -1 }, func(b *Band) { b.AttackMS = 0 }, func(b *Band) { b.ReleaseMS = nan }, func(b *Band) { b.MakeupDB = 13 },
	} {
		b := good
		spoil(&b)
		bad = append(bad, &b)
	}
	for _, spoil := range []func(*Room){
		func(r *Room) { r.DecayS = nan }, func(r *Room) { r.DecayS = 11 }, func(r *Room) { r.PreDelayMS = -1 },
		func(r *Room) { r.HighpassHz = 19 }, func(r *Room) { r.LowpassHz = nan }, func(r *Room) { r.Damping = 1 },
	} {
		r := Room{0.9, 20, 250, 7000, 0.5}
		spoil(&r)
		bad = append(bad, &r)
	}
	for _, b := range bad {
		if b.Validate() == nil {
			t.Errorf("%+v is accepted", b)
		}
	}
	for _, g := range []validator{&good, &Room{0.9, 20, 250, 7000, 0.5}, &Send{-60}, &Saturate{6, 0, 1}, &Multiband{[]float64{200, 2000}, bands}} {
		if err := g.Validate(); err != nil {
			t.Errorf("%+v: %v", g, err)
		}
	}
}

// A drummer whose strokes are alike needs no compressor, however long the
// silence between them; one whose accents stand 14 dB out does.
func TestStrokesAreComparedWithStrokes(t *testing.T) {
	even, _ := Decide([]Heard{heard(session.DrumsSnare, beats(400, 0.15, 0))}, 1)
	if _, m, _ := kinds(even[0]); m != nil {
		t.Errorf("strokes that are alike are steadied: %+v", m.Multiband)
	}
	accents, _ := Decide([]Heard{heard(session.DrumsSnare, beats(400, 0.15, 14))}, 1)
	if _, m, _ := kinds(accents[0]); m == nil {
		t.Error("accents of 14 dB are left as they are")
	}
}
