package dynamics

import (
	"fmt"
	"math"
	"time"

	"lathe/dsp/truepeak"
	"lathe/dsp/unit"
)

// LimiterSettings are what the plan says about the limiter.
type LimiterSettings struct {
	Ceiling   unit.DB       // dBTP that no peak may pass
	Lookahead time.Duration // how long before a peak the gain starts to fall
	Release   time.Duration // of a single peak: 63 % of the way back
	Sustain   time.Duration // how slowly the reduction that lasts follows the music
}

// Validate reports the first setting that has no musical meaning.
func (s LimiterSettings) Validate() error {
	switch {
	case !(s.Ceiling <= 0):
		return fmt.Errorf("limiter ceiling is %g dBTP, want 0 or less", s.Ceiling)
	case s.Lookahead < 500*time.Microsecond || s.Lookahead > 20*time.Millisecond:
		return fmt.Errorf("limiter lookahead is %v, want 0.5 to 20 ms", s.Lookahead)
	case s.Release <= 0 || s.Sustain <= 0:
		return fmt.Errorf("limiter release is %v and sustain %v, want both above 0", s.Release, s.Sustain)
	}
	return nil
}

// Rider turns an envelope of peaks into the gain that keeps every one of them
// at the ceiling. It works on reductions, 1 - gain:
//
//	need     1 - ceiling/peak where the peak is over           exact
//	hold     the largest need of the last Lookahead            [vH92], O(1)
//	release  falls back, but not below what lasts:
//	lasts    the mean over Sustain of the largest need of the
//	         last 20 ms, which a bass note holds still         no distortion
//	smooth   two moving averages, Lookahead long together      no corners
//
// Every average runs over held values that are at least the need of the frame
// it is for, so no frame gets less reduction than it needs: the ceiling is
// exact. The averages are whole numbers, so they never drift and are exactly
// zero - the gain exactly one - when nothing is over.
//
// Latency: Latency frames. Not safe for concurrent use.
type Rider struct {
	ceiling        float64
	fast, slow     float64 // coefficients of the release and of the mean
	hold, wave     maximum
	released, mean float64
	first, second  box
	scale          float64
}

// halfWave is half a wave of 25 Hz: over this long the largest need of any
// bass note is one and the same.
const halfWave = 20 * time.Millisecond

// fixed is the scale of the whole numbers in the averages: 2^-40 of full
// reduction, 240 dB down.
const fixed = 1 << 40

// NewRider prepares a rider for signals at the given sample rate.
func NewRider(rate unit.Hz, s LimiterSettings) (*Rider, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	n := max(4, int(math.Round(float64(rate)*s.Lookahead.Seconds())))
	// Two boxes in series, 58 % and 42 % of the window: their side lobes fall in
	// each other's gaps.
	long := int(math.Round(0.582 * float64(n+1)))
	short := n + 1 - long
	return &Rider{
		ceiling: s.Ceiling.Gain(),
		fast:    pole(rate, s.Release), slow: pole(rate, s.Sustain),
		hold: newMaximum(n), wave: newMaximum(int(float64(rate) * halfWave.Seconds())),
		first: newBox(long), second: newBox(short),
		scale: 1 / (float64(long) * float64(short) * fixed),
	}, nil
}

// Latency is how many frames the gain is late: gain i is for the frame that
// came in Latency frames before.
func (r *Rider) Latency() int { return r.hold.width - 1 }

// Reset forgets the past.
func (r *Rider) Reset() {
	r.hold.reset()
	r.wave.reset()
	r.first.reset()
	r.second.reset()
	r.released, r.mean = 0, 0
}

// Ride writes the linear gain for every peak of an envelope, Latency frames
// late. driveLin multiplies the envelope first. gain and peaks may be the same
// slice.
func (r *Rider) Ride(gain, peaks []float64, driveLin float64) {
	for i, p := range peaks {
		need := 0.0
		if p *= driveLin; p > r.ceiling {
			need = 1 - r.ceiling/p
		}
		r.released = max(r.hold.next(need), r.released*r.fast)
		lasting := r.wave.next(need)
		r.mean = lasting + r.slow*(r.mean-lasting)
		if r.released < 1e-12 && r.mean < 1e-12 {
			r.released, r.mean = 0, 0
		}
		whole := int64(math.Ceil(max(r.released, r.mean) * fixed)) // never less than needed
		gain[i] = 1 - float64(r.second.next(r.first.next(whole)))*r.scale
	}
}

// maximum is a sliding maximum over the last width values, in constant time:
// the best of a forward run in this block of width and a backward run in the
// one before [vH92].
type maximum struct {
	width   int
	at      int
	values  []float64 // of this block
	back    []float64 // backward maxima of the block before
	forward float64
}

func newMaximum(width int) maximum {
	return maximum{width: width, values: make([]float64, width), back: make([]float64, width+1)}
}

func (m *maximum) reset() {
	clear(m.values)
	clear(m.back)
	m.at, m.forward = 0, 0
}

func (m *maximum) next(v float64) float64 {
	m.values[m.at] = v
	m.forward = max(m.forward, v)
	m.at++
	top := max(m.forward, m.back[m.at])
	if m.at == m.width {
		run := 0.0
		for i := m.width - 1; i >= 0; i-- {
			run = max(run, m.values[i])
			m.back[i] = run
		}
		m.at, m.forward = 0, 0
	}
	return top
}

// box is a moving sum of whole numbers.
type box struct {
	ring []int64
	at   int
	sum  int64
}

func newBox(width int) box { return box{ring: make([]int64, width)} }

func (b *box) reset() {
	clear(b.ring)
	b.at, b.sum = 0, 0
}

func (b *box) next(v int64) int64 {
	b.sum += v - b.ring[b.at]
	b.ring[b.at] = v
	if b.at++; b.at == len(b.ring) {
		b.at = 0
	}
	return b.sum
}

// Limiter keeps the true peak of a signal at its ceiling: the envelope of
// package truepeak, a Rider, and the delay that brings them together.
//
// Shape: one or two channels, in place, one gain for all. Latency: the
// look-ahead and the reach of the interpolator. State: that many frames. Not
// safe for concurrent use.
type Limiter struct {
	rider  *Rider
	kernel *truepeak.Kernel
	past   [2][]float64 // per channel: what the interpolator still needs, then what the gain waits for
	peaks  []float64
}

// NewLimiter prepares a limiter for signals at the given sample rate.
func NewLimiter(rate unit.Hz, s LimiterSettings) (*Limiter, error) {
	rider, err := NewRider(rate, s)
	if err != nil {
		return nil, err
	}
	l := &Limiter{rider: rider, kernel: truepeak.NewKernel()}
	l.Reset()
	return l, nil
}

// Latency is the delay through the limiter in frames.
func (l *Limiter) Latency() int { return l.rider.Latency() + truepeak.Reach }

// Reset forgets the past.
func (l *Limiter) Reset() {
	l.rider.Reset()
	for c := range l.past {
		l.past[c] = append(l.past[c][:0], make([]float64, l.Latency()+truepeak.Reach+1)...)
	}
}

// Process limits one block in place.
func (l *Limiter) Process(channels [][]float64) {
	n, late := len(channels[0]), l.Latency()
	if cap(l.peaks) < n {
		l.peaks = make([]float64, n)
	}
	peaks := l.peaks[:n]
	clear(peaks)
	for c, x := range channels {
		l.past[c] = append(l.past[c], x...)
		seen := l.past[c]
		l.kernel.Envelope(peaks, seen[len(seen)-n-2*truepeak.Reach-1:], l.rider.ceiling)
	}
	l.rider.Ride(peaks, peaks, 1)
	for c, x := range channels {
		seen := l.past[c]
		due := seen[len(seen)-n-late:]
		for i, g := range peaks {
			x[i] = due[i] * g
		}
		l.past[c] = seen[:copy(seen, seen[n:])]
	}
}
