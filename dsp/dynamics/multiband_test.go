package dynamics_test

import (
	"math"
	"testing"
	"time"

	"lathe/dsp/dsptest"
	"lathe/dsp/dynamics"
	"lathe/dsp/hop"
	"lathe/dsp/unit"
)

func mustMultiband(tb testing.TB, rate unit.Hz, threshold unit.DB) *hop.Runner {
	tb.Helper()
	band := dynamics.Band{Settings: dynamics.Settings{
		Curve:  dynamics.Curve{Threshold: threshold, Ratio: 2, Knee: 6},
		Attack: 20 * time.Millisecond, Release: 150 * time.Millisecond,
	}}
	m, err := dynamics.NewMultiband(rate, []unit.Hz{120, 800, 5000}, []dynamics.Band{band, band, band, band}, 2)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func TestMultibandContract(t *testing.T) {
	dsptest.Exercise(t, func(rate unit.Hz) dsptest.Processor { return mustMultiband(t, rate, -20) })
}

// Below every threshold the input comes back bit by bit.
func TestABandAtRestTouchesNothing(t *testing.T) {
	m := mustMultiband(t, 48000, 20)
	late, n := m.Latency(), 60000
	x := [][]float64{make([]float64, n+late), make([]float64, n+late)}
	want := [][]float64{dsptest.Noise(1, n), dsptest.Noise(2, n)}
	copy(x[0], want[0])
	copy(x[1], want[1])
	m.Process(x)
	for c := range want {
		for i, v := range want[c] {
			if x[c][i+late] != v {
				t.Fatalf("channel %d frame %d is %g, want %g", c, i, x[c][i+late], v)
			}
		}
	}
}

// A band that is idle need not be made: the others sound as they do beside one
// that never gets loud enough.
func TestIdleBandsChangeNothing(t *testing.T) {
	at := func(threshold unit.DB, ratio float64) dynamics.Band {
		return dynamics.Band{Settings: dynamics.Settings{
			Curve:  dynamics.Curve{Threshold: threshold, Ratio: ratio, Knee: 6},
			Attack: 20 * time.Millisecond, Release: 150 * time.Millisecond,
		}}
	}
	for idle := range 1 << 4 { // every choice of idle bands
		var bands [2][]dynamics.Band
		for b := range 4 {
			bands[0], bands[1] = append(bands[0], at(-30, 2)), append(bands[1], at(-30, 2))
			if idle>>b&1 == 1 {
				bands[0][b], bands[1][b] = at(0, 1), at(60, 2)
			}
		}
		var out [2][][]float64
		for i := range out {
			m, err := dynamics.NewMultiband(48000, []unit.Hz{120, 800, 5000}, bands[i], 2)
			if err != nil {
				t.Fatal(err)
			}
			out[i] = [][]float64{dsptest.Noise(1, 40000), dsptest.Noise(2, 40000)}
			m.Process(out[i])
		}
		for c := range out[0] {
			for i, v := range out[0][c] {
				if v != out[1][c][i] {
					t.Fatalf("idle bands %04b: channel %d frame %d is %g, want %g", idle, c, i, v, out[1][c][i])
				}
			}
		}
	}
}

// A loud low note turns itself down and leaves the treble alone.
func TestBandsKeepToThemselves(t *testing.T) {
	const rate = 48000
	m := mustMultiband(t, rate, -20)
	x := [][]float64{sine(rate, 300, 0, 2*rate), nil}
	for i, v := range sine(rate, 10000, 0, 2*rate) {
		x[0][i] += 0.03 * v // -30 dBFS: below the threshold and its knee
	}
	x[1] = append([]float64(nil), x[0]...)
	m.Process(x)
	settled := x[0][rate:]
	for _, tt := range []struct {
		freq   unit.Hz
		want   unit.DB
		reason string
		within float64
	}{
		{300, -10, "20 dB over at 2:1", 0.05},
		{10000, -30.46, "below the threshold", 0.05},
	} {
		var s, c float64
		for i, v := range settled {
			sin, cos := math.Sincos(2 * math.Pi * float64(tt.freq) / rate * float64(i))
			s, c = s+v*sin, c+v*cos
		}
		got := unit.FromGain(2 * math.Hypot(s, c) / float64(len(settled)))
		if math.Abs(float64(got-tt.want)) > tt.within {
			t.Errorf("%g Hz comes out at %.2f dB, want %.2f (%s)", tt.freq, got, tt.want, tt.reason)
		}
	}
}

func BenchmarkMultiband(b *testing.B) {
	m := mustMultiband(b, 48000, -20)
	block := [][]float64{dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)}
	for b.Loop() {
		m.Process(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8192, "ns/sample")
}
