package biquad

import (
	"math"
	"testing"

	"lathe/dsp/dsptest"
)

// The assembly gives the bits of the Go loop that defines it, and leaves the
// same past behind.
func TestAssemblyIsItsDefinition(t *testing.T) {
	s, u := Peak(48000, 1000, -3, 1), HighPass(48000, 40, 0.7)
	for n := 1; n < 258; n++ {
		var x, y [2][]float64
		var m, k [2][2]memory
		for i, run := range []func(x, y []float64, s, t *Section, m, n *[2]memory){pair, plainPair} {
			x[i], y[i] = dsptest.Noise(1, 2*n), dsptest.Noise(2, 2*n)
			clear(x[i][n+n/2:]) // into silence
			run(x[i][:n], y[i][:n], &s, &u, &m[i], &k[i])
			run(x[i][n:], y[i][n:], &s, &u, &m[i], &k[i])
		}
		if m[0] != m[1] || k[0] != k[1] {
			t.Fatalf("%d frames: the sections end at %v and %v, want %v and %v", n, m[0], k[0], m[1], k[1])
		}
		for i := range x[1] {
			if math.Float64bits(x[0][i]) != math.Float64bits(x[1][i]) || math.Float64bits(y[0][i]) != math.Float64bits(y[1][i]) {
				t.Fatalf("frame %d of %d: %x and %x, want %x and %x", i, n, x[0][i], y[0][i], x[1][i], y[1][i])
			}
		}
	}
}
