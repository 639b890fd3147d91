package web

import (
	"strings"

	"lathe/studio"
)

func planAt(status studio.Status, title, text string, change func(*planView)) view {
	doc, err := readDocument([]byte(text))
	if err != nil {
		panic(err)
	}
	machine, _ := readDocument([]byte(small))
	v := planView{Head: sessionHead{ID: "x", At: "plan", Findings: 3, Plans: 3}, N: 3, Newest: 3, Tag: "abc", Goal: "streaming", Empty: noPlan, Formats: planFormats,
		Versions: []planVersion{{1, "Lathe", noon, false}, {2, hostile, noon, false}, {3, "Jo", noon, true}}}
	v.Stages, v.Target = planPage(doc, machine)
	change(&v)
	return inside(planFrame(studio.Session{Title: title, Artist: "Maya", Status: status}, v))
}

var changedPlan = strings.NewReplacer(`"gain_db":-2.0`, `"gain_db":-1.2`, `"id":"eq.lead.1"`, `"id":"eq.by-hand"`, "Bass.wav", `<b>\"Bass\".wav`, `"why":"glue"`, `"why":"<script>alert(1)</script>"`).Replace(small)

var _ = fix("plan", "none yet", planAt(studio.Checking, "Billie Jean", small, func(v *planView) {
	v.N, v.Work = 0, &Way{Word: "Writing the plan", Share: 0.5}
})) &&
	fix("plan", "edited", planAt(studio.Planned, "Billie Jean", changedPlan, func(v *planView) {
		was, _ := readDocument([]byte(small))
		is, _ := readDocument([]byte(changedPlan))
		v.Against, v.Diff = 2, differences(was, is)
	})) &&
	fix("plan", "locked", planAt(studio.Approved, hostile, small, func(v *planView) { v.Locked = "The master is approved." })) &&
	fix("plan", "same", planAt(studio.Planned, rtl, small, func(v *planView) { v.Against = 1 }))
