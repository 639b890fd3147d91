package measure

import (
	"math"
	"slices"

	"lathe/dsp/biquad"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
)

const (
	tick      = 100 // energies a second: what every loudness is added up from
	momentary = 40  // ticks: 400 ms
	shortTerm = 300 // ticks: 3 s
	blockStep = 10  // ticks: gating blocks and ranges advance by 100 ms

	absoluteGate = -70. // LUFS
)

// Ticker is the mean square of every 10 ms of a signal behind a filter, all
// channels added by their weights.
type Ticker struct {
	weights []float64
	filters []*biquad.Filter // one for every two channels
	rate    int
	ticks   []float64
	sum     float64 // of squares in the current tick
	frame   int64   // frames fed
	end     int64   // frame at which the current tick ends
	started int64   // and began
	work    [][]float64
}

// NewTicker prepares a ticker for channels of the given weights.
func NewTicker(rate int, sections []biquad.Section, weights ...float64) *Ticker {
	l := &Ticker{weights: weights, work: make([][]float64, len(weights)), rate: rate}
	for range (len(weights) + 1) / 2 {
		l.filters = append(l.filters, biquad.NewFilter(sections...))
	}
	l.end = l.tickEnd(0)
	return l
}

// tickEnd is the frame where tick k ends; rates that do not divide by 100 get
// ticks that differ by one frame.
func (l *Ticker) tickEnd(k int) int64 {
	return (int64(k+1)*int64(l.rate) + tick/2) / tick
}

// Feed hears the next block.
func (l *Ticker) Feed(block [][]float64) {
	n := len(block[0])
	for c, x := range block {
		l.work[c] = append(l.work[c][:0], x...)
	}
	work := l.work[:len(block)]
	for c := 0; c < len(work); c += 2 {
		l.filters[c/2].Process(work[c:min(c+2, len(work))])
	}
	for from := 0; from < n; {
		count := int(min(int64(n-from), l.end-l.frame))
		for c, x := range work {
			l.sum += float64(l.weights[c] * vec.Energy(x[from:from+count]))
		}
		from += count
		l.frame += int64(count)
		if l.frame == l.end {
			l.ticks = append(l.ticks, l.sum/float64(l.end-l.started))
			l.sum, l.started = 0, l.end
			l.end = l.tickEnd(len(l.ticks))
		}
	}
}

// Ticks is the mean square of every whole 10 ms so far.
func (l *Ticker) Ticks() []float64 { return l.ticks }

// NewSidechain is what a compressor's detector hears behind a high pass:
// ticks of left and right, added.
func NewSidechain(rate int, highpass unit.Hz) *Ticker {
	return NewTicker(rate, []biquad.Section{biquad.HighPass(unit.Hz(rate), highpass, math.Sqrt2/2)}, 1, 1)
}

// Surround is the weight of a channel 60 to 120 degrees to the side
// (BS.1770-5 table 3); left, right and centre weigh 1.
const Surround = 1.41

// Loudness is K-weighted energy every 10 ms; all loudness follows from it. A
// mono file is one channel.
type Loudness struct{ *Ticker }

// NewLoudness prepares a meter for signals at the given sample rate, with one
// weight a channel; without weights, for one or two channels that weigh 1.
func NewLoudness(rate int, weights ...float64) *Loudness {
	if len(weights) == 0 {
		weights = []float64{1, 1}
	}
	return &Loudness{NewTicker(rate, KWeighting(unit.Hz(rate)), weights...)}
}

// LUFS is the loudness of a K-weighted mean square.
func LUFS(power float64) float64 { return -0.691 + 10*math.Log10(power) }

func powerOf(lufs float64) float64 { return math.Pow(10, (lufs+0.691)/10) }

// Integrated is the gated loudness of the whole: BS.1770-5 Annex 1.
func (l *Loudness) Integrated() unit.Reading { return Integrated(l.ticks) }

// Integrated is the gated loudness of a run of ticks: mean of the 400 ms blocks
// louder than -70 LUFS and than the mean of those less 10 LU. A block that the
// end cuts short does not count.
func Integrated(ticks []float64) unit.Reading {
	blocks := windows(ticks, momentary, blockStep)
	mean := gatedMean(blocks, powerOf(absoluteGate))
	if mean == 0 {
		return unit.NotMeasurable()
	}
	return unit.Reading(LUFS(gatedMean(blocks, max(mean/10, powerOf(absoluteGate))))) // -10 LU; both gates hold
}

// gatedMean is the mean of what is above the gate, 0 when nothing is.
func gatedMean(power []float64, gate float64) float64 {
	sum, n := 0.0, 0
	for _, p := range power {
		if p > gate {
			sum, n = sum+p, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// windows is the mean of every window of width ticks, step apart.
func windows(ticks []float64, width, step int) []float64 {
	if len(ticks) < width {
		return nil
	}
	means := make([]float64, 0, (len(ticks)-width)/step+1)
	for from := 0; from+width <= len(ticks); from += step {
		sum := 0.0
		for _, v := range ticks[from : from+width] {
			sum += v
		}
		means = append(means, sum/float64(width))
	}
	return means
}

// Momentary is the loudness of every 400 ms, 100 times a second; entry i ends at
// (i+40)·10 ms. Silence is -Inf.
func (l *Loudness) Momentary() []float64 { return series(l.ticks, momentary, 1) }

// ShortTerm is the loudness of every 3 s, 100 times a second; entry i ends at
// (i+300)·10 ms.
func (l *Loudness) ShortTerm() []float64 { return series(l.ticks, shortTerm, 1) }

func series(ticks []float64, width, step int) []float64 {
	s := windows(ticks, width, step)
	for i, p := range s {
		s[i] = LUFS(p)
	}
	return s
}

// MaxMomentary is the loudest 400 ms.
func (l *Loudness) MaxMomentary() unit.Reading { return loudest(l.Momentary()) }

// MaxShortTerm is the loudest 3 s.
func (l *Loudness) MaxShortTerm() unit.Reading { return loudest(l.ShortTerm()) }

func loudest(s []float64) unit.Reading {
	if len(s) == 0 {
		return unit.NotMeasurable()
	}
	return unit.Reading(slices.Max(s))
}

// Range is the loudness range of EBU Tech 3342: short-term loudness ten times a
// second, gated at -70 LUFS and 20 LU below its mean, from the 10th to the 95th
// percentile.
func (l *Loudness) Range() unit.Reading {
	blocks := windows(l.ticks, shortTerm, blockStep)
	gate := gatedMean(blocks, powerOf(absoluteGate)) / 100 // -20 LU
	var loud []float64
	for _, p := range blocks {
		if p > powerOf(absoluteGate) && p > gate {
			loud = append(loud, LUFS(p))
		}
	}
	if len(loud) == 0 {
		return unit.NotMeasurable()
	}
	slices.Sort(loud)
	return unit.Reading(percentile(loud, 95) - percentile(loud, 10))
}

// percentile picks the entry of a sorted list that Tech 3342's reference code
// picks: round((n-1)·p/100), counted from 0.
func percentile(sorted []float64, p float64) float64 {
	return sorted[int(math.Round(float64(len(sorted)-1)*p/100))]
}
