package preflight

import (
	"math"

	"lathe/dsp/window"
)

const (
	warpTaps   = 48
	warpPhases = 256
)

// warped is a player at another speed and time: its frame t is frame
// ratio·(t - late) of what it plays, by a windowed sinc of 48 taps.
type warped struct {
	player Player
	ratio  float64
	late   float64 // frames
	phases [warpPhases + 2][warpTaps]float64
	buf    [2][]float64
}

func newWarped(p Player, ratio, late float64) *warped {
	w := &warped{player: p, ratio: ratio, late: late}
	cut := min(1, 1/ratio) * 0.98
	const beta = 9 // of the Kaiser window: 90 dB
	for k := range w.phases {
		sum := 0.0
		for i := range w.phases[k] {
			x := float64(i-warpTaps/2+1) - float64(k)/warpPhases
			v := window.KaiserAt(2*x/warpTaps, beta)
			if a := math.Pi * cut * x; a != 0 {
				v *= math.Sin(a) / a
			}
			w.phases[k][i] = v
			sum += v
		}
		for i := range w.phases[k] {
			w.phases[k][i] /= sum
		}
	}
	return w
}

// At fills left and right from a frame on.
func (w *warped) At(frame int64, left, right []float64) error {
	if len(left) == 0 {
		return nil
	}
	start := int64(math.Floor((float64(frame)-w.late)*w.ratio)) - warpTaps/2 + 1
	n := int(float64(len(left))*w.ratio) + warpTaps + 3
	for c := range w.buf {
		if cap(w.buf[c]) < n {
			w.buf[c] = make([]float64, n)
		}
		w.buf[c] = w.buf[c][:n]
	}
	if err := w.player.At(start, w.buf[0], w.buf[1]); err != nil {
		return err
	}
	for i := range left {
		// the taps of a place stand around it, between two phases of the table
		at := (float64(frame+int64(i)) - w.late) * w.ratio
		whole := math.Floor(at)
		phase := (at - whole) * warpPhases
		k := int(phase)
		part := phase - float64(k)
		first := int(int64(whole) - warpTaps/2 + 1 - start)
		a, b := &w.phases[k], &w.phases[k+1]
		x, y := w.buf[0][first:first+warpTaps], w.buf[1][first:first+warpTaps]
		l, r := 0.0, 0.0
		for t := range warpTaps {
			tap := a[t] + part*(b[t]-a[t])
			l += tap * x[t]
			r += tap * y[t]
		}
		left[i], right[i] = l, r
	}
	return nil
}
