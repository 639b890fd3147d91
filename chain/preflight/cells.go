package preflight

import (
	"context"
	"math"
	"sync"

	"lathe/dsp/vec"
	"lathe/measure"
)

const (
	firstBand = 3  // third octaves from 40 Hz
	nBands    = 27 // to 16 kHz
	mostCells = 48 << 20 / 4
	mostHeard = 900 // moments
)

// cells are moments of the song by third octave: for every one of them, how the
// stems and the rough mix go together. Everything that is solved for later is
// solved for on these sums; the sound is not heard again.
//
// A cell holds, for each ear, the real parts of the inner products of the
// stems with each other (lower triangle), of the stems with the rough mix, and
// of the rough mix with itself.
type cells struct {
	n       int // stems
	moments int
	ears    [2][]float32 // by moment, band: stride numbers each
	stride  int
	power   [2][]float64 // of each stem in all cells, by ear
	seconds []float64    // of each moment
	from    []int64      // its first frame
	frame   int          // how long it is
	ties    []int        // by stem: the first of those that it cannot be told apart from, which is itself for most
	peaks   [][]float64  // of every stem, the rough mix and the plain sum, by moment, linear
	gram    []float64    // whitened products of all tracks over the whole song, by pair
}

// at is one cell.
func (c *cells) at(ear, moment, band int) []float32 {
	from := (moment*nBands + band) * c.stride
	return c.ears[ear][from : from+c.stride]
}

// pair is where the product of stems i >= j stands in a cell; the rough mix
// counts as stem n.
func pair(i, j int) int { return i*(i+1)/2 + j }

// listen plays moments spread over the song and fills the cells. lag is how late
// the rough mix is; the whole frames are waited for, the rest is a turn of the
// spectrum.
func listen(ctx context.Context, g Given, lag float64) (*cells, error) {
	n := len(g.Stems)
	frame := 4096
	for float64(frame) < 0.06*float64(g.Rate) {
		frame *= 2
	}
	c := &cells{n: n, stride: pair(n, n) + 1, frame: frame, peaks: make([][]float64, n+2)}
	hop := int64(2 * frame)
	most := min(mostHeard, max(50, mostCells/(nBands*c.stride*2)))
	for g.Frames/hop > int64(most) {
		hop += int64(frame)
	}
	whole := math.Floor(lag)
	e := newEar(g, frame, lag-whole)
	for ear := range c.ears {
		c.ears[ear] = make([]float32, 0, (int(g.Frames/hop)+1)*nBands*c.stride)
	}
	begin, end := g.overlap(lag) // a moment in which the rough mix begins would look as if it were another
	for from := begin; from+int64(frame) <= end; from += hop {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sounds, err := e.hear(from, from+int64(whole))
		if err != nil {
			return nil, err
		}
		if !sounds {
			continue
		}
		e.add(c)
		for i, v := range e.peaks {
			c.peaks[i] = append(c.peaks[i], v)
		}
		c.from = append(c.from, from)
		c.seconds = append(c.seconds, (float64(from)+float64(frame)/2)/float64(g.Rate))
		c.moments++
	}
	c.weigh()
	c.bind()
	return c, nil
}

// weigh adds up how much of every stem there is.
func (c *cells) weigh() {
	for ear := range c.power {
		c.power[ear] = make([]float64, c.n)
		for m := range c.moments {
			for b := range nBands {
				cell := c.at(ear, m, b)
				for i := range c.n {
					c.power[ear][i] += float64(cell[pair(i, i)])
				}
			}
		}
	}
}

// hand is half of the work of an ear: some of the tracks. Two hands work at the
// same time, whatever the number of cores, so that sums come out the same.
type hand struct {
	pair        *measure.Pair
	left, right []float64
	sum         [2][]float64 // of its stems, as they sound
	err         error
}

// ear hears one moment of all tracks.
type ear struct {
	g      Given
	hands  [2]*hand
	edges  [nBands + 1]int // bins
	turnRe []float64       // for the rest of the lag, by bin
	turnIm []float64
	re, im [2][][]float64 // spectra by ear, track, bin; the rough mix last
	peaks  []float64      // of every stem, the rough mix and the sum
	sounds bool           // the rough mix, in this moment
}

func newEar(g Given, frame int, rest float64) *ear {
	e := &ear{g: g, peaks: make([]float64, len(g.Stems)+2)}
	for i := range e.hands {
		h := &hand{pair: measure.NewPair(frame), left: make([]float64, frame), right: make([]float64, frame)}
		h.sum[0], h.sum[1] = make([]float64, frame), make([]float64, frame)
		e.hands[i] = h
	}
	for b := range e.edges {
		e.edges[b] = min(frame/2, int(math.Round(float64(measure.BandEdge(b+firstBand))*float64(frame)/float64(g.Rate))))
	}
	bins := e.edges[nBands] + 1
	for k := range bins {
		// the rough mix is late by rest more: give it back
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(frame) * rest)
		e.turnRe, e.turnIm = append(e.turnRe, cos), append(e.turnIm, sin)
	}
	for ear := range e.re {
		for range len(g.Stems) + 1 {
			e.re[ear], e.im[ear] = append(e.re[ear], make([]float64, bins)), append(e.im[ear], make([]float64, bins))
		}
	}
	return e
}

// band is which bins belong to a band.
func (e *ear) band(b int) (from, to int) {
	return e.edges[b], min(max(e.edges[b]+1, e.edges[b+1]), len(e.turnRe))
}

// hear transforms one moment; it says whether the rough mix sounds in it.
func (e *ear) hear(from, roughFrom int64) (bool, error) {
	half := len(e.g.Stems) / 2
	var both sync.WaitGroup
	both.Go(func() {
		if e.hands[0].err = e.rough(e.hands[0], roughFrom); e.hands[0].err == nil {
			e.hands[0].err = e.stems(e.hands[0], from, 0, half)
		}
	})
	both.Go(func() { e.hands[1].err = e.stems(e.hands[1], from, half, len(e.g.Stems)) })
	both.Wait()
	for _, h := range e.hands {
		if h.err != nil {
			return false, h.err
		}
	}
	top := 0.0
	for c, sum := range e.hands[0].sum {
		vec.Add(sum, e.hands[1].sum[c])
		top = max(top, vec.Peak(sum))
	}
	e.peaks[len(e.g.Stems)+1] = top
	return e.sounds, nil
}

// rough hears the rough mix, and turns the rest of the lag back.
func (e *ear) rough(h *hand, from int64) error {
	n := len(e.g.Stems)
	if err := e.track(h, n, e.g.Rough, from); err != nil {
		return err
	}
	e.sounds = vec.Energy(h.left)+vec.Energy(h.right) >= 1e-7*float64(len(h.left)) // -70 dBFS
	for ear := range e.re {
		re, im := e.re[ear][n], e.im[ear][n]
		for k := range re {
			re[k], im[k] = re[k]*e.turnRe[k]-im[k]*e.turnIm[k], re[k]*e.turnIm[k]+im[k]*e.turnRe[k]
		}
	}
	return nil
}

// stems hears some of the stems.
func (e *ear) stems(h *hand, from int64, first, last int) error {
	clear(h.sum[0])
	clear(h.sum[1])
	for i := first; i < last; i++ {
		if err := e.track(h, i, e.g.Stems[i], from); err != nil {
			return err
		}
		vec.Add(h.sum[0], h.left)
		vec.Add(h.sum[1], h.right)
	}
	return nil
}

// track transforms one track's moment into its place.
func (e *ear) track(h *hand, i int, p Player, from int64) error {
	if err := p.At(from, h.left, h.right); err != nil {
		return err
	}
	e.peaks[i] = max(vec.Peak(h.left), vec.Peak(h.right))
	h.pair.Transform(h.left, h.right)
	for k := range e.re[0][i] {
		e.re[0][i][k], e.im[0][i][k], e.re[1][i][k], e.im[1][i][k] = h.pair.Sides(k)
	}
	return nil
}

// add appends the moment's cells, both ears at the same time.
func (e *ear) add(c *cells) {
	var both sync.WaitGroup
	for side := range c.ears {
		both.Go(func() {
			for b := range nBands {
				from, to := e.band(b)
				c.ears[side] = append(c.ears[side], products(e.re[side], e.im[side], from, to)...)
			}
		})
	}
	both.Wait()
}

// products are the real parts of the inner products of all tracks with each
// other over some bins, by pair.
func products(re, im [][]float64, from, to int) []float32 {
	out := make([]float32, 0, pair(len(re), 0))
	for i := range re {
		ri, ii := re[i][from:to], im[i][from:to]
		for j := range i + 1 {
			out = append(out, float32(vec.Dot(ri, re[j][from:to])+vec.Dot(ii, im[j][from:to])))
		}
	}
	return out
}
