package web

import (
	"errors"
	"net/http"
	"time"

	"lathe/studio"
)

// signInView is the way in.
type signInView struct {
	Token Field
	Next  string
	Fresh bool // nobody has set the studio up yet
}

func newSignIn(next, wrong string, fresh bool) signInView {
	v := signInView{Next: local(next), Fresh: fresh, Token: Field{
		ID: "token", Name: "token", Label: "Token", Type: "password", Complete: "current-password", Must: true, Most: 200, Wrong: wrong,
		Hint: "It begins with lathe_. Whoever invited you has sent it, or runs: lathe admin token",
	}}
	if fresh {
		v.Token.Label, v.Token.Hint = "Set-up token", "It begins with lathe_ and stands in the window where the studio was started, printed once."
	}
	return v
}

func signInFrame(body signInView) view {
	v := view{Heading: "Sign in", Lead: "For the people of the studio. Artists need no account: the link they were sent is enough.", Kind: "door", Body: body}
	if body.Fresh {
		v.Heading, v.Lead = "Welcome to your studio", "One minute, and it is open. First prove that the machine is yours."
	}
	return v
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) {
	if c, err := asking(r); err == nil && c.User != "" {
		http.Redirect(w, r, local(r.FormValue("next")), http.StatusSeeOther)
		return
	}
	p.show(w, r, http.StatusOK, "sign-in", signInFrame(newSignIn(r.FormValue("next"), "", !house(r).SetUp)))
}

func (p *Pages) signedIn(w http.ResponseWriter, r *http.Request) {
	c, err := p.Door.Enter(w, r, studio.Secret(r.FormValue("token")))
	var known *studio.Error
	if errors.As(err, &known) {
		wrong := "This token is not known here. It may have been copied in part, or have ended."
		if known.Code == studio.TooMany {
			wrong = "Too many wrong tries. Wait a minute, then try again."
		}
		p.show(w, r, http.StatusOK, "sign-in", signInFrame(newSignIn(r.FormValue("next"), wrong, !house(r).SetUp)))
		return
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	to := local(r.FormValue("next"))
	switch {
	case c.Session != "":
		to = doorOf(c)
	case !house(r).SetUp && c.May(studio.MayRun):
		to = "/set-up"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.Door.Leave(w, r); err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

// byLink lets an artist in. The secret leaves the address bar at once; the
// browser remembers.
func (p *Pages) byLink(w http.ResponseWriter, r *http.Request) {
	c, err := p.Door.Enter(w, r, studio.Secret(r.PathValue("secret")))
	var known *studio.Error
	switch {
	case errors.As(err, &known) && known.Code == studio.NotSignedIn:
		p.show(w, r, http.StatusGone, "ended", endedFrame(house(r)))
	case err != nil:
		p.fail(w, r, err)
	default:
		http.Redirect(w, r, doorOf(c), http.StatusSeeOther)
	}
}

// doorOf is where a caller begins.
func doorOf(c studio.Caller) string {
	switch {
	case c.Session == "":
		return "/"
	case c.May(studio.MayUpload):
		return "/sessions/" + string(c.Session) + "/intake"
	case c.May(studio.MayComment):
		return "/sessions/" + string(c.Session) + "/compare"
	}
	return "/sessions/" + string(c.Session) + "/delivery"
}

// endedFrame is what an artist meets whose link is not good any more.
func endedFrame(h studio.House) view {
	text := "Ask the studio for a new one. Everything you sent is still there."
	if h.Contact != "" {
		text = "Ask for a new one: " + h.Contact + ". Everything you sent is still there."
	}
	return view{Heading: "This link has ended", Lead: "Links to a session are good for a while only, or it was not copied whole.", Home: "/guide",
		Body: Empty{Icon: "link", Title: "A new link is quickly made", Text: text}}
}

// setUpView is the one form between an empty folder and an open studio.
type setUpView struct{ Name, Studio, Contact Field }

func newSetUp(name, house, contact, wrong string) setUpView {
	return setUpView{
		Name:    Field{ID: "name", Name: "name", Label: "Your name", Value: name, Most: 100, Must: true, Complete: "name", Wrong: wrong, Hint: "As artists and colleagues see it."},
		Studio:  Field{ID: "studio", Name: "studio", Label: "The studio", Value: house, Most: 100, Must: true, Complete: "organization", Hint: "It stands on every page that you send out."},
		Contact: Field{ID: "contact", Name: "contact", Label: "How artists reach you", Value: contact, Most: 200, Optional: true, Hint: "A mail address or a number, shown where they may need help."},
	}
}

func setUpFrame(body setUpView) view {
	return view{Heading: "Who is here?", Lead: "You can change all of this later, in the settings.", Kind: "door", Body: body}
}

func (p *Pages) setUp(w http.ResponseWriter, r *http.Request) {
	c, err := asking(r)
	switch {
	case err != nil:
		p.fail(w, r, err)
	case !c.May(studio.MayRun) || house(r).SetUp:
		http.Redirect(w, r, "/", http.StatusSeeOther)
	default:
		p.show(w, r, http.StatusOK, "set-up", setUpFrame(newSetUp("", "", "", "")))
	}
}

func (p *Pages) setItUp(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	h := house(r)
	h.Name, h.Contact, h.SetUp = r.FormValue("studio"), r.FormValue("contact"), true
	err = room.Change(r.Context(), room.Caller.User, r.FormValue("name"), studio.Owner)
	if err == nil {
		_, err = room.SetHouse(r.Context(), h)
	}
	var known *studio.Error
	if errors.As(err, &known) && (known.Code == studio.BadInput || known.Code == studio.Conflict) {
		p.show(w, r, http.StatusOK, "set-up", setUpFrame(newSetUp(r.FormValue("name"), h.Name, h.Contact, sentence(known.Message))))
		return
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// demo opens a session with a song that was never recorded, to play with.
func (p *Pages) demo(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil && p.Demo == nil {
		err = studio.Errorf(studio.NotSupported, "there is no demo song here")
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	s, _, err := room.OpenSession(r.Context(), "Quiet Machine", "The demo song")
	if err != nil {
		p.fail(w, r, err)
		return
	}
	go func() { // it takes longer than anybody waits for a page
		began := time.Now()
		if err := p.Demo(p.Closing, room, s.ID); err != nil {
			p.Log.Error("the demo song did not arrive", "session", s.ID, "error", err)
			return
		}
		p.Log.Info("the demo song arrived", "session", s.ID, "s", time.Since(began).Seconds())
	}()
	http.Redirect(w, r, "/sessions/"+string(s.ID), http.StatusSeeOther)
}
