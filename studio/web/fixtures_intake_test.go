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
		Arrived: arrivedView{ID: "x", Status: s.Status, Bytes: "0 bytes"}, EveryRole: roleOptions(), Steps: guideSteps, DAWs: dawTexts(), Likes: likeOptions, Title: s.Title,
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
	ID: "x", Bytes: "1.9 GB", Sendable: true,
	Rough:      []arrivedFile{{File: "Rough Mix - Billie Jean.wav", Size: "58 MB"}},
	References: []arrivedFile{{File: "Reference - Snooze.wav", Size: "61 MB"}},
	Stems: []arrivedFile{{File: "Lead Vocals - Billie Jean.wav", Size: "58 MB", Role: "Lead vocal", Weight: "Main", RoleID: "vox.lead"}, {File: hostile, Size: "1 byte", Role: "Bass", Weight: "Support", RoleID: "bass"},
		{File: rtl, Size: "58 MB", Unknown: true, RoleID: "other"}, {File: long, Size: "58 MB", Role: "Pad", Weight: "Texture", RoleID: "pad"}},
	Sheets: []arrivedFile{{File: "session.yaml", Size: "300 bytes"}},
	Coming: []arrivedFile{{File: "Shaker.wav", Size: "58 MB"}, {File: long + ".zip", Size: "1 byte"}},
	Links:  madeLinks(), Quiet: true,
}

// madeLinks are links in every state.
func madeLinks() []arrivedLink {
	behind := []studio.Behind{{File: "Lead Vocals - Billie Jean.wav", Bytes: 58e6}, {File: hostile, Bytes: -1}, {File: rtl, Bytes: 58e6}, {File: long, Bytes: 1},
		{File: hostile + ".als", Bytes: -1, Why: "a project of Ableton Live; export its tracks as audio"}, {File: long + ".docx", Bytes: -1, Why: "no audio"}}
	link := func(id studio.ID, f studio.Fetched) arrivedLink { f.ID = id; return linkOf(f) }
	return []arrivedLink{
		link("l1", studio.Fetched{Source: "Google Drive folder", State: studio.FetchDone, Files: 22, Behind: behind, Moved: studio.Moved{Bytes: 1.9e9, Total: 1.9e9, LeftS: -1}}),
		link("l2", studio.Fetched{Source: "Dropbox folder", State: studio.Fetching, Moved: studio.NotMoved()}),
		link("l3", studio.Fetched{Source: "file at " + long, State: studio.Fetching, Behind: behind, Moved: studio.Moved{Bytes: 80e6, Total: 120e6, LeftS: 240}}),
		link("l4", studio.Fetched{Source: "Dropbox folder", State: studio.Fetching, Behind: behind[1:2], Moved: studio.Moved{Bytes: 80e6, Total: -1, LeftS: -1}}),
		link("l5", studio.Fetched{Source: "file at example.net", State: studio.Fetching, Trouble: "The server asks us to slow down; try again in 20 minutes.", Moved: studio.NotMoved()}),
		link("l6", studio.Fetched{Source: "Google Drive file", State: studio.FetchFailed, Sealed: "x", Trouble: hostile + ": Google Drive has paused downloads of this file.", Moved: studio.NotMoved()}),
		link("l7", studio.Fetched{Source: "WeTransfer folder", State: studio.FetchFailed, Trouble: "This WeTransfer transfer has a password: send it along with the link.", Moved: studio.NotMoved()}),
	}
}

// sentAs is the intake after it was sent.
func sentAs(status studio.Status, findings bool, work *Way) view {
	return askedFor(func(s *studio.Session, v *intakeView) {
		s.Status, v.Sent, v.Arrived = status, true, arrived
		v.Busy, v.Arrived.Work, v.Arrived.Quiet = work != nil, work, work == nil
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
