package chain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lathe/chain"
	"lathe/chain/balance"
	"lathe/chain/eq"
	"lathe/dsp/unit"
	"lathe/session"
)

// A set with nothing to fix, at amount 0, is the plain sum: the null against a
// sum of float64 is below -120 dBFS (the issue). The target is so low that
// nothing is limited, so the master is the sum times one gain.
func TestNothingToFixIsThePlainSum(t *testing.T) {
	dir := made(t)
	p := planOf(t, dir, "-30", 0)
	if n := p.Moves(); n != 2 {
		t.Errorf("the plan has %d moves, want level and limiter alone", n)
	}
	drive := 0.0
	p.Bus.Master[0].Level.DriveDB = &drive // before the level stage
	got := samples(t, printed(t, dir, p, 2))
	var want [2][]float64
	for _, name := range []string{"Bass - Made.wav", "Kick - Made.wav", "Lead Vocals - Made.wav"} {
		x := samples(t, filepath.Join(dir, name))
		for c := range want {
			if want[c] == nil {
				want[c] = make([]float64, len(x[0]))
			}
			for i, v := range x[c%len(x)] {
				want[c][i] += v
			}
		}
	}
	energy := 0.0
	for c := range want {
		if len(got[c]) != len(want[c]) {
			t.Fatalf("the master has %d frames, the session %d", len(got[c]), len(want[c]))
		}
		for i, v := range want[c] {
			d := got[c][i] - v
			energy += d * d / float64(2*len(want[c]))
		}
	}
	if null := unit.FromPower(energy); null > -120 {
		t.Errorf("the null stands at %.1f dBFS, want below -120", null)
	}
}

func TestSameBytesForAnyNumberOfWorkers(t *testing.T) {
	dir := made(t)
	p := planOf(t, dir, "-14", 1)
	want, err := os.ReadFile(printed(t, dir, p, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{2, 3, 8} {
		got, err := os.ReadFile(printed(t, dir, p, workers))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("with %d workers the master differs from that of one", workers)
		}
	}
}

// A move that is added changes what it does and nothing else; turned off, it
// leaves no trace.
func TestAMoveDoesWhatItSaysAndNothingElse(t *testing.T) {
	dir := made(t)
	p := planOf(t, dir, "-30", 0)
	drive := 0.0
	p.Bus.Master[0].Level.DriveDB = &drive
	before := samples(t, printed(t, dir, p, 2))

	note := session.Note{On: true}
	p.Stems[0].Balance = balance.Page{{ID: "a", Gain: &balance.Gain{GainDB: 6.020599913279624}, Note: note}}
	after := samples(t, printed(t, dir, p, 2))
	stem := samples(t, filepath.Join(dir, p.Stems[0].File))
	for c := range after {
		for i := range after[c] {
			// doubling the first stem adds it once; two 24-bit roundings with dither are at most 3 steps apart
			if want := before[c][i] + stem[c%len(stem)][i]; math.Abs(after[c][i]-want) > 3.5/(1<<23) {
				t.Fatalf("channel %d frame %d is %g, want %g", c, i, after[c][i], want)
			}
		}
	}

	p.Stems[0].Balance[0].On = false
	p.Stems[1].EQ = eq.Page{{ID: "b", Cut: &eq.Cut{FreqHz: 1000, GainDB: -12, Q: 1}}}
	off := samples(t, printed(t, dir, p, 2))
	for c := range off {
		for i := range off[c] {
			if off[c][i] != before[c][i] {
				t.Fatalf("with every move off, channel %d frame %d is %g, want %g", c, i, off[c][i], before[c][i])
			}
		}
	}
}

// Processors with latency keep time: the strip waits for them.
func TestAStripKeepsTime(t *testing.T) {
	dir := made(t)
	p := planOf(t, dir, "-30", 0)
	drive := 0.0
	p.Bus.Master[0].Level.DriveDB = &drive
	before := samples(t, printed(t, dir, p, 2))
	text := []byte(`
- id: late
  multiband:
    crossovers_hz: [200, 2000]
    bands:
    - {threshold_db: 0, ratio: 1, knee_db: 0, attack_ms: 10, release_ms: 100, makeup_db: 0}
    - {threshold_db: 0, ratio: 1, knee_db: 0, attack_ms: 10, release_ms: 100, makeup_db: 0}
    - {threshold_db: 0, ratio: 1, knee_db: 0, attack_ms: 10, release_ms: 100, makeup_db: 0}
  heard: nothing
  why: to be late
  on: true
`)
	p = edited(t, p, "enhance: []", "enhance:"+strings.ReplaceAll(string(text), "\n", "\n  "))
	after := samples(t, printed(t, dir, p, 2))
	for c := range after {
		for i := range after[c] {
			if after[c][i] != before[c][i] { // idle bands pass bit by bit, if they come in time
				t.Fatalf("channel %d frame %d is %g, want %g", c, i, after[c][i], before[c][i])
			}
		}
	}
}

// edited is a plan after a person has replaced the first occurrence of a text.
func edited(t *testing.T, p *chain.Plan, old, new string) *chain.Plan {
	t.Helper()
	text, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("the plan has no %q:\n%s", old, text)
	}
	q, err := chain.DecodePlan("plan.yaml", []byte(strings.Replace(string(text), old, new, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestSlipsInAPlanAreTold(t *testing.T) {
	text, err := planOf(t, made(t), "-14", 0).Encode()
	if err != nil {
		t.Fatal(err)
	}
	line := func(what string) int {
		return 1 + strings.Count(string(text[:strings.Index(string(text), what)]), "\n")
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"another version", "version: 1", "version: 9", "version is 9, want 1"},
		{"an unknown key", "ceiling_dbtp: -1", "ceiling_dbfs: -1", `unknown key "ceiling_dbfs" in target; did you mean "ceiling_dbtp"?`},
		{"a ceiling above full scale", "ceiling_dbtp: -1", "ceiling_dbtp: 1", "ceiling_dbtp is 1, want -20 to 0"},
		{"a unit", "integrated_lufs: -14", "integrated_lufs: -14 LUFS", `integrated_lufs is "-14 LUFS", want a number of LUFS`},
		{"not a number", "integrated_lufs: -14", "integrated_lufs: .nan", `integrated_lufs is ".nan"`},
		{"a role that is none", "role: bass", "role: bsas", `role is "bsas", want one of`},
		{"the same stem twice", "file: Kick - Made.wav", "file: Bass - Made.wav", `"Bass - Made.wav" twice`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := chain.DecodePlan("plan.yaml", []byte(strings.Replace(string(text), tt.old, tt.new, 1)))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want ...%s...", err, tt.want)
			}
			if tt.name != "the same stem twice" { // which is about the list as a whole
				if prefix := fmt.Sprintf("plan.yaml:%d:", line(tt.old)); !strings.HasPrefix(err.Error(), prefix) {
					t.Errorf("got %v, want it to begin with %s", err, prefix)
				}
			}
		})
	}
}

func TestAStemThatCannotBeReadBlocks(t *testing.T) {
	dir := made(t)
	x := make([]float64, 1000)
	x[500] = math.NaN()
	writeFloats(t, filepath.Join(dir, "Guitar - Made.wav"), x)
	out := filepath.Join(t.TempDir(), "master")
	r, err := chain.Master(t.Context(), arrive(t, dir), chain.Request{Dir: out}, chain.Options{Workers: 2})
	if !errors.Is(err, chain.ErrBlocked) {
		t.Fatalf("got %v, want ErrBlocked", err)
	}
	if r.Findings[0].Code != "file.not-finite" || r.Findings[0].Stem != "Guitar - Made.wav" {
		t.Errorf("the first finding is %+v, want file.not-finite for the guitar", r.Findings[0])
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("the folder for the master exists")
	}
}

// A run that is stopped leaves nothing behind.
func TestStoppingLeavesNothing(t *testing.T) {
	dir := made(t)
	for _, after := range []time.Duration{0, 50 * time.Millisecond, 150 * time.Millisecond, 300 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		out, temp := filepath.Join(t.TempDir(), "master"), t.TempDir()
		a := arrive(t, dir)
		_, err := chain.Master(ctx, a, chain.Request{Dir: out}, chain.Options{Workers: 2, TempDir: temp})
		cancel()
		if err == nil {
			continue // it was faster
		}
		if _, err := os.Stat(out); !os.IsNotExist(err) {
			t.Errorf("stopped after %v, the folder for the master exists", after)
		}
		if left, _ := os.ReadDir(temp); len(left) > 0 {
			t.Errorf("stopped after %v, %d files are left in the temporary folder", after, len(left))
		}
	}
}

// A second master stands beside the first, and the papers of the first are kept.
func TestNothingIsOverwritten(t *testing.T) {
	dir, out := made(t), t.TempDir()
	var first []byte
	for n := range 3 {
		if _, err := chain.Master(t.Context(), arrive(t, dir), chain.Request{Dir: out, Target: "-20"}, chain.Options{Workers: 2}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(out, "Master - Made.wav"))
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			first = text
		} else if !bytes.Equal(text, first) {
			t.Errorf("after run %d the first master has changed", n+1)
		}
	}
	for _, name := range []string{
		"Master - Made.wav", "Master - Made v2.wav", "Master - Made v3.wav", "SHA256SUMS",
		"report.html", "report.json", "plan.yaml", "report v1.html", "report v1.json", "report v2.html", "plan v2.yaml",
	} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
}

// A plan that is printed is compared with rough mix and reference as a master is;
// a rough mix that cannot be read any more keeps nobody from printing.
func TestWhatIsPrintedIsCompared(t *testing.T) {
	dir := made(t)
	tone := make([]float64, 3*48000)
	for i := range tone {
		tone[i] = 0.4 * math.Sin(2*math.Pi*330*float64(i)/48000)
	}
	rough := filepath.Join(dir, "Rough Mix - Made.wav")
	writeFloats(t, rough, tone)
	writeFloats(t, filepath.Join(dir, "Reference - Other.wav"), tone[:2*48000])
	o := chain.Options{Workers: 2, TempDir: t.TempDir()}
	mastered, err := chain.Master(t.Context(), arrive(t, dir), chain.Request{Dir: t.TempDir(), Target: "-20"}, o)
	if err != nil {
		t.Fatal(err)
	}
	print := func() *chain.Report {
		r, err := chain.Print(t.Context(), arrive(t, dir), mastered.Plan, chain.Request{Dir: t.TempDir()}, o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	said := func(r *chain.Report) string {
		text, err := json.Marshal([]any{r.Rough, r.References, r.Comparison})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if again := print(); len(again.Comparison) != 2 || said(again) != said(mastered) {
		t.Errorf("the print is compared by %s, the master by %s", said(again), said(mastered))
	}
	tone[500] = math.NaN()
	writeFloats(t, rough, tone)
	if r := print(); r.Rough != nil || len(r.Comparison) != 1 {
		t.Errorf("without a rough mix that can be read there are %d comparisons, want 1", len(r.Comparison))
	}
}
