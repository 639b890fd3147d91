package studio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Room is a studio as one caller meets it: what people do, with what it takes
// to be allowed to. Every act is one transaction with its line in the ledger
// and the jobs that follow from it.
type Room struct {
	Rows   Store
	Caller Caller
	Now    time.Time
}

// allowed says whether the caller may do something with a session. A session a
// link was not made for is not there.
func (r Room) allowed(s Scope, session ID) error {
	switch {
	case session != "" && !r.Caller.Sees(session):
		return Errorf(NotFound, "there is no such session")
	case !r.Caller.May(s):
		return Errorf(NotAllowed, "this token or link does not allow that (%q)", s)
	}
	return nil
}

// log writes who did what.
func (r Room) log(d Desk, did string, session ID, about string) error {
	return d.Log(Entry{At: r.Now, Who: r.Caller.Name, Did: did, Session: session, About: about})
}

// See reads with the right to view a session; an empty id is the whole studio.
func (r Room) See(ctx context.Context, session ID, do func(Desk) error) error {
	if err := r.allowed(MayView, session); err != nil {
		return err
	}
	return r.Rows.Read(ctx, r.Caller.Studio, do)
}

// LinkDays is how long a link to a session is good.
const LinkDays = 30

// line is a text a person typed: one line, of at most so many bytes.
func line(what, text string, most int) (string, error) {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if len(text) > most {
		return "", Errorf(BadInput, "the %s has %d bytes, want at most %d", what, len(text), most)
	}
	return text, nil
}

// OpenSession makes a session, and a link for its artist.
func (r Room) OpenSession(ctx context.Context, title, artist string) (s Session, link Secret, err error) {
	if r.Caller.Session != "" {
		return s, "", Errorf(NotAllowed, "a link is for one session")
	}
	if err := r.allowed(MayOpen, ""); err != nil {
		return s, "", err
	}
	if title, err = line("title", title, 300); err != nil {
		return s, "", err
	}
	if artist, err = line("artist", artist, 300); err != nil {
		return s, "", err
	}
	if title == "" {
		title = "Untitled"
	}
	s = Session{ID: NewID(), Title: title, Artist: artist, Status: Collecting, Created: r.Now, Updated: r.Now, Working: Working{LeftS: -1}}
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		h, err := d.House()
		if err != nil {
			return err
		}
		s.Terms.Changes = h.Revisions
		if err := d.AddSession(s); err != nil {
			return err
		}
		if link, _, err = r.addLink(d, s.ID, "artist", ArtistScopes(), r.Now.AddDate(0, 0, h.LinkDays)); err != nil {
			return err
		}
		return r.log(d, "session.opened", s.ID, title)
	})
	return s, link, err
}

func (r Room) addLink(d Desk, session ID, label string, scopes []Scope, expires time.Time) (Secret, Link, error) {
	secret := NewSecret("link_")
	l := Link{ID: NewID(), Session: session, Label: label, Scopes: scopes, Created: r.Now, Expires: expires}
	return secret, l, d.AddLink(l, secret.Sum())
}

// Share makes another link to a session.
func (r Room) Share(ctx context.Context, session ID, label string, scopes []Scope, expires time.Time) (secret Secret, l Link, err error) {
	if err := r.allowed(MayOpen, session); err != nil {
		return "", l, err
	}
	if label, err = line("label", label, 100); err != nil {
		return "", l, err
	}
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if secret, l, err = r.addLink(d, session, label, scopes, expires); err != nil {
			return err
		}
		return r.log(d, "link.made", session, string(l.ID))
	})
	return secret, l, err
}

// Submit says that intake is complete: the session is checked, and planned.
func (r Room) Submit(ctx context.Context, session ID) (s Session, err error) {
	if err := r.allowed(MayUpload, session); err != nil {
		return s, err
	}
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if s, err = d.Session(session); err != nil {
			return err
		}
		if s.Status == Checking || s.Status == Printing {
			return Errorf(Conflict, "the session is being worked on")
		}
		ups, err := d.Uploads(session)
		if err != nil {
			return err
		}
		for _, u := range ups {
			if u.State == UploadOpen {
				return Errorf(Conflict, "%s is still arriving: finish or delete the upload first", u.File)
			}
		}
		waiting, err := r.hurry(d, session)
		if err != nil {
			return err
		}
		stems, err := d.Stems(session)
		if err != nil {
			return err
		}
		if len(stems)+waiting == 0 {
			return Errorf(Conflict, "there are no files yet: upload the stems first")
		}
		if err := forget(d, session, false); err != nil {
			return err
		}
		s.Trouble, s.Updated, s.Terms.Waiting = "", r.Now, ""
		s.Turn(Checking, r.Now)
		s.Working = Working{Pass: "waiting", LeftS: -1, Round: s.Revision + 1}
		if err := d.SetSession(s); err != nil {
			return err
		}
		if waiting == 0 { // else the last file to be received does it
			if err := d.Enqueue(Check{Task{r.Caller.Studio, session}, s.Working.Round}); err != nil {
				return err
			}
		}
		return r.log(d, "session.submitted", session, "")
	})
	return s, err
}

// Reader reads plans that people send.
type Reader interface {
	// ReadPlan gives the plan as it is kept: YAML. The text may be YAML or
	// JSON. A BadInput error says the line and what is wrong.
	ReadPlan(text []byte) (yaml []byte, err error)
	// JSON is a kept plan as JSON.
	JSON(yaml []byte) ([]byte, error)
	// Formats says whether a list of formats can be made here.
	Formats(list string) error
}

// TagOf is what a version of a plan is known by.
func TagOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// EditPlan makes the next version from the newest, whose number and tag the
// editor has to name: an edit of what somebody else changed meanwhile is Stale.
func (r Room) EditPlan(ctx context.Context, session ID, n int, ifMatch string, text []byte, reader Reader) (p Plan, err error) {
	if err := r.allowed(MayPlan, session); err != nil {
		return p, err
	}
	if ifMatch == "" {
		return p, Errorf(NoCondition, "say with If-Match which version was edited: its ETag")
	}
	yaml, err := reader.ReadPlan(text)
	if err != nil {
		return p, err
	}
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		s, err := d.Session(session)
		if err != nil {
			return err
		}
		old, err := d.Plan(session, n)
		if err != nil {
			return err
		}
		all, err := d.Plans(session)
		if err != nil {
			return err
		}
		if last := all[len(all)-1]; ifMatch != old.Tag || last.N != n {
			return Errorf(Stale, "the plan was changed meanwhile: the newest version is %d", last.N)
		}
		if s.Status == Checking {
			return Errorf(Conflict, "the session is being planned anew")
		}
		p = Plan{Session: session, N: n + 1, Text: string(yaml), Tag: TagOf(string(yaml)), Author: r.Caller.Name, Created: r.Now}
		s.Updated = r.Now
		if err := d.AddPlan(p); err != nil {
			return err
		}
		if err := d.SetSession(s); err != nil {
			return err
		}
		return r.log(d, "plan.edited", session, fmt.Sprint(p.N))
	})
	return p, err
}

// OrderPrint has a version of the plan printed.
func (r Room) OrderPrint(ctx context.Context, session ID, n int, formats string, reader Reader) (p Print, err error) {
	if err := r.allowed(MayPlan, session); err != nil {
		return p, err
	}
	if err := reader.Formats(formats); err != nil {
		return p, err
	}
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		s, err := d.Session(session)
		if err != nil {
			return err
		}
		if s.Status == Checking || s.Status == Collecting {
			return Errorf(Conflict, "the session has no plan for its files yet")
		}
		p = Print{ID: NewID(), Session: session, Plan: n, Formats: formats, Status: PrintQueued, Files: []PrintFile{}, Created: r.Now, Updated: r.Now}
		if err := d.AddPrint(p); err != nil {
			return err
		}
		s.Trouble, s.Updated = "", r.Now
		s.Turn(Printing, r.Now)
		s.Working = Working{Pass: "waiting", LeftS: -1}
		if err := d.SetSession(s); err != nil {
			return err
		}
		if err := d.Enqueue(Make{Task{r.Caller.Studio, session}, p.ID}); err != nil {
			return err
		}
		return r.log(d, "print.ordered", session, string(p.ID))
	})
	return p, err
}

// Stop takes back what is being done for a session.
func (r Room) Stop(ctx context.Context, session ID) (s Session, err error) {
	if err := r.allowed(MayUpload, session); err != nil {
		return s, err
	}
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if s, err = d.Session(session); err != nil {
			return err
		}
		if s.Status != Checking && s.Status != Printing {
			return Errorf(Conflict, "nothing is being done that could be stopped")
		}
		if s.Status == Printing && !r.Caller.May(MayPlan) {
			return Errorf(NotAllowed, "this token or link does not allow that (%q)", MayPlan)
		}
		prints, err := d.Prints(session)
		if err != nil {
			return err
		}
		for _, p := range prints {
			if p.Status == PrintQueued || p.Status == PrintPrinting {
				p.Status, p.Updated = PrintCanceled, r.Now
				if err := d.SetPrint(p); err != nil {
					return err
				}
			}
		}
		if s.Status == Checking {
			s.Turn(Collecting, r.Now)
		} else {
			s.Turn(Planned, r.Now)
		}
		s.Working, s.Updated = Working{LeftS: -1}, r.Now
		if err := d.SetSession(s); err != nil {
			return err
		}
		if err := d.Cancel(session); err != nil {
			return err
		}
		return r.log(d, "work.stopped", session, "")
	})
	return s, err
}
