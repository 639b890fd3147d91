package measure

import (
	"math"

	"lathe/dsp/truepeak"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
)

// Peaks is the sample peak and true peak of a song, and of every 100 ms of it.
type Peaks struct {
	finders []*truepeak.Finder
	closers []*truepeak.Closer // with hops only: what is delivered or compared is looked at closely
	sample  float64
}

// peakHop is the length of a Peaks hop in hops per second.
const peakHop = 10

// NewPeaks prepares a meter. With hops it can answer PSR; without it is faster,
// for it may skip whatever is quieter than the loudest peak so far.
func NewPeaks(rate, channels int, hops bool) *Peaks {
	kernel, hop := truepeak.NewKernel(), 0
	if hops {
		hop = rate / peakHop
	}
	p := &Peaks{}
	for range channels {
		p.finders = append(p.finders, truepeak.NewFinder(kernel, hop))
		if hops {
			p.closers = append(p.closers, truepeak.NewCloser(kernel))
		}
	}
	return p
}

// Feed hears the next block.
func (p *Peaks) Feed(block [][]float64) {
	for c, x := range block {
		p.sample = max(p.sample, vec.Peak(x))
		p.finders[c].Feed(x)
		if p.closers != nil {
			p.closers[c].Feed(x)
		}
	}
}

// Finish hears the end of the song.
func (p *Peaks) Finish() {
	for _, f := range p.finders {
		f.Finish()
	}
	for _, f := range p.closers {
		f.Finish()
	}
}

// SamplePeak is in dBFS; silence has none.
func (p *Peaks) SamplePeak() unit.Reading { return unit.Reading(unit.FromGain(p.sample)) }

// TruePeak is in dBTP; silence has none.
func (p *Peaks) TruePeak() unit.Reading {
	top := 0.0
	for _, f := range p.finders {
		top = max(top, f.Peak())
	}
	for _, f := range p.closers {
		top = max(top, f.Peak())
	}
	return unit.Reading(unit.FromGain(top))
}

// TruePeakAt is the frame at or just before the true peak.
func (p *Peaks) TruePeakAt() int64 {
	top, at := 0.0, 0
	for _, f := range p.finders {
		if f.Peak() > top {
			top, at = f.Peak(), f.At()
		}
	}
	return int64(at)
}

// Hops is the true peak of every 100 ms, linear, the higher of the channels.
func (p *Peaks) Hops() []float64 {
	hops := make([]float64, len(p.finders[0].Hops()))
	for _, f := range p.finders {
		for i, v := range f.Hops() {
			hops[i] = max(hops[i], float64(v))
		}
	}
	return hops
}

// MinPSR is the smallest peak to short-term loudness ratio: true peak of 3 s
// less the loudness of the same 3 s, ten times a second, where that is above
// -70 LUFS. A small one tells of a limiter at work.
func MinPSR(hops, ticks []float64) unit.Reading {
	const width = shortTerm / blockStep
	least := math.Inf(1)
	for i, power := range windows(ticks, shortTerm, blockStep) {
		if i+width > len(hops) || power <= powerOf(absoluteGate) {
			continue
		}
		top := 0.0
		for _, v := range hops[i : i+width] {
			top = max(top, v)
		}
		least = min(least, 20*math.Log10(top)-LUFS(power))
	}
	return unit.Reading(least)
}

// WorstPeak is the true peak in dBTP as the meter that reads highest has it:
// ours, or one with a short filter. A ceiling that holds for it holds for all.
func (p *Peaks) WorstPeak() unit.Reading {
	top := 0.0
	for _, f := range p.closers {
		top = max(top, f.Hasty())
	}
	return unit.Reading(unit.FromGain(top))
}
