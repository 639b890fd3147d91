package preflight

import (
	"context"
	"math"
	"slices"
)

const (
	probed    = 160 // moments spread over the song that a probe hears
	probedOwn = 6   // and the loudest ones of every stem
)

// trace is how one stem goes together with what the rough mix holds besides the
// other stems: cross and own spectra, summed over moments and ears, by bin.
type trace struct {
	re, im []float64 // of conj(stem through the bus) · rest
	stem   []float64 // power of the stem through the bus
	rest   []float64 // power of the rough mix less all other stems
}

// probe hears some moments again, with the fit known, and traces every stem.
func probe(ctx context.Context, g Given, lag float64, c *cells, f fit) ([]trace, error) {
	whole := math.Floor(lag)
	e := newEar(g, c.frame, lag-whole)
	bins := len(e.turnRe)
	traces := make([]trace, c.n)
	for i := range traces {
		traces[i] = trace{make([]float64, bins), make([]float64, bins), make([]float64, bins), make([]float64, bins)}
	}
	white := loudness(c)
	restRe, restIm := make([]float64, bins), make([]float64, bins)
	for _, m := range telling(c) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, err := e.hear(c.from[m], c.from[m]+int64(whole)); err != nil {
			return nil, err
		}
		for side, gain := range [][]float64{f.left, f.right} {
			re, im := e.re[side], e.im[side]
			for b := range nBands {
				from, to := e.band(b)
				bus := math.Pow(10, (f.busDB[m]+f.eqDB[b])/20)
				for k := from; k < to; k++ {
					restRe[k], restIm[k] = re[c.n][k], im[c.n][k]
					for i, gi := range gain {
						restRe[k] -= bus * gi * re[i][k]
						restIm[k] -= bus * gi * im[i][k]
					}
				}
				for i, gi := range gain {
					traces[i].add(re[i][from:to], im[i][from:to], restRe[from:to], restIm[from:to], from, bus, gi, 1/white[b])
				}
			}
		}
	}
	return traces, nil
}

// add sums up one band of one moment: the rest still lacks the stem itself.
func (t *trace) add(re, im, restRe, restIm []float64, from int, bus, gain, weight float64) {
	for n := range re {
		k := from + n
		sr, si := bus*re[n], bus*im[n]
		rr, ri := restRe[n]+gain*sr, restIm[n]+gain*si
		t.re[k] += weight * (sr*rr + si*ri)
		t.im[k] += weight * (sr*ri - si*rr)
		t.stem[k] += weight * (sr*sr + si*si)
		t.rest[k] += weight * (rr*rr + ri*ri)
	}
}

// telling are the moments that a probe hears: some spread over the song, and
// for every stem those in which it is loudest.
func telling(c *cells) []int {
	chosen := make([]bool, c.moments)
	for k := range probed {
		if c.moments > 0 {
			chosen[k*c.moments/probed] = true
		}
	}
	power := make([]float64, c.moments)
	for i := range c.n {
		for m := range c.moments {
			power[m] = 0
			for b := range nBands {
				power[m] += float64(c.at(0, m, b)[pair(i, i)]) + float64(c.at(1, m, b)[pair(i, i)])
			}
		}
		order := make([]int, c.moments)
		for m := range order {
			order[m] = m
		}
		slices.SortStableFunc(order, func(a, b int) int {
			switch {
			case power[a] > power[b]:
				return -1
			case power[a] < power[b]:
				return 1
			}
			return 0
		})
		for _, m := range order[:min(probedOwn, len(order))] {
			chosen[m] = power[m] > 0 || chosen[m]
		}
	}
	var out []int
	for m, yes := range chosen {
		if yes {
			out = append(out, m)
		}
	}
	return out
}
