package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"lathe/session"
	"lathe/session/advice"
	"lathe/studio"
)

// rules are what a browser needs to check files by itself.
func (p *Pages) rules(w http.ResponseWriter, r *http.Request) {
	exports := map[advice.Topic]map[advice.DAW]string{}
	for _, t := range advice.Topics {
		exports[t] = map[advice.DAW]string{}
		for _, d := range advice.DAWs {
			exports[t][d] = advice.Export(t, d)
		}
	}
	p.json(w, http.StatusOK, map[string]any{"findings": advice.Earlies(), "bounds": advice.EarlyBounds, "exports": exports})
}

func (p *Pages) json(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

// mostNames is how many names are read at once: as many as a session may have.
const mostNames = 2000

// names says what files are, by what they are called.
func (p *Pages) names(w http.ResponseWriter, r *http.Request) {
	if room, err := p.room(r); err != nil || !room.Caller.May(studio.MayUpload) {
		p.json(w, http.StatusForbidden, map[string]string{"detail": "sign in again"})
		return
	}
	var in struct{ Files []string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || len(in.Files) > mostNames || p.Names == nil {
		p.json(w, http.StatusBadRequest, map[string]string{"detail": "send at most 2000 names"})
		return
	}
	for i, name := range in.Files {
		in.Files[i] = studio.FileName(name)
	}
	type named struct {
		NameRead
		Safe string `json:"file"`
		Word string `json:"role_word"`
		Rank string `json:"weight_word"`
	}
	out := make([]named, len(in.Files))
	for i, n := range p.Names(in.Files) {
		out[i] = named{n, in.Files[i], roleWord(n.Role), weightWord(n.Importance)}
	}
	p.json(w, http.StatusOK, out)
}

// done answers an act on a page of a session: script hears that it is done,
// everybody else sees the page again.
func (p *Pages) done(w http.ResponseWriter, r *http.Request, err error, back, said string) {
	switch {
	case err != nil && byScript(r):
		code, text := http.StatusOK, "That did not work. It is in the log."
		var known *studio.Error
		if errors.As(err, &known) {
			text = sentence(known.Message)
		}
		p.showNote(w, r, code, Note{Kind: "bad", Text: text, Live: true})
	case err != nil:
		p.fail(w, r, err)
	case byScript(r):
		p.showNote(w, r, http.StatusOK, Note{Kind: "ok", Text: said, Live: true})
	default:
		http.Redirect(w, r, back, http.StatusSeeOther)
	}
}

// showNote answers script with a note.
func (p *Pages) showNote(w http.ResponseWriter, r *http.Request, _ int, n Note) {
	p.showPart(w, r, "trouble", "told", view{Told: &n})
}

func intakeHref(r *http.Request) string { return "/sessions/" + r.PathValue("id") + "/intake" }

// brief keeps what the artist says. Fields that a form does not send stay.
func (p *Pages) brief(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	id := studio.ID(r.PathValue("id"))
	if err == nil {
		err = r.ParseForm()
	}
	var b studio.Brief
	if err == nil {
		err = room.See(r.Context(), id, func(d studio.Desk) error {
			s, err := d.Session(id)
			b = s.Brief
			return err
		})
	}
	if err == nil {
		sent := func(name string, into *string) {
			if r.Form.Has(name) {
				*into = r.Form.Get(name)
			}
		}
		sent("love", &b.Love)
		sent("notes", &b.Notes)
		sent("contact", &b.Contact)
		sent("daw", &b.DAW)
		if r.Form.Has("likes") {
			b.Like = nil
			for _, l := range r.Form["like"] {
				b.Like = append(b.Like, session.Likeness(l))
			}
		}
		if r.Form.Has("bypass") {
			on := r.Form.Get("bypassed") == "yes"
			b.MasterBypassed = &on
		}
		if d := dawOf(r.Form.Get("daw")); d != "" {
			http.SetCookie(w, &http.Cookie{Name: "daw", Value: string(d), Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode})
		}
		_, err = room.SetBrief(r.Context(), id, "", b)
	}
	p.done(w, r, err, intakeHref(r), "Saved")
}

// setRole keeps what somebody says a stem is.
func (p *Pages) setRole(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	id, file := studio.ID(r.PathValue("id")), r.FormValue("file")
	var b studio.Brief
	if err == nil {
		err = room.See(r.Context(), id, func(d studio.Desk) error {
			s, err := d.Session(id)
			b = s.Brief
			if stems, err := d.Stems(id); err == nil && !slices.ContainsFunc(stems, func(st studio.Stem) bool { return st.File == file }) {
				return studio.Errorf(studio.NotFound, "there is no such file")
			}
			return err
		})
	}
	if err == nil {
		o := b.Stems[file]
		if role := r.FormValue("role"); role != "" {
			o.Role = session.Role(role)
		}
		for _, w := range weights {
			if w.Word == r.FormValue("weight") {
				set := w.Set
				o.Importance = &set
			}
		}
		all := map[string]studio.Override{file: o}
		for f, was := range b.Stems {
			if f != file {
				all[f] = was
			}
		}
		b.Stems = all
		_, err = room.SetBrief(r.Context(), id, "", b)
	}
	p.done(w, r, err, intakeHref(r), "Saved")
}

// drop takes a file back.
func (p *Pages) drop(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		err = room.TakeOut(r.Context(), studio.ID(r.PathValue("id")), r.FormValue("file"))
	}
	p.done(w, r, err, intakeHref(r), "Taken back")
}

// link fetches what is behind a share link.
func (p *Pages) link(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		_, err = room.FetchLink(r.Context(), studio.ID(r.PathValue("id")), r.FormValue("url"), r.FormValue("password"), p.Links, p.Vault)
	}
	var known *studio.Error
	if errors.As(err, &known) && known.Code != studio.NotSignedIn {
		wrong := sentence(known.Message)
		p.showIntake(w, r, http.StatusOK, func(f *view, v *intakeView) {
			v.Link.URL.Value, v.Link.URL.Wrong = r.FormValue("url"), wrong
			f.Told = &Note{Kind: "bad", Title: "This link cannot be fetched", Text: wrong, Live: true}
		})
		return
	}
	p.done(w, r, err, intakeHref(r)+"#links", "We fetch it")
}

// files takes files from a plain form, without script.
func (p *Pages) files(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	parts, err := r.MultipartReader()
	if err != nil {
		p.fail(w, r, studio.Errorf(studio.BadInput, "choose at least one file"))
		return
	}
	part, n := "", 0
	for {
		f, err := parts.NextPart()
		if err != nil {
			break // the form ends, or the artist left
		}
		if f.FormName() == "part" {
			word, err := io.ReadAll(io.LimitReader(f, 16))
			if err != nil {
				break
			}
			part = string(word)
			continue
		}
		if f.FileName() == "" {
			continue
		}
		if err := room.KeepStem(r.Context(), studio.ID(r.PathValue("id")), partName(part, f.FileName()), f, p.Blobs); err != nil {
			p.fail(w, r, err)
			return
		}
		n++
	}
	if n == 0 {
		p.fail(w, r, studio.Errorf(studio.BadInput, "choose at least one file"))
		return
	}
	http.Redirect(w, r, intakeHref(r), http.StatusSeeOther)
}

// partName is what a file is called by where it was dropped.
func partName(part, name string) string {
	switch part {
	case "rough":
		return "Rough Mix - " + name
	case "reference":
		return "Reference - " + name
	}
	return name
}

// send says that all is here.
func (p *Pages) send(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		_, err = room.Submit(r.Context(), studio.ID(r.PathValue("id")))
	}
	var known *studio.Error
	if errors.As(err, &known) && known.Code == studio.Conflict {
		p.showIntake(w, r, http.StatusOK, func(f *view, _ *intakeView) {
			f.Told = &Note{Kind: "warn", Title: "Not yet", Text: sentence(known.Message), Live: true}
		})
		return
	}
	p.done(w, r, err, intakeHref(r), "Sent")
}
