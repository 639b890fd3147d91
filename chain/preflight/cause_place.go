package preflight

import (
	"context"
	"math"

	"lathe/session"
)

const (
	edgeFrame  = 2048 // frames of a look at an edge
	edgeStepS  = 0.005
	edgePart   = 0.1 // of the most that is left over around it: the edge
	lookPart   = 0.1 // of a band's power left over counts here, where it is known that something is missing
	mostSpans  = 12  // of which the edges are looked for
	edgeAwayS  = 0.2 // besides a moment's distance, that an edge is looked for
	edgeNarrow = 8   // a window's weight is gone so many parts of a look from its middle
)

// sharpen moves the ends of the first spans to where what is left over begins
// and ends, by listening there again: moments lie up to half a second apart, and
// looks by 5 ms.
func (q *inquiry) sharpen(ctx context.Context, spans []session.Span) error {
	apart := edgeAwayS
	if c := q.cells; c.moments > 1 {
		apart += c.seconds[1] - c.seconds[0]
		for m := 2; m < c.moments; m++ { // the moments lie on a grid, silent ones left out
			apart = min(apart, edgeAwayS+c.seconds[m]-c.seconds[m-1])
		}
	}
	e := newEar(q.stems(), edgeFrame, q.lag-math.Floor(q.lag))
	for i := range spans[:min(mostSpans, len(spans))] {
		s := &spans[i]
		middle := (s.StartS + s.EndS) / 2
		left, at, err := q.looks(ctx, e, s.StartS-apart, min(s.StartS+apart, max(middle, s.StartS+edgeStepS)))
		if err != nil {
			return err
		}
		if k := firstOver(left); k >= 0 {
			s.StartS = max(0, at[k]+q.narrow())
		}
		if left, at, err = q.looks(ctx, e, max(s.EndS-apart, min(middle, s.EndS-edgeStepS)), s.EndS+apart); err != nil {
			return err
		}
		if k := lastOver(left); k >= 0 {
			s.EndS = max(s.StartS, at[k]-q.narrow())
		}
	}
	return nil
}

// narrow is by how much a look reaches over an edge before it notices, in
// seconds.
func (q *inquiry) narrow() float64 {
	return float64(edgeFrame) / edgeNarrow / float64(q.given.Rate)
}

func firstOver(left []float64) int {
	least := edgePart * topOf(left)
	for k, v := range left {
		if v > least {
			return k
		}
	}
	return -1
}

func lastOver(left []float64) int {
	least := edgePart * topOf(left)
	for k := len(left) - 1; k >= 0; k-- {
		if left[k] > least {
			return k
		}
	}
	return -1
}

func topOf(v []float64) float64 {
	top := 0.0
	for _, x := range v {
		top = max(top, x)
	}
	return top
}

// looks are how much is left over in short looks between two places, and where
// their middles are, in seconds.
func (q *inquiry) looks(ctx context.Context, e *ear, fromS, toS float64) (left, at []float64, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	white := audible(q.cells)
	for s := max(0, fromS); s < toS; s += edgeStepS {
		middle := int64(s * float64(q.given.Rate))
		from := middle - edgeFrame/2
		if _, err := e.hear(from, from+int64(math.Floor(q.lag))); err != nil {
			return nil, nil, err
		}
		moment := q.momentNear(middle)
		u := 0.0
		for b := range nBands - 1 {
			rest, own := e.rest(b, q.state(), moment)
			if rest > lookPart*own {
				u += min(rest, own) / white[b]
			}
		}
		left, at = append(left, u), append(at, s)
	}
	return left, at, nil
}

// rest is the power of the rough mix in a band less what the fit makes of the
// stems, and the rough mix's own.
func (e *ear) rest(band int, s state, moment int) (rest, own float64) {
	from, to := e.band(band)
	bus := s.bus.lin(moment, band)
	for side := range e.re {
		gain, re, im := s.ear(side), e.re[side], e.im[side]
		n := len(gain)
		for k := from; k < to; k++ {
			r, i := re[n][k], im[n][k]
			own += r*r + i*i
			for j, g := range gain {
				r -= bus * g * re[j][k]
				i -= bus * g * im[j][k]
			}
			rest += r*r + i*i
		}
	}
	return rest, own
}
