package preflight

import (
	"math"

	"lathe/dsp/linalg"
)

// tiedAt is the correlation from which on two stems cannot be told apart: of
// a difference 20 dB below them.
const tiedAt = 0.995

// bind finds stems that are so alike that only their common gain is known. White
// weighs the bands.
func (c *cells) bind() {
	white := loudness(c)
	sums := make([]float64, c.stride)
	for ear := range 2 {
		for m := range c.moments {
			for b := range nBands {
				for k, v := range c.at(ear, m, b) {
					sums[k] += float64(v) / white[b]
				}
			}
		}
	}
	c.ties = make([]int, c.n)
	for i := range c.ties {
		c.ties[i] = i
		for j := range i {
			if c.ties[j] == j && sums[pair(i, j)] > tiedAt*math.Sqrt(sums[pair(i, i)]*sums[pair(j, j)]) {
				c.ties[i] = j
				break
			}
		}
	}
	c.gram = sums
}

// tie makes one unknown of the stems that cannot be told apart, in the normal
// matrix and in the right-hand side, which may be nil.
func (c *cells) tie(a [][]float64, y []float64) {
	for i, to := range c.ties {
		if to == i {
			continue
		}
		for j := range a {
			a[to][j] += a[i][j]
			a[i][j] = 0
		}
		for j := range a {
			a[j][to] += a[j][i]
			a[j][i] = 0
		}
		if y != nil {
			y[to], y[i] = y[to]+y[i], 0
		}
	}
}

// untie gives what was found for one to all that are tied to it.
func (c *cells) untie(v []float64) {
	for i, to := range c.ties {
		v[i] = v[to]
	}
}

// certainty says which stems could be told apart, and how sure their gains are:
// 1.96 standard errors, from the residual of the fit and the number of cells.
func certainty(c *cells, s state, trust []float64) (known []bool, ciDB []float64) {
	known, ciDB = make([]bool, c.n), make([]float64, c.n)
	total := 0.0
	for i := range c.n {
		total += c.power[0][i] + c.power[1][i]
	}
	white := loudness(c)
	for i := range ciDB {
		ciDB[i] = math.Inf(1)
		known[i] = c.power[0][i]+c.power[1][i] > leastPart*total
	}
	for ear := range 2 {
		a, _ := normal(c, ear, s.bus, trust)
		c.tie(a, nil)
		for i := range a {
			a[i][i] += 1e-12
		}
		inverse, err := linalg.InverseDiagonal(a)
		if err != nil {
			continue
		}
		residual, n := 0.0, 0.0
		for m := range c.moments {
			for b := range nBands {
				cell := c.at(ear, m, b)
				p, x := mixed(c, cell, s.ear(ear))
				g, y := s.bus.lin(m, b), rough(c, cell)
				w := trust[m*nBands+b] / white[b]
				residual += w * max(0, y-2*g*x+g*g*p)
				n++
			}
		}
		c.untie(inverse)
		for i, g := range s.ear(ear) {
			if g > 0 && c.power[ear][i] > 0 {
				se := math.Sqrt(inverse[i] * residual / n)
				ciDB[i] = math.Min(ciDB[i], 20*math.Log10(1+1.96*se/g))
			}
		}
	}
	return known, ciDB
}
