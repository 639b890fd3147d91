package dynamics

import (
	"fmt"

	"lathe/dsp/crossover"
	"lathe/dsp/hop"
	"lathe/dsp/unit"
)

// Band is one band of a multiband compressor.
type Band struct {
	Settings
	Makeup unit.DB // gain after compression
}

// idle says that the band's gain is always one.
func (b Band) idle() bool { return b.Ratio == 1 && b.Makeup == 0 }

// Multiband compresses bands on their own and adds them up again. Bands whose
// gain is one are not touched: with every gain at one the output is the input,
// delayed, bit by bit.
//
// It is a hop.Worker: NewMultiband wraps it. Latency: half the longest
// crossover filter. State: the filters' and the compressors'.
type Multiband struct {
	splitter *crossover.Splitter
	riders   []*Compressor
	makeup   []float64
	bands    [][][]float64 // nil where a band is idle
}

// NewMultiband makes a processor of len(edges)+1 bands for one or two channels.
func NewMultiband(rate unit.Hz, edges []unit.Hz, bands []Band, channels int) (*hop.Runner, error) {
	if len(bands) != len(edges)+1 {
		return nil, fmt.Errorf("multiband has %d bands, want %d for %d crossovers", len(bands), len(edges)+1, len(edges))
	}
	s, err := crossover.New(rate, edges)
	if err != nil {
		return nil, err
	}
	m := &Multiband{splitter: s}
	for _, b := range bands {
		c, err := NewCompressor(rate, b.Settings)
		if err != nil {
			return nil, err
		}
		m.riders = append(m.riders, c)
		m.makeup = append(m.makeup, b.Makeup.Gain())
		if b.idle() {
			m.bands = append(m.bands, nil)
			continue
		}
		room := make([][]float64, channels)
		for ch := range room {
			room[ch] = make([]float64, s.Hop())
		}
		m.bands = append(m.bands, room)
	}
	return hop.New(m, channels), nil
}

// Hop is how many frames ProcessHop takes.
func (m *Multiband) Hop() int { return m.splitter.Hop() }

// Latency is the crossover's.
func (m *Multiband) Latency() int { return m.splitter.Latency() }

// Reset forgets the past.
func (m *Multiband) Reset() {
	m.splitter.Reset()
	for _, r := range m.riders {
		r.Reset()
	}
}

// ProcessHop compresses one hop in place.
func (m *Multiband) ProcessHop(channels [][]float64) {
	m.splitter.Split(m.bands, channels)
	m.splitter.Delayed(channels)
	for b, band := range m.bands {
		if band == nil {
			continue
		}
		gain := m.riders[b].Gains(band)
		for c, x := range channels {
			for i, g := range gain {
				x[i] += (g*m.makeup[b] - 1) * band[c][i]
			}
		}
	}
}
