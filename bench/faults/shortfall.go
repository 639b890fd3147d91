package main

import (
	"fmt"
	"io"
	"path/filepath"
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
func printShortfalls(w io.Writer, command string, results []result, cases int) {
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
			printShortfall(w, command, r)
		}
	}
}

// printShortfall is one case in full.
func printShortfall(w io.Writer, command string, r result) {
	fmt.Fprintf(w, "  %s: %s -kind %s -session %d\n", r.short(), command, r.Kind, r.Session)
	fmt.Fprintf(w, "    %s\n    said: %s%s\n", r.truth(), strings.Join(r.Said, "; "), r.Err)
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
	if len(r.Beside) > 0 {
		why = append(why, "alarm beside the fault")
	}
	return strings.Join(why, ", ")
}

// truth is what has to be found, in a line.
func (r result) truth() string {
	s := fmt.Sprintf("%d Hz, %s rough mix; %s; want %s about %s", r.RateHz, r.Mode, r.Dose, strings.Join(r.Want, "/"), strings.Join(r.Stems, ", "))
	if len(r.Places) > 0 {
		s += fmt.Sprintf(" at %.3f-%.3f s", r.Places[0].StartS, r.Places[0].EndS)
	}
	return s
}

// printLabels lists the truth about every case, and how many each kind has.
func printLabels(w io.Writer, results []result) {
	cases := map[string]int{}
	for _, r := range results {
		fmt.Fprintf(w, "%s on %d: %s\n", r.Kind, r.Session, r.truth())
		cases[r.Kind]++
	}
	kinds, _, _ := tallies(results)
	for _, k := range kinds {
		fmt.Fprintf(w, "%4d %s\n", cases[k.Name], k.Name)
	}
}

// command is what makes the same sessions again.
func (j job) command() string {
	c := fmt.Sprintf("go run ./bench/faults -seed %d", j.seed)
	if j.from != "" {
		c += " -from " + filepath.Base(j.from)
	}
	return c
}
