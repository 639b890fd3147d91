package dynamics

import (
	"math"
	"testing"

	"lathe/dsp/unit"
)

// Up to its resting power a curve has nothing to do, to the last bit; a
// millionth above, a hard corner has.
func TestACurveRestsBelowItsKnee(t *testing.T) {
	for threshold := unit.DB(-80); threshold <= 20; threshold += 0.37 {
		for _, knee := range []unit.DB{0, 0.5, 6, 12} {
			c := Curve{Threshold: threshold, Ratio: 2, Knee: knee}
			for _, part := range []float64{1, 0.999999, 0.5, 1e-9} {
				if g := c.Gain(unit.FromPower(part * c.rest())); g != 0 {
					t.Fatalf("threshold %g dB, knee %g dB: %g of the resting power gets %g dB, want none", threshold, knee, part, g)
				}
			}
			if g := c.Gain(unit.FromPower(c.rest() * (1 + 1e-6))); knee == 0 && !(g < 0) {
				t.Fatalf("threshold %g dB: a millionth above its resting power the gain is %g dB, want less than 0", threshold, g)
			}
		}
	}
	if r := (Curve{Threshold: -20, Ratio: 1}).rest(); !math.IsInf(r, 1) {
		t.Errorf("a curve of ratio 1 rests up to %g, want always", r)
	}
}
