package truepeak

import (
	"math"

	"lathe/dsp/vec"
	"lathe/dsp/window"
)

const (
	closeTaps = 512
	closeHalf = closeTaps / 2
	// nearLin is 1 dB below: how far 64 taps may read below what 512 do and the
	// interval is still looked at again.
	nearLin = 0.891
)

// closeKernel interpolates with 512 taps instead of 64.
type closeKernel [phases - 1][closeTaps]float64

func newCloseKernel() *closeKernel {
	k := &closeKernel{}
	for p := range k {
		c, sum := &k[p], 0.0
		for n := range c {
			t := float64(n-closeHalf+1) - float64(p+1)/phases // of tap n, from the point wanted
			c[n] = math.Sin(math.Pi*t) / (math.Pi * t) * window.KaiserAt(t/closeHalf, beta)
			sum += c[n]
		}
		for n := range c {
			c[n] /= sum
		}
	}
	return k
}

const (
	hastyPhases = 16
	hastyTaps   = 20
	hastyHalf   = hastyTaps / 2
	hastyBeta   = 5
)

// hastyKernel is the short filter of many programs' oversampling: 16 points per
// sample from 20 taps under a Kaiser window of beta 5. It lets images of what
// lies above 0.42 of the rate through, and so reads too high on bright music.
type hastyKernel [hastyPhases - 1][hastyTaps]float64

func newHastyKernel() *hastyKernel {
	tap := func(n int, p int) float64 {
		t := float64(n-hastyHalf+1) - float64(p)/hastyPhases
		if t == 0 {
			return 1
		}
		return math.Sin(math.Pi*t) / (math.Pi * t) * window.KaiserAt(t/hastyHalf, hastyBeta)
	}
	k, sum := &hastyKernel{}, 0.0
	for p := range hastyPhases { // all phases share one gain, as in one long filter
		for n := range hastyTaps {
			sum += tap(n, p)
		}
	}
	for p := range k {
		for n := range hastyTaps {
			k[p][n] = tap(n, p+1) * hastyPhases / sum
		}
	}
	return k
}

// Closer finds the highest true peak of one channel as an ideal converter would
// build it. The 64 taps of a [Finder] fade what lies above 0.47 of the rate, and
// a hi-hat that is loud up there then peaks up to 0.3 dB higher than they say;
// so wherever they come within 1 dB of the highest peak, 512 taps look again,
// which are right up to 0.494 of the rate.
//
// Latency: a peak is seen once 256 more frames have been fed; Finish feeds the
// silence after the end. State: 512 frames.
type Closer struct {
	kernel *Kernel
	close  *closeKernel
	hasty  *hastyKernel
	tail   []float64
	buf    []float64
	top    float64
	high   float64 // what a hasty meter reads
	points curve
}

// NewCloser starts from silence.
func NewCloser(k *Kernel) *Closer {
	return &Closer{kernel: k, close: newCloseKernel(), hasty: newHastyKernel(), tail: make([]float64, closeTaps)}
}

// Feed looks at the next frames.
func (f *Closer) Feed(x []float64) {
	f.buf = append(append(f.buf[:0], f.tail...), x...)
	for from := 0; from < len(x); from += stretch {
		f.look(f.buf[from:], min(stretch, len(x)-from))
	}
	copy(f.tail, f.buf[len(f.buf)-closeTaps:])
}

// Finish feeds the silence after the last frame.
func (f *Closer) Finish() { f.Feed(make([]float64, closeHalf)) }

// Peak is the highest true peak so far, linear.
func (f *Closer) Peak() float64 { return f.top }

// Hasty is what a meter with a short filter reads, if that is higher, linear: a
// delivered ceiling should hold for such a meter too.
func (f *Closer) Hasty() float64 { return max(f.high, f.top) }

// look visits n intervals, the first between b[closeHalf] and b[closeHalf+1].
func (f *Closer) look(b []float64, n int) {
	f.top = max(f.top, vec.Peak(b[closeHalf:closeHalf+n]))
	coarse := b[closeHalf-half : closeHalf+half+n]
	if !f.kernel.drawAbove(&f.points, coarse[1:], n, vec.Peak(coarse), nearLin*f.top) {
		return
	}
	var again curve
	for j := range n {
		near := max(math.Abs(coarse[half+j]), math.Abs(coarse[min(half+j+1, len(coarse)-1)]))
		for p := range f.points {
			near = max(near, math.Abs(f.points[p][j]))
		}
		if near < nearLin*f.top {
			continue
		}
		for p := range again {
			again[p][0] = vec.Dot(f.close[p][:], b[j+1:j+1+closeTaps])
		}
		before := vec.Dot(f.close[phases-2][:], b[j:j+closeTaps])
		for p := range f.hasty {
			f.high = max(f.high, math.Abs(vec.Dot(f.hasty[p][:], b[j+closeHalf-hastyHalf+1:j+closeHalf+hastyHalf+1])))
		}
		f.top = max(f.top, again.crest(0, before, b[closeHalf+j], b[closeHalf+j+1]))
	}
}
