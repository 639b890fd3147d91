package measure

import (
	"math"

	"lathe/dsp/unit"
)

// ERBBands is how many bands a frame is reduced to: one per ERB, the width of
// the ear's own filters, from 20 Hz to 18 kHz.
const ERBBands = 40

// erbStart is where band 0 begins on the ERB-rate scale (20 Hz).
const erbStart = 0.8

// ERBEdge is the lower edge of band b; ERBEdge(b+1) is the upper. The scale is
// Glasberg & Moore's (Hearing Research 47, 1990): 21.4 lg(1 + 0.00437 f).
func ERBEdge(b int) unit.Hz {
	return unit.Hz((math.Pow(10, (erbStart+float64(b))/21.4) - 1) / 0.00437)
}

// ERBCentre is the middle of band b on that scale.
func ERBCentre(b int) unit.Hz {
	return unit.Hz((math.Pow(10, (erbStart+float64(b)+0.5)/21.4) - 1) / 0.00437)
}

// ERBOf is the band a frequency falls into, held to the bands there are.
func ERBOf(f unit.Hz) int {
	b := int(math.Floor(21.4*math.Log10(1+0.00437*float64(f)) - erbStart))
	return max(0, min(ERBBands-1, b))
}

// Frames is a song as band powers over time: one short-time transform of about
// 85 ms every 43 ms, reduced to ERB bands, and its average at full resolution.
type Frames struct {
	Rate  int
	Hop   int               // frames of audio from one to the next
	Power []float32         // ERBBands per frame: mean square, both channels added
	Bins  []float64         // mean power of every bin of the transform, both channels added
	Side  [ERBBands]float64 // mean power of the side (L-R)/2 per band
	Mid   [ERBBands]float64 // and of the middle
	Rings [FineBands]Ring   // what stands out, and how often
	Cliff Cliffs            // where it breaks off
}

// FineBands is how many bands of a twenty-fourth octave are watched for
// ringing, from 400 Hz up.
const FineBands = 118

// FineHz is the middle of fine band i.
func FineHz(i int) unit.Hz { return unit.Hz(400 * math.Pow(2, (float64(i)+0.5)/24)) }

// Ring is how a fine band stands out from the half octave on each side of it.
type Ring struct {
	Share      float64 // of the frames with sound, in which it stands out by 6 dB or more
	Prominence float64 // by how much it then does, in dB, on average
}

// Count is how many frames there are.
func (f *Frames) Count() int { return len(f.Power) / ERBBands }

// At is the bands of frame i.
func (f *Frames) At(i int) []float32 { return f.Power[i*ERBBands : (i+1)*ERBBands] }

// Second is the time of the middle of frame i.
func (f *Frames) Second(i int) float64 { return float64(i) * float64(f.Hop) / float64(f.Rate) }

// BinHz is the distance of two bins.
func (f *Frames) BinHz() float64 { return float64(f.Rate) / float64(2*(len(f.Bins)-1)) }

// framer fills Frames.
type framer struct {
	out   Frames
	pair  *Pair
	buf   [2][]float64
	mono  bool
	edges [ERBBands + 1]float64 // in bins
	power []float64             // of the frame in hand, by bin
	cross []float64
	scale float64
	fine  [FineBands + 1]float64 // edges of the fine bands, in bins
	sound float64                // frames that are not silent
	cliff *cliffer
}

// frameLength is the power of two nearest to 85 ms.
func frameLength(rate int) int {
	n := 1024
	for float64(n) < 0.06*float64(rate) {
		n *= 2
	}
	return n
}

func newFramer(rate, channels int) *framer {
	n := frameLength(rate)
	f := &framer{pair: NewPair(n), mono: channels == 1}
	f.out.Rate, f.out.Hop = rate, n/2
	f.cliff = newCliffer(rate, n)
	f.out.Bins = make([]float64, n/2+1)
	f.power, f.cross = make([]float64, n/2+1), make([]float64, n/2+1)
	for c := range channels {
		f.buf[c] = make([]float64, n/2, n)
	}
	for b := range f.edges {
		f.edges[b] = float64(ERBEdge(b)) * float64(n) / float64(rate)
	}
	for i := range f.fine {
		f.fine[i] = 400 * math.Pow(2, float64(i)/24) * float64(n) / float64(rate)
	}
	// Parseval: a bin and its mirror; the Hann window's mean square is 3/8.
	f.scale = 2 / (float64(n) * float64(n) * 3 / 8)
	return f
}

func (f *framer) feed(block [][]float64) {
	n := f.pair.Len()
	for from := 0; from < len(block[0]); {
		count := min(len(block[0])-from, n-len(f.buf[0]))
		for c, x := range block {
			f.buf[c] = append(f.buf[c], x[from:from+count]...)
		}
		from += count
		if len(f.buf[0]) == n {
			f.turn()
		}
	}
}

func (f *framer) turn() {
	left, right := f.buf[0], f.buf[1]
	if f.mono {
		right = nil
	}
	f.pair.Transform(left, right)
	for k := range f.power {
		p, _, x := f.pair.Bin(k)
		f.power[k], f.cross[k] = p*f.scale, x*f.scale
		f.out.Bins[k] += f.power[k]
	}
	for b := range ERBBands {
		p := bandSum(f.power, f.edges[b], f.edges[b+1])
		f.out.Power = append(f.out.Power, float32(p))
		x := p / 2 // a mono file is all middle: |L|² = L·R*
		if !f.mono {
			x = bandSum(f.cross, f.edges[b], f.edges[b+1])
		} else {
			p *= 2 // as if on both sides
			x *= 2
		}
		f.out.Mid[b] += (p + 2*x) / 4
		f.out.Side[b] += (p - 2*x) / 4
	}
	f.ring()
	f.cliff.turn(f.power)
	for c := range f.buf {
		if f.buf[c] != nil {
			f.buf[c] = f.buf[c][:copy(f.buf[c], f.buf[c][f.out.Hop:])]
		}
	}
}

// ring counts the fine bands that stand out of the frame in hand.
func (f *framer) ring() {
	const reach, skip, leastDB = 12, 2, 6 // bands: half an octave on each side, without the nearest
	var level [FineBands]float64
	loud := 0.0
	for i := range level {
		p := bandSum(f.power, f.fine[i], f.fine[i+1]) / (f.fine[i+1] - f.fine[i])
		loud = max(loud, p)
		level[i] = 10 * math.Log10(p+1e-15)
	}
	if loud < 1e-9 { // nothing above -90 dBFS
		return
	}
	f.sound++
	for i := range level {
		if level[i] < -90 || i > 0 && level[i-1] > level[i] || i+1 < FineBands && level[i+1] > level[i] {
			continue
		}
		sum, n := 0.0, 0.0
		for k := max(0, i-reach); k <= min(FineBands-1, i+reach); k++ {
			if k < i-skip || k > i+skip {
				sum, n = sum+level[k], n+1
			}
		}
		if d := level[i] - sum/n; d >= leastDB {
			f.out.Rings[i].Share++
			f.out.Rings[i].Prominence += d
		}
	}
}

func (f *framer) finish() Frames {
	rest := [][]float64{make([]float64, f.pair.Len()-len(f.buf[0]))}
	if !f.mono {
		rest = append(rest, rest[0])
	}
	f.feed(rest)
	f.out.Cliff = f.cliff.finish()
	for i := range f.out.Rings {
		if r := &f.out.Rings[i]; r.Share > 0 {
			r.Prominence /= r.Share
			r.Share /= f.sound
		}
	}
	if n := float64(f.out.Count()); n > 0 {
		for k := range f.out.Bins {
			f.out.Bins[k] /= n
		}
		for b := range ERBBands {
			f.out.Mid[b] /= n
			f.out.Side[b] = max(0, f.out.Side[b]/n)
		}
	}
	return f.out
}
