package eq

import (
	"math"

	"lathe/dsp/biquad"
	"lathe/dsp/unit"
	"lathe/measure"
)

const (
	bands = measure.ERBBands
	group = 9 // frames of 43 ms that make a moment of 0.4 s
)

// score is the song as the ear has it: for every stem and moment, the power in
// each ERB band at the level the balance gives it.
type score struct {
	stems   [][][bands]float64 // by stem, by moment
	moments int
}

// newScore reads the portraits. power is the linear power gain of each stem.
func newScore(heard []Heard) *score {
	s := &score{stems: make([][][bands]float64, len(heard))}
	for _, h := range heard {
		s.moments = max(s.moments, (h.Portrait.Frames.Count()+group-1)/group)
	}
	for i, h := range heard {
		gain := h.Gain.Power()
		if h.Portrait.Channels == 1 {
			gain *= 2 // a mono stem plays on both sides
		}
		moments := make([][bands]float64, s.moments)
		for f := range h.Portrait.Frames.Count() {
			m := &moments[f/group]
			for b, p := range h.Portrait.Frames.At(f) {
				m[b] += gain * float64(p) / group
			}
		}
		s.stems[i] = moments
	}
	return s
}

// spread is what power in one band excites in the others: 10 dB a band
// upwards, 25 dB a band downwards (the slopes of the MPEG-1 psychoacoustic
// model, taken per ERB).
func spread(p *[bands]float64) (e [bands]float64) {
	const up, down = 0.1, 0.0031622776601683795
	carry := 0.0
	for b := range p {
		carry = p[b] + up*carry
		e[b] = carry
	}
	carry = 0
	for b := bands - 1; b >= 0; b-- {
		e[b] += down * carry
		carry = p[b] + down*carry
	}
	return e
}

// covered is how much of a band's loudness is lost to a masker: a smooth step
// around a signal 2 dB below the masker, about 8 dB wide.
func covered(signal, masker float64) float64 {
	if signal <= 0 {
		return 0
	}
	// 1/(1 + 10^((signal-masker in dB + 2)/4))
	return 1 / (1 + math.Pow(signal/masker*1.5848931924611136, 2.5))
}

// weights is how much each band of a moment counts for a stem's loudness: power
// to the 0.23 (Moore, Glasberg & Baer 1997). Bands more than 25 dB below the
// stem's loudest, and all below -70 dBFS, do not count: nobody misses them.
func weights(p *[bands]float64) (w [bands]float64) {
	top := 0.0
	for _, v := range p {
		top = max(top, v)
	}
	floor := max(1e-7, top*0.0031622776601683795)
	for b, v := range p {
		if v > floor {
			w[b] = math.Pow(v, 0.23)
		}
	}
	return w
}

// conflict is what one stem covers of a more important one, by band: the share
// of the important stem's loudness in all bands together that is lost to it.
type conflict struct {
	masker, maskee int
	lost           [bands]float64 // of the maskee's whole loudness
	local          [bands]float64 // of its loudness in that band
}

// places are the bands of each stem that room is made in.
type places [][bands]bool

// index is the share of each stem's loudness in those places that the others
// cover.
func (s *score) index(cuts [][bands]float64, where places) []float64 {
	out := make([]float64, len(s.stems))
	heard := make([]float64, len(s.stems))
	for m := range s.moments {
		excite, total := s.excitations(m, cuts)
		for i := range s.stems {
			for b, w := range weights(&s.stems[i][m]) { // of the stem as it came: a cut does not make it matter less
				if w > 0 && where[i][b] {
					heard[i] += w
					out[i] += w * covered(s.stems[i][m][b]*cut(cuts, i, b), total[b]-excite[i][b]+1e-12)
				}
			}
		}
	}
	for i := range out {
		if heard[i] > 0 {
			out[i] /= heard[i]
		}
	}
	return out
}

// excitations is the spread power of every stem in a moment, and their sum.
func (s *score) excitations(m int, cuts [][bands]float64) ([][bands]float64, [bands]float64) {
	excite := make([][bands]float64, len(s.stems))
	var total [bands]float64
	for i := range s.stems {
		p := s.stems[i][m]
		for b := range p {
			p[b] *= cut(cuts, i, b)
		}
		excite[i] = spread(&p)
		for b, e := range excite[i] {
			total[b] += e
		}
	}
	return excite, total
}

func cut(cuts [][bands]float64, stem, band int) float64 {
	if cuts == nil {
		return 1
	}
	return cuts[stem][band]
}

// conflicts finds, for every pair whose importance differs enough, what the
// lesser covers of the greater.
func (s *score) conflicts(heard []Heard) []conflict {
	var pairs []conflict
	for j := range heard {
		for i := range heard {
			if heard[i].Stem.Importance-heard[j].Stem.Importance >= leastDifference {
				pairs = append(pairs, conflict{masker: j, maskee: i})
			}
		}
	}
	whole := make([]float64, len(heard))
	inBand, heardAs := make([][bands]float64, len(heard)), make([][bands]float64, len(heard))
	for m := range s.moments {
		excite, total := s.excitations(m, nil)
		for i := range s.stems {
			heardAs[i] = weights(&s.stems[i][m])
			for b, w := range heardAs[i] {
				whole[i] += w
				inBand[i][b] += w
			}
		}
		for k := range pairs {
			c := &pairs[k]
			for b, w := range heardAs[c.maskee] {
				if w > 0 {
					others := total[b] - excite[c.maskee][b] + 1e-12
					c.lost[b] += w * covered(s.stems[c.maskee][m][b], others) * excite[c.masker][b] / others
				}
			}
		}
	}
	for k := range pairs {
		c := &pairs[k]
		for b := range bands {
			if c.lost[b] > 0 {
				c.local[b] = c.lost[b] / inBand[c.maskee][b]
				c.lost[b] /= whole[c.maskee]
			}
		}
	}
	return pairs
}

// responses is the power gain of every stem's page in the middle of each band.
func responses(pages []Page, rate unit.Hz) [][bands]float64 {
	out := make([][bands]float64, len(pages))
	for i, page := range pages {
		var sections []biquad.Section
		for _, m := range page {
			sections = append(sections, m.Cut.section(rate))
		}
		for b := range bands {
			out[i][b] = biquad.GainAt(sections, rate, min(measure.ERBCentre(b), 0.48*rate)).Power()
		}
	}
	return out
}

// change is how the cuts change the mix: the RMS over bands that hold power, in
// dB, of the long-term spectrum.
func (s *score) change(cuts [][bands]float64) float64 {
	var before, after [bands]float64
	top := 0.0
	for i := range s.stems {
		for m := range s.moments {
			for b, p := range s.stems[i][m] {
				before[b] += p
				after[b] += p * cuts[i][b]
			}
		}
	}
	for _, p := range before {
		top = max(top, p)
	}
	sum, n := 0.0, 0.0
	for b, p := range before {
		if p > top*1e-6 {
			d := 10 * math.Log10(after[b]/p)
			sum, n = sum+d*d, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return math.Sqrt(sum / n)
}

// loss is how much quieter a stem becomes, in dB, K-weighted by band.
func (s *score) loss(stem int, cuts [bands]float64) float64 {
	before, after := 0.0, 0.0
	for m := range s.moments {
		for b, p := range s.stems[stem][m] {
			k := kWeight(float64(measure.ERBCentre(b)))
			before += p * k
			after += p * k * cuts[b]
		}
	}
	if before == 0 {
		return 0
	}
	return -10 * math.Log10(after/before)
}

// kWeight is about the power gain of the K-weighting: its high pass and its
// shelf of 4 dB around 1.7 kHz.
func kWeight(hz float64) float64 {
	low := hz * hz / (hz*hz + 38*38)
	r := hz / 1680 * (hz / 1680)
	return low * low * (1 + 2.5119*r*r) / (1 + r*r)
}
