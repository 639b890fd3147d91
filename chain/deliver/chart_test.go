package deliver

import (
	"math"
	"slices"
	"testing"
)

var (
	nan    = math.NaN()
	silent = math.Inf(-1)
)

func TestSteps(t *testing.T) {
	for _, tt := range []struct {
		name string
		got  float64
		want float64 // by hand: the least of 1, 2, 5 times a power of ten that is enough
	}{
		{"30 dB in 6 steps", step(30, 6), 5},
		{"31 dB in 6 steps", step(31, 6), 10},
		{"7 dB in 6 steps", step(7, 6), 2},
		{"0.3 in 3 steps, which is no binary fraction", step(0.3, 3), 0.1},
		{"2 s of song", clockStep(2, 9), 0.5},
		{"3:21 in 9 steps", clockStep(201, 9), 30},
		{"3:21 in 60 rows", clockStep(201, 60), 5},
		{"2 h in 9 steps: a quarter of an hour", clockStep(7200, 9), 900},
		{"100 h in 9 steps of 20 h", clockStep(360000, 9), 72000},
	} {
		if math.Abs(tt.got-tt.want) > 1e-12*tt.want {
			t.Errorf("%s: %g, want %g", tt.name, tt.got, tt.want)
		}
	}
}

func TestLevelsEndOnWholeSteps(t *testing.T) {
	a, marks := levels(-27.4, -10.2)
	if a.low != -30 || a.high != -10 {
		t.Errorf("an axis for -27.4 to -10.2 LUFS runs from %g to %g, want -30 to -10", a.low, a.high)
	}
	want := []tick{{"0%", "−10", false}, {"25%", "−15", false}, {"50%", "−20", false}, {"75%", "−25", false}, {"100%", "−30", false}}
	if !slices.Equal(marks, want) {
		t.Errorf("its ticks are %v, want %v", marks, want)
	}
	if a, _ := levels(-14, -14); a.low != -17 || a.high != -11 {
		t.Errorf("an axis for -14 LUFS alone runs from %g to %g, want -17 to -11", a.low, a.high)
	}
}

func TestTimesAreAClock(t *testing.T) {
	_, marks := times(201)
	want := []tick{{"0%", "0:00", false}, {"14.93%", "0:30", true}, {"29.85%", "1:00", false}, {"44.78%", "1:30", true},
		{"59.7%", "2:00", false}, {"74.63%", "2:30", true}, {"89.55%", "3:00", false}} // 30 s of 201 s are 14.925 %
	if !slices.Equal(marks, want) {
		t.Errorf("the ticks of 3:21 are %v, want %v", marks, want)
	}
	_, marks = times(2)
	if len(marks) != 5 || marks[1].Text != "0:00.5" || marks[1].At != "25%" {
		t.Errorf("the ticks of 2 s are %v, want 0:00.5 second, at 25%%", marks)
	}
	_, marks = times(7200)
	if last := marks[len(marks)-1]; last.Text != "2:00:00" || last.At != "100%" {
		t.Errorf("the last tick of 2 h is %v, want 2:00:00 at 100%%", last)
	}
}

func TestOctavesAreEquallyFarApart(t *testing.T) {
	a, marks := octaves()
	for _, tt := range []struct{ hz, want float64 }{
		{20, 0}, {20000, 1},
		{632.455532, 0.5},    // the root of 20 times 20000
		{1000, 0.5663233348}, // log 50 / log 1000
	} {
		if got := a.place(tt.hz); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%g Hz stands at %g, want %g", tt.hz, got, tt.want)
		}
	}
	if marks[0].Text != "31.5" || marks[0].At != "6.58%" || marks[5].Text != "1k" || marks[9].Text != "16k" {
		t.Errorf("the ticks are %v, want 31.5 at 6.58%% ... 1k ... 16k", marks)
	}
}

func TestGapsAreNotDrawn(t *testing.T) {
	x, y := axis{high: 10}, axis{low: -20, high: 0}
	got := runs(x, y, []float64{0, 1, 2, 3, 4, 5}, []float64{-10, -5, nan, -20, silent, 0})
	want := []string{"0,500 100,250", "300,1000 300,1000", "500,0 500,0"}
	if !slices.Equal(got, want) {
		t.Errorf("the line is %q, want %q", got, want)
	}
	if got := runs(x, y, []float64{1, 2}, []float64{silent, nan}); got != nil {
		t.Errorf("silence is drawn as %q, want nothing", got)
	}
}

func TestThinAveragesPower(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lufs  []float64
		most  int
		want  []float64
		every int
	}{
		{"little is left alone", []float64{-14, -20}, 2, []float64{-14, -20}, 1},
		{"half of the power is 3.01 dB less", []float64{-10, silent}, 1, []float64{-13.0103}, 2},
		{"0.1 and 0.01 are 0.055", []float64{-10, -20}, 1, []float64{-12.5964}, 2},
		{"what is unknown does not count", []float64{-10, nan, -10}, 1, []float64{-10}, 3},
		{"the last may be of fewer", []float64{-1, -1, -1, -1, -1, -1, -7}, 3, []float64{-1, -1, -7}, 3},
		{"silence stays silence", []float64{silent, silent}, 1, []float64{silent}, 2},
	} {
		got, every := thin(tt.lufs, tt.most)
		if every != tt.every || len(got) != len(tt.want) {
			t.Errorf("%s: %v, %d of them at a time, want %v, %d", tt.name, got, every, tt.want, tt.every)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] && !(math.Abs(got[i]-tt.want[i]) < 1e-4) {
				t.Errorf("%s: %v LUFS, want %v", tt.name, got, tt.want)
			}
		}
	}
}

func TestLettersStandApart(t *testing.T) {
	for _, tt := range []struct {
		name       string
		from, want []float64
	}{
		{"far apart they stay", []float64{0.75, 0.25}, []float64{0.75, 0.25}},
		{"equal ones part downwards", []float64{0.5, 0.5}, []float64{0.5, 0.625}},
		{"none leaves the plot", []float64{1, 0.9375, 1}, []float64{0.875, 0.75, 1}},
		{"nothing is nothing", nil, nil},
	} {
		if got := spread(tt.from, 0.125); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestRowsOfTimeAreMeansUpToIt(t *testing.T) {
	// Ends at 3.0, 3.1 ... 5.0 s: -10 up to 4.0 s, then silence.
	lufs := make([]float64, 21)
	for i := range lufs {
		lufs[i] = -10
		if i > 10 {
			lufs[i] = silent
		}
	}
	for _, tt := range []struct{ after, to, want float64 }{
		{0, 3, -10},                // the first alone
		{3, 4, -10},                // 3.1 to 4.0
		{4, 5, silent},             // 4.1 to 5.0
		{3.5, 4.5, -10 - 3.010300}, // half of it
		{5, 6, nan},
		{0, 2, nan},
	} {
		got := loudnessBetween(lufs, tt.after, tt.to)
		if !(math.Abs(got-tt.want) < 1e-6) && got != tt.want && !(math.IsNaN(got) && math.IsNaN(tt.want)) {
			t.Errorf("after %g s and up to %g s it is %g LUFS, want %g", tt.after, tt.to, got, tt.want)
		}
	}
}
