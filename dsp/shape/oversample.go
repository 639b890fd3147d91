package shape

import (
	"math"

	"lathe/dsp/fir"
	"lathe/dsp/vec"
	"lathe/dsp/window"
)

// oversampler bends a signal at four times its rate. There it is four signals
// at its own rate: phase p holds the points p/4 after each sample. So every
// filter is a plain convolution over phases, and nothing is ever sorted into
// odd and even places.
//
// In the comments x(t) is the signal, b a sample's number, and a filter's taps
// at even and at odd places are e and o.
type oversampler struct {
	outer      []float64 // half-band, 2R taps: the point halfway between samples
	inE, inO   []float64 // half-band at twice the rate, r taps each
	outE, outO []float64 // low pass before the last halving, s+1 and s taps
	phase      [4][]float64
	twice      [2][]float64 // back at twice the rate: whole samples and halfway points
	once       []float64
}

// newOversampler designs the filters. Images of what lies below 0.36 of the
// rate are gone, above it there is little to bend; harmonics up to 0.38 of the
// rate are kept, and none from 0.5 up can fold.
func newOversampler() *oversampler {
	o := &oversampler{outer: halfband(0.14, 100)}
	o.inE, o.inO = apart(halfband(0.32, 100))
	h := fir.Lowpass(0.22, 0.06, 95)
	s := (len(h) - 1) &^ 1
	low := make([]float64, 2*s+1)
	for i := range s + 1 {
		low[s-i], low[s+i] = h[i]/2, h[i]/2 // what it filters is the sum of two halves
	}
	o.outE, o.outO = apart(low)
	return o
}

// halfband is the taps that find the point halfway between two samples: a
// symmetric low pass at a quarter of the rate, without its middle and its
// zeros. width is that of its transition band, in cycles per sample of the
// higher rate. There is an even number of taps on each side.
func halfband(width, attenuationDB float64) []float64 {
	r := (window.KaiserLength(attenuationDB, width) + 3) / 4
	r += r % 2
	beta := window.KaiserBeta(attenuationDB)
	h := make([]float64, 2*r)
	sum := 0.0
	for i := range r {
		t := float64(2*i + 1)
		v := math.Sin(math.Pi*t/2) / t * window.KaiserAt(t/float64(2*r), beta)
		h[r-1-i], h[r+i] = v, v
		sum += 2 * v
	}
	vec.Scale(h, 1/sum) // a constant passes unchanged
	return h
}

// apart sorts taps into those at even and those at odd places.
func apart(h []float64) (even, odd []float64) {
	for i, v := range h {
		if i%2 == 0 {
			even = append(even, v)
		} else {
			odd = append(odd, v)
		}
	}
	return even, odd
}

// margin is how many samples the filters see on each side of the ones wanted.
func (o *oversampler) margin() int {
	return len(o.outO)/2 + len(o.inE) + len(o.outer)/2
}

// bent is what the law adds to the n samples in the middle of x, which holds margin
// more on each side. The slice is valid until the next call.
func (o *oversampler) bent(x []float64, n int, l *law) []float64 {
	R, r, s := len(o.outer)/2, len(o.inE), len(o.outO)
	wide := n + s + r // points that the way down needs, of each phase
	for p := range o.phase {
		o.phase[p] = room(o.phase[p], wide+r)
	}
	quarter, half, three := o.phase[1][:wide], o.phase[2][:wide+r], o.phase[3][:wide]
	vec.Convolve(half, x[1:], o.outer)
	// x(b+1/4) = Σ e_j x(b-r/2+j+1/2) + Σ o_j x(b-r/2+1+j)
	vec.Convolve(quarter, half, o.inE)
	vec.ConvolveAdd(quarter, x[R+1:], o.inO)
	// x(b+3/4) = Σ e_j x(b-r/2+1+j) + Σ o_j x(b-r/2+1+j+1/2)
	vec.Convolve(three, x[R+1:], o.inE)
	vec.ConvolveAdd(three, half[1:], o.inO)
	whole := o.phase[0][:wide]
	copy(whole, x[R+r/2:])
	half = half[r/2 : r/2+wide]
	for _, points := range [][]float64{whole, quarter, half, three} {
		l.bend(points)
	}
	return o.down(whole, quarter, half, three, n)
}

// down is the way back to n samples: a half-band filter, of which the two
// phases of twice the rate are
//
//	2 y(b)     = x(b)     + Σ e_j x(b-r/2+j+1/4) + Σ o_j x(b-r/2+j+3/4)
//	2 y(b+1/2) = x(b+1/2) + Σ e_j x(b-r/2+j+3/4) + Σ o_j x(b-r/2+1+j+1/4)
//
// and the low pass before the last halving.
func (o *oversampler) down(whole, quarter, half, three []float64, n int) []float64 {
	r, s := len(o.inE), len(o.outO)
	for p := range o.twice {
		o.twice[p] = room(o.twice[p], n+s)
	}
	at, between := o.twice[0], o.twice[1]
	copy(at, whole[r/2:])
	vec.ConvolveAdd(at, quarter, o.inE)
	vec.ConvolveAdd(at, three, o.inO)
	copy(between, half[r/2:])
	vec.ConvolveAdd(between, three, o.inE)
	vec.ConvolveAdd(between, quarter[1:], o.inO)
	o.once = room(o.once, n)
	vec.Convolve(o.once, at, o.outE)
	vec.ConvolveAdd(o.once, between, o.outO)
	return o.once
}

func room(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}
