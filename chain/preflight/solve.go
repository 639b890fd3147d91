package preflight

import (
	"math"
	"slices"
	"sync"

	"lathe/dsp/linalg"
)

// fit is what makes the rough mix of the stems, as far as it was found:
//
//	rough(t, b) = bus(t) · eq(b) · Σ gain_i · stem_i(t, b)
//
// bus moves from moment to moment (a compressor, a limiter), eq from band to
// band; both are the same for left and right.
type fit struct {
	left, right []float64 // gains, linear
	known       []bool    // the stem could be told apart
	ciDB        []float64
	eqDB        []float64 // by band, mean zero
	busDB       []float64 // by moment

	unityDB    float64 // null depth with all gains one and no bus
	unityBusDB float64 // with all gains one, through the bus
	balancedDB float64 // with the gains found and no bus
	nullDB     float64 // with gains and bus
}

const (
	rounds    = 12
	stillPart = 5e-5 // of its gain no stem moves by: 0.0004 dB, and all has been found
	eqStiff   = 0.3  // weight of the EQ's smoothness against the evidence of one band
	eqMostDB  = 9.   // no bus EQ is deeper
	studentNu = 3.   // how soon a cell that does not fit is mistrusted
	leastPart = 1e-6 // of all power: a stem below is not heard
)

// solve finds the fit by turns: gains for a given bus by non-negative least
// squares, the bus for given gains cell by cell, mistrusting cells that do not
// fit. Bands are weighed by the rough mix's own spectrum, so that the bass does
// not outvote everything else.
func solve(c *cells) fit {
	flat := newBus(c)
	unity := ones(c.n)
	f := fit{eqDB: make([]float64, nBands)}
	f.unityDB = nullDepth(c, scaleTo(c, unity, unity, flat))
	left, right := gains(c, flat, nil)
	f.balancedDB = nullDepth(c, state{left, right, flat})

	// unity through a bus: is there anything for gains to explain?
	bus := estimate(c, state{unity, unity, flat}, nil)
	f.unityBusDB = nullDepth(c, state{unity, unity, bus})

	s := state{left, right, flat}
	var trust []float64
	for range rounds {
		s.bus = estimate(c, s, trust)
		trust = trusts(c, s)
		before := s
		s.left, s.right = gains(c, s.bus, trust)
		if s.still(before) {
			break
		}
	}
	s.bus = estimate(c, s, trust)
	f.left, f.right, f.eqDB, f.busDB = s.left, s.right, s.bus.eqDB(), s.bus.momentDB
	f.nullDB = nullDepth(c, s)
	f.known, f.ciDB = certainty(c, s, trust)
	return f
}

// state is one guess.
type state struct {
	left, right []float64
	bus         bus
}

func (s state) ear(i int) []float64 {
	if i == 0 {
		return s.left
	}
	return s.right
}

// still says whether the gains are those of the round before.
func (s state) still(before state) bool {
	for ear := range 2 {
		was := before.ear(ear)
		for i, g := range s.ear(ear) {
			if math.Abs(g-was[i]) > stillPart*max(g, was[i]) {
				return false
			}
		}
	}
	return true
}

// bus is a gain for every moment and every band, in decibels.
type bus struct {
	momentDB []float64
	bandDB   []float64
}

func newBus(c *cells) bus { return bus{make([]float64, c.moments), make([]float64, nBands)} }

// lin is the linear gain in a cell.
func (b bus) lin(moment, band int) float64 {
	return math.Pow(10, (b.momentDB[moment]+b.bandDB[band])/20)
}

func (b bus) eqDB() []float64 { return b.bandDB }

func ones(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	return v
}

// mixed is, for one cell and ear, the power of the stems' sum at the given
// gains, and its product with the rough mix.
func mixed(c *cells, cell []float32, g []float64) (power, cross float64) {
	for i, gi := range g {
		if gi == 0 {
			continue
		}
		row := cell[pair(i, 0):]
		sum := 0.0
		for j := range i {
			sum += g[j] * float64(row[j])
		}
		power += gi * (2*sum + gi*float64(row[i]))
		cross += gi * float64(cell[pair(c.n, i)])
	}
	return power, cross
}

func rough(c *cells, cell []float32) float64 { return float64(cell[pair(c.n, c.n)]) }

// scaleTo gives the sum at unity the one gain that fits best.
func scaleTo(c *cells, left, right []float64, b bus) state {
	var num, den float64
	for ear, g := range [][]float64{left, right} {
		for m := range c.moments {
			for band := range nBands {
				p, x := mixed(c, c.at(ear, m, band), g)
				num, den = num+x, den+p
			}
		}
	}
	k := 0.0
	if den > 0 {
		k = max(0, num/den)
	}
	l, r := make([]float64, c.n), make([]float64, c.n)
	for i := range l {
		l[i], r[i] = k*left[i], k*right[i]
	}
	return state{l, r, b}
}

// nullDepth is the power of the rough mix less the model against its own, in
// dB, over all cells.
func nullDepth(c *cells, s state) float64 {
	left, all := 0.0, 0.0
	lefts, alls := make([]float64, c.moments), make([]float64, c.moments)
	c.halves(func(m int) {
		for ear := range 2 {
			g := s.ear(ear)
			for b := range nBands {
				cell := c.at(ear, m, b)
				p, x := mixed(c, cell, g)
				a, y := s.bus.lin(m, b), rough(c, cell)
				lefts[m] += max(0, y-2*a*x+a*a*p)
				alls[m] += y
			}
		}
	})
	for m := range lefts {
		left, all = left+lefts[m], all+alls[m]
	}
	if all == 0 {
		return 0
	}
	return 10 * math.Log10(left/all+1e-15)
}

// loudness is the rough mix's power by band, over the song: what whitens.
func loudness(c *cells) [nBands]float64 {
	var out [nBands]float64
	for ear := range 2 {
		for m := range c.moments {
			for b := range nBands {
				out[b] += rough(c, c.at(ear, m, b)) / float64(2*max(1, c.moments))
			}
		}
	}
	top := 0.0
	for _, v := range out {
		top = max(top, v)
	}
	for b := range out {
		out[b] = max(out[b], 1e-6*top+1e-20)
	}
	return out
}

// gains solves for the gains of each ear through a given bus. trust weighs the
// cells; nil trusts all alike.
func gains(c *cells, b bus, trust []float64) (left, right []float64) {
	var out [2][]float64
	var both sync.WaitGroup
	for ear := range 2 {
		both.Go(func() {
			a, y := normal(c, ear, b, trust)
			for i := range a { // what is not in the song is not solved for
				if c.power[ear][i] <= 0 {
					a[i][i] = 0
				}
			}
			c.tie(a, y)
			out[ear] = linalg.NonNegative(a, y)
			c.untie(out[ear])
		})
	}
	both.Wait()
	return out[0], out[1]
}

// halves does something with all moments, two at a time: what is done with one
// must not depend on another.
func (c *cells) halves(do func(moment int)) {
	var both sync.WaitGroup
	for _, part := range [][2]int{{0, c.moments / 2}, {c.moments / 2, c.moments}} {
		both.Go(func() {
			for m := part[0]; m < part[1]; m++ {
				do(m)
			}
		})
	}
	both.Wait()
}

// normal is the normal matrix and right-hand side of one ear's gains.
func normal(c *cells, ear int, b bus, trust []float64) ([][]float64, []float64) {
	a, y := linalg.NewMatrix(c.n), make([]float64, c.n)
	white := loudness(c)
	for m := range c.moments {
		for band := range nBands {
			w := 1 / white[band]
			if trust != nil {
				w *= trust[m*nBands+band]
			}
			g := b.lin(m, band)
			cell := c.at(ear, m, band)
			for i := range c.n {
				row := cell[pair(i, 0):]
				for j := range i + 1 {
					a[i][j] += w * g * g * float64(row[j])
				}
				y[i] += w * g * float64(cell[pair(c.n, i)])
			}
		}
	}
	for i := range a {
		for j := range i {
			a[j][i] = a[i][j]
		}
	}
	return a, y
}

// trusts mistrusts cells whose residual is large for their band: Student's
// weight (ν+1)/(ν + r²/s²), s² the band's own median residual.
func trusts(c *cells, s state) []float64 {
	res := make([]float64, c.moments*nBands)
	own := make([]float64, c.moments*nBands)
	c.halves(func(m int) {
		for b := range nBands {
			res[m*nBands+b], own[m*nBands+b] = s.leaves(c, m, b)
		}
	})
	out := make([]float64, len(res))
	column := make([]float64, c.moments)
	for b := range nBands {
		for m := range c.moments {
			column[m] = res[m*nBands+b] / (own[m*nBands+b] + 1e-20)
		}
		scale := median(column) + 1e-8
		for m := range c.moments {
			r := res[m*nBands+b] / (own[m*nBands+b] + 1e-20)
			out[m*nBands+b] = (studentNu + 1) / (studentNu + r/scale)
		}
	}
	return out
}

// estimate finds the bus for given gains: every cell says what gain it would
// like, in decibels; moments and bands share that out between them, each cell
// weighed by how much of the whitened mix it holds. The EQ is smooth.
func estimate(c *cells, s state, trust []float64) bus {
	white := loudness(c)
	like, weight := make([]float64, c.moments*nBands), make([]float64, c.moments*nBands)
	c.halves(func(m int) {
		for b := range nBands {
			var p, x float64
			for ear := range 2 {
				pe, xe := mixed(c, c.at(ear, m, b), s.ear(ear))
				p, x = p+pe, x+xe
			}
			if p <= 0 || x <= 0 {
				continue
			}
			k := m*nBands + b
			like[k] = 20 * math.Log10(x/p)
			weight[k] = math.Min(p/white[b], 4)
			if trust != nil {
				weight[k] *= trust[k]
			}
		}
	})
	out := newBus(c)
	for range 6 {
		for m := range c.moments {
			var num, den float64
			for b := range nBands {
				k := m*nBands + b
				num, den = num+weight[k]*(like[k]-out.bandDB[b]), den+weight[k]
			}
			if den > 0 {
				out.momentDB[m] = num / den
			}
		}
		out.bandDB = smoothBands(like, weight, out.momentDB)
	}
	return out
}

// smoothBands is the EQ: the weighted mean of what is left by band, drawn
// towards a curve without bends (second differences), mean zero.
func smoothBands(like, weight, momentDB []float64) []float64 {
	a, y := linalg.NewMatrix(nBands), make([]float64, nBands)
	total := 0.0
	for m := range momentDB {
		for b := range nBands {
			k := m*nBands + b
			a[b][b] += weight[k]
			y[b] += weight[k] * (like[k] - momentDB[m])
			total += weight[k]
		}
	}
	stiff := eqStiff * total / nBands
	for b := 1; b+1 < nBands; b++ {
		d := [3]float64{1, -2, 1}
		for i := range d {
			for j := range d {
				a[b-1+i][b-1+j] += stiff * d[i] * d[j]
			}
		}
	}
	for b := range a {
		a[b][b] += 1e-6*total + 1e-12
	}
	eq, err := linalg.Solve(a, y)
	if err != nil {
		return make([]float64, nBands)
	}
	mean := 0.0
	for _, v := range eq {
		mean += v / nBands
	}
	for b := range eq {
		eq[b] = max(-eqMostDB, min(eqMostDB, eq[b]-mean))
	}
	return eq
}

// median is the middle of a list.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(v))
	return sorted[len(sorted)/2]
}
