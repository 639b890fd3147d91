package measure

import (
	"math"

	"lathe/dsp/fft"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
	"lathe/dsp/window"
)

// Bands is how many third-octave bands there are, 20 Hz to 20 kHz.
const Bands = 31

// nominalHz are the names of the bands (IEC 61260-1); the exact centres are
// 1000·10^(k/10).
var nominalHz = [Bands]float64{20, 25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800,
	1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000, 12500, 16000, 20000}

// BandHz is the nominal centre of third-octave band b.
func BandHz(b int) unit.Hz { return unit.Hz(nominalHz[b]) }

// BandEdge is the lower edge of third-octave band b; BandEdge(b+1) is the upper.
func BandEdge(b int) unit.Hz { return unit.Hz(1000 * math.Pow(10, (float64(b-17)-0.5)/10)) }

// Spectrum is the long-term average spectrum of a song: mean power by
// frequency, of both channels and of what they share, from half-overlapping
// Hann frames of about 0.7 s. The first and the last frame reach half a frame
// beyond the song, so that every sample counts equally.
type Spectrum struct {
	rate   int
	pair   *Pair
	hop    int
	buf    [2][]float64 // the current frame's samples, and what follows
	frames int64        // fed
	power  []float64    // sum over frames of |L|²+|R|² by bin
	cross  []float64    // of Re L·R*
	mono   bool
}

// NewSpectrum prepares a meter for one or two channels.
func NewSpectrum(rate, channels int) *Spectrum {
	n := 1 << 15
	for n < rate*2/3 {
		n *= 2
	}
	s := &Spectrum{rate: rate, pair: NewPair(n), hop: n / 2, mono: channels == 1}
	s.power, s.cross = make([]float64, n/2+1), make([]float64, n/2+1)
	for c := range channels {
		s.buf[c] = make([]float64, n/2, n) // half a frame of silence before the song
	}
	return s
}

// Feed hears the next block.
func (s *Spectrum) Feed(block [][]float64) {
	s.frames += int64(len(block[0]))
	for from, n := 0, len(block[0]); from < n; {
		count := min(n-from, 2*s.hop-len(s.buf[0]))
		for c, x := range block {
			s.buf[c] = append(s.buf[c], x[from:from+count]...)
		}
		from += count
		if len(s.buf[0]) == 2*s.hop {
			s.turn()
		}
	}
}

// turn transforms a full frame and moves on by half.
func (s *Spectrum) turn() {
	left, right := s.buf[0], s.buf[1]
	if s.mono {
		right = nil
	}
	s.pair.Transform(left, right)
	for k := range s.power {
		p, _, x := s.pair.Bin(k)
		s.power[k] += p
		s.cross[k] += x
	}
	for c := range s.buf {
		if s.buf[c] != nil {
			s.buf[c] = s.buf[c][:copy(s.buf[c], s.buf[c][s.hop:])]
		}
	}
}

// Finish hears the end of the song: silence until no sample is left that only
// one frame has seen.
func (s *Spectrum) Finish() {
	frames := s.frames
	for once := len(s.buf[0]) <= s.hop; ; once = true {
		rest := [][]float64{make([]float64, 2*s.hop-len(s.buf[0]))}
		if !s.mono {
			rest = append(rest, rest[0])
		}
		s.Feed(rest)
		if once {
			break
		}
	}
	s.frames = frames
}

// ThirdOctaves is the mean power of every third-octave band, averaged over the
// channels, in dB of mean square: a full-scale sine reads -3.01. A band whose
// middle is above half the rate, and silence, have none; one that reaches above
// counts what there is.
func (s *Spectrum) ThirdOctaves() [Bands]unit.Reading {
	var out [Bands]unit.Reading
	channels := 2.
	if s.mono {
		channels = 1
	}
	// Half-overlapping Hann windows, squared, add up to 3/4 on average; a bin
	// and its mirror hold |X|²/n each.
	scale := 2 / (float64(s.pair.Len()) * float64(max(s.frames, 1)) * 0.75 * channels)
	binHz := float64(s.rate) / float64(s.pair.Len())
	for b := range out {
		out[b] = unit.NotMeasurable()
		low, high := float64(BandEdge(b)), float64(BandEdge(b+1))
		if nominalHz[b] > float64(s.rate)/2 {
			continue
		}
		if sum := bandSum(s.power, low/binHz, high/binHz) * scale; sum > 0 {
			out[b] = unit.Reading(10 * math.Log10(sum))
		}
	}
	return out
}

// bandSum adds up bins from low to high, which are counted in bins: bin k
// reaches from k-1/2 to k+1/2, and a bin on an edge is shared.
func bandSum(power []float64, low, high float64) float64 {
	first, last := int(low+0.5), min(int(high+0.5), len(power)-1)
	if first > last {
		return 0
	}
	share := func(k int) float64 { return min(float64(k)+0.5, high) - max(float64(k)-0.5, low) }
	sum := share(first) * power[first]
	if first == last {
		return sum
	}
	for _, v := range power[first+1 : last] {
		sum += v
	}
	return sum + share(last)*power[last]
}

// Pair transforms frames of two channels as one complex signal under a Hann
// window.
type Pair struct {
	plan   *fft.Plan
	window []float64
	re, im []float64
}

// NewPair prepares frames of n samples, a power of two.
func NewPair(n int) *Pair {
	return &Pair{plan: fft.New(n), window: window.Hann(n), re: make([]float64, n), im: make([]float64, n)}
}

// Len is the length of a frame.
func (p *Pair) Len() int { return len(p.re) }

// Transform transforms a frame; right may be nil for mono.
func (p *Pair) Transform(left, right []float64) {
	vec.Multiply(p.re, left, p.window)
	if right == nil {
		clear(p.im)
	} else {
		vec.Multiply(p.im, right, p.window)
	}
	p.plan.Forward(p.re, p.im)
}

// Bin is what frequency k holds: |L|²+|R|², |L|²-|R|² and Re L·R*.
//
// With Z = L + iR, and m the mirror of k: Z[k] = L + iR and Z[m]* = L - iR, so
// |Z[k]|² + |Z[m]|² = 2(|L|²+|R|²) and Z[k]·Z[m] = |L|² - |R|² + 2i Re L·R*.
func (p *Pair) Bin(k int) (power, difference, cross float64) {
	m := (len(p.re) - k) & (len(p.re) - 1)
	a, b, c, d := p.re[k], p.im[k], p.re[m], p.im[m]
	return (a*a + b*b + c*c + d*d) / 2, a*c - b*d, (a*d + b*c) / 2
}

// Sides is the spectrum of left and of right at frequency k: with Z = L + iR
// and m the mirror of k, L = (Z[k] + Z[m]*)/2 and R = (Z[k] - Z[m]*)/2i.
func (p *Pair) Sides(k int) (leftRe, leftIm, rightRe, rightIm float64) {
	m := (len(p.re) - k) & (len(p.re) - 1)
	a, b, c, d := p.re[k], p.im[k], p.re[m], p.im[m]
	return (a + c) / 2, (b - d) / 2, (b + d) / 2, (c - a) / 2
}
