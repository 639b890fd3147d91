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

const (
	blockS      = 2.   // of song that counts as one piece of evidence: what is wrong with a bus lasts
	eqDoubt     = 0.2  // of the bus EQ in a stem's own bands may be the stem's gain instead
	leastCI     = 0.01 // dB
	restDoubt   = 0.33 // of what is left over where a stem plays may be its gain: a limiter is faster than a moment
	conclusive  = 1.96 // standard errors: 95 %
	leastBlocks = 4    // below, a spread says nothing
)

// certainty says which stems could be told apart, and how sure their gains are,
// in dB either way. Three doubts are added up: the scatter of the evidence from
// one block of the song to the next (the sandwich estimator with blocks as
// clusters: K.-Y. Liang, S. L. Zeger, Biometrika 73(1), 1986), how much of the
// bus EQ that was found in the stem's own bands may be its gain, and how much of
// what is left over where it plays.
func certainty(c *cells, s state, trust []float64) (known []bool, ciDB []float64) {
	known, ciDB = make([]bool, c.n), make([]float64, c.n)
	total := 0.0
	for i := range c.n {
		total += c.power[0][i] + c.power[1][i]
	}
	for i := range ciDB {
		ciDB[i] = math.Inf(1)
		known[i] = c.power[0][i]+c.power[1][i] > leastPart*total
	}
	doubt := eqShares(c, s.bus)
	for i, rest := range restShares(c, s) {
		doubt[i] = math.Hypot(doubt[i], rest)
	}
	for ear := range 2 {
		a, _ := normal(c, ear, s.bus, trust)
		c.tie(a, nil)
		for i := range a {
			a[i][i] += 1e-12
		}
		variance := make([]float64, c.n)
		blocks := scores(c, ear, s, trust)
		for _, u := range blocks {
			z, err := linalg.Solve(a, u)
			if err != nil {
				variance = nil
				break
			}
			for i, v := range z {
				variance[i] += v * v
			}
		}
		if variance == nil || len(blocks) < leastBlocks {
			continue
		}
		c.untie(variance)
		for i, g := range s.ear(ear) {
			if g > 0 && c.power[ear][i] > 0 {
				scatter := 20 * math.Log10(1+conclusive*math.Sqrt(variance[i])/g)
				ciDB[i] = math.Min(ciDB[i], leastCI+math.Hypot(scatter, doubt[i]))
			}
		}
	}
	return known, ciDB
}

// scores are, for every block of the song, by how much it would have each gain
// of one ear other than it is: the gradient of the misfit.
func scores(c *cells, ear int, s state, trust []float64) [][]float64 {
	white, gain := loudness(c), s.ear(ear)
	var out [][]float64
	last := -1
	for m := range c.moments {
		if k := int(c.seconds[m] / blockS); k != last || len(out) == 0 {
			out, last = append(out, make([]float64, c.n)), k
		}
		u := out[len(out)-1]
		for b := range nBands {
			cell, g := c.at(ear, m, b), s.bus.lin(m, b)
			w := trust[m*nBands+b] / white[b] * g
			for i := range c.n {
				x := float64(cell[pair(c.n, i)])
				for j, gj := range gain {
					x -= g * gj * float64(cell[pair(max(i, j), min(i, j))])
				}
				u[c.ties[i]] += w * x
			}
		}
	}
	return out
}

// eqShares is how much of the bus EQ falls on every stem, as far as it may be
// the stem's own gain, in dB.
func eqShares(c *cells, b bus) []float64 {
	white := loudness(c)
	out, total := make([]float64, c.n), make([]float64, c.n)
	for ear := range 2 {
		for m := range c.moments {
			for band := range nBands {
				cell := c.at(ear, m, band)
				for i := range c.n {
					p := float64(cell[pair(i, i)]) / white[band]
					out[i] += p * b.bandDB[band]
					total[i] += p
				}
			}
		}
	}
	for i := range out {
		if total[i] > 0 {
			out[i] = eqDoubt * math.Abs(out[i]/total[i])
		}
	}
	return out
}

// restShares is how much of a stem's gain may hide in what is left over, in dB.
// Every cell's rest is shared out as the stems' powers in it are.
func restShares(c *cells, s state) []float64 {
	white := loudness(c)
	out, total := make([]float64, c.n), make([]float64, c.n)
	for ear := range 2 {
		gain := s.ear(ear)
		for m := range c.moments {
			for b := range nBands {
				cell, a := c.at(ear, m, b), s.bus.lin(m, b)
				p, x := mixed(c, cell, gain)
				rest := max(0, rough(c, cell)-2*a*x+a*a*p) / white[b]
				sum := 0.0
				for i, g := range gain {
					sum += g * g * float64(cell[pair(i, i)])
				}
				if sum <= 0 {
					continue
				}
				for i, g := range gain {
					own := g * g * float64(cell[pair(i, i)])
					out[i] += own / sum * rest
					total[i] += own / sum * own * a * a / white[b]
				}
			}
		}
	}
	for i := range out {
		if total[i] > 0 {
			out[i] = 20 * math.Log10(1+restDoubt*math.Sqrt(out[i]/total[i]))
		}
	}
	return out
}
