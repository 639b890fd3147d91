//go:build !race

package signal

import (
	"math"
	"slices"
	"testing"

	"lathe/dsp/biquad"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
)

// TestFaultsAreThere measures every fault, and that no other stem has it.
func TestFaultsAreThere(t *testing.T) {
	frames := Demo().Frames
	for _, take := range takes() {
		has := func(code string) bool {
			return slices.ContainsFunc(Faults, func(f Fault) bool { return f.Track == take.Name && f.Code == code })
		}
		if want := frames - map[bool]int64{true: 3 * demoRate}[has("region.short")]; take.Frames != want {
			t.Errorf("%q has %d frames, want %d", take.Name, take.Frames, want)
		}
		dc := 0.
		for _, x := range take.sound {
			dc = max(dc, math.Abs(vec.Sum(x)/float64(len(x))))
		}
		if has("dc") && math.Abs(dc-0.004) > 0.0002 || !has("dc") && dc > 0.0003 { // Lathe's checks speak up from 0.001
			t.Errorf("%q stands %.5f off centre", take.Name, dc)
		}
		if rumbling := below(take.sound[0], 35); has("rumble") != (rumbling > -50) && take.Name != "Kick - Quiet Machine" && take.Name != "Bass - Quiet Machine" && take.Name != "FX Riser - Quiet Machine" {
			t.Errorf("%q has %.1f dBFS below 35 Hz", take.Name, rumbling)
		}
		last := 0.
		for _, x := range take.sound {
			last = max(last, math.Abs(x[len(x)-1]))
		}
		switch ended := last < 0.001; { // -60 dBFS, where the repair's fade begins
		case has("edge") && last < 0.01:
			t.Errorf("%q ends at %.4f, want in the middle of a wave", take.Name, last)
		case !has("edge") && !has("dc") && !has("rumble") && !ended: // neither an offset nor a floor that moves ends
			t.Errorf("%q ends at %.4f, want silence", take.Name, last)
		}
		if depth := map[bool]int{false: 24, true: 16}[has("depth.low")]; take.BitDepth != depth {
			t.Errorf("%q has %d bits, want %d", take.Name, take.BitDepth, depth)
		}
	}
	if len(Faults) != 5 {
		t.Errorf("%d faults, want 5", len(Faults))
	}
}

// below is the level of what lies below a frequency, offset apart, in dBFS.
func below(x []float64, hz unit.Hz) float64 {
	low := slices.Clone(x)
	f := biquad.NewFilter(append(biquad.Butterworth(biquad.LowPass, demoRate, hz, 4), biquad.HighPass(demoRate, 10, 0.7))...)
	f.Process([][]float64{low})
	return float64(unit.FromPower(vec.Energy(low) / float64(len(low))))
}
