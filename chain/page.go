package chain

import (
	"fmt"

	"lathe/chain/compare"
	"lathe/chain/deliver"
)

// stageDoes says what each stage is for.
var stageDoes = map[string]string{
	"repair":  "takes away what is not music",
	"balance": "sets how loud each stem is",
	"eq":      "makes room for what matters more",
	"enhance": "adds harmonics, steadiness and one room for all",
	"master":  "tone, glue, level and ceiling of the sum",
}

// page is the report as people read it.
func (r *Report) page() deliver.Page {
	p := deliver.Page{
		Title: r.Plan.Session.Title, Artist: r.Plan.Session.Artist, Engine: r.Plan.Engine,
		Summary: r.summary(), Reached: r.Reached, Guards: r.Guards, Findings: r.Findings, Files: r.Files,
		Target:      deliver.PageTarget{Name: r.Target.Name, IntegratedLUFS: r.Target.IntegratedLUFS, CeilingDBTP: r.Target.CeilingDBTP},
		Fingerprint: r.Plan.Session.Fingerprint,
		Command:     "lathe print SESSION --plan plan.yaml -o DIR",
		Stages:      r.stages(),
	}
	if r.Rough != nil {
		p.Tracks = append(p.Tracks, deliver.PageTrack{Letter: "A", Name: "Rough mix", File: *r.Rough, Loudness: r.roughLoudness})
	}
	p.Tracks = append(p.Tracks, deliver.PageTrack{Letter: "B", Name: "Master", File: *r.Master, Loudness: r.loudness})
	for i, f := range r.References {
		p.Tracks = append(p.Tracks, deliver.PageTrack{Letter: string(rune('C' + i)), Name: "Reference", File: f, Loudness: r.referenceLoudness[i]})
	}
	return p
}

// stages lists every move in path order.
func (r *Report) stages() []deliver.PageStage {
	out := make([]deliver.PageStage, len(Stages))
	at := map[string]*deliver.PageStage{}
	for i, name := range Stages {
		out[i] = deliver.PageStage{Name: name, Does: stageDoes[name]}
		at[name] = &out[i]
	}
	add := func(stage string, m deliver.PageMove) { at[stage].Moves = append(at[stage].Moves, m) }
	for _, s := range r.Plan.Stems {
		for _, m := range s.Repair {
			add("repair", deliver.PageMove{ID: m.ID, Stem: s.File, Does: m.Does(), Note: m.Note})
		}
		for _, m := range s.Balance {
			add("balance", deliver.PageMove{ID: m.ID, Stem: s.File, Does: m.Does(), Note: m.Note})
		}
		for _, m := range s.EQ {
			add("eq", deliver.PageMove{ID: m.ID, Stem: s.File, Does: m.Does(), Note: m.Note})
		}
		for _, m := range s.Enhance {
			add("enhance", deliver.PageMove{ID: m.ID, Stem: s.File, Does: m.Does(), Note: m.Note})
		}
	}
	for _, m := range r.Plan.Bus.Enhance {
		add("enhance", deliver.PageMove{ID: m.ID, Does: m.Does(), Note: m.Note})
	}
	for _, m := range r.Plan.Bus.Master {
		add("master", deliver.PageMove{ID: m.ID, Does: m.Does(), Note: m.Note})
	}
	return out
}

// compare sets the master beside rough mix and references.
func (r *Report) compare() []compare.Difference {
	out := []compare.Difference{}
	if r.Rough != nil {
		out = append(out, compare.Of(*r.Master, *r.Rough, compare.Rough))
	}
	for _, f := range r.References {
		out = append(out, compare.Of(*r.Master, f, compare.Reference))
	}
	return out
}

// summary is the report in a few sentences.
func (r *Report) summary() []string {
	m := r.Master
	out := []string{fmt.Sprintf("%s is mastered: %s long at %s LUFS, with peaks up to %s dBTP.", r.Plan.Session.Title, clock(float64(m.Duration)), m.Integrated, m.TruePeak)}
	if !r.Reached {
		out = append(out, fmt.Sprintf("The target of %.1f LUFS could not be reached below the ceiling; this is as loud as the mix can be cut.", r.Target.IntegratedLUFS))
	}
	moves, stems := r.Plan.Moves(), len(r.Plan.Stems)
	out = append(out, fmt.Sprintf("%d moves were made on %d stems and their sum; each is explained below and can be undone in the plan.", moves, stems))
	for _, d := range r.Comparison {
		out = append(out, d.Sentences()...)
	}
	if r.Limiter.Share > 0 {
		out = append(out, fmt.Sprintf("The limiter works %.0f %% of the time, by %.1f dB at most.", 100*float64(r.Limiter.Share), float64(r.Limiter.MostDB)))
	}
	return out
}

func clock(s float64) string {
	tenths := int64(s*10 + 0.5)
	return fmt.Sprintf("%d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
}
