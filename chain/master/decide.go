package master

import (
	"fmt"
	"math"
	"strings"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// Heard is what the stage gets to know: the sum after the strips, and the
// references.
type Heard struct {
	Mix        measure.Result
	Sidechain  []float64 // power every 10 ms above 100 Hz, left and right added
	References []Reference
	Rate       unit.Hz
}

// Reference is one reference track.
type Reference struct {
	session.Reference
	Result measure.Result
}

// SidechainHz is the highpass that Heard.Sidechain is made with.
const SidechainHz unit.Hz = glueHighpass

// Decide listens to the mix and writes the page. amount scales tone and glue,
// from 0 to 1; the level is the target's whatever the amount.
func Decide(h Heard, target Target, amount float64) Page {
	var page Page
	if m, ok := match(h, amount); ok {
		page = append(page, m)
	}
	if m, ok := glue(h, amount); ok {
		page = append(page, m)
	}
	return append(page, level(h, target), limiter(h, target))
}

// match brings the tone nearer to the references whose tone is liked.
func match(h Heard, amount float64) (Move, bool) {
	var reference [measure.Bands]float64
	weight, names := 0.0, ""
	for _, r := range h.References {
		if !r.Likes(session.LikeTone) {
			continue
		}
		for b := range reference {
			reference[b] += r.Weight * float64(band(r.Result, b)-r.Result.Integrated) // at equal loudness
		}
		weight += r.Weight
		if names != "" {
			names += " and "
		}
		names += r.File
	}
	if weight == 0 || amount <= 0 {
		return Move{}, false
	}
	var mix [measure.Bands]float64
	for b := range mix {
		reference[b] /= weight
		mix[b] = float64(band(h.Mix, b) - h.Mix.Integrated)
	}
	curve, ok := wanted(mix, reference, amount)
	if !ok {
		return Move{}, false
	}
	filters := fit(curve, h.Rate)
	if len(filters) == 0 {
		return Move{}, false
	}
	top := 0
	for b := range mix {
		hz := measure.BandHz(b)
		if d, t := reference[b]-mix[b], reference[top]-mix[top]; hz >= 50 && hz <= 12500 && known(d) && (top == 0 || math.Abs(d) > math.Abs(t)) {
			top = b
		}
	}
	return Move{
		ID:    "master.match",
		Match: &Match{Filters: filters},
		Note: session.Note{
			Heard: fmt.Sprintf("at equal loudness %s differs most at %g Hz, by %+.1f dB", names, float64(measure.BandHz(top)), reference[top]-mix[top]),
			Why:   fmt.Sprintf("goes %.0f %% of the way to the reference's tone, and never more than %g dB", 100*matchShare*amount, matchMostDB),
			On:    true,
		},
	}, true
}

func band(r measure.Result, b int) unit.Reading {
	if b < len(r.ThirdOctaves) {
		return r.ThirdOctaves[b].DB
	}
	return unit.NotMeasurable()
}

func glue(h Heard, amount float64) (Move, bool) {
	if amount <= 0 || !h.Mix.PLR.Known() || h.Mix.PLR < leastPLR {
		return Move{}, false
	}
	t := threshold(h.Sidechain, glueDB*amount, glueMostDB*amount)
	mean, most := work(reductions(h.Sidechain, t))
	if mean < 0.2 {
		return Move{}, false
	}
	return Move{
		ID: "master.glue",
		Glue: &Glue{
			ThresholdDB: t, Ratio: glueRatio, KneeDB: glueKneeDB,
			AttackMS: glueAttackS * 1000, ReleaseMS: glueReleaseS * 1000, SustainMS: glueSustainS * 1000, HighpassHz: glueHighpass,
		},
		Note: session.Note{
			Heard: fmt.Sprintf("peaks stand %.1f LU above the loudness of the sum", float64(h.Mix.PLR)),
			Why:   fmt.Sprintf("moves the mix by %.1f dB on average and %.1f dB when it is loudest, so that the stems breathe together", mean, most),
			On:    true,
		},
	}, true
}

func level(h Heard, target Target) Move {
	why := fmt.Sprintf("%.1f LUFS is the level for %s", target.IntegratedLUFS, target.Name)
	if strings.HasSuffix(target.Name, "LUFS") { // a number was asked for, and has no other name
		why = fmt.Sprintf("%.1f LUFS was asked for", target.IntegratedLUFS)
	}
	return Move{
		ID:    "master.level",
		Level: &Level{WithinLU: WithinLU},
		Note: session.Note{
			Heard: fmt.Sprintf("the sum of the stems is at %s LUFS", h.Mix.Integrated),
			Why:   why,
			On:    true,
		},
	}
}

// limiter chooses its times by how much it will have to do: the louder the
// target against the mix, the quicker it has to let go, or it would take the
// loudness away that it is meant to make room for.
func limiter(h Heard, target Target) Move {
	work := 0.0
	if h.Mix.Integrated.Known() && h.Mix.TruePeak.Known() {
		work = max(0, target.IntegratedLUFS-float64(h.Mix.Integrated)+float64(h.Mix.TruePeak)-target.CeilingDBTP)
	}
	times := Limiter{LookaheadMS: 3, ReleaseMS: 30, SustainMS: 300}
	if work > 6 {
		times = Limiter{LookaheadMS: 2, ReleaseMS: 20, SustainMS: 200}
	}
	heard := "no peak comes near the ceiling"
	if work > 0 {
		heard = fmt.Sprintf("at that level the highest peak would stand %.1f dB over the ceiling", work)
	}
	return Move{
		ID:      "master.limiter",
		Limiter: &times,
		Note: session.Note{
			Heard: heard,
			Why:   fmt.Sprintf("no peak, not even between samples, passes %.1f dBTP", target.CeilingDBTP),
			On:    true,
		},
	}
}
