package linalg_test

import (
	"errors"
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/linalg"
)

// gram is MᵀM of a random tall matrix M, and Mᵀ(M·x).
func gram(n int, x []float64) ([][]float64, []float64) {
	m := make([][]float64, 3*n)
	for i := range m {
		m[i] = dsptest.Noise(uint64(i), n)
	}
	a, b := linalg.NewMatrix(n), make([]float64, n)
	for _, row := range m {
		y := 0.0
		for j, v := range row {
			y += v * x[j]
		}
		for i := range n {
			b[i] += row[i] * y
			for j := range n {
				a[i][j] += row[i] * row[j]
			}
		}
	}
	return a, b
}

func TestSolveFindsWhatWasPutIn(t *testing.T) {
	want := dsptest.Noise(99, 24)
	a, b := gram(24, want)
	got, err := linalg.Solve(a, b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Errorf("unknown %d is %g, want %g", i, got[i], want[i])
		}
	}
}

func TestNonNegativeFindsPositiveAndHoldsNegativeAtZero(t *testing.T) {
	want := dsptest.Noise(7, 16)
	for i := range want {
		want[i] = math.Abs(want[i])
	}
	a, b := gram(16, want)
	for i, v := range linalg.NonNegative(a, b) {
		if math.Abs(v-want[i]) > 1e-9 {
			t.Errorf("unknown %d is %g, want %g", i, v, want[i])
		}
	}
	// By hand: minimise (x-1)²/2 + (y+1)²/2 over x, y >= 0.
	got := linalg.NonNegative([][]float64{{1, 0}, {0, 1}}, []float64{1, -1})
	if got[0] != 1 || got[1] != 0 {
		t.Errorf("got %v, want [1 0]", got)
	}
}

func TestInverseDiagonal(t *testing.T) {
	// By hand: the inverse of [[2 1][1 2]] is [[2 -1][-1 2]]/3.
	got, err := linalg.InverseDiagonal([][]float64{{2, 1}, {1, 2}})
	if err != nil || math.Abs(got[0]-2./3) > 1e-15 || math.Abs(got[1]-2./3) > 1e-15 {
		t.Errorf("got %v (%v), want 2/3 twice", got, err)
	}
}

func TestUnknownsThatCannotBeToldApart(t *testing.T) {
	if _, err := linalg.Solve([][]float64{{1, 1}, {1, 1}}, []float64{1, 1}); !errors.Is(err, linalg.ErrSingular) {
		t.Errorf("got %v, want ErrSingular", err)
	}
}
