package measure

import (
	"math"
	"math/bits"
	"slices"

	"lathe/dsp/vec"
)

// Run is a stretch of frames, and the level it stands at.
type Run struct {
	Frame  int64
	Length int
	Level  float64 // linear magnitude
}

// Defects is what a file's samples show about how it was made.
type Defects struct {
	Clipped    []Run   // flat tops: at most maxRuns, the first
	ClippedAll int     // how many flat tops there were
	Squares    int     // tops as flat that are entered and left from the other side, as a square wave's are
	FirstSound int64   // frame of the first sample that is not zero; -1 for silence
	LastSound  int64   // and the last
	Start, End float64 // magnitude of the very first and very last sample
	Depth      int     // bits that the samples really use; 0 when they fit no integer of 32 bits
	DualMono   bool    // both channels are the same to the last bit
	OneSided   int     // 1 or 2 when only that channel has sound
	Hash       uint64  // of the samples
}

const (
	maxRuns  = 10000
	flatRun  = 3      // samples
	flat     = 1.5e-5 // two samples this close stand at one level: half a step of 16 bits
	corner   = 2.5e-4 // a flat top is entered or left by at least this much: eight steps of 16 bits
	lowest   = 0.05   // -26 dBFS: flat tops below are of no interest
	topShare = 0.9    // of the file\'s peak: where a flat top has to stand
)

// defector fills Defects.
type defector struct {
	out    Defects
	frame  int64
	words  uint32 // all samples as 32-bit integers, or-ed, until they are known to be deep
	fits   bool
	sounds [2]bool
	same   bool
	runs   [2]flatTop
	peak   float64 // the highest sample so far
	last   float64
	digest [4]uint64
}

// flatTop follows one channel.
type flatTop struct {
	prev, level float64
	length      int
	start       int64
	entry       float64 // how far the sample before the run is below it
}

// deep is the lowest bit of a 24-bit sample among 32: once it is seen there is
// nothing left to find out about the depth.
const deep = 1 << 8

func newDefector() *defector {
	d := &defector{fits: true, same: true}
	d.out.FirstSound, d.out.LastSound = -1, -1
	return d
}

func (d *defector) feed(block [][]float64) {
	n := len(block[0])
	if n == 0 {
		return
	}
	d.last = 0
	for c, x := range block {
		if d.frame == 0 {
			d.out.Start = max(d.out.Start, math.Abs(x[0]))
		}
		d.last = max(d.last, math.Abs(x[n-1]))
		peak := vec.Peak(x)
		d.peak = max(d.peak, peak)
		d.sum(x)
		if peak > 0 {
			d.sounds[c] = true
			d.sound(x)
			d.depth(x)
		}
		// a flat top counts at 90 % of the file's peak: no lower block can hold one
		if peak >= max(lowest, topShare*d.peak) {
			for i, v := range x {
				d.top(&d.runs[c], v, d.frame+int64(i))
			}
		} else {
			d.top(&d.runs[c], 0, d.frame)
			d.runs[c] = flatTop{prev: x[n-1]}
		}
	}
	if len(block) == 2 && d.same {
		d.same = slices.Equal(block[0], block[1])
	}
	d.frame += int64(n)
}

// sound notes where the first and the last sample lie that are not zero.
func (d *defector) sound(x []float64) {
	silent := func(v float64) bool { return v != 0 }
	if first := d.frame + int64(slices.IndexFunc(x, silent)); d.out.FirstSound < 0 || first < d.out.FirstSound {
		d.out.FirstSound = first
	}
	for i := len(x) - 1; i >= 0; i-- {
		if x[i] != 0 {
			d.out.LastSound = max(d.out.LastSound, d.frame+int64(i))
			return
		}
	}
}

// depth looks which bits the samples use, until they are seen to be 24.
func (d *defector) depth(x []float64) {
	if !d.fits || d.words&(deep-1|deep) != 0 {
		return
	}
	for _, v := range x {
		w := v * (1 << 31)
		q := int32(max(-1<<31, min(1<<31-1, w)))
		if float64(q) != w {
			d.fits = false
			return
		}
		d.words |= uint32(q)
	}
}

// sum takes the samples into the digest: four polynomials side by side, so that
// a multiplication need not wait for the last.
func (d *defector) sum(x []float64) {
	const prime = 0x100000001b3
	h0, h1, h2, h3 := d.digest[0], d.digest[1], d.digest[2], d.digest[3]
	for ; len(x) >= 4; x = x[4:] {
		h0 = h0*prime ^ math.Float64bits(x[0])
		h1 = h1*prime ^ math.Float64bits(x[1])
		h2 = h2*prime ^ math.Float64bits(x[2])
		h3 = h3*prime ^ math.Float64bits(x[3])
	}
	for _, v := range x {
		h0 = h0*prime ^ math.Float64bits(v)
	}
	d.digest = [4]uint64{h0, h1, h2, h3}
}

// top moves a flat top on by one sample.
func (d *defector) top(run *flatTop, v float64, frame int64) {
	switch {
	case run.length > 0 && math.Abs(v-run.level) <= flat:
		run.length++
	default:
		if run.length >= flatRun {
			exit := math.Abs(run.level) - math.Abs(v)
			switch {
			case max(run.entry, exit) >= corner && run.entry >= 0 && exit >= 0:
				d.note(*run)
			case run.level*v < 0 && math.Abs(run.level) >= topShare*d.peak:
				d.out.Squares++
			}
		}
		run.level, run.length, run.start = v, 1, frame
		run.entry = math.Abs(v) - math.Abs(run.prev)
		if math.Abs(v) < lowest {
			run.length = 0
		}
	}
	run.prev = v
}

func (d *defector) note(run flatTop) {
	level := math.Abs(run.level)
	d.out.ClippedAll++
	if len(d.out.Clipped) < maxRuns {
		d.out.Clipped = append(d.out.Clipped, Run{run.start, run.length, level})
	}
}

// finish keeps the flat tops that stand near the file's own ceiling.
func (d *defector) finish(samplePeak float64, channels int) Defects {
	kept := d.out.Clipped[:0]
	for _, r := range d.out.Clipped {
		if r.Level >= topShare*samplePeak {
			kept = append(kept, r)
		}
	}
	if d.out.ClippedAll <= maxRuns {
		d.out.ClippedAll = len(kept)
	}
	d.out.Clipped = kept
	d.out.End = d.last
	if d.fits && d.words != 0 {
		d.out.Depth = 32 - bits.TrailingZeros32(d.words)
	}
	d.out.DualMono = channels == 2 && d.same && d.sounds[0]
	if channels == 2 && d.sounds[0] != d.sounds[1] {
		d.out.OneSided = 1
		if d.sounds[1] {
			d.out.OneSided = 2
		}
	}
	for _, h := range d.digest {
		d.out.Hash = d.out.Hash*31 + h
	}
	return d.out
}
