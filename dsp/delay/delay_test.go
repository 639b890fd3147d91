package delay_test

import (
	"testing"

	"lathe/dsp/delay"
	"lathe/dsp/dsptest"
	"lathe/dsp/unit"
)

func TestAClickArrivesLater(t *testing.T) {
	l := delay.New(1, 5)
	x := make([]float64, 12)
	x[2] = 1
	l.Process([][]float64{x})
	for i, v := range x {
		if want := i == 7; (v == 1) != want {
			t.Errorf("frame %d is %g, want the click at frame 7 alone", i, v)
		}
	}
}

func TestContract(t *testing.T) {
	dsptest.Exercise(t, func(unit.Hz) dsptest.Processor { return delay.New(2, 777) })
}
