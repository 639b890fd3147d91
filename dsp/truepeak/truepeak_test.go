package truepeak_test

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/dsp/truepeak"
	"lathe/dsp/unit"
)

func peak(x []float64) float64 {
	f := truepeak.NewFinder(truepeak.NewKernel(), 0)
	f.Feed(x)
	f.Finish()
	return f.Peak()
}

// tone is a sine that starts and ends softly, so that its edges do not ring.
func tone(rate, freq unit.Hz, phaseRad float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		fade := min(1, float64(i)/1000, float64(n-1-i)/1000)
		x[i] = fade * math.Sin(2*math.Pi*float64(freq/rate)*float64(i)+phaseRad)
	}
	return x
}

// A tone's true peak is its amplitude, wherever its samples fall.
func TestTonesReadTheirAmplitude(t *testing.T) {
	const rate = 44100
	for k := 1; k <= 43; k++ { // k/96 of the rate: up to 19.8 kHz
		for p := range 8 {
			x := tone(rate, rate*unit.Hz(k)/96, math.Pi/8*float64(p), 6000)
			if errDB := math.Abs(float64(unit.FromGain(peak(x)))); errDB > 0.01 { // dB, specs/dsp.md bar 2
				t.Errorf("tone of %d/96 of the rate, phase %d/8 π reads %.4f dB off", k, p, errDB)
			}
		}
	}
}

func TestChunksDoNotMatter(t *testing.T) {
	x := dsptest.Noise(1, 20000)
	want := truepeak.NewFinder(truepeak.NewKernel(), 441)
	want.Feed(x)
	want.Finish()
	got := truepeak.NewFinder(truepeak.NewKernel(), 441)
	for from, size := 0, 1; from < len(x); from, size = from+size, size*3%977+1 {
		got.Feed(x[from:min(from+size, len(x))])
	}
	got.Finish()
	if got.Peak() != want.Peak() {
		t.Errorf("peak in chunks is %g, want %g", got.Peak(), want.Peak())
	}
	if len(want.Hops()) != 46 { // 20000 / 441, rounded up
		t.Errorf("there are %d hops, want 46", len(want.Hops()))
	}
	top := 0.0
	for i, h := range want.Hops() {
		if got.Hops()[i] != h {
			t.Errorf("hop %d in chunks is %g, want %g", i, got.Hops()[i], h)
		}
		top = max(top, float64(h))
	}
	if math.Abs(top/want.Peak()-1) > 1e-6 { // float32
		t.Errorf("highest hop is %g, peak is %g, want the same", top, want.Peak())
	}
}

// The envelope is what the finder finds, laid out in time.
func TestEnvelopeHoldsTheFinder(t *testing.T) {
	const pad = truepeak.Reach + 1
	x := make([]float64, pad+5000+pad)
	copy(x[pad:], dsptest.Noise(2, 5000))
	env := make([]float64, 5000)
	truepeak.NewKernel().Envelope(env, x[:pad+5000+truepeak.Reach], 0)
	top := 0.0
	for i, e := range env {
		if a := math.Abs(x[pad+i]); e < a {
			t.Fatalf("frame %d: envelope is %g, below its sample %g", i, e, a)
		}
		top = max(top, e)
	}
	if want := peak(x[pad : pad+5000]); math.Abs(top/want-1) > 1e-12 {
		t.Errorf("highest point is %g, want %g", top, want)
	}
	quiet := make([]float64, 5000)
	truepeak.NewKernel().Envelope(quiet, x[:pad+5000+truepeak.Reach], 1.2)
	for i, e := range quiet {
		if env[i] > 1.2 && e != env[i] {
			t.Fatalf("frame %d: above the floor the envelope is %g, want %g", i, e, env[i])
		}
	}
}

func BenchmarkFinderMusicLike(b *testing.B) {
	x := dsptest.Noise(1, 1<<16) // noise whose level swells, as music's does
	for i := range x {
		x[i] *= 0.5 + 0.5*math.Sin(float64(i)/9000)
	}
	k := truepeak.NewKernel()
	for b.Loop() {
		f := truepeak.NewFinder(k, 4410)
		for from := 0; from < len(x); from += 4096 {
			f.Feed(x[from : from+4096])
		}
		f.Finish()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(x)), "ns/sample")
}

func BenchmarkEnvelope(b *testing.B) {
	x := dsptest.Noise(1, 4096+2*truepeak.Reach+1)
	env := make([]float64, 4096)
	k := truepeak.NewKernel()
	for b.Loop() {
		k.Envelope(env, x, 0)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/4096, "ns/sample")
}
