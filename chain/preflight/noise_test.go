package preflight_test

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
	"lathe/session"
)

// mains is a comb of lines that fall by 4 dB each, together at a level in dBFS.
func mains(n int, hz, dbfs float64) []float64 {
	x, power := make([]float64, n), 0.0
	for k := 1.0; k <= 8; k++ {
		a := math.Pow(10, -4*(k-1)/20)
		power += a * a / 2
		for i := range x {
			x[i] += a * math.Sin(2*math.Pi*k*hz*float64(i)/rate+k)
		}
	}
	for i := range x {
		x[i] *= math.Pow(10, dbfs/20) / math.Sqrt(power)
	}
	return x
}

// held is a bass that holds one note with its overtones, swelling.
func held(seconds, freqHz float64) []float64 {
	x := make([]float64, int(seconds*rate))
	for i := range x {
		s := float64(i) / rate
		for k := 1.0; k <= 6; k++ {
			x[i] += 0.2 / k * math.Sin(2*math.Pi*k*freqHz*s) * (0.6 + 0.4*math.Sin(2*math.Pi*0.3*s))
		}
	}
	return x
}

// snatched is a bass on one low note that is let go of for 0.15 s before it is
// played again: its rests are too short for a spectrum.
func snatched(seconds, freqHz float64) []float64 {
	x := held(seconds, freqHz)
	for i := range x {
		at := math.Mod(float64(i)/rate, 0.6)
		x[i] *= min(1, at/0.01) * max(0, min(1, (0.45-at)/0.02))
	}
	return x
}

func plus(x []float64, y []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] + y[i]
	}
	return out
}

// rested plays for three seconds and rests for three, again and again.
func rested(x []float64) []float64 {
	for i := range x {
		if i/(3*rate)%2 == 1 {
			x[i] = 0
		}
	}
	return x
}

// Hum is told from notes that lie next to it, under music and without it.
func TestHum(t *testing.T) {
	t.Parallel()
	const seconds = 14
	n := seconds * rate
	under := func(music, hum []float64) func() []float64 {
		return func() []float64 { return plus(music, hum) }
	}
	plucked := func(freqHz float64) func() []float64 { return func() []float64 { return plucks(seconds, freqHz) } }
	holds := func(freqHz float64) func() []float64 { return func() []float64 { return held(seconds, freqHz) } }
	music := rested(plucks(seconds, 98))
	for _, tt := range first(5, []struct {
		name string
		play func() []float64
		want bool
	}{
		{"50 Hz at -70 dBFS", under(music, mains(n, 50.08, -70)), true},
		{"60 Hz at -50 dBFS under a held note", under(held(seconds, 82.4), mains(n, 59.95, -50)), true},
		{"60 Hz at -58 dBFS under a bass that rests for moments", under(snatched(seconds, 61.74), mains(n, 59.97, -58)), true},
		{"noise at -58 dBFS under the same", under(snatched(seconds, 61.74), gridded(dsptest.Noise(5, n), 0.002)), false},
		{"the same short sample over and over", plucked(60), false},
		{"held G", holds(49), false},
		{"noise", func() []float64 { return dsptest.Noise(4, n) }, false},
		{"50 Hz at -50 dBFS", under(music, mains(n, 50, -50)), true},
		{"plucked G", plucked(49), false},
		{"plucked A flat", plucked(51.91), false},
		{"held B", holds(61.74), false},
		{"held B flat", holds(58.27), false},
	}) {
		t.Run(tt.name, func(t *testing.T) {
			if got := found(heard(painted("a.wav", rate, tt.play())), "hum"); (len(got) == 1) != tt.want {
				t.Errorf("found %v, want %v", got, tt.want)
			}
		})
	}
}

// A floor is told with its level, and a quiet song is not a floor.
func TestNoiseFloor(t *testing.T) {
	t.Parallel()
	const seconds = 12
	music := rested(plucks(seconds, 196))
	noise := dsptest.Noise(8, len(music))
	power := 0.0
	for _, v := range noise {
		power += v * v / float64(len(noise))
	}
	under := func(dbfs float64) []float64 {
		out := make([]float64, len(music))
		for i := range out {
			out[i] = music[i] + noise[i]*math.Pow(10, dbfs/20)/math.Sqrt(power)
		}
		return out
	}
	for _, tt := range []struct {
		name string
		x    []float64
		want session.Severity
	}{
		{"a gated recording", music, ""},
		{"noise at -90 dBFS", under(-90), ""},
		{"noise at -66 dBFS", under(-66), session.Info},
		{"noise at -48 dBFS", under(-48), session.Warning},
		{"noise alone is no floor", under(-20), ""},
		{"noise 12 dB below the music", under(-37), session.Warning},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := found(heard(painted("a.wav", rate, tt.x)), "noise.floor")
			switch {
			case tt.want == "" && len(got) > 0, tt.want != "" && (len(got) != 1 || got[0].Severity != tt.want):
				t.Errorf("found %v, want %q", got, tt.want)
			case tt.want != "" && (got[0].At[0].StartS < 2.9 || math.Mod(got[0].At[0].StartS, 6) < 2.9):
				t.Errorf("the pause is placed at %v", got[0].At)
			}
		})
	}
}
