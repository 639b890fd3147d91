package web

import (
	"errors"
	"net/http"

	"lathe/studio"
)

func sessionHref(r *http.Request) string { return "/sessions/" + r.PathValue("id") }

// askArtist asks the artist something; the clock stands until it is answered, or
// taken back with an empty question.
func (p *Pages) askArtist(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	text := r.FormValue("text")
	if err == nil {
		_, err = room.Amend(r.Context(), studio.ID(r.PathValue("id")), studio.Amendment{Waiting: &text})
	}
	p.done(w, r, err, sessionHref(r), "Asked")
}

// ignore says that somebody will live with a finding, and why.
func (p *Pages) ignore(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		_, err = room.Ignore(r.Context(), studio.ID(r.PathValue("id")), r.FormValue("code"), r.FormValue("stem"), r.FormValue("reason"))
	}
	p.done(w, r, err, sessionHref(r)+"#checks", "Kept")
}

// share makes another link for the artist.
func (p *Pages) share(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	var secret studio.Secret
	if err == nil {
		secret, _, err = room.Share(r.Context(), studio.ID(r.PathValue("id")), r.FormValue("label"), studio.ArtistScopes(), room.Now.AddDate(0, 0, house(r).LinkDays))
	}
	if err != nil {
		p.done(w, r, err, "", "")
		return
	}
	p.showSession(w, r, func(f *view, v *sessionView) {
		v.NewLink = origin(r) + "/s/" + secret.Reveal()
		f.Told = &Note{Kind: "ok", Title: "A new link is made", Text: "It stands below, this once. Copy it now.", Live: true}
	})
}

// unshare ends a link.
func (p *Pages) unshare(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		err = room.Unshare(r.Context(), studio.ID(r.PathValue("id")), studio.ID(r.FormValue("link")))
	}
	p.done(w, r, err, sessionHref(r)+"#links", "Ended")
}

// stop takes back what is being done.
func (p *Pages) stop(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		_, err = room.Stop(r.Context(), studio.ID(r.PathValue("id")))
	}
	p.done(w, r, err, sessionHref(r), "Stopped")
}

// again submits a session from the studio's side.
func (p *Pages) again(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		_, err = room.Submit(r.Context(), studio.ID(r.PathValue("id")))
	}
	p.done(w, r, err, sessionHref(r), "Under way")
}

// work is how far the work in hand has come, as it changes.
func (p *Pages) workNews(w http.ResponseWriter, r *http.Request) {
	p.news(w, r, "session", []string{"work"}, func(_ studio.Desk, s studio.Session) (any, error) {
		return sessionView{Head: sessionHead{ID: string(s.ID)}, Work: workOf(s), Trouble: s.Trouble, Stopable: s.Status == studio.Checking || s.Status == studio.Printing}, nil
	})
}

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
