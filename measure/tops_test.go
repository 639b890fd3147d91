package measure

import (
	"math"
	"math/rand/v2"
	"testing"
)

// topsOf feeds a channel in uneven blocks.
func topsOf(x []float64) Tops {
	t := newTopper()
	for at, n := 0, 100; at < len(x); at, n = at+n, n*3%4099+1 {
		t.feed(x[at:min(at+n, len(x))], int64(at))
	}
	return t.finish()
}

// A full-scale sine is within d of its peak for acos(d)/(pi/2) of the time.
func TestTopsOfASine(t *testing.T) {
	const n = 400000
	x := make([]float64, n)
	for i := range x {
		x[i] = 0.999 * math.Sin(float64(i)*math.Sqrt2/10)
	}
	got := topsOf(x)
	within := 0.0
	for i, count := range got.Steps {
		within += float64(count)
		// steps are bounded by 64ths of an octave in amplitude: (64-i-1)/64 · 1/2 + 1/2
		low := (64 + float64(63-i)) / 128
		if i == TopSteps-1 {
			low = 0.999 / 2 // what is an octave below the peak is not counted
		}
		want := n * math.Acos(min(1, low/0.999)) * 2 / math.Pi
		if math.Abs(within-want) > 0.002*n {
			t.Errorf("%.0f samples lie above %.4f, want %.0f", within, low, want)
		}
	}
	if got.OverFull != 0 || got.Paired > got.AtPeak {
		t.Errorf("%d samples are beyond full scale, %d of %d are paired", got.OverFull, got.Paired, got.AtPeak)
	}
}

// Noise cut at a ceiling crowds there, in as many shapes as one cares to count,
// and what is over full scale is found where it is.
func TestTopsOfAClipper(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	x, cut := make([]float64, 50000), 0
	for i := range x {
		x[i] = random.NormFloat64() * 0.2
		if math.Abs(x[i]) >= 0.5 {
			x[i] = math.Copysign(0.5, x[i])
			cut++
		}
	}
	got := topsOf(x)
	if got.AtPeak < int64(cut) || got.AtPeak > int64(cut)+3 || got.Shapes != mostShapes {
		t.Errorf("%d samples in %d shapes at the peak, %d were cut", got.AtPeak, got.Shapes, cut)
	}
	x[20000], x[20010], x[40000] = 1.5, -1.25, 2
	got = topsOf(x)
	if got.OverFull != 3 || len(got.Over) != 2 || got.Over[0].Frame != 20000 || got.Over[0].Length != 11 || got.Over[1].Frame != 40000 {
		t.Errorf("%d samples beyond full scale in %v", got.OverFull, got.Over)
	}
}

// The edges are the file's first and last tenth of a second, in any blocks.
func TestEdges(t *testing.T) {
	e := newEdger(1000, 1)
	x := make([]float64, 777)
	for i := range x {
		x[i] = float64(i)
	}
	for at, n := 0, 7; at < len(x); at, n = at+n, n*5%301+1 {
		e.feed([][]float64{x[at:min(at+n, len(x))]})
	}
	if o := e.out.Opening[0]; len(o) != 100 || o[0] != 0 || o[99] != 99 {
		t.Errorf("the opening is %v", o)
	}
	if c := e.out.Closing[0]; len(c) != 100 || c[0] != 677 || c[99] != 776 {
		t.Errorf("the closing is %v", c)
	}
}

// The low band passes what it should at its level, in its place, and folds
// nothing down.
func TestLowBand(t *testing.T) {
	for _, rate := range []int{44100, 48000, 96000} {
		for _, tt := range []struct{ freqHz, want float64 }{{60, 1}, {400, 1}, {1100, 0}, {1440, 0}, {5000, 0}} {
			l, n := newLower(rate), 2*rate
			x := make([]float64, n)
			for i := range x {
				x[i] = math.Cos(2 * math.Pi * tt.freqHz * float64(i-rate) / float64(rate))
			}
			for at := 0; at < n; at += 1000 {
				l.feed([][]float64{x[at:min(at+1000, n)], x[at:min(at+1000, n)]})
			}
			out := l.finish()
			worst := 0.0
			for i := len(out.Samples) / 4; i < len(out.Samples)*3/4; i++ {
				s := float64(i)/out.Rate - 1
				worst = max(worst, math.Abs(float64(out.Samples[i])-tt.want*math.Cos(2*math.Pi*tt.freqHz*s)))
			}
			if worst > 0.002 { // -54 dB
				t.Errorf("%g Hz at %d Hz: off by %.4f", tt.freqHz, rate, worst)
			}
		}
	}
}

// Noise that a brick wall cuts at 9 kHz breaks off there in every frame; noise
// that fades breaks off nowhere.
func TestCliffs(t *testing.T) {
	const rate, n = 48000, 4096
	random := rand.New(rand.NewPCG(7, 8))
	for _, tt := range []struct {
		name        string
		slope, wall float64 // dB per octave; Hz
		steep       float64
	}{{"a wall", 0, 9000, 1}, {"a fade", -24, 24000, 0}} {
		c := newCliffer(rate, n)
		power := make([]float64, n/2+1)
		for range 50 {
			for k := range power {
				hz := float64(k) * rate / n
				power[k] = random.ExpFloat64() * 1e-8 * math.Pow(10, tt.slope*math.Log2(max(hz, 20)/1000)/10)
				if hz > tt.wall {
					power[k] *= 1e-5
				}
			}
			c.turn(power)
		}
		got := c.finish()
		if got.Steep != tt.steep || tt.steep > 0 && (math.Abs(got.HzMid-tt.wall) > 200 || got.Mode != 1 || math.Abs(got.DB-45) > 8) {
			t.Errorf("%s gives %+v", tt.name, got)
		}
	}
}
