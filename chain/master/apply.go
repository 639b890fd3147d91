package master

import (
	"fmt"

	"lathe/dsp"
	"lathe/dsp/biquad"
	"lathe/dsp/dynamics"
	"lathe/dsp/unit"
)

// Apply turns tone and glue into a processor for the bus. Level and limiter
// are the Cutter's.
func Apply(page Page, rate unit.Hz) (dsp.Series, error) {
	var series dsp.Series
	for _, m := range page {
		switch {
		case !m.On:
		case m.Match != nil:
			var sections []biquad.Section
			for _, f := range m.Match.Filters {
				sections = append(sections, f.section(rate))
			}
			series = append(series, biquad.NewFilter(sections...))
		case m.Glue != nil:
			g := m.Glue
			c, err := dynamics.NewCompressor(rate, dynamics.Settings{
				Curve:  dynamics.Curve{Threshold: unit.DB(g.ThresholdDB), Ratio: g.Ratio, Knee: unit.DB(g.KneeDB)},
				Attack: milliseconds(g.AttackMS), Release: milliseconds(g.ReleaseMS), Sustain: milliseconds(g.SustainMS),
				Highpass: unit.Hz(g.HighpassHz),
			})
			if err != nil {
				return nil, fmt.Errorf("%s: %w", m.ID, err)
			}
			series = append(series, c)
		}
	}
	return series, nil
}

func (f Filter) section(rate unit.Hz) biquad.Section {
	freq := min(unit.Hz(f.FreqHz), 0.48*rate)
	switch f.Shape {
	case "low-shelf":
		return biquad.LowShelf(rate, freq, unit.DB(f.GainDB), f.Q)
	case "high-shelf":
		return biquad.HighShelf(rate, freq, unit.DB(f.GainDB), f.Q)
	}
	return biquad.Peak(rate, freq, unit.DB(f.GainDB), f.Q)
}

// Final is what the plan says about level and limiter.
type Final struct {
	Target  Target
	Level   *Level   // nil: leave the level as it is
	Limiter *Limiter // nil: let peaks be
}

// Final finds level and limiter on the page, as far as they are on.
func (p Page) Final(target Target) Final {
	f := Final{Target: target}
	for _, m := range p {
		if m.On && m.Level != nil {
			f.Level = m.Level
		}
		if m.On && m.Limiter != nil {
			f.Limiter = m.Limiter
		}
	}
	return f
}
