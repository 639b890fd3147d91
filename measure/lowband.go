package measure

import (
	"math"

	"lathe/dsp/vec"
	"lathe/dsp/window"
)

// LowBand is the bottom of a track as a waveform: the middle of both sides, up
// to 500 Hz, at a rate of about 1.5 kHz. It tells whether two tracks that hold
// the same low notes pull the same way.
type LowBand struct {
	Rate    float64   // Hz
	Samples []float32 // the first is of frame 0
}

const (
	lowBandHz   = 1500 // about what the waveform's rate is
	lowBandTop  = 500  // Hz, passed whole
	lowBandStop = 60   // dB below it, what would fold onto that
)

// lower fills LowBand: a symmetrical FIR low pass, of which only every
// decimated sample is computed.
type lower struct {
	out    LowBand
	factor int
	taps   []float64
	buf    []float64 // what the next samples need; begins with half a filter of silence
}

func newLower(rate int) *lower {
	l := &lower{factor: max(1, int(math.Round(float64(rate)/lowBandHz)))}
	l.out.Rate = float64(rate) / float64(l.factor)
	stop := l.out.Rate - lowBandTop // folds onto the top
	cut := (lowBandTop + stop) / 2 / float64(rate)
	beta := window.KaiserBeta(lowBandStop)
	n := window.KaiserLength(lowBandStop, (stop-lowBandTop)/float64(rate)) | 1
	half, sum := n/2, 0.0
	l.taps = make([]float64, n)
	for i := range l.taps {
		x := float64(i - half)
		v := 2 * cut
		if x != 0 {
			v = math.Sin(2*math.Pi*cut*x) / (math.Pi * x)
		}
		l.taps[i] = v * window.KaiserAt(x/float64(half+1), beta)
		sum += l.taps[i]
	}
	vec.Scale(l.taps, 1/sum)
	l.buf = make([]float64, half)
	return l
}

func (l *lower) feed(block [][]float64) {
	at := len(l.buf)
	l.buf = append(l.buf, block[0]...)
	if len(block) == 2 {
		mid := l.buf[at:]
		vec.Add(mid, block[1])
		vec.Scale(mid, 0.5)
	}
	from := 0
	for ; from+len(l.taps) <= len(l.buf); from += l.factor {
		l.out.Samples = append(l.out.Samples, float32(vec.Dot(l.taps, l.buf[from:from+len(l.taps)])))
	}
	l.buf = l.buf[:copy(l.buf, l.buf[min(from, len(l.buf)):])]
}

// finish hears the silence that the last samples need.
func (l *lower) finish() LowBand {
	l.feed([][]float64{make([]float64, len(l.taps)/2)})
	return l.out
}
