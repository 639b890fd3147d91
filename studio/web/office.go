package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"lathe/studio"
)

// person is somebody who works here.
type person struct {
	ID     studio.ID
	Name   string
	Role   string
	Since  time.Time
	Open   bool // can sign in
	Myself bool
}

// peopleView is who works here.
type peopleView struct {
	People  []person
	Roles   []Option
	Name    Field
	NewName string
	Secret  string // of who was just invited; shown this once
}

var roleChoices = []Option{{"owner", "Owner: everything"}, {"engineer", "Engineer: sessions, plans, links"}, {"assistant", "Assistant: files and comments"}, {"viewer", "Viewer: looks on"}}

func peopleFrame(v peopleView) view {
	return view{Heading: "People", Lead: "Who works here. Artists are not among them: they have their links.", Nav: "people", Body: v}
}

// people shows who works here.
func (p *Pages) people(w http.ResponseWriter, r *http.Request) { p.showPeople(w, r, nil) }

func (p *Pages) showPeople(w http.ResponseWriter, r *http.Request, change func(*view, *peopleView)) {
	room, err := p.room(r)
	if err == nil && !room.Caller.May(studio.MayRun) {
		err = studio.Errorf(studio.NotAllowed, "only owners see who works here")
	}
	v := peopleView{Roles: roleChoices, Name: Field{ID: "name", Name: "name", Label: "Name", Must: true, Most: 100}}
	if err == nil {
		err = room.See(r.Context(), "", func(d studio.Desk) error {
			users, err := d.Users()
			for _, u := range users {
				tokens, terr := d.Tokens(u.ID)
				open := slices.ContainsFunc(tokens, func(t studio.Token) bool { return t.Expires.IsZero() || t.Expires.After(room.Now) })
				v.People = append(v.People, person{u.ID, u.Name, string(u.Role), u.Created, open, u.ID == room.Caller.User})
				err = errors.Join(err, terr)
			}
			return err
		})
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	f := peopleFrame(v)
	if change != nil {
		change(&f, &v)
		f.Body = v
	}
	p.show(w, r, http.StatusOK, "people", f)
}

// hire adds somebody, with a token to sign in with.
func (p *Pages) hire(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	var secret studio.Secret
	var u studio.User
	if err == nil {
		var role studio.Role
		if role, err = studio.ParseRole(r.FormValue("role")); err != nil {
			err = studio.Errorf(studio.BadInput, "%v", err)
		} else {
			u, secret, err = room.Hire(r.Context(), r.FormValue("name"), role)
		}
	}
	p.toldPeople(w, r, err, func(f *view, v *peopleView) {
		v.NewName, v.Secret = u.Name, secret.Reveal()
		f.Told = &Note{Kind: "ok", Title: "Welcome, " + u.Name, Text: "Their token stands below, this once. Send it to them.", Live: true}
	})
}

// changePerson gives somebody another name or role, or lets them go.
func (p *Pages) changePerson(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	id := studio.ID(r.FormValue("id"))
	switch {
	case err != nil:
	case r.FormValue("do") == "dismiss":
		err = room.Dismiss(r.Context(), id)
	default:
		var role studio.Role
		if role, err = studio.ParseRole(r.FormValue("role")); err == nil {
			err = room.Change(r.Context(), id, r.FormValue("name"), role)
		} else {
			err = studio.Errorf(studio.BadInput, "%v", err)
		}
	}
	p.toldPeople(w, r, err, func(f *view, _ *peopleView) { f.Told = &Note{Kind: "ok", Text: "Kept.", Live: true} })
}

func (p *Pages) toldPeople(w http.ResponseWriter, r *http.Request, err error, well func(*view, *peopleView)) {
	var known *studio.Error
	switch {
	case err == nil:
		p.showPeople(w, r, well)
	case errors.As(err, &known) && (known.Code == studio.BadInput || known.Code == studio.Conflict):
		p.showPeople(w, r, func(f *view, _ *peopleView) {
			f.Told = &Note{Kind: "bad", Title: "That was not done", Text: sentence(known.Message), Live: true}
		})
	default:
		p.fail(w, r, err)
	}
}

// settingsView is how the studio wants to work, and what can be looked into.
type settingsView struct {
	Fields []Field
	May    bool
	Log    []studio.Entry
}

func settingsFields(h studio.House) []Field {
	n := func(name, label, hint string, v int) Field {
		return Field{ID: name, Name: name, Label: label, Hint: hint, Value: strconv.Itoa(v), Type: "number", Must: true}
	}
	return []Field{
		{ID: "name", Name: "name", Label: "The studio", Value: h.Name, Most: 100, Must: true},
		{ID: "contact", Name: "contact", Label: "How artists reach you", Value: h.Contact, Most: 200, Optional: true},
		n("link_days", "Days that a link is good", "1 to 365", h.LinkDays),
		n("revisions", "Changes an artist may ask for", "0 to 99, for new sessions", h.Revisions),
		n("ear_break", "Minutes of listening before an ear break", "0 for none", h.EarBreakMin),
		n("keep_days", "Days that stems are kept after delivery", "The storage page says what may go", h.KeepDays),
	}
}

func settingsFrame(v settingsView) view {
	return view{Heading: "Settings", Nav: "settings", Body: v}
}

func (p *Pages) settings(w http.ResponseWriter, r *http.Request) {
	var told *Note
	if r.FormValue("kept") != "" {
		told = &Note{Kind: "ok", Text: "Kept.", Live: true}
	}
	p.showSettings(w, r, house(r), told)
}

func (p *Pages) showSettings(w http.ResponseWriter, r *http.Request, h studio.House, told *Note) {
	room, err := p.room(r)
	if err == nil && room.Caller.User == "" {
		err = studio.Errorf(studio.NotFound, "the settings are the studio's")
	}
	v := settingsView{}
	if err == nil {
		v.Fields, v.May = settingsFields(h), room.Caller.May(studio.MayRun)
		if v.May {
			v.Log, err = lastEntries(r, room)
		}
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	f := settingsFrame(v)
	f.Told = told
	p.show(w, r, http.StatusOK, "settings", f)
}

// shownEntries is how much of the log the page shows.
const shownEntries = 100

// lastEntries are the newest lines of the log, the newest first.
func lastEntries(r *http.Request, room studio.Room) (list []studio.Entry, err error) {
	err = room.See(r.Context(), "", func(d studio.Desk) error {
		for after := int64(0); ; {
			some, err := d.Entries(after, 1000)
			if err != nil || len(some) == 0 {
				return err
			}
			after = some[len(some)-1].N
			list = append(list, some...)
			list = list[max(0, len(list)-shownEntries):]
		}
	})
	slices.Reverse(list)
	return list, err
}

// keepSettings keeps how the studio wants to work.
func (p *Pages) keepSettings(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	h := house(r)
	h.Name, h.Contact, h.SetUp = r.FormValue("name"), r.FormValue("contact"), true
	for name, into := range map[string]*int{"link_days": &h.LinkDays, "revisions": &h.Revisions, "ear_break": &h.EarBreakMin, "keep_days": &h.KeepDays} {
		n, nerr := strconv.Atoi(r.FormValue(name))
		if nerr != nil && err == nil {
			err = studio.Errorf(studio.BadInput, "%q is no whole number", r.FormValue(name))
		}
		*into = n
	}
	if err == nil {
		_, err = room.SetHouse(r.Context(), h)
	}
	var known *studio.Error
	switch {
	case err == nil:
		http.Redirect(w, r, "/settings?kept=yes", http.StatusSeeOther)
	case errors.As(err, &known) && known.Code == studio.BadInput:
		p.showSettings(w, r, h, &Note{Kind: "bad", Title: "This was not kept", Text: sentence(known.Message), Live: true})
	default:
		p.fail(w, r, err)
	}
}

// keptRow is what one session keeps on disk.
type keptRow struct {
	Href, Title, Artist, Bytes string
	Stage                      Chip
	MayGo                      bool
	bytes                      int64
}

// storageView is what is kept, and what may go.
type storageView struct {
	Rows              []keptRow
	Total, Free, Gone string // Gone: what may go
	KeepDays          int
	Empty             Empty
}

func storageFrame(v storageView) view {
	return view{Heading: "Storage", Lead: "Stems, masters and what is heard of them. The same bytes are kept once.", Nav: "storage", Body: v}
}

func (p *Pages) storage(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil && !room.Caller.May(studio.MayOpen) {
		err = studio.Errorf(studio.NotAllowed, "only engineers see the storage")
	}
	v := storageView{KeepDays: house(r).KeepDays, Free: "not known", Empty: Empty{Icon: "disk", Title: "Nothing is kept yet", Text: "What artists send, and the masters made of it, appears here."}}
	var total, gone int64
	if err == nil {
		err = room.See(r.Context(), "", func(d studio.Desk) error {
			all, err := d.Sessions(room.Now.Add(time.Hour), mostSessions)
			for _, s := range all {
				stems, e1 := d.Stems(s.ID)
				prints, e2 := d.Prints(s.ID)
				row := keptRow{Href: "/sessions/" + string(s.ID), Title: s.Title, Artist: s.Artist}
				row.Stage, _, _ = stands(s.Status)
				for _, st := range stems {
					row.bytes += st.Bytes
				}
				for _, pr := range prints {
					for _, f := range pr.Files {
						row.bytes += f.Bytes
					}
				}
				row.MayGo = s.Status == studio.Delivered && room.Now.Sub(s.Updated) > time.Duration(v.KeepDays)*24*time.Hour
				if row.MayGo {
					gone += row.bytes
				}
				total += row.bytes
				row.Bytes = amount(row.bytes)
				v.Rows = append(v.Rows, row)
				err = errors.Join(err, e1, e2)
			}
			return err
		})
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	slices.SortStableFunc(v.Rows, func(a, b keptRow) int { return int(min(1, max(-1, b.bytes-a.bytes))) })
	v.Total, v.Gone = amount(total), amount(gone)
	if free, known := p.Blobs.Free(); known {
		v.Free = amount(free)
	}
	p.show(w, r, http.StatusOK, "storage", storageFrame(v))
}
