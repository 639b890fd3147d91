package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"lathe/session"
	"lathe/studio"
)

// checked is what the check said about a session, as pages need it.
type checked struct {
	Session struct {
		SampleRate int   `json:"sample_rate"`
		Frames     int64 `json:"frames"`
		Stems      []checkedStem
		Rough      *checkedStem
		References []checkedStem
	}
	Findings []session.Finding
	Proof    json.RawMessage
}

type checkedStem struct {
	File       string
	Role       string
	Importance float64
	Frames     int64    `json:"frames"`
	SampleRate int      `json:"sample_rate"`
	Peak       *float64 `json:"sample_peak_dbfs"`
	TruePeak   *float64 `json:"true_peak_dbtp"`
	LUFS       *float64 `json:"integrated_lufs"`
	RoleReason string   `json:"role_reason"`
}

// checkOf reads what a check said; nothing is said before it.
func checkOf(s studio.Session) (c checked, err error) {
	if s.Check != nil {
		err = json.Unmarshal(s.Check, &c)
	}
	return c, err
}

// sessionHead is what the pages of one session have in common.
type sessionHead struct {
	ID, At   string // At is which of its pages this is
	Findings int
	Plans    int
	Prints   int
}

// stemRow is a file of a session.
type stemRow struct {
	File, Size, Role string
	LUFS, Peak       string
}

// sessionView is a session's first page: its stems and what was found.
type sessionView struct {
	Head     sessionHead
	Stems    []stemRow
	Findings []findingView
	Empty    Empty
}

func (p *Pages) session(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	id := studio.ID(r.PathValue("id"))
	if room.Caller.Session == id {
		http.Redirect(w, r, doorOf(room.Caller), http.StatusSeeOther)
		return
	}
	var s studio.Session
	var stems []studio.Stem
	var plans []studio.Plan
	err = room.See(r.Context(), id, func(d studio.Desk) error {
		var e1, e2 error
		if s, err = d.Session(id); err != nil {
			return err
		}
		stems, e1 = d.Stems(id)
		plans, e2 = d.Plans(id)
		return errors.Join(e1, e2)
	})
	if err != nil {
		p.fail(w, r, err)
		return
	}
	c, err := checkOf(s)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	body := sessionView{
		Head:  sessionHead{ID: string(s.ID), At: "stems", Findings: len(c.Findings), Plans: len(plans)},
		Stems: stemRows(stems, c), Empty: noStems,
	}
	for _, f := range c.Findings {
		body.Findings = append(body.Findings, findingOf(f, "", true))
	}
	p.show(w, r, http.StatusOK, "session", sessionFrame(s, view{Title: "Stems: " + s.Title, Body: body}))
}

// sessionFrame is what round every page of a session is the same.
func sessionFrame(s studio.Session, v view) view {
	chip, _, _ := stands(s.Status)
	v.Heading, v.Chip, v.Nav = s.Title, &chip, "queue"
	v.Crumbs = []way{{Href: "/", Word: "Queue"}}
	if s.Artist != "" {
		v.Lead = s.Artist
	}
	return v
}

func stemRows(stems []studio.Stem, c checked) (rows []stemRow) {
	heard := map[string]checkedStem{}
	for _, st := range c.Session.Stems {
		heard[st.File] = st
	}
	if c.Session.Rough != nil {
		c.Session.Rough.Role = "rough mix"
		heard[c.Session.Rough.File] = *c.Session.Rough
	}
	for _, ref := range c.Session.References {
		ref.Role = "reference"
		heard[ref.File] = ref
	}
	for _, st := range stems {
		row := stemRow{File: st.File, Size: amount(st.Bytes), Role: heard[st.File].Role}
		row.LUFS, row.Peak = levelOf(heard[st.File].LUFS, "LUFS"), levelOf(heard[st.File].Peak, "dBFS")
		rows = append(rows, row)
	}
	return rows
}

// levelOf writes a level that may not have been measured.
func levelOf(v *float64, unit string) string {
	if v == nil {
		return "–"
	}
	return level(*v, unit)
}

var noStems = Empty{Icon: "wave", Title: "No stems yet", Text: "Send the artist link: they drop their stems there. You can drop files here too."}

// newSessionView is the form that opens a session.
type newSessionView struct {
	Title, Artist Field
	Link          string // to the session just made, as it is sent; shown this once
	Here          string // the same, for whoever is here
	Session       string
}

func newSessionForm(title, artist, wrong string) newSessionView {
	return newSessionView{
		Title:  Field{ID: "title", Name: "title", Label: "Song", Value: title, Most: 300, Must: true, Wrong: wrong, Hint: "As the artist calls it."},
		Artist: Field{ID: "artist", Name: "artist", Label: "Artist", Value: artist, Most: 300, Optional: true},
	}
}

func (p *Pages) newSession(w http.ResponseWriter, r *http.Request) {
	if _, err := p.room(r); err != nil {
		p.fail(w, r, err)
		return
	}
	p.show(w, r, http.StatusOK, "new-session", newSessionFrame(newSessionForm("", "", "")))
}

func newSessionFrame(body newSessionView) view {
	v := view{Heading: "New session", Lead: "One song. The artist gets a link and needs no account.", Nav: "queue", Crumbs: []way{{Href: "/", Word: "Queue"}}, Body: body}
	if body.Link != "" {
		v.Heading, v.Lead = body.Title.Value, "The session is open. Send this link to the artist."
	}
	return v
}

func (p *Pages) openSession(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	title, artist := r.FormValue("title"), r.FormValue("artist")
	s, link, err := room.OpenSession(r.Context(), title, artist)
	var known *studio.Error
	if errors.As(err, &known) && known.Code == studio.BadInput {
		p.show(w, r, http.StatusOK, "new-session", newSessionFrame(newSessionForm(title, artist, sentence(known.Message))))
		return
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	body := newSessionForm(s.Title, s.Artist, "")
	body.Here, body.Session = "/s/"+link.Reveal(), "/sessions/"+string(s.ID)
	body.Link = origin(r) + body.Here
	p.show(w, r, http.StatusOK, "new-session", newSessionFrame(body))
}

// origin is how the one who asks reaches us.
func origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
