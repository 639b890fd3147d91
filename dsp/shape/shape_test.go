package shape_test

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/shape"
	"lathe/dsp/unit"
)

func mustSaturator(tb testing.TB, rate unit.Hz, s shape.Settings) *shape.Saturator {
	tb.Helper()
	t, err := shape.NewSaturator(rate, s)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// lines is the level of every bin of a settled stretch of 48000 frames at
// 48 kHz: one bin a hertz, a full-scale sine at 0 dB, no leakage for whole
// frequencies.
func lines(tb testing.TB, freq float64, s shape.Settings) func(hz int) unit.DB {
	const rate, n = 48000, 48000
	x := make([]float64, 3*n)
	for i := range x {
		x[i] = math.Sin(2 * math.Pi * freq / rate * float64(i))
	}
	mustSaturator(tb, rate, s).Process([][]float64{x})
	return func(hz int) unit.DB {
		var re, im float64
		for i, v := range x[2*n:] {
			sin, cos := math.Sincos(2 * math.Pi * float64(hz*i%n) / n)
			re, im = re+v*cos, im+v*sin
		}
		return unit.FromGain(2 * math.Hypot(re, im) / n)
	}
}

// A 5 kHz full-scale sine at 48 kHz: every line that is not a harmonic is an
// alias; the issue allows -90 dB.
func TestNothingAliases(t *testing.T) {
	for _, s := range []shape.Settings{
		{Drive: 0, Mix: 1}, {Drive: 3, Even: 0.3, Mix: 1}, {Drive: 6, Mix: 1}, {Drive: 12, Even: 1, Mix: 1},
	} {
		level := lines(t, 5000, s)
		worst, at := unit.DB(-300), 0
		for hz := 1000; hz < 24000; hz += 1000 { // images of 5 kHz harmonics at 48 kHz all lie on whole kilohertz
			if hz%5000 == 0 {
				continue
			}
			if l := level(hz); l > worst {
				worst, at = l, hz
			}
		}
		if worst > -90 {
			t.Errorf("drive %g dB: alias at %d Hz stands at %.1f dB, want at most -90", s.Drive, at, worst)
		} else {
			t.Logf("drive %g dB even %g: worst alias %.1f dB at %d Hz", s.Drive, s.Even, worst, at)
		}
	}
}

// Harmonics are the polynomial's, from the powers of a sine:
//
//	sin³ = (3 s1 - s3)/4    sin⁵ = (10 s1 - 5 s3 + s5)/16    sin⁷ = (35 s1 - 21 s3 + 7 s5 - s7)/64
//	sin² = (1 - c2)/2       sin⁴ = (3 - 4 c2 + c4)/8
//	sin⁶ = (10 - 15 c2 + 6 c4 - c6)/32    sin⁸ = (35 - 56 c2 + 28 c4 - 8 c6 + c8)/128
func TestHarmonicsFollowTheLaw(t *testing.T) {
	const even, k2 = 0.5, 35. * 35 / 256
	x3, x5, x7 := -1/k2, 3/(5*k2*k2), -1/(7*k2*k2*k2)
	x2, x4, x6, x8 := even/8, -even*3/(16*k2), even/(8*k2*k2), -even/(32*k2*k2*k2)
	level := lines(t, 500, shape.Settings{Even: even, Mix: 1})
	for _, tt := range []struct {
		name string
		hz   int
		want float64
	}{
		{"first", 500, 1 + 3*x3/4 + 10*x5/16 + 35*x7/64},
		{"second", 1000, x2/2 + x4/2 + 15*x6/32 + 56*x8/128},
		{"third", 1500, x3/4 + 5*x5/16 + 21*x7/64},
		{"fourth", 2000, x4/8 + 6*x6/32 + 28*x8/128},
		{"fifth", 2500, x5/16 + 7*x7/64},
		{"seventh", 3500, x7 / 64},
	} {
		want := unit.FromGain(math.Abs(tt.want))
		if got := level(tt.hz); math.Abs(float64(got-want)) > 0.01 { // dB, the filters' ripple
			t.Errorf("%s harmonic stands at %.3f dB, want %.3f", tt.name, got, want)
		}
	}
	if dc := level(0); dc > -80 {
		t.Errorf("offset is %.1f dB, want none", dc)
	}
}

// With nothing to add the signal passes bit by bit.
func TestMixZeroTouchesNothing(t *testing.T) {
	s := mustSaturator(t, 48000, shape.Settings{Drive: 6, Mix: 0})
	x := dsptest.Noise(1, 5000)
	y := append(append([]float64(nil), x...), make([]float64, s.Latency())...)
	s.Process([][]float64{y})
	for i, v := range x {
		if y[i+s.Latency()] != v {
			t.Fatalf("frame %d is %g, want %g", i, y[i+s.Latency()], v)
		}
	}
}

func TestContract(t *testing.T) {
	dsptest.Exercise(t, func(rate unit.Hz) dsptest.Processor {
		return mustSaturator(t, rate, shape.Settings{Drive: 4, Even: 0.4, Mix: 0.8})
	})
}

func BenchmarkSaturator(b *testing.B) {
	s := mustSaturator(b, 48000, shape.Settings{Drive: 3, Even: 0.3, Mix: 1})
	block := [][]float64{dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)}
	for b.Loop() {
		s.Process(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8192, "ns/sample")
}
