package biquad_test

import (
	"math"
	"testing"

	"lathe/dsp/biquad"
	"lathe/dsp/dsptest"
	"lathe/dsp/unit"
)

func TestDesignsDoWhatTheirNamesSay(t *testing.T) {
	const rate = 48000
	for _, tt := range []struct {
		name     string
		sections []biquad.Section
		freq     unit.Hz
		want     unit.DB
		within   float64 // dB; exact where the bilinear transform is exact
	}{
		{"a bell has its gain at its middle", []biquad.Section{biquad.Peak(rate, 1000, -6, 2)}, 1000, -6, 1e-9},
		{"a bell leaves the bottom alone", []biquad.Section{biquad.Peak(rate, 1000, -6, 2)}, 0, 0, 1e-9},
		{"a bell leaves Nyquist alone", []biquad.Section{biquad.Peak(rate, 1000, -6, 2)}, rate / 2, 0, 1e-9},
		{"a low shelf lifts the bottom", []biquad.Section{biquad.LowShelf(rate, 200, 4, 0.7071)}, 0, 4, 1e-9},
		{"a low shelf is at half at its corner", []biquad.Section{biquad.LowShelf(rate, 200, 4, 0.7071)}, 200, 2, 1e-9},
		{"a high shelf lifts the top", []biquad.Section{biquad.HighShelf(rate, 4000, -3, 0.7071)}, rate / 2, -3, 1e-9},
		{"a high shelf leaves the bottom alone", []biquad.Section{biquad.HighShelf(rate, 4000, -3, 0.7071)}, 0, 0, 1e-9},
		{"fourth order Butterworth is 3 dB down at its corner", biquad.Butterworth(biquad.HighPass, rate, 100, 4), 100, -3.0103, 1e-4},
		{"and falls 24 dB an octave", biquad.Butterworth(biquad.HighPass, rate, 100, 4), 25, -48.16, 0.05},
		{"a low pass is 3 dB down at its corner", biquad.Butterworth(biquad.LowPass, rate, 100, 2), 100, -3.0103, 1e-4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := biquad.GainAt(tt.sections, rate, tt.freq)
			if math.Abs(float64(got-tt.want)) > tt.within {
				t.Errorf("gain at %g Hz is %.4f dB, want %.4f dB", tt.freq, got, tt.want)
			}
		})
	}
}

func TestNotchSilencesItsFrequency(t *testing.T) {
	if g := biquad.GainAt([]biquad.Section{biquad.Notch(48000, 50, 30)}, 48000, 50); g > -200 {
		t.Errorf("gain at the notch is %.1f dB, want none", g)
	}
}

// A sine through the filter comes out with the gain that Response promises.
func TestProcessDoesWhatResponsePromises(t *testing.T) {
	const rate, n = 48000, 48000
	s := biquad.Peak(rate, 3000, 5, 1.5)
	f := biquad.NewFilter(s)
	x := [][]float64{make([]float64, n), make([]float64, n)}
	for i := range n {
		x[0][i] = math.Sin(2 * math.Pi * 2500 / rate * float64(i))
		x[1][i] = -x[0][i]
	}
	f.Process(x)
	energy := 0.0
	for _, v := range x[0][n/2:] { // whole periods, after the transient
		energy += v * v
	}
	got := float64(unit.FromPower(energy / (n / 2) * 2))
	want := float64(biquad.GainAt([]biquad.Section{s}, rate, 2500))
	if math.Abs(got-want) > 1e-6 {
		t.Errorf("gain is %.6f dB, want %.6f dB", got, want)
	}
	for i := range n {
		if x[1][i] != -x[0][i] {
			t.Fatalf("sample %d: right is %g, left is %g, want mirrored", i, x[1][i], x[0][i])
		}
	}
}

func TestContract(t *testing.T) {
	dsptest.Exercise(t, func(rate unit.Hz) dsptest.Processor {
		return biquad.NewFilter(biquad.HighPass(rate, 30, 0.7), biquad.Peak(rate, 2000, -4, 3))
	})
}

// Sections that share a loop give the bits they give one after another.
func TestSectionsInOneFilterAreFiltersInSeries(t *testing.T) {
	sections := []biquad.Section{
		biquad.Peak(48000, 1000, -3, 1), biquad.HighPass(48000, 40, 0.7), biquad.Peak(48000, 6000, 5, 2),
	}
	for n := 1; n <= len(sections); n++ {
		got := [][]float64{dsptest.Noise(1, 3000), dsptest.Noise(2, 3000)}
		want := [][]float64{dsptest.Noise(1, 3000), dsptest.Noise(2, 3000)}
		biquad.NewFilter(sections[:n]...).Process(got)
		for _, s := range sections[:n] {
			biquad.NewFilter(s).Process(want)
		}
		for c := range want {
			for i := range want[c] {
				if math.Float64bits(got[c][i]) != math.Float64bits(want[c][i]) {
					t.Fatalf("%d sections, channel %d, frame %d: %g, want %g", n, c, i, got[c][i], want[c][i])
				}
			}
		}
	}
}

func BenchmarkStereoPair(b *testing.B) {
	f := biquad.NewFilter(biquad.Peak(48000, 1000, -3, 1), biquad.HighPass(48000, 40, 0.7))
	block := [][]float64{dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)}
	for b.Loop() {
		f.Process(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8192, "ns/sample")
}

func BenchmarkStereoSection(b *testing.B) {
	f := biquad.NewFilter(biquad.Peak(48000, 1000, -3, 1))
	block := [][]float64{dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)}
	for b.Loop() {
		f.Process(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8192, "ns/sample")
}
