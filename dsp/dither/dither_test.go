package dither_test

import (
	"math"
	"testing"

	"lathe/dsp/dither"
	"lathe/dsp/fft"
	"lathe/dsp/unit"
	"lathe/dsp/window"
)

// spectrum is the average power of hops of 4096 frames, with a full-scale sine
// at 0 dB.
func spectrum(x []float64) []float64 {
	const n = 4096
	w, r := window.Hann(n), fft.NewReal(n)
	re, im, buf := make([]float64, n/2+1), make([]float64, n/2+1), make([]float64, n)
	power, count := make([]float64, n/2+1), 0.0
	for from := 0; from+n <= len(x); from += n / 2 {
		for i := range buf {
			buf[i] = x[from+i] * w[i]
		}
		r.Forward(buf, re, im)
		for k := range power {
			power[k] += (re[k]*re[k] + im[k]*im[k]) / (n * n / 16)
		}
		count++
	}
	for k := range power {
		power[k] /= count
	}
	return power
}

// A tone below the last bit survives 16 bits without harmonics: specs/dsp.md
// section 9, -100 dBFS at 1 kHz, nothing above -120 dB.
func TestAToneBelowTheLastBitKeepsItsShape(t *testing.T) {
	const rate, n = 44100, 44100 * 60
	const bin = 93 // 1001.3 Hz, a whole number of periods per hop
	for _, shape := range []dither.Shape{dither.Flat, dither.Shaped} {
		x := make([]float64, n)
		for i := range x {
			x[i] = 1e-5 * math.Sin(2*math.Pi*bin/4096*float64(i))
		}
		dither.New(16, 1, shape, 1).Process([][]float64{x})
		power := spectrum(x)
		if got := unit.FromPower(power[bin]); math.Abs(float64(got)+100) > 0.5 {
			t.Errorf("shape %d: the tone reads %.2f dBFS, want -100", shape, got)
		}
		for h := 2; h <= 9; h++ {
			around := (power[h*bin-4] + power[h*bin-3] + power[h*bin+3] + power[h*bin+4]) / 4
			if excess := power[h*bin] - around; excess > 1e-12 {
				t.Errorf("shape %d: harmonic %d stands at %.1f dBFS, want at most -120", shape, h, unit.FromPower(excess))
			}
		}
	}
}

// The mean of the error is zero and its power is a quarter step squared (1/12
// from rounding, 1/6 from the dither), whatever the signal: Lipshitz et al.,
// theorem for triangular dither.
func TestTheErrorDoesNotDependOnTheSignal(t *testing.T) {
	const n = 1 << 20
	step := math.Ldexp(1, -15)
	for _, level := range []float64{0, 0.25 * step, 0.5 * step, 1000.3 * step} {
		x := make([]float64, n)
		for i := range x {
			x[i] = level
		}
		dither.New(16, 1, dither.Flat, 7).Process([][]float64{x})
		var mean, power float64
		for _, v := range x {
			e := (v - level) / step
			mean += e / n
			power += e * e / n
		}
		if math.Abs(mean) > 3*0.5/math.Sqrt(n) { // three standard errors
			t.Errorf("at %g steps the mean error is %g steps, want 0", level/step, mean)
		}
		if math.Abs(power-0.25) > 0.002 {
			t.Errorf("at %g steps the error power is %g, want 0.25 steps squared", level/step, power)
		}
	}
}

// Shaping moves noise from 2-5 kHz to the top.
func TestShapingMovesNoiseWhereEarsAreDull(t *testing.T) {
	band := func(shape dither.Shape, lowHz, highHz float64) unit.DB {
		x := make([]float64, 44100*20)
		dither.New(16, 1, shape, 3).Process([][]float64{x})
		sum, count := 0.0, 0.0
		for k, p := range spectrum(x) {
			if hz := float64(k) * 44100 / 4096; hz >= lowHz && hz < highHz {
				sum, count = sum+p, count+1
			}
		}
		return unit.FromPower(sum / count)
	}
	if gain := band(dither.Flat, 2000, 5000) - band(dither.Shaped, 2000, 5000); gain < 15 {
		t.Errorf("noise at 2-5 kHz falls by %.1f dB, want at least 15", gain)
	}
	if band(dither.Shaped, 18000, 22000) < band(dither.Flat, 18000, 22000) {
		t.Error("noise at the top falls too: it has to go somewhere")
	}
}

func TestBlocksDoNotMatter(t *testing.T) {
	make2 := func() [][]float64 {
		x := [][]float64{make([]float64, 5000), make([]float64, 5000)}
		for i := range x[0] {
			x[0][i], x[1][i] = math.Sin(float64(i)), math.Cos(float64(i))
		}
		return x
	}
	for _, shape := range []dither.Shape{dither.Flat, dither.Shaped} {
		want, got := make2(), make2()
		dither.New(16, 2, shape, 9).Process(want)
		d := dither.New(16, 2, shape, 9)
		for from := 0; from < 5000; from += 77 {
			to := min(from+77, 5000)
			d.Process([][]float64{got[0][from:to], got[1][from:to]})
		}
		for c := range want {
			for i := range want[c] {
				if got[c][i] != want[c][i] {
					t.Fatalf("shape %d channel %d frame %d is %g, want %g", shape, c, i, got[c][i], want[c][i])
				}
			}
		}
	}
}

func TestFullScaleIsHeld(t *testing.T) {
	x := []float64{1, -1, 1.5, -1.5}
	dither.New(16, 1, dither.Flat, 1).Process([][]float64{x})
	for i, v := range x {
		if v > 32767./32768 || v < -1 {
			t.Errorf("sample %d is %g, want within -1 and 32767/32768", i, v)
		}
	}
}

func BenchmarkTPDF24(b *testing.B) {
	d := dither.New(24, 2, dither.Flat, 1)
	block := [][]float64{make([]float64, 4096), make([]float64, 4096)}
	for b.Loop() {
		d.Process(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8192, "ns/sample")
}
