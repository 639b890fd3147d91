package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

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
	Role       session.Role
	Importance float64
	Peak       *float64 `json:"sample_peak_dbfs"`
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
	N                    int
	File, Name, Size     string
	Kind                 string // rough mix, reference; empty for a stem
	Role                 session.Role
	RoleWord, Why        string
	Weight               string
	LUFS, Peak           string
	Track                string // how the API knows its sound
	Worst, WorstKind, At string // the worst that was found of it, and where that stands
}

// linkRow is a link to the session that was given out.
type linkRow struct {
	ID      studio.ID
	Label   string
	Expires time.Time
	Chip    Chip
}

// sessionView is a session's first page: its stems and what was found.
type sessionView struct {
	Head     sessionHead
	Stems    []stemRow
	Others   []stemRow // rough mix and references
	Findings []findingView
	Ignored  []findingView
	Proof    *proofView
	Brief    studio.Brief
	Likes    string
	Waiting  string // what the artist was asked
	Due      time.Time
	Clock    Chip
	Work     *Way
	Trouble  string
	Links    []linkRow
	NewLink  string // just made; shown this once
	Roles    []Option
	Weights  []string
	Length   string
	Stopable bool
	Audible  bool // there are tracks to hear
	Empty    Empty
}

func (p *Pages) session(w http.ResponseWriter, r *http.Request) { p.showSession(w, r, nil) }

// showSession shows a session's first page, with what has just happened.
func (p *Pages) showSession(w http.ResponseWriter, r *http.Request, change func(*view, *sessionView)) {
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
	var v sessionView
	err = room.See(r.Context(), id, func(d studio.Desk) (err error) {
		if s, err = d.Session(id); err == nil {
			v, err = p.sessionOf(d, s, room.Now)
		}
		return err
	})
	if err != nil {
		p.fail(w, r, err)
		return
	}
	f := sessionFrame(s, view{Title: "Stems: " + s.Title, Scripts: []string{"htmx.js", "session.js"}})
	if change != nil {
		change(&f, &v)
	}
	f.Body = v
	p.show(w, r, http.StatusOK, "session", f)
}

func (p *Pages) sessionOf(d studio.Desk, s studio.Session, now time.Time) (v sessionView, err error) {
	stems, e1 := d.Stems(s.ID)
	plans, e2 := d.Plans(s.ID)
	prints, e3 := d.Prints(s.ID)
	links, e4 := d.Links(s.ID)
	tracks, e5 := d.Tracks(s.ID)
	c, e6 := checkOf(s)
	if err := errors.Join(e1, e2, e3, e4, e5, e6); err != nil {
		return v, err
	}
	v = sessionView{
		Head: sessionHead{string(s.ID), "stems", len(c.Findings), len(plans), len(prints)}, Brief: s.Brief, Waiting: s.Terms.Waiting, Work: workOf(s), Trouble: s.Trouble,
		Roles: roleOptions(), Empty: noStems, Stopable: s.Status == studio.Checking || s.Status == studio.Printing,
	}
	for _, w := range weights {
		v.Weights = append(v.Weights, w.Word)
	}
	for _, l := range s.Brief.Like {
		for _, o := range likeOptions {
			if o.Value == string(l) {
				v.Likes += ", " + strings.ToLower(o.Word)
			}
		}
	}
	v.Likes = strings.TrimPrefix(v.Likes, ", ")
	v.Clock, v.Due = clockOf(s, now)
	if c.Session.SampleRate > 0 {
		v.Length = clock(float64(c.Session.Frames) / float64(c.Session.SampleRate))
	}
	v.tell(s, c)
	v.rows(stems, tracks, s, c)
	v.Audible = len(tracks) > 0
	for _, l := range links {
		row := linkRow{l.ID, l.Label, l.Expires, Chip{"ok", "link", "Open"}}
		switch {
		case l.Revoked:
			row.Chip = Chip{"idle", "cross", "Ended"}
		case !l.Expires.After(now):
			row.Chip = Chip{"idle", "clock", "Expired"}
		}
		v.Links = append(v.Links, row)
	}
	v.Proof, err = proofOf(c.Proof)
	return v, err
}

// tell sorts the findings, the worst first, apart from those somebody decided to
// live with.
func (v *sessionView) tell(s studio.Session, c checked) {
	rank := func(f session.Finding) int {
		return slices.Index([]session.Severity{session.Blocker, session.Warning, session.Info}, f.Severity)
	}
	slices.SortStableFunc(c.Findings, func(a, b session.Finding) int { return rank(a) - rank(b) })
	for i, f := range c.Findings {
		fv := findingOf(f, dawOf(s.Brief.DAW), true)
		fv.ID, fv.Seek, fv.Session = "finding-"+strconv.Itoa(i+1), f.Stem != "" || len(f.At) > 0, string(s.ID)
		j := slices.IndexFunc(s.Terms.Ignored, func(g studio.Ignored) bool { return g.Code == f.Code && g.Stem == f.Stem })
		if j >= 0 {
			fv.Reason, fv.ReasonBy = s.Terms.Ignored[j].Reason, whoWord(s.Terms.Ignored[j].Who)
			v.Ignored = append(v.Ignored, fv)
		} else {
			v.Findings = append(v.Findings, fv)
		}
	}
}

// rows lists the files, stems and the others.
func (v *sessionView) rows(stems []studio.Stem, tracks []studio.Track, s studio.Session, c checked) {
	heard := map[string]checkedStem{}
	kind := map[string]string{}
	for _, st := range c.Session.Stems {
		heard[st.File] = st
	}
	if c.Session.Rough != nil {
		heard[c.Session.Rough.File], kind[c.Session.Rough.File] = *c.Session.Rough, "Rough mix"
	}
	for _, ref := range c.Session.References {
		heard[ref.File], kind[ref.File] = ref, "Reference"
	}
	for _, st := range stems {
		h, known := heard[st.File]
		row := stemRow{File: st.File, Name: stemWord(st.File), Size: amount(st.Bytes), Kind: kind[st.File], Role: h.Role, Why: h.RoleReason, LUFS: levelOf(h.LUFS, ""), Peak: levelOf(h.Peak, "")}
		importance := h.Importance
		if o, ok := s.Brief.Stems[st.File]; ok {
			if o.Role != "" {
				row.Role = o.Role
			}
			if o.Importance != nil {
				importance = *o.Importance
			}
		}
		row.RoleWord, row.Weight = roleWord(row.Role), weightWord(importance)
		for _, t := range tracks {
			if t.Print == "" && t.File == st.File {
				row.Track = t.SHA256
			}
		}
		for _, f := range v.Findings {
			if f.Stem == st.File && f.Kind != "info" && row.Worst == "" {
				row.Worst, row.WorstKind, row.At = f.Title, f.Kind, f.ID
			}
		}
		if row.Kind != "" || !known && len(c.Session.Stems) > 0 {
			if row.Kind == "" {
				row.Kind = "Not used"
			}
			v.Others = append(v.Others, row)
			continue
		}
		row.N = len(v.Stems) + 1
		v.Stems = append(v.Stems, row)
	}
}

// sessionFrame is what round every page of a session is the same.
func sessionFrame(s studio.Session, v view) view {
	chip, _, _ := stands(s.Status)
	v.Heading, v.Chip, v.Nav = s.Title, &chip, "queue"
	v.Crumbs = []way{{Href: "/", Word: "Queue"}}
	if s.Artist != "" && v.Lead == "" {
		v.Lead = s.Artist
	}
	return v
}

// levelOf writes a level that may not have been measured; without a unit, the
// column has it.
func levelOf(v *float64, unit string) string {
	if v == nil {
		return "–"
	}
	return strings.TrimSuffix(level(*v, unit), "\u00a0")
}

var noStems = Empty{Icon: "wave", Title: "No stems yet", Text: "Send the artist link: they drop their stems there. You can drop files there yourself, too."}
