package spoil

import "math"

// Bus is what the artist has on the master of the rough mix.
type Bus struct {
	GlueDB  float64 // reduction that the loudest second gets, at 4:1
	ShelfDB float64 // above 6 kHz
	DriveDB float64 // into the limiter at -0.3 dBFS, over the peak
}

const ceilingDB = -0.3

// glueGain is the gain of a compressor that hears the sound: 4:1, 10 ms up,
// 150 ms down, its threshold set so that the loudest second loses mostDB.
func glueGain(s Sound, rate int, mostDB float64) []float64 {
	thresholdDB := s.loudest(rate) - mostDB*4/3
	rise, fall := pole(0.010, rate), pole(0.150, rate)
	out, level := make([]float64, s.frames()), 0.0
	reduction := 0.0
	meter := pole(0.020, rate)
	for i := range out {
		p := 0.0
		for _, ch := range s {
			p += ch[i] * ch[i]
		}
		level = p/float64(len(s)) + meter*(level-p/float64(len(s)))
		want := max(0, (powerDB(level)-thresholdDB)*3/4)
		coef := fall
		if want > reduction {
			coef = rise
		}
		reduction = want + coef*(reduction-want)
		out[i] = lin(-reduction)
	}
	return out
}

// limitGain is the gain that keeps the sound below the ceiling: looks 2 ms
// ahead, lets go within 80 ms.
func limitGain(s Sound, rate int, ceiling float64) []float64 {
	n, ahead := s.frames(), rate/500
	need := make([]float64, n)
	for i := range need {
		p := 0.0
		for _, ch := range s {
			p = max(p, math.Abs(ch[i]))
		}
		need[i] = 1
		if p > ceiling {
			need[i] = ceiling / p
		}
	}
	least, held := make([]float64, n), []int{} // a sliding minimum of need[i..i+ahead]
	for i := n - 1; i >= 0; i-- {
		for len(held) > 0 && need[held[len(held)-1]] >= need[i] {
			held = held[:len(held)-1]
		}
		held = append(held, i)
		for held[0] > i+ahead {
			held = held[1:]
		}
		least[i] = need[held[0]]
	}
	fall, g := pole(0.080, rate), 1.0
	for i, v := range least {
		g = min(v, 1+fall*(g-1))
		least[i] = g
	}
	out, sum := make([]float64, n), float64(ahead) // the mean over the look-ahead
	for i, v := range least {
		gone := 1.0
		if i >= ahead {
			gone = least[i-ahead]
		}
		sum += v - gone
		out[i] = min(sum/float64(ahead), need[i])
	}
	return out
}

func pole(seconds float64, rate int) float64 { return math.Exp(-1 / (seconds * float64(rate))) }

// ride multiplies every channel by a gain over time.
func (s Sound) ride(g []float64) Sound {
	out := s.clone()
	for _, ch := range out {
		for i := range ch {
			ch[i] *= g[i]
		}
	}
	return out
}

// through is the sound after the bus.
func (b Bus) through(s Sound, rate int) Sound {
	if b.GlueDB > 0 {
		s = s.ride(glueGain(s, rate, b.GlueDB))
	}
	if b.ShelfDB != 0 {
		high := s.filter(highPass(6000, float64(rate), 0.5))
		s = s.clone()
		s.add(high, lin(b.ShelfDB)-1, 0)
	}
	if b.DriveDB > 0 {
		s = s.gain(b.DriveDB + ceilingDB - gainDB(s.peak()))
		s = s.ride(limitGain(s, rate, lin(ceilingDB)))
	}
	return s
}
