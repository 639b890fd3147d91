package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"lathe/session"
	"lathe/studio"
)

// queueRow is a session in the queue.
type queueRow struct {
	Href, Title, Artist string
	Stage, Clock        Chip
	Found               string // what the checks found, in short
	Next                string // what has to be done
	Yours               bool   // by the studio
	Due                 time.Time
	rank                time.Time
}

// tile is a number on top of the queue, that leads to what it counts.
type tile struct {
	Href, Word string
	N          int
	Here       bool
}

// queueView is the dashboard.
type queueView struct {
	Tiles  []tile
	Rows   []queueRow
	Search string
	Show   string
	Empty  Empty
	Demo   bool // can be offered
}

// stands says where a session stands, what is next, and whether the studio is
// who does it.
func stands(s studio.Status) (stage Chip, next string, yours bool) {
	switch s {
	case studio.Collecting:
		return Chip{"idle", "pause", "Waiting for stems"}, "The artist sends the stems", false
	case studio.Checking:
		return Chip{"info", "work", "Checking"}, "The checks are running", false
	case studio.Planned:
		return Chip{"warn", "plan", "Plan is ready"}, "Review the plan, then print", true
	case studio.Printing:
		return Chip{"info", "work", "Printing"}, "The master is being made", false
	case studio.Review:
		return Chip{"warn", "ear", "To approve"}, "Listen; the artist approves", true
	case studio.Approved:
		return Chip{"ok", "ok", "Approved"}, "Deliver it", true
	case studio.Delivered:
		return Chip{"ok", "box", "Delivered"}, "Done: the artist has it", false
	}
	return Chip{"bad", "bad", "Needs a person"}, "See what went wrong", true
}

// When a clock turns amber and red (specs/web.md C6).
const (
	amber = 24 * time.Hour
	red   = 6 * time.Hour
)

// clockOf says in words how a session's clock stands, and when it is due.
func clockOf(s studio.Session, now time.Time) (Chip, time.Time) {
	c := s.Terms.Clock
	if c.Began.IsZero() || s.Status == studio.Approved || s.Status == studio.Delivered {
		return Chip{}, time.Time{}
	}
	rest, due := c.At(now), c.Due(now)
	if !s.Terms.Promised.IsZero() {
		due = s.Terms.Promised
		rest = due.Sub(now)
	}
	switch {
	case c.Since.IsZero():
		return Chip{"idle", "pause", "paused, " + left(max(0, rest)) + " left"}, time.Time{}
	case rest <= 0:
		return Chip{"bad", "clock", left(-rest) + " late"}, due
	case rest < red:
		return Chip{"bad", "clock", left(rest) + " left"}, due
	case rest < amber:
		return Chip{"warn", "clock", left(rest) + " left"}, due
	}
	return Chip{"info", "clock", left(rest) + " left"}, due
}

// foundIn says in short what the checks found.
func foundIn(s studio.Session) string {
	c, err := checkOf(s)
	if err != nil || s.Check == nil {
		return ""
	}
	fix, look := 0, 0
	for _, f := range c.Findings {
		switch f.Severity {
		case session.Blocker:
			fix++
		case session.Warning:
			look++
		}
	}
	switch {
	case fix > 0:
		return count(fix, "thing") + " to fix"
	case look > 0:
		return count(look, "thing") + " to look at"
	}
	return "all good"
}

// shows are the parts of the queue: the sessions each holds.
var shows = []struct {
	name, word string
	holds      func(s studio.Session, clock Chip) bool
}{
	{"", "Open", func(s studio.Session, _ Chip) bool { return s.Status != studio.Delivered }},
	{"yours", "Your turn", func(s studio.Session, _ Chip) bool { _, _, yours := stands(s.Status); return yours }},
	{"today", "Due in 24 h", func(_ studio.Session, c Chip) bool {
		return c.Icon == "clock" && c.Kind != "info" && !strings.HasSuffix(c.Word, "late")
	}},
	{"late", "Late", func(_ studio.Session, c Chip) bool { return strings.HasSuffix(c.Word, "late") }},
	{"artist", "Waiting for artist", func(s studio.Session, _ Chip) bool { return s.Status == studio.Collecting }},
	{"approve", "To approve", func(s studio.Session, _ Chip) bool { return s.Status == studio.Review }},
	{"done", "Delivered", func(s studio.Session, _ Chip) bool { return s.Status == studio.Delivered }},
}

// queueOf sorts sessions into what a studio has to do, the most urgent first.
func queueOf(all []studio.Session, now time.Time, show, search string) queueView {
	v := queueView{Search: search, Show: show, Empty: noSessions, Demo: true}
	for _, part := range shows {
		n := 0
		for _, s := range all {
			if clock, _ := clockOf(s, now); part.holds(s, clock) {
				n++
			}
		}
		href := "/"
		if part.name != "" {
			href += "?show=" + part.name
		}
		v.Tiles = append(v.Tiles, tile{href, part.word, n, part.name == show})
	}
	if len(all) > 0 {
		v.Empty = Empty{Icon: "search", Title: "None of that kind", Text: "No session is at this stage, or has this name.", Acts: []Act{{Word: "Show all that are open", Href: "/"}}}
	}
	words := strings.Fields(strings.ToLower(search))
	for _, s := range all {
		clock, due := clockOf(s, now)
		name := strings.ToLower(s.Title + " " + s.Artist)
		if slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) }) {
			continue
		}
		for _, part := range shows {
			if part.name == show && (part.holds(s, clock) || len(words) > 0 && show == "") {
				row := queueRow{Href: "/sessions/" + string(s.ID), Title: s.Title, Artist: s.Artist, Clock: clock, Due: due, Found: foundIn(s), rank: due}
				row.Stage, row.Next, row.Yours = stands(s.Status)
				if due.IsZero() {
					row.rank = now.AddDate(1, 0, 0).Add(now.Sub(s.Updated))
				}
				v.Rows = append(v.Rows, row)
			}
		}
	}
	slices.SortStableFunc(v.Rows, func(a, b queueRow) int { return a.rank.Compare(b.rank) })
	return v
}

// mostSessions is how many the queue looks at: a studio that does forty a week
// sees half a year.
const mostSessions = 1000

func (p *Pages) queue(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	switch {
	case err != nil:
		p.fail(w, r, err)
		return
	case room.Caller.Session != "":
		http.Redirect(w, r, doorOf(room.Caller), http.StatusSeeOther)
		return
	case !house(r).SetUp && room.Caller.May(studio.MayRun):
		http.Redirect(w, r, "/set-up", http.StatusSeeOther)
		return
	}
	var all []studio.Session
	err = room.See(r.Context(), "", func(d studio.Desk) (err error) {
		all, err = d.Sessions(room.Now.Add(time.Hour), mostSessions)
		return err
	})
	if err != nil {
		p.fail(w, r, err)
		return
	}
	body := queueOf(all, room.Now, r.FormValue("show"), r.FormValue("q"))
	body.Demo = body.Demo && p.Demo != nil
	p.show(w, r, http.StatusOK, "queue", queueFrame(body))
}

func queueFrame(body queueView) view { return view{Heading: "Queue", Nav: "queue", Body: body} }

var noSessions = Empty{Icon: "mark", Title: "No sessions yet", Text: "Make one and send its link to the artist: they drop their stems there, and you see here when everything has arrived."}
