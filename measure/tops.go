package measure

import (
	"cmp"
	"math"
	"slices"

	"lathe/dsp/vec"
)

// Tops is how the magnitudes of a file's samples crowd below its peak: what a
// limiter, a clipper or a converter leaves there long after the level has been
// changed.
type Tops struct {
	// Steps counts samples by level in steps of [TopStepDB] or a little more,
	// from the peak down, both channels together.
	Steps [TopSteps]int64
	// AtPeak counts the samples within half a step of 16 bits of the peak, and
	// Near those in the 8 equally narrow steps below.
	AtPeak, Near int64
	// Shapes is how many different neighbours the samples at the peak have, up
	// to 64: a drum sample played a hundred times has one.
	Shapes int
	// Paired counts samples at the peak that follow another there: a clipper
	// holds its ceiling, a limiter touches it.
	Paired int64
	// OverFull counts samples beyond ±1, and Over says where they are: at most
	// maxRuns, the first, joined when they are close.
	OverFull int64
	Over     []Run
}

const (
	// TopSteps is how far Tops looks down: an octave.
	TopSteps = 64
	// TopStepDB is the width of a step: 64 to an octave, equal in amplitude
	// from power of two to power of two, so 0.07 to 0.14 dB.
	TopStepDB = 0.094

	tightStep  = 3e-5 // linear: a step of 16 bits
	tightSteps = 9
	mostShapes = 64
)

// topper fills Tops.
type topper struct {
	counts [64 * 32]int64 // by exponent and six bits of the mantissa
	peak   float64
	tight  [tightSteps]int64
	shapes map[[2]float32]bool
	paired int64
	over   int64
	places []Run
}

func newTopper() *topper { return &topper{shapes: map[[2]float32]bool{}} }

// topIndex is the step of a magnitude between 2^-23 and 2^9.
func topIndex(m float64) int { return int(math.Float64bits(m)>>46) - (1023-23)<<6 }

// overJoin is how close samples beyond full scale are told as one run.
const overJoin = 2048 // frames

// feed hears a block of one channel, whose first sample is a frame of the file.
// Blocks an octave below the peak so far cannot count.
func (t *topper) feed(x []float64, frame int64) {
	peak := vec.Peak(x)
	if peak < 1e-6 || peak >= 256 || peak < t.peak/2 {
		return
	}
	if peak > t.peak {
		t.raise(peak)
	}
	least := t.peak / 2
	for _, v := range x {
		if m := math.Abs(v); m > least {
			t.counts[topIndex(m)&(len(t.counts)-1)]++
		}
	}
	if peak > 1 {
		t.beyond(x, frame)
	}
	if floor := t.peak - (tightSteps-0.5)*tightStep; peak > floor {
		t.crowd(x, floor)
	}
}

// beyond notes the samples above full scale.
func (t *topper) beyond(x []float64, frame int64) {
	for i, v := range x {
		m, at := math.Abs(v), frame+int64(i)
		if m <= 1 {
			continue
		}
		t.over++
		if n := len(t.places); n > 0 && at >= t.places[n-1].Frame && at-t.places[n-1].Frame-int64(t.places[n-1].Length) < overJoin {
			last := &t.places[n-1]
			last.Length, last.Level = max(last.Length, int(at-last.Frame)+1), max(last.Level, m)
		} else if n < maxRuns {
			t.places = append(t.places, Run{at, 1, m})
		}
	}
}

// raise moves the narrow steps when the peak has risen.
func (t *topper) raise(peak float64) {
	by := math.Round((peak - t.peak) / tightStep)
	if by >= 1 {
		clear(t.shapes)
		t.paired = 0
	}
	shift := int(min(by, tightSteps))
	copy(t.tight[shift:], t.tight[:tightSteps-shift])
	clear(t.tight[:shift])
	t.peak = peak
}

// crowd counts what stands close to the peak, in narrow steps.
func (t *topper) crowd(x []float64, floor float64) {
	for i, v := range x {
		m := math.Abs(v)
		if m <= floor {
			continue
		}
		step := min(tightSteps-1, int((t.peak-m)/tightStep+0.5))
		t.tight[step]++
		if step == 0 && i > 0 && t.peak-math.Abs(x[i-1]) < tightStep/2 {
			t.paired++
		}
		if step == 0 && len(t.shapes) < mostShapes && i > 0 && i+1 < len(x) {
			t.shapes[[2]float32{float32(x[i-1]), float32(x[i+1])}] = true
		}
	}
}

func (t *topper) finish() Tops {
	out := Tops{AtPeak: t.tight[0], Shapes: len(t.shapes), Paired: t.paired, OverFull: t.over, Over: t.places}
	slices.SortFunc(out.Over, func(a, b Run) int { return cmp.Compare(a.Frame, b.Frame) })
	for _, n := range t.tight[1:] {
		out.Near += n
	}
	if t.peak < 1e-6 {
		return out
	}
	top := topIndex(t.peak)
	for i := range out.Steps {
		if k := top - i; k >= 0 && k < len(t.counts) {
			out.Steps[i] = t.counts[k]
		}
	}
	return out
}

// Share is the share of the samples within an octave of the peak that stand
// within so many dB of it, and how many those are.
func (t *Tops) Share(db float64) (share float64, count int64) {
	all := int64(0)
	for i, n := range t.Steps {
		all += n
		if float64(i)*TopStepDB < db {
			count += n
		}
	}
	return float64(count) / float64(max(all, 1)), count
}
