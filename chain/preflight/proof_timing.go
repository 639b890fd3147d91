package preflight

import (
	"math"

	"lathe/dsp/fft"
)

// timing is when a stem comes in the rest of the rough mix. Scores are the mean
// cosine of the phase between the two over all bins, each weighed by how well
// the moments agree in it: 1 for a stem that is there, -1 for one that is there
// upside down, 0 for one that is not.
type timing struct {
	now      float64   // score where the stem stands
	late     float64   // by so many frames the rough mix has it later, at the best score
	best     float64   // that score; negative for upside down
	coherent float64   // how well the moments agree at all, 0 to 1
	scores   []float64 // by frames late, from -reach on
}

// timing reads a trace, within reach frames either way.
func (t *trace) timing(frame, reach int) timing {
	re, im := make([]float64, frame), make([]float64, frame)
	total, energy, agree := 0.0, 0.0, 0.0
	for k := range t.re {
		own := math.Sqrt(t.stem[k] * t.rest[k])
		if own <= 0 || k == 0 || k >= frame/2 {
			continue
		}
		gr, gi := t.re[k]/own, t.im[k]/own
		g := math.Hypot(gr, gi)
		re[k], im[k] = g*gr, g*gi
		re[frame-k], im[frame-k] = re[k], -im[k]
		total += g * g
		energy += t.stem[k]
		agree += t.stem[k] * g * g
	}
	if total == 0 {
		return timing{scores: make([]float64, 2*reach+1)}
	}
	fft.New(frame).Inverse(re, im)
	scale := float64(frame) / (2 * total) // both halves of the spectrum
	out := timing{now: re[0] * scale, coherent: math.Sqrt(agree / energy)}
	top := 0
	for d := -reach; d <= reach; d++ {
		v := re[(d+frame)%frame]
		out.scores = append(out.scores, v*scale)
		if math.Abs(v) > math.Abs(re[(top+frame)%frame]) {
			top = d
		}
	}
	out.best = re[(top+frame)%frame] * scale
	out.late = t.refined(float64(top), frame, math.Copysign(1, out.best))
	return out
}

// score is how well the stem fits when it comes so much later.
func (t timing) score(late float64) float64 {
	at := int(math.Round(late)) + len(t.scores)/2
	return t.scores[max(0, min(len(t.scores)-1, at))]
}

// refined finds the time near a whole frame at which least of the rest is left,
// by Newton's steps: the real part of the cross spectrum turned back by it is
// largest. sign is that of the stem's polarity.
func (t *trace) refined(late float64, frame int, sign float64) float64 {
	at := late
	for range 8 {
		slope, bend := 0.0, 0.0
		for k := range t.re {
			w := 2 * math.Pi * float64(k) / float64(frame)
			sin, cos := math.Sincos(w * at)
			slope += w * sign * (t.re[k]*sin + t.im[k]*cos)
			bend += w * w * sign * (t.re[k]*cos - t.im[k]*sin)
		}
		if bend <= 0 {
			break
		}
		at -= slope / bend
		if math.Abs(at-late) > 1 {
			return late
		}
		if math.Abs(slope/bend) < 1e-4 {
			break
		}
	}
	return at
}

// left is how much of the rest of the rough mix is left when the stem comes so
// much later, at the gain that suits best: a part of what there is.
func (t *trace) left(late float64, frame int) float64 {
	cross, stem, rest := 0.0, 0.0, 0.0
	for k := range t.re {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(frame) * late)
		cross += t.re[k]*cos - t.im[k]*sin
		stem += t.stem[k]
		rest += t.rest[k]
	}
	if stem <= 0 || rest <= 0 {
		return 1
	}
	return max(1e-12, 1-cross*cross/(stem*rest))
}
