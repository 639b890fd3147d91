package truepeak

import "math"

// bound says how high the curve can rise where some of its points are known:
//
//	points · (the highest of them) + far · (the highest sample in reach)
//
// The samples alone are known first, then the halves between them, then the
// quarters. Every interpolated point, and every crest that a parabola puts
// through three of them, is a sum of samples: near·(the straight line between
// the known points around it) and a rest. far is the rest's sum of magnitudes,
// at its worst. So a stretch that stays below the highest peak so far is known
// to do so before most of its points are drawn.
type bound struct{ points, far float64 }

// nears weigh the known points at 1, 1/2 and 1/4 of a sample apart: what leaves
// about the least for the rest (4/π is the half's two nearest taps of a sinc).
var nears = [steps]float64{4 / math.Pi, 1.1, 1.03}

// steps is in how many steps a stretch is looked at before all of it is drawn.
const steps = 3

// crestSteps is at how many places of a crest the rest is looked at. Between
// them a crest moves along a parabola, whose height over its chord is less than
// crestSlack.
const (
	crestSteps = 32
	crestSlack = 0.002 // 4·l1/8 · (1/crestSteps)²
)

// bounds computes the bound of every step.
func (k *Kernel) bounds() (b [steps]bound) {
	for step, near := range nears {
		apart := phases >> step // of the known points, in points
		worst := 0.0
		for p := range phases {
			for s := -crestSteps / 2; s <= crestSteps/2; s++ {
				worst = max(worst, k.rest(p, float64(s)/crestSteps, apart, near))
			}
		}
		b[step] = bound{near * (1 + 1e-9), worst + crestSlack} // 1e-9: sums are rounded
	}
	return b
}

// rest is the sum of magnitudes of the taps of a crest, t from point p, less
// near times the line between the known points around it.
func (k *Kernel) rest(p int, t float64, apart int, near float64) float64 {
	left, top, right := k.taps(p-1), k.taps(p), k.taps(p+1)
	at := float64(p) + t
	known := int(math.Floor(at/float64(apart))) * apart // the interval before has been looked at just so
	a, b, f := k.taps(known), k.taps(known+apart), (at-float64(known))/float64(apart)
	sum := 0.0
	for n := range top {
		crest := top[n] + t/2*(right[n]-left[n]) + t*t/2*(left[n]-2*top[n]+right[n])
		sum += math.Abs(crest - near*((1-f)*a[n]+f*b[n]))
	}
	return sum
}

// taps is what point p, -phases to phases, is made of: tap 0 belongs to the
// sample half before the interval's left one.
func (k *Kernel) taps(p int) (h [taps + 1]float64) {
	switch {
	case p%phases == 0:
		h[half+p/phases] = 1
	case p < 0:
		copy(h[:], k.phase[phases+p-1][:])
	default:
		copy(h[1:], k.phase[p-1][:])
	}
	return h
}
