package preflight

import (
	"math"

	"lathe/dsp/unit"
	"lathe/measure"
)

// nullPoints is how many stretches of the song the null depth is told for.
const nullPoints = 120

// NullBand is how deep a third octave nulls.
type NullBand struct {
	Hz unit.Hz      `json:"hz"`
	DB unit.Reading `json:"null_depth_db"`
}

// NullMoment is how deep a stretch of the song nulls.
type NullMoment struct {
	AtS float64      `json:"at_s"` // its middle
	DB  unit.Reading `json:"null_depth_db"`
}

// leaves is the power of a moment and band of the rough mix that the fit leaves,
// and what it has there, both ears together.
func (s state) leaves(c *cells, moment, band int) (rest, own float64) {
	a := s.bus.lin(moment, band)
	for ear := range 2 {
		cell := c.at(ear, moment, band)
		p, x := mixed(c, cell, s.ear(ear))
		y := rough(c, cell)
		rest += max(0, y-2*a*x+a*a*p)
		own += y
	}
	return rest, own
}

// nulls is the null depth of the fit by band and over time. Bands and stretches
// in which the rough mix is silent are not measurable, and not listed.
func (q *inquiry) nulls() (bands []NullBand, moments []NullMoment) {
	c, s := q.cells, q.state()
	rest, own := make([]float64, c.moments*nBands), make([]float64, c.moments*nBands)
	for m := range c.moments {
		for b := range nBands {
			rest[m*nBands+b], own[m*nBands+b] = s.leaves(c, m, b)
		}
	}
	bands, moments = []NullBand{}, []NullMoment{}
	for b := range nBands {
		r, y := 0.0, 0.0
		for m := range c.moments {
			r, y = r+rest[m*nBands+b], y+own[m*nBands+b]
		}
		if y > 0 {
			bands = append(bands, NullBand{measure.BandHz(b + firstBand), depth(r, y)})
		}
	}
	step := max(1, (c.moments+nullPoints-1)/nullPoints)
	for from := 0; from < c.moments; from += step {
		r, y, at := 0.0, 0.0, 0.0
		to := min(c.moments, from+step)
		for m := from; m < to; m++ {
			at += c.seconds[m] / float64(to-from)
			for b := range nBands {
				r, y = r+rest[m*nBands+b], y+own[m*nBands+b]
			}
		}
		if y > 0 {
			moments = append(moments, NullMoment{float64(unit.Round(at, 0.01)), depth(r, y)})
		}
	}
	return bands, moments
}

func depth(rest, own float64) unit.Reading {
	return unit.Reading(unit.Round(10*math.Log10(rest/own+1e-15), 0.01))
}
