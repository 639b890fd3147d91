package eq

import (
	"lathe/dsp"
	"lathe/dsp/biquad"
	"lathe/dsp/unit"
)

// Apply turns the page into a processor for one stem. A page with nothing on is
// nil.
func Apply(page Page, rate unit.Hz) dsp.Series {
	var sections []biquad.Section
	for _, m := range page {
		if m.On {
			sections = append(sections, m.Cut.section(rate))
		}
	}
	if len(sections) == 0 {
		return nil
	}
	return dsp.Series{biquad.NewFilter(sections...)}
}

// section is the cut as a filter; one above the reach of the rate is held just
// below it.
func (c *Cut) section(rate unit.Hz) biquad.Section {
	return biquad.Peak(rate, min(unit.Hz(c.FreqHz), 0.48*rate), unit.DB(c.GainDB), c.Q)
}
