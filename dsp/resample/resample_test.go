package resample_test

import (
	"fmt"
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/resample"
	"lathe/dsp/unit"
)

func convert(t testing.TB, in, out int, x []float64) []float64 {
	t.Helper()
	c, err := resample.New(in, out, 1)
	if err != nil {
		t.Fatal(err)
	}
	y := c.Feed([][]float64{nil}, [][]float64{x})
	y = c.Finish(y)
	if want := c.OutFrames(int64(len(x))); int64(len(y[0])) != want {
		t.Fatalf("%d frames become %d, want %d", len(x), len(y[0]), want)
	}
	return y[0]
}

func sine(rate int, freq unit.Hz, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Sin(2 * math.Pi * float64(freq) / float64(rate) * float64(i))
	}
	return x
}

// residual fits a sine of freq to the middle of y by least squares and returns
// its gain and what is left, both relative to a full-scale sine.
func residual(y []float64, rate int, freq unit.Hz) (gain, noise unit.DB) {
	y = y[len(y)/4 : 3*len(y)/4]
	var ss, cc, sc, ys, yc, yy float64
	w := 2 * math.Pi * float64(freq) / float64(rate)
	for i, v := range y {
		s, c := math.Sincos(w * float64(i))
		ss, cc, sc, ys, yc, yy = ss+s*s, cc+c*c, sc+s*c, ys+v*s, yc+v*c, yy+v*v
	}
	det := ss*cc - sc*sc
	a, b := (ys*cc-yc*sc)/det, (yc*ss-ys*sc)/det
	left := 0.0
	for i, v := range y {
		s, c := math.Sincos(w * float64(i))
		d := v - a*s - b*c
		left += d * d
	}
	return unit.FromGain(math.Hypot(a, b)), unit.FromPower(2 * left / float64(len(y)))
}

// The figures of specs/dsp.md section 9 and of the issue: THD+N at or below
// -150 dB, 0.001 dB of ripple up to 20 kHz.
func TestTonesSurvive(t *testing.T) {
	for _, r := range [][2]int{{44100, 48000}, {48000, 44100}, {96000, 44100}, {44100, 96000}, {88200, 44100}, {192000, 48000}} {
		for _, freq := range []unit.Hz{30, 997, 7000, 15000, 19990} {
			t.Run(fmt.Sprintf("%d to %d, %g Hz", r[0], r[1], freq), func(t *testing.T) {
				y := convert(t, r[0], r[1], sine(r[0], freq, r[0]/2))
				gain, noise := residual(y, r[1], freq)
				if math.Abs(float64(gain)) > 0.001 {
					t.Errorf("gain is %.6f dB, want 0 within 0.001", gain)
				}
				if noise > -150 {
					t.Errorf("THD+N is %.1f dB, want at most -150", noise)
				}
			})
		}
	}
}

// What the lower rate cannot hold must be gone, not folded.
func TestNothingFolds(t *testing.T) {
	for _, tt := range []struct {
		in, out int
		freq    unit.Hz
	}{{48000, 44100, 22060}, {48000, 44100, 23500}, {96000, 44100, 22060}, {96000, 44100, 30000}, {96000, 48000, 47000}} {
		y := convert(t, tt.in, tt.out, sine(tt.in, tt.freq, tt.in/2))
		y = y[len(y)/4 : 3*len(y)/4] // away from the tone's hard edges
		top := 0.0
		for _, v := range y {
			top = max(top, math.Abs(v))
		}
		if db := unit.FromGain(top); db > -150 {
			t.Errorf("%d to %d: a tone at %g Hz leaves %.1f dB, want at most -150", tt.in, tt.out, tt.freq, db)
		}
	}
}

// Output frame n is the curve at n/out seconds: a slow bump stays in its place.
func TestTimeStaysInPlace(t *testing.T) {
	bump := func(rate int) []float64 {
		x := make([]float64, rate/10)
		for i := range x {
			s := (float64(i)/float64(rate) - 0.05) / 0.001
			x[i] = math.Exp(-s * s / 2)
		}
		return x
	}
	got, want := convert(t, 44100, 48000, bump(44100)), bump(48000)
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-8 {
			t.Fatalf("frame %d is %g, want %g", i, got[i], want[i])
		}
	}
}

func TestBlocksDoNotMatter(t *testing.T) {
	x := dsptest.Noise(1, 30000)
	want := convert(t, 48000, 44100, x)
	c, err := resample.New(48000, 44100, 2)
	if err != nil {
		t.Fatal(err)
	}
	out := [][]float64{nil, nil}
	for from, size := 0, 1; from < len(x); from, size = from+size, size*7%4099+1 {
		part := x[from:min(from+size, len(x))]
		out = c.Feed(out, [][]float64{part, part})
	}
	out = c.Finish(out)
	for ch := range out {
		if len(out[ch]) != len(want) {
			t.Fatalf("channel %d has %d frames, want %d", ch, len(out[ch]), len(want))
		}
		for i := range want {
			if out[ch][i] != want[i] {
				t.Fatalf("channel %d frame %d is %g, want %g", ch, i, out[ch][i], want[i])
			}
		}
	}
}

func TestAnImpossibleRatioIsRefused(t *testing.T) {
	if _, err := resample.New(44101, 767999, 2); err == nil {
		t.Error("44101 Hz to 767999 Hz was accepted, want a refusal")
	}
}

func BenchmarkConvert48to44(b *testing.B) {
	c, err := resample.New(48000, 44100, 2)
	if err != nil {
		b.Fatal(err)
	}
	block := [][]float64{dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)}
	out := [][]float64{nil, nil}
	for b.Loop() {
		out[0], out[1] = out[0][:0], out[1][:0]
		out = c.Feed(out, block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8192, "ns/sample")
}
