package preflight_test

import (
	"math"
	"testing"

	"lathe/session"
)

// clip cuts off what is beyond a ceiling.
func clip(x []float64, ceiling float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = max(-ceiling, min(ceiling, v))
	}
	return out
}

func peak(x []float64) (m float64) {
	for _, v := range x {
		m = max(m, math.Abs(v))
	}
	return m
}

// What was clipped is found at full scale and turned down, and what was not is
// not.
func TestClipping(t *testing.T) {
	t.Parallel()
	clean := plucks(6, 110)
	top := peak(clean)
	square := make([]float64, 4*rate)
	for i := range square {
		square[i] = 0.5
		if i/50%2 == 1 {
			square[i] = -0.5
		}
	}
	squash := make([]float64, len(clean))
	for i, v := range clean {
		squash[i] = 0.5 * math.Tanh(12*v/top)
	}
	melody := make([]float64, 4*rate) // notes of a quarter of a second that fade in and out within 5 ms
	for i := range melody {
		at := i % (rate / 4)
		melody[i] = gridded(square[i:i+1], 0.3*min(1, float64(at)/200, float64(rate/4-at)/200))[0]
	}
	for _, tt := range []struct {
		name   string
		x      []float64
		want   string
		steady bool // as dense below its peak as what was pressed
	}{
		{"a clean pluck", gridded(clean, 1), "", false},
		{"a pluck normalised to full scale", gridded(clean, 0.9999/top), "", false},
		{"a sine at -1 dB", gridded(sine(6, 55, 0.89), 1), "", true},
		{"a square wave that is meant", square, "", true},
		{"a melody of square waves", melody, "", true},
		{"3 dB clipped at full scale", gridded(clip(clean, top*0.708), 1/(top*0.708)*(1-1.0/(1<<23))), "clip.runs", false},
		{"3 dB clipped, turned down by 6", gridded(clip(clean, top*0.708), 0.5/(top*0.708)), "clip.turned-down", false},
		{"1 dB clipped, turned down by 12", gridded(clip(clean, top*0.891), 0.25/(top*0.891)), "clip.turned-down", false},
		{"driven hard into a soft clipper", gridded(squash, 1), "clip.soft", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := heard(painted("a.wav", rate, tt.x))
			for _, code := range []string{"clip.runs", "clip.turned-down", "clip.soft"} {
				if code == "clip.soft" && tt.steady {
					continue // a steady tone is as dense below its peak as a pressed one
				}
				if got := len(found(h, code)) == 1; got != (code == tt.want) {
					t.Errorf("%s is found: %v, want %v (at peak %d near %d shapes %d paired %d)", code, got, code == tt.want,
						h.Stems[0].Portrait.Tops.AtPeak, h.Stems[0].Portrait.Tops.Near, h.Stems[0].Portrait.Tops.Shapes, h.Stems[0].Portrait.Tops.Paired)
				}
			}
		})
	}
}

func sine(seconds, freqHz, gainLin float64) []float64 {
	x := make([]float64, int(seconds*rate))
	for i := range x {
		x[i] = gainLin * math.Sin(2*math.Pi*freqHz*float64(i)/rate)
	}
	return x
}

// A tone at a quarter of the rate, 45 degrees off, has its peaks 3 dB above its
// samples (EBU Tech 3341, signal 19).
func TestPeaksBetweenSamples(t *testing.T) {
	x := make([]float64, rate)
	for i := range x {
		x[i] = 0.8 * math.Sqrt2 * math.Sin(math.Pi/2*float64(i)+math.Pi/4) * min(1, float64(i)/2000, float64(rate-1-i)/2000)
	}
	if got := found(heard(painted("a.wav", rate, gridded(x, 1))), "peak.inter-sample"); len(got) != 1 || got[0].Severity != session.Info {
		t.Errorf("found %+v", got)
	}
	if got := found(heard(painted("a.wav", rate, gridded(x, 0.8))), "peak.inter-sample"); len(got) != 0 {
		t.Errorf("a true peak of -0.9 dBTP gives %+v", got)
	}
}
