package measure_test

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/unit"
	"lathe/measure"
)

func metered(rate int, x ...[]float64) measure.Result {
	m := measure.NewMeter(rate, len(x))
	block := make([][]float64, len(x))
	for from := 0; from < len(x[0]); from += 4096 {
		for c := range x {
			block[c] = x[c][from:min(from+4096, len(x[c]))]
		}
		m.Feed(block)
	}
	return m.Finish()
}

func tone(rate int, hz, amp float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = amp * math.Sin(2*math.Pi*hz/float64(rate)*float64(i))
	}
	return x
}

// A tone at a band's middle is in that band with its mean power (by its sum of
// squares), and 60 dB down in bands further off. It swells and fades over 0.5 s:
// a tone that stops dead is not one frequency.
func TestATonesPowerIsInItsBand(t *testing.T) {
	for _, rate := range rates {
		for b := 0; b < measure.Bands; b += 3 {
			hz := 1000 * math.Pow(10, float64(b-17)/10)
			x := tone(rate, hz, 0.5, 3*rate)
			square := 0.0
			for i := range x {
				edge := min(1, 2*float64(i)/float64(rate), 2*float64(len(x)-i)/float64(rate))
				x[i] *= 0.5 - 0.5*math.Cos(math.Pi*edge)
				square += x[i] * x[i]
			}
			want := 10 * math.Log10(square/float64(len(x)))
			for _, channels := range []int{1, 2} {
				s := measure.NewSpectrum(rate, channels)
				s.Feed([][]float64{x, make([]float64, len(x))}[:channels])
				s.Finish()
				bands := s.ThirdOctaves()
				// the song is 4 frames long: what their windows make of its swells is within 0.2 dB
				near(t, "its band", float64(bands[b]), want-10*math.Log10(float64(channels)), 0.2)
				for other, db := range bands {
					if d := other - b; b > 0 && (d < -1 || d > 1) && float64(db) > want-60 { // the lowest band is 3 bins wide
						t.Errorf("at %d Hz a tone of %.0f Hz reads %.1f dB in the band of %g Hz, want at most %.1f", rate, hz, float64(db), measure.BandHz(other), want-60)
					}
				}
			}
		}
	}
}

// White noise of power 1/3 has 10 lg(1/3 · bandwidth/(rate/2)) in every band.
func TestNoiseFillsBandsByTheirWidth(t *testing.T) {
	const rate = 48000
	r := metered(rate, dsptest.Noise(1, 60*rate))
	for b, band := range r.ThirdOctaves {
		width := float64(measure.BandEdge(b+1) - measure.BandEdge(b))
		want := 10 * math.Log10(1./3*width/(rate/2))
		within := 4.34 * 4 / math.Sqrt(width*60) // four standard errors of a power over time × bandwidth
		near(t, "band", float64(band.DB), want, max(0.05, within))
	}
}

func TestStereo(t *testing.T) {
	a, b := dsptest.Noise(1, 200000), dsptest.Noise(2, 200000)
	minus := make([]float64, len(a))
	for i, v := range a {
		minus[i] = -v
	}
	for _, tt := range []struct {
		name        string
		left, right []float64
		correlation float64
		width       float64
	}{
		{"the same on both sides", a, a, 1, math.Inf(-1)},
		{"one side turned over", a, minus, -1, math.Inf(1)},
		{"strangers", a, b, 0, 0},
	} {
		r := metered(48000, tt.left, tt.right)
		near(t, tt.name+": correlation", float64(r.Correlation), tt.correlation, 0.01) // 1/√n
		if math.IsInf(tt.width, 0) {
			if r.Width.Known() {
				t.Errorf("%s: width is %v dB, want none", tt.name, r.Width)
			}
		} else {
			near(t, tt.name+": width", float64(r.Width), tt.width, 0.1)
		}
	}
	if r := metered(48000, a, make([]float64, len(a))); r.Correlation.Known() {
		t.Errorf("with one side silent the correlation is %v, want none", r.Correlation)
	}
	if r := metered(48000, a); r.Correlation.Known() || r.Width.Known() {
		t.Error("a mono file has a correlation or a width")
	}
}

func TestDerivedNumbers(t *testing.T) {
	const rate = 48000
	x := tone(rate, 1000, 0.5, 20*rate)
	for i := range x {
		x[i] += 0.001
	}
	r := metered(rate, x, x)
	near(t, "offset", float64(r.DC), 0.001, 1e-6)
	near(t, "integrated", float64(r.Integrated), -6.02, lu)
	near(t, "true peak", float64(r.TruePeak), float64(unit.FromGain(0.501)), 0.01)
	near(t, "PLR", float64(r.PLR), 0.02, 0.03) // a tone in both channels is as loud as its peak
	near(t, "least PSR", float64(r.MinPSR), 0.02, 0.03)
	near(t, "range", float64(r.Range), 0, 0.01)
}

func TestSilenceIsNotMeasurable(t *testing.T) {
	r := metered(44100, make([]float64, 44100), make([]float64, 44100))
	for name, v := range map[string]unit.Reading{
		"integrated": r.Integrated, "true peak": r.TruePeak, "sample peak": r.SamplePeak, "PLR": r.PLR,
		"PSR": r.MinPSR, "width": r.Width, "band": r.ThirdOctaves[10].DB,
	} {
		if v.Known() {
			t.Errorf("%s of silence is %g, want nothing", name, v)
		}
	}
}

func BenchmarkMeter(b *testing.B) {
	block := [][]float64{dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)}
	m := measure.NewMeter(48000, 2)
	for b.Loop() {
		m.Feed(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8192, "ns/sample")
}

func BenchmarkLoudness(b *testing.B) {
	block := [][]float64{dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)}
	m := measure.NewLoudness(48000)
	for b.Loop() {
		m.Feed(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8192, "ns/sample")
}

func BenchmarkSpectrum(b *testing.B) {
	block := [][]float64{dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)}
	m := measure.NewSpectrum(48000, 2)
	for b.Loop() {
		m.Feed(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8192, "ns/sample")
}
