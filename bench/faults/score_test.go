package main

import (
	"testing"

	"lathe/bench/faults/spoil"
)

const kick, bass = "Kick - Salt.wav", "Bass - Salt.wav"

var lateKick = spoil.Label{
	Accept: []string{"stem-late", "level"}, Cause: []string{"stem-late"}, Also: []string{"tail.cut", "sum.hot"}, Stems: []string{kick},
}

// Every answer is written by hand as `lathe check --json` words it, and what
// it is worth follows from issue 3.
func TestJudge(t *testing.T) {
	cut := spoil.Label{
		Accept: []string{"tail.cut"}, Cause: []string{"tail.cut"}, Stems: []string{kick}, Places: []spoil.Span{{StartS: 3, EndS: 3}},
	}
	for _, c := range []struct {
		name                    string
		label                   spoil.Label
		json                    string
		found, right            bool
		alarms, beside, murmurs int
		placeMS                 float64 // -1: not asked
	}{
		{name: "nothing said", label: lateKick, json: `{}`, placeMS: -1},
		{name: "named by a finding", label: lateKick, json: `{"findings":[{"code":"proof.stem-late","severity":"warning","stem":"Kick - Salt.wav"}]}`,
			found: true, right: true, placeMS: -1},
		{name: "named by a cause alone", label: lateKick, json: `{"proof":{"causes":[{"code":"stem-late","stem":"Kick - Salt.wav","confidence":0.8}]}}`,
			found: true, right: true, placeMS: -1},
		{name: "a cause that is not believed", label: lateKick, json: `{"proof":{"causes":[{"code":"stem-late","stem":"Kick - Salt.wav","confidence":0.3}]}}`,
			placeMS: -1},
		{name: "noticed and named wrong", label: lateKick, json: `{"proof":{"causes":[{"code":"level","stem":"Kick - Salt.wav","confidence":0.8}]}}`,
			found: true, placeMS: -1},
		{name: "surer of the wrong cause", label: lateKick, placeMS: -1, found: true,
			json: `{"proof":{"causes":[{"code":"level","stem":"Kick - Salt.wav","confidence":0.9},{"code":"stem-late","stem":"Kick - Salt.wav","confidence":0.6}]}}`},
		{name: "the wrong stem", label: lateKick, json: `{"findings":[{"code":"proof.stem-late","severity":"warning","stem":"Bass - Salt.wav"}]}`,
			alarms: 1, placeMS: -1},
		{name: "information about the wrong stem", label: lateKick, json: `{"findings":[{"code":"clip.soft","severity":"info","stem":"Bass - Salt.wav"}]}`,
			murmurs: 1, placeMS: -1},
		{name: "one cause and the finding that repeats it are one alarm", label: lateKick, alarms: 1, placeMS: -1,
			json: `{"findings":[{"code":"proof.drift","severity":"warning","stem":"Bass - Salt.wav"}],"proof":{"causes":[{"code":"drift","stem":"Bass - Salt.wav","confidence":0.9}]}}`},
		{name: "what follows is neither", label: lateKick, placeMS: -1,
			json: `{"findings":[{"code":"tail.cut","severity":"warning","stem":"Kick - Salt.wav"},{"code":"sum.hot","severity":"warning","stem":""}]}`},
		{name: "the session accused", label: lateKick, json: `{"findings":[{"code":"proof.wrong-song","severity":"warning","stem":""}]}`, alarms: 1, placeMS: -1},
		{name: "a bus on the rough mix is no accusation", label: lateKick, json: `{"proof":{"causes":[{"code":"rough-bus","stem":"","confidence":0.99}]}}`, placeMS: -1},
		{name: "something else about the right stem", label: lateKick, json: `{"findings":[{"code":"hum","severity":"warning","stem":"Kick - Salt.wav"}]}`,
			beside: 1, placeMS: -1},
		{name: "placed", label: cut, json: `{"findings":[{"code":"tail.cut","severity":"warning","stem":"Kick - Salt.wav","at":[{"start_s":2.5,"end_s":3.02}]}]}`,
			found: true, right: true, placeMS: 20},
		{name: "no place told", label: cut, json: `{"findings":[{"code":"tail.cut","severity":"warning","stem":"Kick - Salt.wav"}]}`,
			found: true, right: true, placeMS: 60e3},
		{name: "a control", label: spoil.Label{Control: true}, json: `{"findings":[{"code":"hum","severity":"warning","stem":"Kick - Salt.wav"}]}`, alarms: 1, placeMS: -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := judge(c.label, []string{kick, bass}, read([]byte(c.json)))
			if r.Found != c.found || r.CauseRight != c.right || len(r.False) != c.alarms || len(r.Beside) != c.beside || len(r.Murmurs) != c.murmurs || r.Err != "" {
				t.Errorf("found %v, cause right %v, false alarms %v, beside %v, murmurs %v, error %q; want %v, %v, %d, %d, %d and none",
					r.Found, r.CauseRight, r.False, r.Beside, r.Murmurs, r.Err, c.found, c.right, c.alarms, c.beside, c.murmurs)
			}
			switch {
			case c.placeMS < 0 && r.PlaceMS != nil:
				t.Errorf("place error %.1f ms; want none", *r.PlaceMS)
			case c.placeMS >= 0 && (r.PlaceMS == nil || *r.PlaceMS < c.placeMS-0.01 || *r.PlaceMS > c.placeMS+0.01):
				t.Errorf("place error %v; want %g ms", r.PlaceMS, c.placeMS)
			}
		})
	}
}

func TestWhatWasKnownBeforeIsLeftOut(t *testing.T) {
	hum := `{"code":"hum","severity":"warning","stem":"Kick - Salt.wav"}`
	before := read([]byte(`{"findings":[` + hum + `]}`))
	after := read([]byte(`{"findings":[` + hum + `,{"code":"dc","severity":"info","stem":"Kick - Salt.wav"}]}`)).without(before)
	if len(after.said) != 1 || after.said[0].Code != "dc" {
		t.Errorf("left over is %v; want the dc alone", after.said)
	}
	if !before.names(spoil.Label{Accept: []string{"hum"}, Stems: []string{kick}}) || before.names(spoil.Label{Accept: []string{"hum"}, Stems: []string{bass}}) {
		t.Error("the kick hums already, the bass does not")
	}
}

// 3 faults, 2 found, 1 of them named right, 1 false alarm on 20 clean stems.
func TestTallies(t *testing.T) {
	results := []result{
		{Kind: "hum.50", Want: []string{"hum"}, Found: true, CauseRight: true, CleanStems: 5},
		{Kind: "hum.60", Want: []string{"hum"}, Found: true, CleanStems: 5},
		{Kind: "hum.60", Want: []string{"hum"}, CleanStems: 5, False: []said{{Code: "dc"}}},
		{Kind: "clean", Control: true, CleanStems: 5},
	}
	kinds, all, controls := tallies(results)
	if len(kinds) != 3 || all.Runs != 3 || all.Found != 2 || all.CauseRight != 1 || all.CleanStems != 20 || controls.CleanStems != 5 {
		t.Errorf("tallies %+v, all %+v, controls %+v", kinds, all, controls)
	}
	if got := all.alarmsPer100(); got != 5 {
		t.Errorf("%g false alarms per 100 clean stems; want 5", got)
	}
	codes := codeTallies(results)
	if len(codes) != 2 || codes[0].Code != "dc" || codes[0].Per100 != 5 || codes[1].Asked != 3 || codes[1].Found != 2 || codes[1].Named != 1 {
		t.Errorf("codes %+v", codes)
	}
}
