package web

import (
	"lathe/session"
	"lathe/studio"
)

func findingsOf() (list []findingView) {
	for _, f := range []session.Finding{
		{Code: "file.unreadable", Severity: session.Blocker, Stem: "Kick - Billie Jean.wav", Heard: "the file ends early at 1:02", Message: "Kick could not be opened as sound.", Fix: "Export it again as WAV."},
		{Code: "region.short", Severity: session.Warning, Stem: "Ad-libs - Billie Jean.wav", At: []session.Span{{StartS: 72, EndS: 201}}, Heard: "1:12.0 against 3:21.0 of the others", Message: "Ad-libs is 1:12, the others are 3:21.", Fix: "Export it with the same start and end, silence included."},
		{Code: "clip.runs", Severity: session.Warning, Stem: hostile, At: []session.Span{{StartS: 48, EndS: 48.1}, {StartS: 96, EndS: 96.2}}, Heard: hostile, Message: hostile, Fix: hostile, Export: hostile},
		{Code: "mono.dual", Severity: session.Info, Stem: rtl, Message: "The same left and right."},
		{Code: "no.such", Severity: session.Info, Message: "Of the session as a whole."},
	} {
		list = append(list, findingOf(f, "reaper", true))
	}
	return list
}

func sessionIn(status studio.Status, title string, body sessionView) view {
	body.Head = sessionHead{ID: "x", At: "stems", Findings: len(body.Findings), Plans: 3}
	return inside(sessionFrame(studio.Session{Title: title, Artist: "Maya", Status: status}, view{Title: "Stems: " + title, Body: body}))
}

var stems = []stemRow{{"Lead Vocals - Billie Jean.wav", "58 MB", "vox.lead", "−18.2 LUFS", "−6.1 dBFS"}, {"Bass - Billie Jean.wav", "58 MB", "bass", "−21.0 LUFS", "−8.3 dBFS"}, {hostile, "1 byte", "", "–", "–"}, {rtl, "58 MB", "other", "–", "–"}, {long, "58 MB", "other", "–", "–"}}

var _ = fix("session", "empty", sessionIn(studio.Collecting, "Billie Jean", sessionView{Empty: noStems})) &&
	fix("session", "checked", sessionIn(studio.Planned, "Billie Jean", sessionView{Stems: stems, Findings: findingsOf()})) &&
	fix("session", "hostile", sessionIn(studio.Failed, hostile, sessionView{Stems: stems})) &&
	fix("new-session", "fresh", inside(newSessionFrame(newSessionForm("", "", "")))) &&
	fix("new-session", "wrong", inside(newSessionFrame(newSessionForm(long, rtl, "The title has 400 bytes, want at most 300.")))) &&
	fix("new-session", "made", inside(newSessionFrame(newSessionView{Title: Field{Value: "Billie Jean"}, Link: "https://studio.example/s/link_abc", Here: "/s/link_abc", Session: "/sessions/x"}))) &&
	fix("guide", "whole", view{Heading: "Guide", Lead: "How to send stems.", Body: guideFor("")}) &&
	fix("guide", "a question", view{Heading: "Guide", Body: guideFor("clip")}) &&
	fix("guide", "nothing", inside(view{Heading: "Guide", Body: guideFor(hostile)}))
