package chain_test

import (
	"math"
	"path/filepath"
	"testing"

	"lathe/chain/balance"
	"lathe/chain/enhance"
	"lathe/chain/eq"
	"lathe/chain/repair"
	"lathe/dsp"
	"lathe/dsp/unit"
	"lathe/session"
)

// Turning a move off changes what that move did to its own stem and nothing
// else, whatever its kind: the difference of the two prints is what the stage
// makes of the stem alone, less the stem.
func TestTurningAMoveOffTouchesItsStemAlone(t *testing.T) {
	dir := made(t)
	p := planOf(t, dir, "-30", 0)
	drive := 0.0
	p.Bus.Master[0].Level.DriveDB = &drive
	before := samples(t, printed(t, dir, p, 2))
	on, rate := session.Note{On: true}, unit.Hz(madeRate)
	band := enhance.Band{ThresholdDB: -40, Ratio: 2, KneeDB: 6, AttackMS: 10, ReleaseMS: 100}
	high := repair.Page{{ID: "a", Highpass: &repair.Highpass{FreqHz: 200, Slope: 24}, Note: on}}
	fade := repair.Page{{ID: "a", Fade: &repair.Fade{AtS: 1, In: 500}, Note: on}}
	gain := balance.Page{{ID: "a", Gain: &balance.Gain{GainDB: -3, LeftDB: 1}, Note: on}}
	cut := eq.Page{{ID: "a", Cut: &eq.Cut{FreqHz: 440, GainDB: -6, Q: 1}, Note: on}}
	saturate := enhance.Page{{ID: "a", Saturate: &enhance.Saturate{DriveDB: 12, Even: 0.3, Mix: 1}, Note: on}}
	multiband := enhance.Page{{ID: "a", Multiband: &enhance.Multiband{CrossoversHz: []float64{300}, Bands: []enhance.Band{band, band}}, Note: on}}
	enhanced := func(page enhance.Page) dsp.Series {
		s, err := enhance.Apply(page, rate)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, tt := range []struct {
		name  string
		alone dsp.Series
		set   func(stem int)
		off   func(stem int)
	}{
		{"highpass", repair.Apply(high, rate), func(i int) { p.Stems[i].Repair = high }, func(i int) { p.Stems[i].Repair[0].On = false }},
		{"fade", repair.Apply(fade, rate), func(i int) { p.Stems[i].Repair = fade }, func(i int) { p.Stems[i].Repair[0].On = false }},
		{"gain", balance.Apply(gain), func(i int) { p.Stems[i].Balance = gain }, func(i int) { p.Stems[i].Balance[0].On = false }},
		{"cut", eq.Apply(cut, rate), func(i int) { p.Stems[i].EQ = cut }, func(i int) { p.Stems[i].EQ[0].On = false }},
		{"saturate", enhanced(saturate), func(i int) { p.Stems[i].Enhance = saturate }, func(i int) { p.Stems[i].Enhance[0].On = false }},
		{"multiband", enhanced(multiband), func(i int) { p.Stems[i].Enhance = multiband }, func(i int) { p.Stems[i].Enhance[0].On = false }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const stem = 2 // the voice
			tt.set(stem)
			with := samples(t, printed(t, dir, p, 2))
			tt.off(stem)
			same(t, samples(t, printed(t, dir, p, 2)), before)
			p.Stems[stem].Repair, p.Stems[stem].Balance, p.Stems[stem].EQ, p.Stems[stem].Enhance = nil, nil, nil, nil

			x := samples(t, filepath.Join(dir, p.Stems[stem].File))
			late := tt.alone.Latency()
			y := make([][]float64, 2)
			for c := range y {
				y[c] = append(append([]float64(nil), x[c]...), make([]float64, late)...)
			}
			tt.alone.Process(y)
			moved := 0.0
			for c := range with {
				for i := range with[c] {
					want := y[c][i+late] - x[c][i]
					moved = max(moved, math.Abs(want))
					// two roundings to 24 bits with dither are at most 3 steps apart
					if got := with[c][i] - before[c][i]; math.Abs(got-want) > 3.5/(1<<23) {
						t.Fatalf("channel %d frame %d changes by %g, want %g", c, i, got, want)
					}
				}
			}
			if moved < 0.003 {
				t.Errorf("the move changes the stem by %g at most: this test shows nothing", moved)
			}
		})
	}
}

func same(t *testing.T, got, want [][]float64) {
	t.Helper()
	for c := range want {
		for i := range want[c] {
			if got[c][i] != want[c][i] {
				t.Fatalf("with the move off, channel %d frame %d is %g, want %g", c, i, got[c][i], want[c][i])
			}
		}
	}
}
