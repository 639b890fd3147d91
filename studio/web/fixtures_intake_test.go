package web

import (
	"time"

	"lathe/session/advice"
	"lathe/studio"
)

// askedFor is the intake before anything was sent.
func askedFor(change func(*studio.Session, *intakeView)) view {
	s := studio.Session{ID: "x", Title: "Billie Jean", Artist: "Maya", Status: studio.Collecting}
	v := intakeView{
		Arrived: arrivedView{ID: "x", Status: s.Status, Bytes: "0 bytes", Roles: roleOptions()}, Steps: guideSteps, DAWs: dawTexts(), Likes: likeOptions, Title: s.Title,
		Love: Field{ID: "love", Name: "love", Label: "What do you love about it?", Optional: true, Hint: "The air on top."}, Notes: Field{ID: "notes", Name: "notes", Label: "Anything we should know?", Long: true},
		Contact:  Field{ID: "contact", Name: "contact", Label: "Where we reach you"},
		House:    studio.House{Contact: "jo at the North Room"},
		Expected: noon.Add(72 * time.Hour), Upload: uploadForm{ID: "x"},
		Link: linkForm{ID: "x", URL: Field{ID: "url", Name: "url", Label: "Link", Type: "url"}, Password: Field{ID: "password", Name: "password", Label: "Its password", Type: "password", Optional: true}},
	}
	change(&s, &v)
	return intakeFrame(s, v)
}

var arrived = arrivedView{
	ID: "x", Bytes: "1.9 GB", Roles: roleOptions(), Sendable: true,
	Rough:      []arrivedFile{{File: "Rough Mix - Billie Jean.wav", Size: "58 MB"}},
	References: []arrivedFile{{File: "Reference - Snooze.wav", Size: "61 MB"}},
	Stems: []arrivedFile{{File: "Lead Vocals - Billie Jean.wav", Size: "58 MB", Role: "Lead vocal", Weight: "Main", RoleID: "vox.lead"}, {File: hostile, Size: "1 byte", Role: "Bass", Weight: "Support", RoleID: "bass"},
		{File: rtl, Size: "58 MB", Unknown: true, RoleID: "other"}, {File: long, Size: "58 MB", Role: "Pad", Weight: "Texture", RoleID: "pad"}},
	Sheets: []arrivedFile{{File: "session.yaml", Size: "300 bytes"}},
	Links: []arrivedLink{linkOf(studio.Fetched{Source: "a Google Drive folder", State: studio.FetchDone, Files: 22}), linkOf(studio.Fetched{Source: "a Dropbox link", State: studio.Fetching}),
		linkOf(studio.Fetched{Source: "a WeTransfer link", State: studio.FetchFailed, Trouble: "This link needs its password."})},
}

// sentAs is the intake after it was sent.
func sentAs(status studio.Status, findings bool, work *Way) view {
	return askedFor(func(s *studio.Session, v *intakeView) {
		s.Status, v.Sent, v.Arrived = status, true, arrived
		v.Busy, v.Arrived.Work = work != nil, work
		if findings {
			v.Arrived.Findings = findingsOf()
		}
		if status == studio.Failed {
			v.Arrived.Trouble = "The engine could not read " + hostile + "."
		}
	})
}

var _ = fix("intake", "empty", askedFor(func(*studio.Session, *intakeView) {})) &&
	fix("intake", "arrived", askedFor(func(_ *studio.Session, v *intakeView) {
		v.Arrived, v.DAW, v.Bypassed, v.Arrived.Open = arrived, advice.DAW("reaper"), true, 3
		v.Liked = append(v.Liked, "tone")
	})) &&
	fix("intake", "full", askedFor(func(_ *studio.Session, v *intakeView) { v.Upload.Full = true })) &&
	fix("intake", "wrong link", askedFor(func(_ *studio.Session, v *intakeView) {
		v.Link.URL.Value, v.Link.URL.Wrong = hostile, "This is no link."
	})) &&
	fix("intake", "hostile title", askedFor(func(s *studio.Session, v *intakeView) { s.Title, v.Title = hostile, hostile })) &&
	fix("intake", "checking", sentAs(studio.Checking, false, &Way{Word: "Listening to every file", Share: 0.4, Left: "about a minute left"})) &&
	fix("intake", "waiting", sentAs(studio.Checking, false, &Way{Word: "Waiting for its turn", Share: -1})) &&
	fix("intake", "found", sentAs(studio.Planned, true, nil)) &&
	fix("intake", "asked", askedFor(func(_ *studio.Session, v *intakeView) { v.Arrived = arrived; v.Arrived.Question = hostile })) &&
	fix("intake", "stuck", sentAs(studio.Failed, false, nil))
