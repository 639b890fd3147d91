package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// codeTally is how one code of the vocabulary did.
type codeTally struct {
	Code    string  `json:"code"`
	Asked   int     `json:"asked"`  // faults that this code names
	Found   int     `json:"found"`  // of those, noticed with any fitting code
	Named   int     `json:"named"`  // of those, named right
	Placed  int     `json:"placed"` // within 50 ms, of PlaceAsked
	Places  int     `json:"places_asked"`
	False   int     `json:"false_alarms"`   // warnings and blockers about stems nothing was done to
	Beside  int     `json:"beside"`         // the same about stems with another fault, which no bar counts
	Murmurs int     `json:"false_murmurs"`  // the same about clean stems as information only, which no bar counts
	Per100  float64 `json:"false_per_100"`  // alarms per 100 clean stems of the whole run
	InfoPer float64 `json:"murmur_per_100"` // murmurs per 100 clean stems
}

// codeTallies sums up by code, in alphabetical order. A fault that several
// codes may name belongs to the first of them.
func codeTallies(results []result) []codeTally {
	by := map[string]*codeTally{}
	of := func(code string) *codeTally {
		if by[code] == nil {
			by[code] = &codeTally{Code: code}
		}
		return by[code]
	}
	clean := 0
	for _, r := range results {
		clean += r.CleanStems
		if len(r.Want) > 0 {
			t := of(r.Want[0])
			t.Asked++
			t.Found += count(r.Found)
			t.Named += count(r.CauseRight)
			if r.PlaceMS != nil {
				t.Places++
				t.Placed += count(*r.PlaceMS <= placeBarMS)
			}
		}
		for _, s := range r.False {
			of(s.Code).False++
		}
		for _, s := range r.Beside {
			of(s.Code).Beside++
		}
		for _, s := range r.Murmurs {
			of(s.Code).Murmurs++
		}
	}
	var all []codeTally
	for _, t := range by {
		t.Per100 = 100 * share(t.False, max(1, clean))
		t.InfoPer = 100 * share(t.Murmurs, max(1, clean))
		all = append(all, *t)
	}
	slices.SortFunc(all, func(a, b codeTally) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// printCodes is the table by code.
func printCodes(w io.Writer, results []result) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "code\tasked\trecall\tcause\tplaced\tfalse/100\tmurmur/100\tbeside\t")
	for _, c := range codeTallies(results) {
		fmt.Fprintf(t, "%s\t%d\t", c.Code, c.Asked)
		if c.Asked > 0 {
			fmt.Fprintf(t, "%.2f\t%.2f\t", share(c.Found, c.Asked), share(c.Named, c.Found))
		} else {
			fmt.Fprint(t, "\t\t")
		}
		if c.Places > 0 {
			fmt.Fprintf(t, "%.2f\t", share(c.Placed, c.Places))
		} else {
			fmt.Fprint(t, "\t")
		}
		fmt.Fprintf(t, "%.2f\t%.2f\t%d\t\n", c.Per100, c.InfoPer, c.Beside)
	}
	t.Flush()
	fmt.Fprintln(w, "false, murmur: warnings and above, and information, about stems that nothing was done to, per 100 of them; beside: alarms about stems with another fault")
}
