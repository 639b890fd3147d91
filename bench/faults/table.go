package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// tally is what the results of one kind, or of all, come to.
type tally struct {
	Name       string   `json:"name"`
	Runs       int      `json:"runs"` // of faults
	Found      int      `json:"found"`
	CauseRight int      `json:"cause_right"`
	Asked      int      `json:"places_asked"` // of faults that were named and have a place
	Placed     int      `json:"places_within_50_ms"`
	PlaceMS    float64  `json:"median_place_error_ms"`
	CleanStems int      `json:"clean_stems"`
	False      int      `json:"false_alarms"`
	Errors     int      `json:"errors"`
	Late       *float64 `json:"worst_late_error_frames,omitempty"`
	placesMS   []float64
}

const placeBarMS = 50 // issue 3

func (t *tally) add(r result) {
	if r.Err != "" {
		t.Errors++
	}
	if !r.Control {
		t.Runs++
		t.Found += count(r.Found)
		t.CauseRight += count(r.CauseRight)
	}
	if r.PlaceMS != nil {
		t.Asked++
		t.Placed += count(*r.PlaceMS <= placeBarMS)
		t.placesMS = append(t.placesMS, *r.PlaceMS)
		slices.Sort(t.placesMS)
		t.PlaceMS = t.placesMS[len(t.placesMS)/2]
	}
	if r.LateError != nil {
		worst := *r.LateError
		if t.Late != nil {
			worst = max(worst, *t.Late)
		}
		t.Late = &worst
	}
	t.CleanStems += r.CleanStems
	t.False += len(r.False)
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// share is a part of a whole; of nothing it is 1.
func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

func (t tally) recall() float64       { return share(t.Found, t.Runs) }
func (t tally) cause() float64        { return share(t.CauseRight, t.Found) } // of those that were noticed
func (t tally) place() float64        { return share(t.Placed, t.Asked) }
func (t tally) alarmsPer100() float64 { return 100 * float64(t.False) / float64(max(1, t.CleanStems)) }

// tallies sums up by kind, in the order in which the kinds first come, and over
// all, and over the controls alone.
func tallies(results []result) (kinds []tally, all, controls tally) {
	all.Name, controls.Name = "all", "controls"
	at := map[string]int{}
	for _, r := range results {
		i, ok := at[r.Kind]
		if !ok {
			i = len(kinds)
			at[r.Kind] = i
			kinds = append(kinds, tally{Name: r.Kind})
		}
		kinds[i].add(r)
		all.add(r)
		if r.Control {
			controls.add(r)
		}
	}
	return kinds, all, controls
}

// printTable is the bench as people read it.
func printTable(w io.Writer, results []result) {
	kinds, all, controls := tallies(results)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "kind\truns\trecall\tcause\tplaced\tmedian ms\tfalse/100\tclean\terrors\toffset\t")
	for _, k := range append(kinds, controls, all) {
		fmt.Fprintf(t, "%s\t%d\t", k.Name, k.Runs)
		if k.Runs > 0 {
			fmt.Fprintf(t, "%.2f\t%.2f\t", k.recall(), k.cause())
		} else {
			fmt.Fprint(t, "\t\t")
		}
		if k.Asked > 0 {
			fmt.Fprintf(t, "%.2f\t%.1f\t", k.place(), k.PlaceMS)
		} else {
			fmt.Fprint(t, "\t\t")
		}
		fmt.Fprintf(t, "%.2f\t%d\t%d\t", k.alarmsPer100(), k.CleanStems, k.Errors)
		if k.Late != nil && k.Name != "all" && k.Name != "controls" {
			fmt.Fprintf(t, "%.3g", *k.Late)
		}
		fmt.Fprintln(t, "\t")
	}
	t.Flush()
	fmt.Fprintln(w, "recall, cause: shares of faults noticed, and of those named right; placed: within 50 ms; offset: worst error of the rough mix's, frames")
}

// printJSON is the bench as programs read it.
func printJSON(w io.Writer, seed uint64, results []result) error {
	kinds, all, controls := tallies(results)
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(map[string]any{"seed": seed, "kinds": kinds, "codes": codeTallies(results), "all": all, "controls": controls, "results": results})
}
