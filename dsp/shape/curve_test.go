package shape

import (
	"encoding/binary"
	"math"
	"testing"

	"lathe/dsp/dsptest"
)

// The assembly gives the bits of the Go loop that defines it.
func TestAssemblyIsItsDefinition(t *testing.T) {
	for n := range 258 {
		x := dsptest.Noise(1, n)
		for i := range x {
			x[i] *= math.Pow(10, float64(i%7)-5) // from far below the knees to far above
		}
		copy(x, []float64{0, math.Copysign(0, -1), knee, -knee, math.Nextafter(knee, 3), 1e-310})
		sameBend(t, x, 1.7, 0.4)
	}
}

func sameBend(t *testing.T, x []float64, in, even float64) {
	t.Helper()
	l := newLaw(in, even)
	got, want := append([]float64(nil), x...), append([]float64(nil), x...)
	l.bend(got)
	l.plain(want)
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			t.Fatalf("point %d of %d, %g: %x, want %x", i, len(x), x[i], got[i], want[i])
		}
	}
}

func FuzzAssemblyIsItsDefinition(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789abcdef"), 1.7, 0.4)
	f.Fuzz(func(t *testing.T, raw []byte, in, even float64) {
		if !(in > 0.01 && in < 100) || !(even >= 0 && even <= 1) {
			return
		}
		x := make([]float64, len(raw)/8)
		for i := range x {
			v := math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
			if math.IsNaN(v) || math.IsInf(v, 0) {
				v = 0 // they stop at the door
			}
			x[i] = math.Mod(v, 1e100)
		}
		sameBend(t, x, in, even)
	})
}
