package chain

import (
	"fmt"

	"lathe/chain/balance"
	"lathe/chain/enhance"
	"lathe/chain/eq"
	"lathe/chain/master"
	"lathe/chain/repair"
	"lathe/dsp/unit"
	"lathe/session"
)

// Wishes are what a person asks of a plan.
type Wishes struct {
	Target  master.Target
	Amounts Amounts
}

// DecideStrips writes the plan as far as the sum: everything that can be
// decided from the stems alone.
func DecideStrips(h *Hearing, w Wishes) (*Plan, []session.Guard) {
	s := h.Session
	names := slugs(s.Stems)
	p := &Plan{
		Version: PlanVersion, Engine: Engine, Target: w.Target,
		Session: Of{Title: s.Title, Artist: s.Artist, SampleRateHz: s.Rate, Frames: s.Frames, Fingerprint: fingerprint(s)},
	}
	levels := balance.Decide(s.Stems, h.balances(), names, w.Amounts["balance"])
	carving, colouring := make([]eq.Heard, len(s.Stems)), make([]enhance.Heard, len(s.Stems))
	for i, stem := range s.Stems {
		portrait, gain := h.Stems[i].Portrait, gainOf(levels[i])
		carving[i] = eq.Heard{Stem: stem, Portrait: portrait, Gain: gain, Slug: names[i]}
		colouring[i] = enhance.Heard{Stem: stem, Portrait: portrait, Gain: gain, Slug: names[i]}
	}
	cuts, guards := eq.Decide(carving, unit.Hz(s.Rate), w.Amounts["eq"])
	colours, bus := enhance.Decide(colouring, w.Amounts["enhance"])
	for i, stem := range s.Stems {
		p.Stems = append(p.Stems, Strip{
			File: stem.File, Role: stem.Role, Importance: stem.Importance,
			Repair:  repair.Decide(stem, h.Stems[i].Portrait, names[i], w.Amounts["repair"]),
			Balance: levels[i], EQ: cuts[i], Enhance: colours[i],
		})
	}
	p.Bus.Enhance = bus
	return p, guards
}

func gainOf(page balance.Page) unit.DB {
	sum := 0.0
	for _, m := range page {
		if m.On {
			sum += m.Gain.GainDB + (m.Gain.LeftDB+m.Gain.RightDB)/2
		}
	}
	return unit.DB(sum)
}

// DecideBus finishes the plan once the sum has been heard.
func DecideBus(p *Plan, h *Hearing, mix *Mix, w Wishes) {
	heard := master.Heard{Mix: mix.Result, Sidechain: mix.Sidechain, Rate: unit.Hz(h.Session.Rate)}
	for i, r := range h.Session.References {
		heard.References = append(heard.References, master.Reference{Reference: r, Result: *h.References[i].Result})
	}
	p.Bus.Master = master.Decide(heard, p.Target, w.Amounts["master"])
}

// AimTarget fills in a target that follows the references, and tells how.
// Without a reference that can be measured the target becomes streaming.
func AimTarget(t master.Target, h *Hearing) (master.Target, error) {
	if t.Name != TargetReference {
		return t, nil
	}
	power, weight := 0.0, 0.0
	for i, r := range h.Session.References {
		if lufs := h.References[i].Result.Integrated; lufs.Known() && r.Likes(session.LikeLoudness) {
			power += r.Weight * float64(lufs)
			weight += r.Weight
		}
	}
	if weight == 0 {
		return t, fmt.Errorf("target is %q, but %w; name one with --reference, or choose another target", t.Name, ErrNoReference)
	}
	t.IntegratedLUFS = max(-70, min(0, unit.Round(power/weight, 0.1)))
	return t, nil
}
