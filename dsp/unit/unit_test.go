package unit_test

import (
	"encoding/json"
	"math"
	"testing"

	"lathe/dsp/unit"
)

func TestDecibels(t *testing.T) {
	for _, tt := range []struct {
		db   unit.DB
		gain float64
	}{{0, 1}, {20, 10}, {-20, 0.1}, {6.020599913279624, 2}} {
		if got := tt.db.Gain(); math.Abs(got-tt.gain) > 1e-15*tt.gain*4 {
			t.Errorf("%g dB is a gain of %g, want %g", tt.db, got, tt.gain)
		}
		if got := unit.FromGain(tt.gain); math.Abs(float64(got-tt.db)) > 1e-14*20 {
			t.Errorf("a gain of %g is %g dB, want %g", tt.gain, got, tt.db)
		}
	}
	if got := unit.FromPower(100); got != 20 {
		t.Errorf("a power of 100 is %g dB, want 20", got)
	}
	if got := unit.DB(-2.3456).Round(0.05); got != -2.35 {
		t.Errorf("-2.3456 to a twentieth is %g, want -2.35", got)
	}
}

func TestReadingsOnTheWire(t *testing.T) {
	for _, tt := range []struct {
		value any
		want  string
	}{
		{unit.Reading(-14.00049), "-14"},
		{unit.Reading(-1.0237), "-1.024"},
		{unit.Reading(math.Inf(-1)), "null"},
		{unit.NotMeasurable(), "null"},
		{unit.Ratio(0.00001234), "0.0000123"},
		{unit.Ratio(math.NaN()), "null"},
	} {
		got, err := json.Marshal(tt.value)
		if err != nil || string(got) != tt.want {
			t.Errorf("%v is written %s (%v), want %s", tt.value, got, err, tt.want)
		}
	}
	var r unit.Reading
	if err := json.Unmarshal([]byte("null"), &r); err != nil || r.Known() {
		t.Errorf("null is read as %v (%v), want nothing known", r, err)
	}
	if err := json.Unmarshal([]byte("-14.5"), &r); err != nil || r != -14.5 {
		t.Errorf("-14.5 is read as %v (%v)", r, err)
	}
}
