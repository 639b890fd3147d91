package truepeak

import (
	"math"
	"slices"

	"lathe/dsp/vec"
)

// Finder finds the highest true peak of one channel, in all and per hop.
//
// Latency: a peak between frames i and i+1 is seen once frame i+Reach has been
// fed; Finish feeds the silence after the end.
type Finder struct {
	kernel *Kernel
	hop    int       // frames per entry of hops; 0 for none
	tail   []float64 // the last frames fed, taps of them
	buf    []float64
	frame  int     // the next interval to look at starts here; negative before the music
	top    float64 // the highest so far
	at     int     // the frame before it
	local  float64 // the highest of the current hop
	hops   []float32
	points curve
}

// NewFinder starts from silence. With a hop, Hops lists the peak of every hop
// frames.
func NewFinder(k *Kernel, hop int) *Finder {
	return &Finder{kernel: k, hop: hop, tail: make([]float64, taps), frame: -Reach}
}

// Feed looks at the next frames.
func (f *Finder) Feed(x []float64) {
	f.buf = append(append(f.buf[:0], f.tail...), x...)
	f.look(f.buf, len(x))
	copy(f.tail, f.buf[len(f.buf)-taps:])
}

// Finish feeds the silence after the last frame and closes the last hop.
func (f *Finder) Finish() {
	f.Feed(make([]float64, Reach))
	if f.hop > 0 && f.frame%f.hop != 0 {
		f.closeHop()
	}
}

// Peak is the highest true peak so far, linear.
func (f *Finder) Peak() float64 { return f.top }

// At is the frame that the highest true peak so far lies at or just after; 0
// before there is one.
func (f *Finder) At() int { return max(0, f.at) }

// Hops is the peak within every hop, linear.
func (f *Finder) Hops() []float32 { return f.hops }

func (f *Finder) closeHop() {
	f.hops = append(f.hops, float32(f.local))
	f.local = 0
}

// look visits n intervals, each starting taps/2 frames into buf[j:].
func (f *Finder) look(buf []float64, n int) {
	for done := 0; done < n; {
		count := n - done
		if f.hop > 0 {
			count = min(count, f.untilHop())
		}
		f.passage(buf[done:done+count+taps], count)
		done += count
		f.frame += count
		if f.hop > 0 && f.frame > 0 && f.frame%f.hop == 0 {
			f.closeHop()
		}
	}
}

// passage visits the n intervals of buf, which belong to one hop. The samples
// themselves are peaks, so whatever cannot rise above the highest of them need
// not be drawn.
func (f *Finder) passage(buf []float64, n int) {
	floor, at := f.top, f.at
	if f.hop > 0 {
		floor = f.local
	}
	if samples := buf[half : half+n+1]; vec.Peak(samples) > floor {
		floor = vec.Peak(samples)
		at = f.frame + slices.IndexFunc(samples, func(v float64) bool { return math.Abs(v) == floor })
	}
	for from := 0; from < n; from += stretch {
		count, j := min(stretch, n-from), 0
		if floor, j = f.measure(buf[from:from+count+taps], count, floor); j >= 0 {
			at = f.frame + from + j
		}
	}
	if floor > f.top {
		f.top, f.at = floor, at
	}
	f.local = max(f.local, floor)
}

// untilHop is how many intervals are left in the current hop; what rings
// before the first frame is counted to the first hop.
func (f *Finder) untilHop() int {
	if f.frame < 0 {
		return -f.frame
	}
	return f.hop - f.frame%f.hop
}

// measure looks at count intervals, the first between buf[half] and buf[half+1],
// and returns their highest peak and its interval; floor and -1 where none is
// higher.
func (f *Finder) measure(buf []float64, count int, floor float64) (peak float64, at int) {
	if !f.kernel.drawAbove(&f.points, buf[1:], count, vec.Peak(buf), floor) {
		return floor, -1
	}
	// what the curve does just before the first interval was seen when it was
	// the last; here its mirror image does: no crest can be invented at the seam
	before, at := f.points[0][0], -1
	for j := range count {
		if crest := f.points.crest(j, before, buf[half+j], buf[half+j+1]); crest > floor {
			floor, at = crest, j
		}
		before = f.points[phases-2][j]
	}
	return floor, at
}

// Envelope raises env[i], for every frame i of the middle of x, to the true
// peak of the curve between i-1 and i+1, or to |x[i]| where that curve cannot
// exceed floorLin. x holds Reach+1 frames before the first frame wanted and
// Reach after the last. Channels are linked by calling it for each.
func (k *Kernel) Envelope(env, x []float64, floorLin float64) {
	n := len(env)
	var points curve
	for from := 0; from < n; from += stretch - 1 {
		// interval j, of one more than the frames, lies between frames from+j-1
		// and from+j: samples x[from+j+Reach] and the next
		to := min(from+stretch-1, n)
		here := x[from:]
		if vec.Peak(here[:to-from+2*Reach+1])*k.l1 <= floorLin {
			for i := from; i < to; i++ {
				env[i] = max(env[i], math.Abs(x[i+Reach+1]))
			}
			continue
		}
		k.draw(&points, here[1:], to-from+1)
		before, last := points[0][0], 0.0
		for j := range to - from + 1 {
			top := points.crest(j, before, here[Reach+j], here[Reach+j+1])
			if j > 0 {
				env[from+j-1] = max(env[from+j-1], last, top)
			}
			before, last = points[phases-2][j], top
		}
	}
}
