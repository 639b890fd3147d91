package main

import (
	"math"
	"slices"
	"strings"

	"lathe/bench/faults/spoil"
)

// result is one spoilt session, as it was judged.
type result struct {
	Kind    string `json:"kind"`
	Session int    `json:"session"`
	Mode    string `json:"rough_mix"` // unity, balanced, processed
	RateHz  int    `json:"sample_rate"`
	Dose    string `json:"dose"`
	Control bool   `json:"control,omitempty"`

	Want       []string     `json:"want,omitempty"` // codes that name the cause
	Stems      []string     `json:"stems,omitempty"`
	Places     []spoil.Span `json:"places,omitempty"`
	Found      bool         `json:"found"`
	CauseRight bool         `json:"cause_right"`
	PlaceMS    *float64     `json:"place_error_ms,omitempty"` // nil: no place to ask for, or not found
	LateError  *float64     `json:"late_error_frames,omitempty"`

	CleanStems int      `json:"clean_stems"`
	False      []said   `json:"false_alarms,omitempty"`
	Beside     []said   `json:"beside,omitempty"`        // alarms about the right stem that do not follow from the fault
	Murmurs    []said   `json:"false_murmurs,omitempty"` // false, but information only
	Said       []string `json:"said,omitempty"`          // "warning clip.runs Kick.wav 0.9"
	Err        string   `json:"error,omitempty"`
	WallMS     float64  `json:"wall_ms"`
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }

// without leaves out what was said about the session before it was spoilt.
func (a answer) without(before answer) answer {
	known := map[string]bool{}
	for _, s := range before.said {
		known[s.Code+"\x00"+s.Stem] = true
	}
	a.said = slices.DeleteFunc(slices.Clone(a.said), func(s said) bool { return known[s.Code+"\x00"+s.Stem] })
	return a
}

// names says whether the answer names a fault already.
func (a answer) names(l spoil.Label) bool { return len(about(l, a.said, l.Accept)) > 0 }

// judge holds an answer against the label.
func judge(l spoil.Label, stems []string, a answer) result {
	r := result{Control: l.Control, Dose: l.Dose, Want: l.Cause, Stems: l.Stems, Places: l.Places}
	for _, s := range stems {
		if !contains(l.Stems, s) {
			r.CleanStems++
		}
	}
	if a.err != nil {
		r.Err = a.err.Error()
		return r
	}
	for _, s := range a.said {
		r.Said = append(r.Said, s.String())
		switch {
		case follows(l, s):
		case s.alarms() && s.Stem != "" && contains(l.Stems, s.Stem):
			r.Beside = append(r.Beside, s)
		case s.alarms():
			r.False = append(r.False, s)
		case s.Confidence == 0 && s.Stem != "" && !contains(quietCauses, s.Code): // a cause is not told twice
			r.Murmurs = append(r.Murmurs, s)
		}
	}
	if !l.Control {
		named := about(l, a.said, l.Cause)
		r.Found = len(about(l, a.said, l.Accept)) > 0
		r.CauseRight = len(named) > 0 && !outvoted(l, named, a.said)
		if len(l.Places) > 0 && len(named) > 0 {
			r.PlaceMS = placeError(l.Places, named)
		}
	}
	if l.Late != nil {
		off := math.Inf(1)
		if a.late != nil {
			off = math.Abs(*a.late - *l.Late)
		}
		off = min(off, 1e9) // JSON has no infinity
		r.LateError = &off
	}
	return r
}

// follows says whether something said follows from the fault.
func follows(l spoil.Label, s said) bool {
	if contains(l.Around, s.Code) {
		return true
	}
	about := s.Stem == "" || len(l.Stems) == 0 && contains(l.Accept, s.Code) || contains(l.Stems, s.Stem)
	return about && (contains(l.Accept, s.Code) || contains(l.Also, s.Code))
}

// about lists what was said with one of some codes about the right stem.
func about(l spoil.Label, all []said, codes []string) (out []said) {
	for _, s := range all {
		if contains(codes, s.Code) && (len(l.Stems) == 0 || contains(l.Stems, s.Stem) || s.Stem == "" && mentions(s.text, l.Stems)) {
			out = append(out, s)
		}
	}
	return out
}

// mentions says whether a text speaks of one of the files.
func mentions(text string, files []string) bool {
	for _, f := range files {
		name, _, _ := strings.Cut(f, " - ")
		if strings.Contains(strings.ToLower(text), strings.ToLower(name)) || strings.HasPrefix(f, "Rough Mix") && strings.Contains(text, "rough") {
			return true
		}
	}
	return false
}

// outvoted says whether the proof is surer of a wrong cause, about the stem or
// the session, than of the right one.
func outvoted(l spoil.Label, named, all []said) bool {
	best := 0.0
	for _, s := range named {
		c := s.Confidence
		if c == 0 {
			c = 1 // a finding stands by itself
		}
		best = max(best, c)
	}
	for _, s := range all {
		wrong := s.Confidence > best && !contains(quietCauses, s.Code) && !contains(l.Cause, s.Code) && !contains(l.Also, s.Code) && !contains(l.Around, s.Code)
		if wrong && (s.Stem == "" || contains(l.Stems, s.Stem)) {
			return true
		}
	}
	return false
}

// placeError is how far, in ms, the first place that was told lies outside the
// true ones, or the beginning that was told from a beginning that is true where
// a place is a point. No place at all is as wrong as can be: a minute.
func placeError(places []spoil.Span, named []said) *float64 {
	worst := 60e3
	for _, s := range named {
		if len(s.At) == 0 {
			continue
		}
		told, off := s.At[0], math.Inf(1)
		for _, p := range places {
			d := max(0, p.StartS-told.StartS, told.StartS-p.EndS)
			if p.EndS-p.StartS < 1e-3 { // a point: either end of what was told may mean it
				d = min(math.Abs(told.StartS-p.StartS), math.Abs(told.EndS-p.StartS))
			}
			off = min(off, d*1000)
		}
		worst = min(worst, off)
	}
	return &worst
}
