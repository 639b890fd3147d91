package sheet_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lathe/session/sheet"
)

type bell struct {
	Freq float64 `yaml:"freq_hz"`
	Gain float64 `yaml:"gain_db"`
	Q    float64 `yaml:"q,omitempty"`
}

func (b *bell) Validate() error {
	if b.Q < 0 || b.Q > 40 {
		return sheet.Field("q", "%g, want 0 to 40", b.Q)
	}
	return nil
}

type note struct {
	Why string `yaml:"why"`
	On  bool   `yaml:"on"`
}

type move struct {
	ID   string `yaml:"id"`
	Cut  *bell  `yaml:"cut,omitempty"`
	note `yaml:",inline"`
}

type page struct {
	Version int             `yaml:"version"`
	Moves   []move          `yaml:"moves"`
	Stems   map[string]bell `yaml:"stems,omitempty"`
}

func TestDecode(t *testing.T) {
	var got page
	err := sheet.Decode("plan.yaml", []byte(`
# a person's remark
version: 3
moves:
  - id: eq.1
    cut: {freq_hz: 2400, gain_db: -2.5}
    why: "makes room: for words"
    on: true
  - id: eq.2
stems: {Audio 12-3.wav: {freq_hz: 1e2, gain_db: .5}}
`), &got)
	if err != nil {
		t.Fatal(err)
	}
	want := page{
		Version: 3,
		Moves: []move{
			{ID: "eq.1", Cut: &bell{Freq: 2400, Gain: -2.5}, note: note{Why: "makes room: for words", On: true}},
			{ID: "eq.2"},
		},
		Stems: map[string]bell{"Audio 12-3.wav": {Freq: 100, Gain: 0.5}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(move{})); diff != "" {
		t.Error(diff)
	}
}

func TestSlipsOfThePenAreTold(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"an unknown key", "version: 1\nvresion: 2", `p.yaml:2:1: unknown key "vresion" in the sheet; did you mean "version"?`},
		{"a unit spelled otherwise", "moves:\n  - cut: {freq_khz: 2}", `p.yaml:2:11: unknown key "freq_khz" in cut; did you mean "freq_hz"?`},
		{"nothing like it", "zzz: 1", `p.yaml:1:1: unknown key "zzz" in the sheet; it takes moves, stems, version`},
		{"a unit in the value", "moves:\n- cut:\n    gain_db: -2 dB", `p.yaml:3:14: gain_db is "-2 dB", want a number of decibels, without the unit`},
		{"not a number", "moves: [{cut: {freq_hz: .nan}}]", `p.yaml:1:25: freq_hz is ".nan", want a number of hertz, without the unit`},
		{"infinity", "moves: [{cut: {q: -.inf}}]", `p.yaml:1:19: q is "-.inf", want a number`},
		{"out of range, at its place", "moves:\n  - id: a\n    cut:\n      freq_hz: 1\n      q: 99", `p.yaml:5:10: q is 99, want 0 to 40`},
		{"given twice", "version: 1\nversion: 2", `p.yaml:2:1: version is given twice, first in line 1`},
		{"given twice in a table", "stems: {a: {}, a: {}}", `p.yaml:1:16: "a" is given twice in stems`},
		{"half a number", "version: 1.5", `p.yaml:1:10: version is "1.5", want a whole number`},
		{"yes is not true", "moves: [{on: yes please}]", `p.yaml:1:14: on is "yes please", want true or false`},
		{"a list where a number goes", "version: [1]", `p.yaml:1:10: version is a list, want a whole number`},
		{"a word where a list goes", "moves: none", `p.yaml:1:8: moves is "none", want a list`},
		{"an alias", "moves: [{cut: &a {q: 1}}, {cut: *a}]", `p.yaml:1:15: cut uses an alias; write the value out`},
		{"a tag", "version: !!str 1", `p.yaml:1:10: version has the tag !!str; leave it out`},
		{"broken YAML", "moves: [1,\nversion: 2", `p.yaml:3:1: did not find expected ',' or ']'`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var p page
			got := "accepted"
			if err := sheet.Decode("p.yaml", []byte(tt.text), &p); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestWhatIsWrittenCanBeRead(t *testing.T) {
	want := page{Version: 1, Moves: []move{{ID: "x", Cut: &bell{Freq: 0.1, Gain: -1e-7, Q: 1. / 3}, note: note{Why: "38 % of: \"words\"\nand more ü", On: true}}}}
	text, err := sheet.Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	var got page
	if err := sheet.Decode("p.yaml", text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(move{})); diff != "" {
		t.Errorf("%s\nsheet:\n%s", diff, text)
	}
}

func TestAnEnormousSheetIsRefused(t *testing.T) {
	err := sheet.Decode("p.yaml", []byte(strings.Repeat("#", sheet.MaxBytes+1)), &page{})
	if err == nil || !strings.Contains(err.Error(), "want at most") {
		t.Errorf("got %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("version: 1\nmoves: [{id: a, cut: {q: 1}}]"))
	f.Add([]byte("a: &x [*x]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var p page
		if sheet.Decode("p.yaml", text, &p) != nil {
			return
		}
		again, err := sheet.Encode(p)
		if err != nil {
			t.Fatal(err)
		}
		var q page
		if err := sheet.Decode("p.yaml", again, &q); err != nil {
			t.Errorf("we cannot read what we wrote: %v\n%s", err, again)
		}
	})
}
