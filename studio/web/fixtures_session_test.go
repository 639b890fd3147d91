package web

import (
	"fmt"

	"lathe/session"
	"lathe/studio"
)

func findingsOf() (list []findingView) {
	for _, f := range []session.Finding{
		{Code: "file.unreadable", Severity: session.Blocker, Stem: "Kick - Billie Jean.wav", Heard: "the file ends early at 1:02", Message: "Kick could not be opened as sound.", Fix: "Export it again as WAV."},
		{Code: "region.short", Severity: session.Warning, Stem: "Ad-libs - Billie Jean.wav", At: []session.Span{{StartS: 72, EndS: 201}}, Heard: "1:12.0 against 3:21.0 of the others", Message: "Ad-libs is 1:12, the others are 3:21.", Fix: "Export it with the same start and end, silence included."},
		{Code: "clip.runs", Severity: session.Warning, Stem: hostile, At: []session.Span{{StartS: 48, EndS: 48.1}, {StartS: 96, EndS: 96.2}}, Heard: hostile, Message: hostile, Fix: hostile, Export: hostile},
		{Code: "lossy", Severity: session.Warning, Stem: "Pad - Billie Jean.wav", Message: "This looks like it was an MP3 once."},
		{Code: "lossy", Severity: session.Warning, Stem: hostile, Message: hostile, Fix: hostile},
		{Code: "lossy", Severity: session.Warning, Stem: rtl, At: []session.Span{{StartS: 1, EndS: 2}}, Message: "This looks like it was an MP3 once."},
		{Code: "mono.dual", Severity: session.Info, Stem: rtl, Message: "The same left and right."},
		{Code: "no.such", Severity: session.Info, Message: "Of the session as a whole."},
	} {
		list = append(list, findingOf(f, "reaper", true))
	}
	return list
}

func sessionIn(status studio.Status, title string, v sessionView) view {
	v.Head = sessionHead{ID: "x", At: "stems", Findings: len(v.Findings), Plans: 3}
	v.Roles, v.Empty, v.Length = roleOptions(), noStems, "3:21.0"
	for _, w := range weights {
		v.Weights = append(v.Weights, w.Word)
	}
	if len(v.Findings) > 0 {
		v.Stems[0].Worst, v.Stems[0].WorstKind, v.Stems[0].At = "Shorter than the others", "warn", "finding-1"
	}
	for i := range v.Findings {
		v.Findings[i].ID, v.Findings[i].Session, v.Findings[i].Seek = fmt.Sprint("finding-", i+1), "x", true
	}
	return inside(sessionFrame(studio.Session{Title: title, Artist: "Maya", Status: status}, view{Title: "Stems: " + title, Scripts: []string{"htmx.js", "session.js"}, Body: v}))
}

func rowsOf(names ...string) (rows []stemRow) {
	for i, name := range names {
		rows = append(rows, stemRow{N: i + 1, File: name + ".wav", Name: name, Size: "58 MB", Role: "bass", RoleWord: "Bass", Weight: "Support", LUFS: "−18.2", Peak: "−6.1", Track: "t"})
	}
	return rows
}

// aProof is what a check says of stems that make the rough mix but for a part.
func aProof() *proofView {
	v, err := proofOf([]byte(`{"verdict":"mismatch","message":"Something is missing.","null_depth_db":-18.4,
		"gains":[{"file":"Bass.wav","gain_db":-2.25,"ci_db":0.2},{"file":"<b>.wav","gain_db":null,"ci_db":null}],
		"null_bands":[{"hz":40,"null_depth_db":-38},{"hz":100,"null_depth_db":-20},{"hz":1000,"null_depth_db":-3},{"hz":10000,"null_depth_db":null}],
		"null_over_time":[{"at_s":0.5,"null_depth_db":-40},{"at_s":1.5,"null_depth_db":-2},{"at_s":2.5,"null_depth_db":-30}],
		"causes":[{"code":"missing-stem","stem":"","confidence":0.94,"message":"At 0:01 the rough mix has something the stems do not."}]}`))
	if err != nil {
		panic(err)
	}
	return v
}

var told = studio.Brief{Love: hostile, Notes: "They drive this bass hard.\n" + hostile, DAW: "reaper", Contact: rtl}

var _ = fix("session", "empty", sessionIn(studio.Collecting, "Billie Jean", sessionView{Links: []linkRow{{"l", "artist", noon, Chip{"ok", "link", "Open"}}}})) &&
	fix("session", "checking", sessionIn(studio.Checking, "Billie Jean", sessionView{Stems: rowsOf("Lead Vocals", "Bass"), Work: &Way{Word: "Listening to every file", Share: 0.3, Left: "about 2 min left"}, Stopable: true})) &&
	fix("session", "checked", sessionIn(studio.Planned, "Billie Jean", sessionView{Stems: rowsOf("Lead Vocals", "Bass", "Kick"), Others: []stemRow{{File: "Rough Mix.wav", Name: "Rough Mix", Kind: "Rough mix", LUFS: "−14.0", Peak: "−0.3"}},
		Findings: findingsOf(), Proof: aProof(), Brief: told, Likes: "its tone", Clock: Chip{"info", "clock", "2 d 4 h left"}, Due: noon, Waiting: hostile, NewLink: "https://studio.example/s/link_x"})) &&
	fix("session", "left as it is", sessionIn(studio.Review, rtl, sessionView{Stems: rowsOf("Lead Vocals"), Ignored: []findingView{{ID: "finding-9", Code: "hum", Kind: "info", Word: "Good to know", Title: "Mains hum", Message: "A hum.", Session: "x", Reason: hostile, ReasonBy: "Jo"}}})) &&
	fix("session", "hostile", sessionIn(studio.Failed, hostile, sessionView{Stems: rowsOf(hostile, rtl, long), Trouble: hostile})) &&
	fix("new-session", "fresh", inside(newSessionFrame(newSessionForm("", "", "")))) &&
	fix("new-session", "wrong", inside(newSessionFrame(newSessionForm(long, rtl, "The title has 400 bytes, want at most 300.")))) &&
	fix("new-session", "made", inside(newSessionFrame(newSessionView{Title: Field{Value: "Billie Jean"}, Link: "https://studio.example/s/link_abc", Here: "/s/link_abc", Session: "/sessions/x"}))) &&
	fix("guide", "whole", view{Heading: "Guide", Lead: "How to send stems.", Body: guideFor("")}) &&
	fix("guide", "a question", view{Heading: "Guide", Body: guideFor("clip")}) &&
	fix("guide", "nothing", inside(view{Heading: "Guide", Body: guideFor(hostile)}))
