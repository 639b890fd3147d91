package measure

import (
	"hash"
	"hash/fnv"
	"math"
	"math/bits"
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
	FirstSound int64   // frame of the first sample that is not zero; -1 for silence
	LastSound  int64   // and the last
	Start, End float64 // magnitude of the very first and very last sample
	Depth      int     // bits that the samples really use; 0 when they fit no integer of 32 bits
	DualMono   bool    // both channels are the same to the last bit
	OneSided   int     // 1 or 2 when only that channel has sound
	Hash       uint64  // of the samples
}

const (
	maxRuns = 10000
	flatRun = 3      // samples
	flat    = 1.5e-5 // two samples this close stand at one level: half a step of 16 bits
	corner  = 2.5e-4 // a flat top is entered or left by at least this much: eight steps of 16 bits
	lowest  = 0.05   // -26 dBFS: flat tops below are of no interest
)

// defector fills Defects.
type defector struct {
	out    Defects
	frame  int64
	words  uint32 // all samples as 32-bit integers, or-ed
	fits   bool
	sounds [2]bool
	same   bool
	runs   [2]flatTop
	peak   float64
	hash   hash.Hash64
	raw    []byte
	last   float64
}

// flatTop follows one channel.
type flatTop struct {
	prev, level float64
	length      int
	start       int64
	entry       float64 // how far the sample before the run is below it
}

func newDefector() *defector {
	d := &defector{fits: true, same: true, hash: fnv.New64a()}
	d.out.FirstSound, d.out.LastSound = -1, -1
	return d
}

func (d *defector) feed(block [][]float64) {
	n := len(block[0])
	if d.frame == 0 && n > 0 {
		for _, x := range block {
			d.out.Start = max(d.out.Start, math.Abs(x[0]))
		}
	}
	for c, x := range block {
		d.channel(c, x)
	}
	if len(block) == 2 && d.same {
		for i, v := range block[0] {
			if v != block[1][i] {
				d.same = false
				break
			}
		}
	}
	d.last = 0
	for _, x := range block {
		if n > 0 {
			d.last = max(d.last, math.Abs(x[n-1]))
		}
	}
	d.frame += int64(n)
}

func (d *defector) channel(c int, x []float64) {
	run := &d.runs[c]
	digest := uint64(0)
	for i, v := range x {
		if v != 0 {
			d.sounds[c] = true
			if at := d.frame + int64(i); d.out.FirstSound < 0 || at < d.out.FirstSound {
				d.out.FirstSound = at
			}
			d.out.LastSound = max(d.out.LastSound, d.frame+int64(i))
		}
		if d.fits {
			w := v * (1 << 31)
			q := int32(max(-1<<31, min(1<<31-1, w)))
			d.fits = float64(q) == w || v == 1
			d.words |= uint32(q)
		}
		digest = digest*0x100000001b3 ^ math.Float64bits(v)
		if a := math.Abs(v); a >= lowest || run.length > 0 {
			d.top(run, v, d.frame+int64(i))
		} else {
			run.prev = v
		}
	}
	for b := range 8 {
		d.raw = append(d.raw[:0], byte(digest>>(8*b)))
		d.hash.Write(d.raw)
	}
}

// top moves a flat top on by one sample.
func (d *defector) top(run *flatTop, v float64, frame int64) {
	switch {
	case run.length > 0 && math.Abs(v-run.level) <= flat:
		run.length++
	default:
		if run.length >= flatRun {
			exit := math.Abs(run.level) - math.Abs(v)
			if max(run.entry, exit) >= corner && run.entry >= 0 && exit >= 0 {
				d.note(*run)
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
	d.peak = max(d.peak, level)
	d.out.ClippedAll++
	if len(d.out.Clipped) < maxRuns {
		d.out.Clipped = append(d.out.Clipped, Run{run.start, run.length, level})
	}
}

// finish keeps the flat tops that stand near the file's own ceiling.
func (d *defector) finish(samplePeak float64, channels int) Defects {
	kept := d.out.Clipped[:0]
	for _, r := range d.out.Clipped {
		if r.Level >= 0.9*samplePeak {
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
	d.out.Hash = d.hash.Sum64()
	return d.out
}
