package studio

import (
	"context"
	"time"
)

// Delivery is a link that gives one print away: to be downloaded, said something
// about and approved; nothing else of the session.
type Delivery struct {
	ID      ID // also the link's
	Session ID
	Print   ID
	Label   string // for whom
	Hold    bool   // downloads are not open yet
	Created time.Time
	Expires time.Time
	Revoked bool
}

// Download is a file of a print that somebody took.
type Download struct {
	Session  ID
	Print    ID
	Delivery ID // empty: by another way
	File     string
	Who      string
	At       time.Time
}

// DeliveryScopes are what a delivery's link allows.
func DeliveryScopes() []Scope { return []Scope{MayComment, MayFetch, MayApprove} }

// Deliver makes a link to one print.
func (r Room) Deliver(ctx context.Context, v Delivery) (secret Secret, _ Delivery, err error) {
	if v.Label, err = line("label", v.Label, 100); err != nil {
		return "", v, err
	}
	if v.Expires.IsZero() {
		v.Expires = r.Now.AddDate(0, 0, LinkDays)
	}
	if !v.Expires.After(r.Now) || v.Expires.After(r.Now.AddDate(10, 0, 0)) {
		return "", v, Errorf(BadInput, "the link would end on %s, want a day within the next ten years", v.Expires.Format(time.DateOnly))
	}
	v.ID, v.Created, v.Revoked = NewID(), r.Now, false
	v.Expires = v.Expires.UTC().Truncate(time.Microsecond)
	secret = NewSecret("give_")
	_, err = r.alter(ctx, MayOpen, v.Session, "delivery.made", string(v.ID), func(d Desk, _ *Session) error {
		p, err := r.printOf(d, v.Session, v.Print)
		if err != nil {
			return err
		}
		if p.Status != PrintDone {
			return Errorf(Conflict, "the print is not done yet")
		}
		l := Link{ID: v.ID, Session: v.Session, Print: v.Print, Label: v.Label, Scopes: DeliveryScopes(), Created: v.Created, Expires: v.Expires}
		if err := d.AddLink(l, secret.Sum()); err != nil {
			return err
		}
		return d.AddDelivery(v)
	})
	return secret, v, err
}

// Deliveries lists a session's deliveries and who has downloaded what.
func (r Room) Deliveries(ctx context.Context, session ID) (list []Delivery, taken []Download, err error) {
	if err := r.allowed(MayOpen, session); err != nil {
		return nil, nil, err
	}
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		if _, err := d.Session(session); err != nil {
			return err
		}
		if list, err = d.Deliveries(session); err == nil {
			taken, err = d.Downloads(session)
		}
		return err
	})
	return list, taken, err
}

// Redeliver changes a delivery: holds it or lets it go, renews it, ends it.
func (r Room) Redeliver(ctx context.Context, session, id ID, hold *bool, expires *time.Time, revoke bool) (v Delivery, err error) {
	if expires != nil && (!expires.After(r.Now) || expires.After(r.Now.AddDate(10, 0, 0))) {
		return v, Errorf(BadInput, "the link would end on %s, want a day within the next ten years", expires.Format(time.DateOnly))
	}
	_, err = r.alter(ctx, MayOpen, session, "delivery.changed", string(id), func(d Desk, _ *Session) error {
		if v, err = d.Delivery(id); err == nil && v.Session != session {
			err = Errorf(NotFound, "there is no such delivery")
		}
		if err != nil {
			return err
		}
		if v.Revoked {
			return Errorf(Conflict, "the link was ended for good; make another")
		}
		if hold != nil {
			v.Hold = *hold
		}
		if expires != nil {
			v.Expires = expires.UTC().Truncate(time.Microsecond)
		}
		v.Revoked = revoke
		return d.SetDelivery(v)
	})
	return v, err
}

// Given is what the holder of a delivery sees.
type Given struct {
	Delivery
	Session     Session
	Print       Print
	ChangesLeft int
	Verdicts    []Verdict
}

// Given reads the delivery that the caller holds.
func (r Room) Given(ctx context.Context) (g Given, err error) {
	if r.Caller.Print == "" {
		return g, Errorf(NotFound, "this is no delivery's link")
	}
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		if g.Delivery, err = d.Delivery(r.Caller.Key); err != nil {
			return err
		}
		if g.Session, err = d.Session(g.Delivery.Session); err != nil {
			return err
		}
		if g.Print, err = d.Print(g.Delivery.Print); err != nil {
			return err
		}
		all, err := d.Verdicts(g.Delivery.Session)
		g.ChangesLeft = ChangesLeft(g.Session.Terms, all)
		for _, v := range all {
			if v.Print == g.Delivery.Print {
				g.Verdicts = append(g.Verdicts, v)
			}
		}
		return err
	})
	return g, err
}

// Fetch says which file of a print is to be sent, if the caller may have it. To
// begin a download is written down, with who began it; the artist's first makes
// an approved session delivered.
func (r Room) Fetch(ctx context.Context, print ID, name string, begins bool) (f PrintFile, err error) {
	if err := r.allowed(MayFetch, r.Caller.Session); err != nil {
		return f, err
	}
	var p Print
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		if p, err = d.Print(print); err == nil && (!r.Caller.Sees(p.Session) || r.Caller.Print != "" && r.Caller.Print != print) {
			err = Errorf(NotFound, "there is no such print")
		}
		if err != nil {
			return err
		}
		for _, one := range p.Files {
			if one.Name == name {
				f = one
			}
		}
		if f.SHA256 == "" {
			return Errorf(NotFound, "the print has no such file")
		}
		if r.Caller.User != "" {
			return nil
		}
		all, err := d.Deliveries(p.Session)
		for _, v := range all {
			if v.Print == print && v.Hold && !v.Revoked {
				return Errorf(NotAllowed, "the studio will open downloads soon")
			}
		}
		return err
	})
	if err != nil || !begins {
		return f, err
	}
	return f, r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		s, err := d.Session(p.Session)
		if err != nil {
			return err
		}
		t := Download{Session: p.Session, Print: print, File: name, Who: r.Caller.Name, At: r.Now}
		if r.Caller.Print != "" {
			t.Delivery = r.Caller.Key
		}
		if err := d.AddDownload(t); err != nil {
			return err
		}
		if s.Status == Approved && r.Caller.User == "" {
			s.Turn(Delivered, r.Now)
			s.Updated = r.Now
			if err := d.SetSession(s); err != nil {
				return err
			}
		}
		return r.log(d, "print.downloaded", p.Session, string(print)+" "+name)
	})
}
