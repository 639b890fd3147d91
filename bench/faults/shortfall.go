package main

import (
	"fmt"
	"io"
	"strings"
)

func (s said) String() string {
	out := s.Severity + " " + s.Code
	if s.Stem != "" {
		out += " <" + s.Stem + ">"
	}
	if s.Confidence > 0 {
		out += fmt.Sprintf(" %.2f", s.Confidence)
	}
	if len(s.At) > 0 {
		out += fmt.Sprintf(" %.3f-%.3f s", s.At[0].StartS, s.At[0].EndS)
	}
	return out
}

// printShortfalls lists, for each kind that falls short, how often and the
// first cases, with the command that makes them again.
func printShortfalls(w io.Writer, seed uint64, results []result, cases int) {
	kinds, _, _ := tallies(results)
	for _, k := range kinds {
		var bad []result
		for _, r := range results {
			if r.Kind == k.Name && r.short() != "" {
				bad = append(bad, r)
			}
		}
		if len(bad) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s: found %d/%d, cause %d, placed %d/%d, false alarms %d, errors %d\n", k.Name, k.Found, k.Runs, k.CauseRight, k.Placed, k.Asked, k.False, k.Errors)
		for _, r := range bad[:min(cases, len(bad))] {
			fmt.Fprintf(w, "  %s: go run ./bench/faults -seed %d -kind %s -session %d\n", r.short(), seed, r.Kind, r.Session)
			fmt.Fprintf(w, "    %d Hz, %s rough mix; %s; want %s about %s", r.RateHz, r.Mode, r.Dose, strings.Join(r.Want, "/"), strings.Join(r.Stems, ", "))
			if len(r.Places) > 0 {
				fmt.Fprintf(w, " at %.3f-%.3f s", r.Places[0].StartS, r.Places[0].EndS)
			}
			fmt.Fprintf(w, "\n    said: %s%s\n", strings.Join(r.Said, "; "), r.Err)
		}
	}
}

// short is in what way a result falls short; empty when it does not.
func (r result) short() string {
	var why []string
	switch {
	case r.Err != "":
		why = append(why, "error")
	case !r.Control && !r.Found:
		why = append(why, "missed")
	case !r.Control && !r.CauseRight:
		why = append(why, "wrong cause")
	case r.PlaceMS != nil && *r.PlaceMS > placeBarMS:
		why = append(why, fmt.Sprintf("%.0f ms off", *r.PlaceMS))
	}
	if len(r.False) > 0 {
		why = append(why, "false alarm")
	}
	return strings.Join(why, ", ")
}
