// Package linalg solves the small least-squares problems of mixing: a few
// dozen unknowns, symmetric matrices, all in float64.
//
// Matrices are square slices of rows.
//
// # References
//
//   - G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th ed., 4.2
//     (Cholesky).
//   - V. Franc, V. Hlaváč, M. Navara, "Sequential Coordinate-Wise Algorithm for
//     the Non-negative Least Squares Problem", CAIP 2005.
package linalg

import (
	"errors"
	"math"
)

// ErrSingular is told of a matrix that is not positive definite: some unknowns
// cannot be told apart.
var ErrSingular = errors.New("matrix is not positive definite")

// NewMatrix makes an n by n matrix of zeros.
func NewMatrix(n int) [][]float64 {
	flat := make([]float64, n*n)
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = flat[i*n : (i+1)*n : (i+1)*n]
	}
	return rows
}

// Cholesky factors a symmetric positive definite matrix as L·Lᵀ; the lower
// triangle of the result is L.
func Cholesky(a [][]float64) ([][]float64, error) {
	n := len(a)
	l := NewMatrix(n)
	for i := range n {
		for j := 0; j <= i; j++ {
			sum := a[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i != j {
				l[i][j] = sum / l[j][j]
				continue
			}
			if !(sum > 1e-14*a[i][i]) {
				return nil, ErrSingular
			}
			l[i][i] = math.Sqrt(sum)
		}
	}
	return l, nil
}

// Solve solves a·x = b for a symmetric positive definite a.
func Solve(a [][]float64, b []float64) ([]float64, error) {
	l, err := Cholesky(a)
	if err != nil {
		return nil, err
	}
	return substitute(l, b), nil
}

// substitute solves L·Lᵀ·x = b.
func substitute(l [][]float64, b []float64) []float64 {
	n := len(b)
	x := append([]float64(nil), b...)
	for i := range n {
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x
}

// InverseDiagonal is the diagonal of a's inverse: the variances of unknowns
// that were solved for with a as normal matrix and unit noise.
func InverseDiagonal(a [][]float64) ([]float64, error) {
	l, err := Cholesky(a)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(a))
	for i := range a {
		e := make([]float64, len(a))
		e[i] = 1
		out[i] = substitute(l, e)[i]
	}
	return out, nil
}

// NonNegative minimises xᵀ·a·x/2 - b·x over x >= 0: least squares whose normal
// matrix is a and right-hand side b, for unknowns that cannot be negative. It
// goes round the coordinates until no one wants to move.
func NonNegative(a [][]float64, b []float64) []float64 {
	n := len(b)
	x := make([]float64, n)
	slope := make([]float64, n) // of the objective: a·x - b
	for i, v := range b {
		slope[i] = -v
	}
	for range 10000 {
		moved := 0.0
		for i := range n {
			if !(a[i][i] > 0) {
				continue
			}
			step := max(0, x[i]-slope[i]/a[i][i]) - x[i]
			if step == 0 {
				continue
			}
			x[i] += step
			moved = max(moved, math.Abs(step)*math.Sqrt(a[i][i]))
			for k := range n {
				slope[k] += step * a[k][i]
			}
		}
		if moved < 1e-12*scale(b, a) {
			break
		}
	}
	return x
}

// scale is a length to measure steps against.
func scale(b []float64, a [][]float64) float64 {
	s := 0.0
	for i, v := range b {
		if a[i][i] > 0 {
			s = max(s, math.Abs(v)/math.Sqrt(a[i][i]))
		}
	}
	return s
}
