package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"lathe/studio"
)

// version is a recording that can be heard on the compare page. Letters are A
// for the rough mix, B for the master that is looked at, then references, then
// earlier masters.
type version struct {
	Letter, Ink, Name, File string
	Track, Print            string // how the API knows it
	Kind                    studio.TrackKind
}

// compareView is the page on which a master is listened to.
type compareView struct {
	Head     sessionHead
	Inside   bool // somebody of the studio, who has the session's other pages
	Print    string
	Name     string // of the master
	Versions []version
	Others   []version // masters that could be looked at instead
	Charts   []chartTab
	Approved string // by whom; empty: nobody
	Changes  string // how many are left, in words; empty: as many as one likes
	MaySay   bool
	MayJudge bool
	Verdict  verdictForm
	Empty    Empty
}

// verdictForm is what somebody was about to say.
type verdictForm struct {
	Change, Keep, Name Field
	Wishes             []wish
	Wrong              string
}

// wish is one of three sliders in plain words.
type wish struct {
	Name, Low, High, Label string
	Value                  float64 // -3 to 3
}

func wishes(v studio.Verdict) []wish {
	return []wish{
		{"louder", "More dynamic", "Louder", "Loudness", v.Louder},
		{"warmer", "Brighter", "Warmer", "Tone", v.Warmer},
		{"vocal", "Vocal back", "Vocal forward", "Vocal", v.Vocal},
	}
}

var noMaster = Empty{Icon: "compare", Title: "No master to compare yet", Text: "As soon as a master is printed, it is here beside the rough mix and the reference, equally loud."}

// asked is what was asked for, read once for all parts of the page.
type asked struct {
	session studio.Session
	print   studio.Print
	prints  []studio.Print // that are done, oldest first
	plans   int
	left    int
	given   []studio.Verdict
}

func (p *Pages) compare(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		var v view
		if v, err = p.compareFrame(r.Context(), room, studio.ID(r.PathValue("id")), studio.ID(r.FormValue("print")), newVerdict(studio.Verdict{}, "")); err == nil {
			if told, ok := toldOf[r.FormValue("told")]; ok {
				v.Told = &told
			}
			p.show(w, r, http.StatusOK, "compare", v)
			return
		}
	}
	p.fail(w, r, err)
}

// toldOf is what a verdict did, said on the page one comes back to.
var toldOf = map[string]Note{
	"approve": {Kind: "ok", Title: "Approved.", Text: "Thank you. The studio has been told, and the files can be fetched.", Live: true},
	"change":  {Kind: "ok", Title: "Sent.", Text: "The studio has what you wrote and the comments on this page, and makes a new version.", Live: true},
}

// compareFrame is the whole page.
func (p *Pages) compareFrame(ctx context.Context, room studio.Room, id, print studio.ID, form verdictForm) (view, error) {
	a, err := p.ask(ctx, room, id, print)
	if err != nil {
		return view{}, err
	}
	tracks, err := room.Tracks(ctx, id)
	if err != nil {
		return view{}, err
	}
	c, err := checkOf(a.session)
	if err != nil {
		return view{}, err
	}
	body := compareView{
		Head:   sessionHead{ID: string(id), At: "compare", Findings: len(c.Findings), Plans: a.plans, Prints: len(a.prints)},
		Inside: room.Caller.Session == "", MaySay: room.Caller.May(studio.MayComment), MayJudge: room.Caller.May(studio.MayApprove),
		Verdict: form, Empty: noMaster,
	}
	if a.print.ID != "" {
		body.Print, body.Name = string(a.print.ID), masterName(a.prints, a.print.ID)
		body.Versions, body.Others = versions(tracks, a)
		if body.Charts, err = p.charts(ctx, a.print); err != nil {
			return view{}, err
		}
		body.judged(a, room.Caller)
	}
	v := sessionFrame(a.session, view{Title: "Compare: " + a.session.Title, Kind: "compare", Scripts: []string{"compare.js"}, Body: body})
	if !body.Inside {
		v.Crumbs, v.Nav = nil, ""
	}
	return v, nil
}

// ask reads what the page needs; a delivery's link knows one print.
func (p *Pages) ask(ctx context.Context, room studio.Room, id, print studio.ID) (a asked, err error) {
	if room.Caller.Print != "" {
		g, err := room.Given(ctx)
		if err == nil && g.Session.ID != id {
			err = studio.Errorf(studio.NotFound, "there is no such session")
		}
		return asked{g.Session, g.Print, []studio.Print{g.Print}, 0, g.ChangesLeft, g.Verdicts}, err
	}
	err = room.See(ctx, id, func(d studio.Desk) error {
		if a.session, err = d.Session(id); err != nil {
			return err
		}
		all, e1 := d.Prints(id)
		plans, e2 := d.Plans(id)
		given, e3 := d.Verdicts(id)
		a.plans, a.given, a.left = len(plans), given, studio.ChangesLeft(a.session.Terms, given)
		for _, made := range all {
			if made.Status == studio.PrintDone {
				a.prints = append(a.prints, made)
			}
		}
		return errors.Join(e1, e2, e3)
	})
	for _, made := range a.prints {
		if print == "" || made.ID == print {
			a.print = made
		}
	}
	if err == nil && print != "" && a.print.ID == "" {
		err = studio.Errorf(studio.NotFound, "the session has no such master")
	}
	return a, err
}

// masterName numbers masters in the order in which they were made.
func masterName(prints []studio.Print, id studio.ID) string {
	for i, made := range prints {
		if made.ID == id && len(prints) > 1 {
			return "Master v" + strconv.Itoa(i+1)
		}
	}
	return "Master"
}

// versions gives letters to what can be heard. Others are masters beside the
// one that is looked at.
func versions(tracks []studio.Track, a asked) (all, others []version) {
	of := func(t studio.Track, name string) version {
		return version{Name: name, File: t.File, Track: t.SHA256, Print: string(t.Print), Kind: t.Kind}
	}
	var references []version
	for _, t := range tracks {
		switch {
		case t.Kind == studio.RoughTrack && len(all) == 0:
			all = append(all, of(t, "Rough mix"))
		case t.Kind == studio.ReferenceTrack:
			references = append(references, of(t, "Reference"))
		case t.Kind == studio.MasterTrack && t.Print != a.print.ID:
			others = append(others, of(t, masterName(a.prints, t.Print)))
		}
	}
	for _, t := range tracks {
		if t.Kind == studio.MasterTrack && t.Print == a.print.ID {
			all = append(all, of(t, masterName(a.prints, t.Print)))
		}
	}
	all = append(append(all, references...), others...)
	next := 'C'
	for i := range all {
		v := &all[i]
		switch {
		case v.Kind == studio.RoughTrack:
			v.Letter, v.Ink = "A", "a"
		case v.Kind == studio.MasterTrack && v.Print == string(a.print.ID):
			v.Letter, v.Ink = "B", "b"
		default:
			v.Letter, v.Ink = string(next), "c"
			if v.Kind == studio.MasterTrack {
				v.Ink = "o"
			}
			next++
		}
	}
	return all, others
}

// judged says what has been decided about the print.
func (c *compareView) judged(a asked, who studio.Caller) {
	for _, v := range a.given {
		if v.Print == a.print.ID && v.Kind == studio.Approve {
			c.Approved = v.Author
		} else if v.Print == a.print.ID {
			c.Approved = ""
		}
	}
	if who.User == "" {
		c.Changes = count(a.left, "change") + " left"
		c.Verdict.Name = Field{ID: "judge-name", Name: "author", Label: "Your name", Most: 100, Optional: true, Complete: "name"}
	}
}

func newVerdict(v studio.Verdict, wrong string) verdictForm {
	return verdictForm{
		Change: Field{ID: "change", Name: "text", Label: "What should change?", Value: v.Text, Long: true, Most: 5000, Wrong: wrong, Hint: "In your own words. What you wrote on the timeline goes along."},
		Keep:   Field{ID: "keep", Name: "keep", Label: "What should stay exactly as it is?", Value: v.Keep, Long: true, Most: 5000, Optional: true},
		Wishes: wishes(v), Wrong: wrong,
	}
}

// judge takes the verdict from the page.
func (p *Pages) judge(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	id := studio.ID(r.PathValue("id"))
	v := studio.Verdict{Session: id, Print: studio.ID(r.FormValue("print")), Kind: studio.VerdictKind(r.FormValue("verdict")), Text: r.FormValue("text"), Keep: r.FormValue("keep"), Author: r.FormValue("author")}
	v.Louder, v.Warmer, v.Vocal = wished(r, "louder"), wished(r, "warmer"), wished(r, "vocal")
	_, err = room.Judge(r.Context(), v)
	var known *studio.Error
	if errors.As(err, &known) && (known.Code == studio.BadInput || known.Code == studio.Conflict) {
		frame, again := p.compareFrame(r.Context(), room, id, v.Print, newVerdict(v, sentence(known.Message)))
		if again == nil {
			p.show(w, r, http.StatusOK, "compare", frame)
			return
		}
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/sessions/"+string(id)+"/compare?print="+string(v.Print)+"&told="+string(v.Kind), http.StatusSeeOther)
}

func wished(r *http.Request, name string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(r.FormValue(name)), 64)
	if err != nil {
		return 0 // a slider that was not sent was not moved
	}
	return v
}

// seed draws the order of one blind test, so that nobody at the page chose it.
func (p *Pages) seed(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		_, err = room.Tracks(r.Context(), studio.ID(r.PathValue("id"))) // who may not listen may not test
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	var drawn [32]byte
	rand.Read(drawn[:])
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(hex.EncodeToString(drawn[:]))) // a client that went away hears nothing
}
