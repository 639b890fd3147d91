package chain_test

import (
	"errors"
	"math"
	"path/filepath"
	"testing"

	"lathe/chain"
	"lathe/chain/balance"
	"lathe/chain/enhance"
	"lathe/chain/eq"
	"lathe/chain/master"
	"lathe/chain/repair"
	"lathe/dsp/dsptest"
	"lathe/internal/material"
	"lathe/session"
)

// played is a plan of a made song of ten seconds with a move of every kind
// on it, all of them at work where the excerpts are.
func played(t *testing.T) (dir string, p *chain.Plan) {
	t.Helper()
	dir = t.TempDir()
	const n = 10 * madeRate
	kick, bass, lead := make([]float64, n), make([]float64, n), make([]float64, n)
	noise := dsptest.Noise(1, n)
	for i := range n {
		s := float64(i) / madeRate
		beat := math.Mod(s, 0.5)
		swell := 0.6 + 0.4*math.Sin(2*math.Pi*s/5)
		kick[i] = 0.5 * math.Exp(-beat*20) * math.Sin(2*math.Pi*60*beat)
		bass[i] = 0.25 * swell * math.Sin(2*math.Pi*82*s)
		lead[i] = 0.2 * (1 + 0.5*math.Sin(2*math.Pi*3*s)) * (math.Sin(2*math.Pi*440*s) + 0.05*noise[i])
	}
	writeStem(t, dir, "Kick - Made.wav", 24, kick, kick)
	writeStem(t, dir, "Bass - Made.wav", 24, bass)
	writeStem(t, dir, "Lead Vocals - Made.wav", 24, lead, lead)
	p = planOf(t, dir, "-14", 0)
	on := session.Note{On: true}
	band := enhance.Band{ThresholdDB: -30, Ratio: 2, KneeDB: 6, AttackMS: 10, ReleaseMS: 100}
	for i := range p.Stems {
		s := &p.Stems[i]
		switch s.Role.Family() {
		case "vox":
			s.Repair = repair.Page{{ID: "highpass", Highpass: &repair.Highpass{FreqHz: 100, Slope: 24}, Note: on},
				{ID: "fade", Fade: &repair.Fade{AtS: 7, In: 1000}, Note: on}}
			s.EQ = eq.Page{{ID: "cut", Cut: &eq.Cut{FreqHz: 440, GainDB: -6, Q: 1}, Note: on}}
			s.Enhance = enhance.Page{{ID: "send", Send: &enhance.Send{LevelDB: -12}, Note: on}}
		case "bass":
			s.Balance = balance.Page{{ID: "gain", Gain: &balance.Gain{GainDB: -3, LeftDB: 1}, Note: on}}
			s.Enhance = enhance.Page{{ID: "saturate", Saturate: &enhance.Saturate{DriveDB: 12, Even: 0.3, Mix: 0.5}, Note: on},
				{ID: "multiband", Multiband: &enhance.Multiband{CrossoversHz: []float64{150}, Bands: []enhance.Band{band, band}}, Note: on}}
		}
	}
	p.Bus.Enhance = enhance.BusPage{{ID: "room", Room: &enhance.Room{DecayS: 1.2, PreDelayMS: 20, HighpassHz: 200, LowpassHz: 8000, Damping: 0.3}, Note: on}}
	drive := 0.0
	p.Bus.Master = master.Page{
		{ID: "match", Match: &master.Match{Filters: []master.Filter{{Shape: "high-shelf", FreqHz: 5000, GainDB: 2, Q: 0.7}}}, Note: on},
		{ID: "glue", Glue: &master.Glue{ThresholdDB: -18, Ratio: 2, KneeDB: 6, AttackMS: 30, ReleaseMS: 200, SustainMS: 200, HighpassHz: 100}, Note: on},
		{ID: "level", Level: &master.Level{WithinLU: 0.1, DriveDB: &drive}, Note: on},
		{ID: "limiter", Limiter: &master.Limiter{LookaheadMS: 1.5, ReleaseMS: 60, SustainMS: 20}, Note: on},
	}
	text, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if p, err = chain.DecodePlan("plan.yaml", text); err != nil {
		t.Fatal(err)
	}
	return dir, p
}

// fromS and lengthS are where and how long the excerpts of the tests are.
const fromS, lengthS = 6.25, 2.0

func excerpt(t *testing.T, dir string, p *chain.Plan, move string, strip bool) *chain.Excerpt {
	t.Helper()
	x, err := chain.MakeExcerpt(t.Context(), arrive(t, dir), p, chain.Place{Move: move, FromS: fromS, LengthS: lengthS, Strip: strip}, chain.Options{Workers: 2, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// farthest is the largest difference of an excerpt from the same place of a
// whole, in dBFS.
func farthest(part, whole [][]float64) float64 {
	at, most := int(fromS*madeRate), 0.0
	for c := range part {
		for i, v := range part[c] {
			most = max(most, math.Abs(v-whole[c][at+i]))
		}
	}
	return 20 * math.Log10(most)
}

// TestAnExcerptIsTheMaster holds excerpts against whole prints, with each move
// on and off: what differs is dither and what was forgotten before the lead.
func TestAnExcerptIsTheMaster(t *testing.T) {
	dir, p := played(t)
	const nearDB = -90                        // dBFS; 24 bits with dither reach -135, a room and a glue that forget five seconds less
	moves := []string{"fade", "room", "glue"} // what is remembered longest, and where in the song it is
	if material.Long() {
		moves = append(moves, "highpass", "cut", "send", "gain", "saturate", "multiband", "match")
	}
	whole := samples(t, printed(t, dir, p, 2))
	for _, move := range moves {
		t.Run(move, func(t *testing.T) {
			x := excerpt(t, dir, p, move, false)
			if n := len(x.On[0]); n != int(lengthS*madeRate) || len(x.Off[0]) != n || len(x.Removed[1]) != n || x.Rate != madeRate {
				t.Fatalf("it has %d frames at %d Hz", n, x.Rate)
			}
			if got := farthest(x.On, whole); got > nearDB {
				t.Errorf("with the move it differs from the master by %.1f dBFS", got)
			}
			without := edited(t, p, "id: "+move, "id: "+move)
			turnOff(without, move)
			if got := farthest(x.Off, samples(t, printed(t, dir, without, 2))); got > nearDB {
				t.Errorf("without the move it differs from the master by %.1f dBFS", got)
			}
			heard := 0.0
			for c := range x.Removed {
				for i, v := range x.Removed[c] {
					if v != x.Off[c][i]-x.On[c][i] {
						t.Fatalf("what was removed is %g, want without less with", v)
					}
					heard = max(heard, math.Abs(v))
				}
			}
			if heard < 0.001 {
				t.Errorf("the move removes %g at most: this test shows nothing", heard)
			}
		})
	}
}

// TestAnExcerptIsLimited drives the limiter: the excerpt is the master but for
// the hair by which the master's ceiling is lowered until its meter is content.
func TestAnExcerptIsLimited(t *testing.T) {
	dir, p := played(t)
	drive := 7.0
	for i := range p.Bus.Master {
		if l := p.Bus.Master[i].Level; l != nil {
			l.DriveDB = &drive
		}
	}
	x := excerpt(t, dir, p, "limiter", false)
	const hairDB = -39 // 0.1 dB of full scale, what the cutter's ceiling may be lowered by
	if got := farthest(x.On, samples(t, printed(t, dir, p, 2))); got > hairDB {
		t.Errorf("it differs from the master by %.1f dBFS", got)
	}
	peak := func(of [][]float64) (top float64) {
		for c := range of {
			for _, v := range of[c] {
				top = max(top, math.Abs(v))
			}
		}
		return top
	}
	if on, off := peak(x.On), peak(x.Off); on > 0.9 || off < 1 { // the ceiling is -1 dBTP: 0.891
		t.Errorf("its peaks are %.3f with the limiter, %.3f without", on, off)
	}
}

// turnOff is a person's edit.
func turnOff(p *chain.Plan, move string) {
	for i := range p.Stems {
		s := &p.Stems[i]
		for j := range s.Repair {
			s.Repair[j].On = s.Repair[j].On && s.Repair[j].ID != move
		}
		for j := range s.Balance {
			s.Balance[j].On = s.Balance[j].On && s.Balance[j].ID != move
		}
		for j := range s.EQ {
			s.EQ[j].On = s.EQ[j].On && s.EQ[j].ID != move
		}
		for j := range s.Enhance {
			s.Enhance[j].On = s.Enhance[j].On && s.Enhance[j].ID != move
		}
	}
	for j := range p.Bus.Enhance {
		p.Bus.Enhance[j].On = p.Bus.Enhance[j].On && p.Bus.Enhance[j].ID != move
	}
	for j := range p.Bus.Master {
		p.Bus.Master[j].On = p.Bus.Master[j].On && p.Bus.Master[j].ID != move
	}
}

// TestAStripsExcerpt hears a stem alone: without its only move it is the file.
func TestAStripsExcerpt(t *testing.T) {
	dir, p := played(t)
	for i := range p.Stems {
		if p.Stems[i].Role.Family() == "bass" {
			p.Stems[i].Enhance = nil
		}
	}
	x := excerpt(t, dir, p, "gain", true)
	file := samples(t, filepath.Join(dir, "Bass - Made.wav"))
	if got := farthest(x.Off, [][]float64{file[0], file[0]}); !math.IsInf(got, -1) {
		t.Errorf("without its move the strip differs from the file by %.1f dBFS", got)
	}
	for c, db := range []float64{-2, -3} { // -3 dB, and 1 more on the left
		gain := math.Pow(10, db/20)
		for i, v := range x.On[c] {
			if want := gain * x.Off[c][i]; math.Abs(v-want) > 1e-12 {
				t.Fatalf("channel %d frame %d is %g, want %g", c, i, v, want)
			}
		}
	}
	for move, want := range map[string]error{"glue": chain.ErrNoStrip, "none": chain.ErrNoMove} {
		_, err := chain.MakeExcerpt(t.Context(), arrive(t, dir), p, chain.Place{Move: move, LengthS: 1, Strip: true}, chain.Options{TempDir: t.TempDir()})
		if !errors.Is(err, want) {
			t.Errorf("the strip of %s: %v, want %v", move, err, want)
		}
	}
}

// TestAnExcerptFindsItsLevel cuts a place whose print nobody has made: it gets
// the plan's loudness, and by how much the place is louder.
func TestAnExcerptFindsItsLevel(t *testing.T) {
	dir, p := played(t)
	for i := range p.Bus.Master {
		if l := p.Bus.Master[i].Level; l != nil {
			l.DriveDB = nil
		}
	}
	loud := func(at chain.Place) float64 {
		at.Move, at.FromS, at.LengthS = "cut", fromS, lengthS
		x, err := chain.MakeExcerpt(t.Context(), arrive(t, dir), p, at, chain.Options{Workers: 2, TempDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for c := range x.On {
			for _, v := range x.On[c] {
				sum += v * v
			}
		}
		return 10 * math.Log10(sum)
	}
	drive := -20.0
	at, above, given := loud(chain.Place{}), loud(chain.Place{AboveLU: -6}), loud(chain.Place{DriveDB: &drive})
	if math.Abs(at-above-6) > 0.5 { // K-weighted the difference is 6; unweighted the limiter moves it a little
		t.Errorf("6 LU below the song it is %.2f dB lower, want 6", at-above)
	}
	if at-given < 10 {
		t.Errorf("at a drive of -20 dB it is only %.1f dB lower", at-given)
	}
}
