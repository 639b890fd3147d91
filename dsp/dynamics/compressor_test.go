package dynamics_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"lathe/dsp/dsptest"
	"lathe/dsp/dynamics"
	"lathe/dsp/unit"
)

func TestCurveGain(t *testing.T) {
	soft := dynamics.Curve{Threshold: -20, Ratio: 4, Knee: 6}
	hard := dynamics.Curve{Threshold: -20, Ratio: 4}
	limit := dynamics.Curve{Threshold: -1, Ratio: math.Inf(1)}

	for _, tt := range []struct {
		name  string
		curve dynamics.Curve
		level unit.DB
		want  unit.DB // by hand, from the law in [dynamics.Curve.Gain]
	}{
		{"silence is left alone", soft, unit.DB(math.Inf(-1)), 0},
		{"knee begins at -23", soft, -23, 0},
		{"middle of the knee: -3/4 * 3²/12", soft, -20, -0.5625},
		{"knee ends on the straight line", soft, -17, -2.25},
		{"8 dB over at 4:1 keeps 2", soft, -12, -6},
		{"hard corner at the threshold", hard, -20, 0},
		{"no boost below threshold", hard, -60, 0},
		{"a limiter keeps nothing", limit, 3, -4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.curve.Gain(tt.level); math.Abs(float64(got-tt.want)) > 1e-12 {
				t.Errorf("gain at %g dB is %g dB, want %g dB", tt.level, got, tt.want)
			}
		})
	}
}

// Attack and release mean what their comments say: 63 % of the way after one
// time constant. They are long here, so that the 10 ms of the detector are at
// most 0.2 dB: 10 ms at the 19 dB a second of the curve's middle.
func TestCompressorBallistics(t *testing.T) {
	const rate, within = 48000, 0.2
	c, err := dynamics.NewCompressor(rate, dynamics.Settings{
		Curve:  dynamics.Curve{Threshold: -20, Ratio: 4},
		Attack: 500 * time.Millisecond, Release: 500 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	gainAfter := func(x []float64) float64 {
		gain := c.Gains([][]float64{x})
		return float64(unit.FromGain(gain[len(gain)-1]))
	}
	full := -15. // a full-scale sine is 20 dB over; at 4:1 it settles here
	if got, want := gainAfter(sine(rate, 1000, 0, rate/2)), full*(1-1/math.E); math.Abs(got-want) > within {
		t.Errorf("one attack into a tone the gain is %.3f dB, want %.3f dB", got, want)
	}
	if got := gainAfter(sine(rate, 1000, 0, 10*rate)); math.Abs(got-full) > 0.01 {
		t.Errorf("the gain settles at %.3f dB, want %.3f dB", got, full)
	}
	if got, want := gainAfter(make([]float64, rate/2)), full/math.E; math.Abs(got-want) > 0.5 {
		// the detector needs 46 ms to forget 20 dB, and the gain stays until it has
		t.Errorf("one release into silence the gain is %.3f dB, want about %.3f dB", got, want)
	}
}

// The slow rider keeps the gain down between beats.
func TestSustainHoldsWhatLasts(t *testing.T) {
	const rate = 48000
	after := func(sustain time.Duration) unit.DB {
		c, err := dynamics.NewCompressor(rate, dynamics.Settings{
			Curve:  dynamics.Curve{Threshold: -20, Ratio: 2},
			Attack: 10 * time.Millisecond, Release: 100 * time.Millisecond, Sustain: sustain,
		})
		if err != nil {
			t.Fatal(err)
		}
		c.Gains([][]float64{sine(rate, 1000, 0, 5*rate)})
		gain := c.Gains([][]float64{make([]float64, rate/2)})
		return unit.FromGain(gain[len(gain)-1])
	}
	if fast, slow := after(0), after(2*time.Second); !(fast > -0.5 && slow < -5) {
		t.Errorf("half a second into a rest the gain is %.2f dB alone and %.2f dB with sustain, want above -0.5 and below -5", fast, slow)
	}
}

// A highpass in the side chain keeps the kick from pumping the mix.
func TestTheDetectorIsDeafBelowItsHighpass(t *testing.T) {
	const rate = 48000
	c, err := dynamics.NewCompressor(rate, dynamics.Settings{Curve: dynamics.Curve{Threshold: -20, Ratio: 4}, Highpass: 200})
	if err != nil {
		t.Fatal(err)
	}
	gain := c.Gains([][]float64{sine(rate, 50, 0, rate)})
	// 12 dB an octave, two octaves down: the sine reads -24 dB, below the threshold
	if got := unit.FromGain(gain[rate-1]); got != 0 {
		t.Errorf("a 50 Hz tone moves the gain to %.2f dB, want 0", got)
	}
}

func TestCompressorContract(t *testing.T) {
	dsptest.Exercise(t, func(rate unit.Hz) dsptest.Processor {
		return mustCompressor(t, rate, 5*time.Millisecond)
	})
}

func TestSettingsValidate(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    dynamics.Settings
		want string
	}{
		{"ok", dynamics.Settings{Curve: dynamics.Curve{Ratio: 2}}, ""},
		{"expands", dynamics.Settings{Curve: dynamics.Curve{Ratio: 0.5}}, "compressor ratio is 0.5, want 1 or more"},
		{"not a number", dynamics.Settings{Curve: dynamics.Curve{Ratio: math.NaN()}}, "compressor ratio is NaN, want 1 or more"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if err := tt.s.Validate(); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func ExampleCurve_Gain() {
	vocal := dynamics.Curve{Threshold: -18, Ratio: 3, Knee: 6}
	for _, level := range []unit.DB{-30, -18, -9} {
		fmt.Printf("%4.0f dBFS -> %.2f dB\n", level, vocal.Gain(level))
	}
	// Output:
	//  -30 dBFS -> 0.00 dB
	//  -18 dBFS -> -0.50 dB
	//   -9 dBFS -> -6.00 dB
}

func BenchmarkCompressor(b *testing.B) {
	c := mustCompressor(b, 48000, 5*time.Millisecond)
	block := [][]float64{dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)}
	for b.Loop() {
		c.Process(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8192, "ns/sample")
}

// sine is n frames of a full-scale tone.
func sine(rate, freq unit.Hz, phaseRad float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Sin(2*math.Pi*float64(freq/rate)*float64(i) + phaseRad)
	}
	return x
}

func mustCompressor(tb testing.TB, rate unit.Hz, attack time.Duration) *dynamics.Compressor {
	tb.Helper()
	c, err := dynamics.NewCompressor(rate, dynamics.Settings{
		Curve:  dynamics.Curve{Threshold: -20, Ratio: 4},
		Attack: attack, Release: 100 * time.Millisecond,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return c
}
