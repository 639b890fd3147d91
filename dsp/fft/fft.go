// Package fft is the discrete Fourier transform, for lengths that are powers
// of two.
//
//	Plan   n complex points, as two planar slices
//	Real   n real points <-> n/2+1 bins
//
// Forward transforms use exp(-2πi kt/n) and are not scaled; inverse transforms
// divide by n, so that inverse(forward(x)) is x.
//
// The method is Stockham's: radix 4, out of place between two buffers, each
// stage reading and writing in order, so no bit reversal is needed and the
// inner loops run over neighbours. The Go loops define the result; on machines
// with AVX2 assembly with the same rounding does it, four columns at a time.
//
// # References
//
//   - C. Van Loan, "Computational Frameworks for the Fast Fourier Transform",
//     SIAM 1992, section 1.7 (Stockham) and 2.4 (radix 4).
package fft

import (
	"fmt"
	"math"
	"math/bits"
)

// Plan transforms n complex points. It owns scratch memory: not safe for
// concurrent use.
type Plan struct {
	n        int
	stages   []stage
	wRe, wIm []float64 // scratch of n points
}

// stage is one radix-4 pass (the last may be radix 2). Twiddle p of the pass
// stands at p in each table: w, w², w³ of exp(-2πi p/len).
type stage struct {
	radix, quarter, stride             int
	tables                             []float64 // the six that follow, one after another
	w1Re, w1Im, w2Re, w2Im, w3Re, w3Im []float64
}

// New plans transforms of n points; n is a power of two.
func New(n int) *Plan {
	if n < 1 || n&(n-1) != 0 {
		panic(fmt.Sprintf("fft: length is %d, want a power of two", n))
	}
	p := &Plan{n: n, wRe: make([]float64, n), wIm: make([]float64, n)}
	stride := 1
	for length := n; length > 1; {
		if length == 2 {
			p.stages = append(p.stages, stage{radix: 2, stride: stride})
			break
		}
		p.stages = append(p.stages, newStage(length, stride))
		length, stride = length/4, stride*4
	}
	return p
}

func newStage(length, stride int) stage {
	q := length / 4
	table := make([]float64, 6*q)
	s := stage{radix: 4, quarter: q, stride: stride, tables: table}
	for i, w := range []*[]float64{&s.w1Re, &s.w1Im, &s.w2Re, &s.w2Im, &s.w3Re, &s.w3Im} {
		*w = table[i*q : (i+1)*q]
	}
	for p := range q {
		for k, w := range [][2][]float64{{s.w1Re, s.w1Im}, {s.w2Re, s.w2Im}, {s.w3Re, s.w3Im}} {
			sin, cos := math.Sincos(-2 * math.Pi * float64((k+1)*p) / float64(length))
			w[0][p], w[1][p] = cos, sin
		}
	}
	return s
}

// Len is the number of points.
func (p *Plan) Len() int { return p.n }

// Forward transforms re + i·im in place.
func (p *Plan) Forward(re, im []float64) {
	xr, xi, yr, yi := re[:p.n], im[:p.n], p.wRe, p.wIm
	for i := range p.stages {
		s := &p.stages[i]
		switch {
		case s.radix == 2:
			s.pass2(yr, yi, xr, xi)
		case s.stride == 1:
			s.first(yr, yi, xr, xi)
		default:
			s.pass4(yr, yi, xr, xi)
		}
		xr, xi, yr, yi = yr, yi, xr, xi
	}
	if len(p.stages)%2 == 1 {
		copy(re, p.wRe)
		copy(im, p.wIm)
	}
}

// Inverse transforms back in place, divided by n.
func (p *Plan) Inverse(re, im []float64) {
	p.Forward(im, re) // swapping re and im conjugates before and after
	scale := 1 / float64(p.n)
	for i, v := range re[:p.n] {
		re[i] = v * scale
	}
	for i, v := range im[:p.n] {
		im[i] = v * scale
	}
}

// plainFirst is the pass of stride 1, where the inner loop would have one turn.
func (s *stage) plainFirst(yr, yi, xr, xi []float64) {
	q := s.quarter
	a, b, c, d := xr[:q], xr[q:2*q], xr[2*q:3*q], xr[3*q:4*q]
	ai, bi, ci, di := xi[:q], xi[q:2*q], xi[2*q:3*q], xi[3*q:4*q]
	w1r, w1i, w2r, w2i, w3r, w3i := s.w1Re[:q], s.w1Im[:q], s.w2Re[:q], s.w2Im[:q], s.w3Re[:q], s.w3Im[:q]
	yr, yi = yr[:4*q], yi[:4*q]
	for p := range q {
		sumRe, sumIm := a[p]+c[p], ai[p]+ci[p]
		difRe, difIm := a[p]-c[p], ai[p]-ci[p]
		sum2Re, sum2Im := b[p]+d[p], bi[p]+di[p]
		rotRe, rotIm := bi[p]-di[p], d[p]-b[p] // -i(b-d)
		o := 4 * p
		yr[o], yi[o] = sumRe+sum2Re, sumIm+sum2Im
		tr, ti := difRe+rotRe, difIm+rotIm
		yr[o+1], yi[o+1] = float64(tr*w1r[p])-float64(ti*w1i[p]), float64(tr*w1i[p])+float64(ti*w1r[p])
		tr, ti = sumRe-sum2Re, sumIm-sum2Im
		yr[o+2], yi[o+2] = float64(tr*w2r[p])-float64(ti*w2i[p]), float64(tr*w2i[p])+float64(ti*w2r[p])
		tr, ti = difRe-rotRe, difIm-rotIm
		yr[o+3], yi[o+3] = float64(tr*w3r[p])-float64(ti*w3i[p]), float64(tr*w3i[p])+float64(ti*w3r[p])
	}
}

// plainPass4 is any later pass: quarter butterflies, each over stride
// neighbours.
func (s *stage) plainPass4(yr, yi, xr, xi []float64) {
	st, q := s.stride, s.quarter
	for p := range q {
		w1r, w1i, w2r, w2i, w3r, w3i := s.w1Re[p], s.w1Im[p], s.w2Re[p], s.w2Im[p], s.w3Re[p], s.w3Im[p]
		at := func(x []float64, k int) []float64 { return x[st*(p+k*q) : st*(p+k*q)+st] }
		ar, br, cr, dr := at(xr, 0), at(xr, 1), at(xr, 2), at(xr, 3)
		ai, bi, ci, di := at(xi, 0), at(xi, 1), at(xi, 2), at(xi, 3)
		to := func(y []float64, k int) []float64 { return y[st*(4*p+k) : st*(4*p+k)+st] }
		y0r, y1r, y2r, y3r := to(yr, 0), to(yr, 1), to(yr, 2), to(yr, 3)
		y0i, y1i, y2i, y3i := to(yi, 0), to(yi, 1), to(yi, 2), to(yi, 3)
		for k := range st {
			sumRe, sumIm := ar[k]+cr[k], ai[k]+ci[k]
			difRe, difIm := ar[k]-cr[k], ai[k]-ci[k]
			sum2Re, sum2Im := br[k]+dr[k], bi[k]+di[k]
			rotRe, rotIm := bi[k]-di[k], dr[k]-br[k]
			y0r[k], y0i[k] = sumRe+sum2Re, sumIm+sum2Im
			tr, ti := difRe+rotRe, difIm+rotIm
			y1r[k], y1i[k] = float64(tr*w1r)-float64(ti*w1i), float64(tr*w1i)+float64(ti*w1r)
			tr, ti = sumRe-sum2Re, sumIm-sum2Im
			y2r[k], y2i[k] = float64(tr*w2r)-float64(ti*w2i), float64(tr*w2i)+float64(ti*w2r)
			tr, ti = difRe-rotRe, difIm-rotIm
			y3r[k], y3i[k] = float64(tr*w3r)-float64(ti*w3i), float64(tr*w3i)+float64(ti*w3r)
		}
	}
}

// pass2 is the last pass of a length that is not a power of four.
func (s *stage) pass2(yr, yi, xr, xi []float64) {
	st := s.stride
	for k := range st {
		ar, ai, br, bi := xr[k], xi[k], xr[k+st], xi[k+st]
		yr[k], yi[k] = ar+br, ai+bi
		yr[k+st], yi[k+st] = ar-br, ai-bi
	}
}

// IsPowerOfTwo says whether a length can be planned.
func IsPowerOfTwo(n int) bool { return bits.OnesCount(uint(n)) == 1 }
