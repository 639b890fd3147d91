// Package crossover divides a signal into bands that add up to it again.
//
// The bands are differences of linear-phase low passes over one delay, so their
// sum is that delay and nothing else: flat in level, flat in phase, to the last
// bits. The price is latency and a little ringing before sharp edges; the
// transition bands are wide to keep that short.
package crossover

import (
	"fmt"

	"lathe/dsp/fir"
	"lathe/dsp/unit"
)

const (
	transition    = 0.65 // width of a transition band, as a share of its frequency
	attenuationDB = 60   // of neighbouring bands
)

// Splitter divides hops of one or two channels.
//
// Latency: Latency frames. State: the filters'. Not safe for concurrent use.
type Splitter struct {
	overlap *fir.Overlap
	edges   int
	low     [][]float64 // a low pass that is no band anybody wants
}

// Check reports the first edge that has no meaning at the rate.
func Check(rate unit.Hz, edges []unit.Hz) error {
	last := unit.Hz(0)
	for _, e := range edges {
		if !(e >= 20) || !(e < rate*0.45) || e <= last {
			return fmt.Errorf("crossover is at %g Hz, want rising from 20 to %g Hz", e, rate*0.45)
		}
		last = e
	}
	return nil
}

// New makes a splitter into len(edges)+1 bands.
func New(rate unit.Hz, edges []unit.Hz) (*Splitter, error) {
	if err := Check(rate, edges); err != nil {
		return nil, err
	}
	filters := make([][]float64, len(edges))
	for i, e := range edges {
		filters[i] = fir.Lowpass(float64(e/rate), transition*float64(e/rate), attenuationDB)
	}
	s := &Splitter{overlap: fir.NewOverlap(filters...), edges: len(edges)}
	s.low = [][]float64{make([]float64, s.Hop()), make([]float64, s.Hop())}
	return s, nil
}

// Bands is how many there are.
func (s *Splitter) Bands() int { return s.edges + 1 }

// Hop is how many frames Split takes.
func (s *Splitter) Hop() int { return s.overlap.Hop() }

// Latency is how late the bands are, in frames.
func (s *Splitter) Latency() int { return s.overlap.Reach() }

// Reset forgets the past.
func (s *Splitter) Reset() { s.overlap.Reset() }

// Split divides the next hop: bands[b][channel] has room for a hop each, lowest
// band first. A nil band is not made, and costs nothing if its neighbour above
// is nil too.
func (s *Splitter) Split(bands [][][]float64, channels [][]float64) {
	s.overlap.Load(channels)
	if top := bands[s.edges]; top != nil {
		s.overlap.Delayed(top)
	}
	for b := s.edges - 1; b >= 0; b-- {
		// the low pass at edge b holds bands 0 to b; what is above it is band b+1
		low := bands[b]
		if low == nil {
			if bands[b+1] == nil {
				continue
			}
			low = s.low[:len(channels)]
		}
		s.overlap.Filter(b, low)
		if bands[b+1] == nil {
			continue
		}
		for c := range channels {
			above, below := bands[b+1][c], low[c]
			for i, v := range below {
				above[i] -= v
			}
		}
	}
}

// Delayed writes the hop just split as it was, late by Latency frames.
func (s *Splitter) Delayed(dst [][]float64) { s.overlap.Delayed(dst) }
