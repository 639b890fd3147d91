package reverb_test

import (
	"math"
	"testing"
	"time"

	"lathe/dsp/dsptest"
	"lathe/dsp/reverb"
	"lathe/dsp/unit"
)

var small = reverb.Settings{Decay: 900 * time.Millisecond, PreDelay: 20 * time.Millisecond, Highpass: 250, Lowpass: 7000, Damping: 0.5}

func mustRoom(tb testing.TB, rate unit.Hz, s reverb.Settings) *reverb.Room {
	tb.Helper()
	r, err := reverb.New(rate, s)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// response is the room's answer to a click on both sides.
func response(tb testing.TB, rate int, s reverb.Settings) [][]float64 {
	x := [][]float64{make([]float64, 3*rate), make([]float64, 3*rate)}
	x[0][0], x[1][0] = 1, 1
	mustRoom(tb, unit.Hz(rate), s).Process(x)
	return x
}

func energy(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return sum
}

// The decay time is the one asked for: Schroeder's backward integral between
// -5 and -35 dB, doubled (ISO 3382's T30), without damping.
func TestDecayIsAsAsked(t *testing.T) {
	for _, rate := range []int{44100, 96000} {
		s := small
		s.Damping = 0
		x := response(t, rate, s)[0]
		left := make([]float64, len(x))
		sum := 0.0
		for i := len(x) - 1; i >= 0; i-- {
			sum += x[i] * x[i]
			left[i] = sum
		}
		at := func(db float64) float64 {
			for i, v := range left {
				if 10*math.Log10(v/left[0]) < db {
					return float64(i) / float64(rate)
				}
			}
			return math.NaN()
		}
		t30 := 2 * (at(-35) - at(-5))
		if math.Abs(t30/0.9-1) > 0.1 { // 10 %: the just noticeable difference is 5 %
			t.Errorf("at %d Hz the room decays in %.3f s, want 0.9", rate, t30)
		}
	}
}

func TestTheRoomIsWideAndDoesNotRing(t *testing.T) {
	const rate = 48000
	x := response(t, rate, small)
	tail := [][]float64{x[0][rate/5 : rate], x[1][rate/5 : rate]}
	cross := 0.0
	for i := range tail[0] {
		cross += tail[0][i] * tail[1][i]
	}
	if rho := cross / math.Sqrt(energy(tail[0])*energy(tail[1])); math.Abs(rho) > 0.2 {
		t.Errorf("left and right correlate by %.2f, want next to nothing", rho)
	}
	// one mode would show as a peak of the tail's autocorrelation
	e := energy(tail[0])
	for lag := rate / 2000; lag < rate/50; lag++ {
		sum := 0.0
		for i := lag; i < len(tail[0]); i++ {
			sum += tail[0][i] * tail[0][i-lag]
		}
		if rho := sum / e; rho > 0.4 {
			t.Fatalf("the tail repeats itself after %d frames (%.2f): it rings at %.0f Hz", lag, rho, rate/float64(lag))
		}
	}
}

// tone is a second in the room: a tone for the first half, then its decay.
func tone(tb testing.TB, freq float64) []float64 {
	const rate = 48000
	x := [][]float64{make([]float64, rate), make([]float64, rate)}
	for i := range rate / 2 {
		x[0][i] = math.Sin(2 * math.Pi * freq / rate * float64(i))
		x[1][i] = x[0][i]
	}
	mustRoom(tb, rate, small).Process(x)
	return x[0]
}

func TestTheTrebleDiesSooner(t *testing.T) {
	fall := func(freq float64) float64 { // from just before the end of the tone to 0.2 s after
		x := tone(t, freq)
		return 10 * math.Log10(energy(x[33600:36000])/energy(x[21600:24000]))
	}
	if mid, high := fall(500), fall(5000); high > mid-6 { // by the decay times: 13 and 27 dB in 0.2 s
		t.Errorf("after 0.2 s, 500 Hz has fallen by %.1f dB and 5 kHz by %.1f dB, want the treble 6 dB lower at least", mid, high)
	}
}

func TestTheBassStaysOut(t *testing.T) {
	below := 10 * math.Log10(energy(tone(t, 60)[12000:24000])/energy(tone(t, 1000)[12000:24000]))
	if below > -15 { // two octaves below the highpass: 24 dB, give or take the room's own unevenness
		t.Errorf("60 Hz stands %.1f dB against 1 kHz, want at most -15", below)
	}
}

func TestContract(t *testing.T) {
	dsptest.Exercise(t, func(rate unit.Hz) dsptest.Processor { return mustRoom(t, rate, small) })
}

func BenchmarkRoom(b *testing.B) {
	r := mustRoom(b, 48000, small)
	block := [][]float64{dsptest.Noise(1, 4096), dsptest.Noise(2, 4096)}
	for b.Loop() {
		r.Process(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/4096, "ns/frame")
}
