package studio

import (
	"context"
	"slices"
	"time"
)

// Staff lists the people of a studio, in the order they came.
func (r Room) Staff(ctx context.Context) (list []User, err error) {
	if err := r.allowed(MayRun, ""); err != nil {
		return nil, err
	}
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		list, err = d.Users()
		return err
	})
	return list, err
}

// ofPerson says whether the caller may look after a person's tokens: anybody
// after their own, and who runs the studio after all. No id is the caller's own.
func (r Room) ofPerson(d Desk, id ID) (ID, error) {
	if r.Caller.User == "" {
		return id, Errorf(NotAllowed, "a link has no tokens")
	}
	if id == "" || id == r.Caller.User {
		return r.Caller.User, nil
	}
	if !r.Caller.May(MayRun) {
		return id, Errorf(NotAllowed, "this token or link does not allow that (%q)", MayRun)
	}
	users, err := d.Users()
	if err == nil && !slices.ContainsFunc(users, func(u User) bool { return u.ID == id }) {
		err = Errorf(NotFound, "there is no such user")
	}
	return id, err
}

// Tokens lists a person's tokens, without their secrets, oldest first.
func (r Room) Tokens(ctx context.Context, user ID) (list []Token, err error) {
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		if user, err = r.ofPerson(d, user); err != nil {
			return err
		}
		list, err = d.Tokens(user)
		return err
	})
	return list, err
}

// GiveToken makes a token for a person.
func (r Room) GiveToken(ctx context.Context, user ID, label string, expires time.Time) (secret Secret, t Token, err error) {
	if label, err = line("label", label, 100); err != nil {
		return "", t, err
	}
	if !expires.IsZero() && !expires.After(r.Now) {
		return "", t, Errorf(BadInput, "the token would end before it begins")
	}
	secret = NewSecret("lathe_")
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if user, err = r.ofPerson(d, user); err != nil {
			return err
		}
		t = Token{ID: NewID(), User: user, Label: label, Created: r.Now, Expires: expires.UTC().Truncate(time.Microsecond)}
		if expires.IsZero() {
			t.Expires = time.Time{}
		}
		if err := d.AddToken(t, secret.Sum()); err != nil {
			return err
		}
		return r.log(d, "token.made", "", string(t.ID))
	})
	return secret, t, err
}

// EndToken ends one token, and the visits opened with it.
func (r Room) EndToken(ctx context.Context, id ID) error {
	if err := r.allowed(MayView, r.Caller.Session); err != nil {
		return err
	}
	return r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		users, err := d.Users()
		if err != nil {
			return err
		}
		for _, u := range users {
			if u.ID != r.Caller.User && !r.Caller.May(MayRun) { // others' tokens are not there
				continue
			}
			all, err := d.Tokens(u.ID)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(all, func(t Token) bool { return t.ID == id }) {
				if err := d.EndToken(id, r.Now); err != nil {
					return err
				}
				return r.log(d, "token.ended", "", string(id))
			}
		}
		return Errorf(NotFound, "there is no such token")
	})
}

// LinksTo lists the links to a session, without their secrets; those that give a
// print away are deliveries.
func (r Room) LinksTo(ctx context.Context, session ID) (list []Link, err error) {
	if err := r.allowed(MayOpen, session); err != nil {
		return nil, err
	}
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		if _, err := d.Session(session); err != nil {
			return err
		}
		all, err := d.Links(session)
		for _, l := range all {
			if l.Print == "" {
				list = append(list, l)
			}
		}
		return err
	})
	return list, err
}

// EndLink ends a link to a session, and the visits opened with it.
func (r Room) EndLink(ctx context.Context, session, id ID) error {
	_, err := r.alter(ctx, MayOpen, session, "link.ended", string(id), func(d Desk, _ *Session) error {
		all, err := d.Links(session)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(l Link) bool { return l.ID == id && l.Print == "" }) {
			return Errorf(NotFound, "there is no such link")
		}
		return d.RevokeLink(id)
	})
	return err
}

// Audit reads the ledger after a line, in order.
func (r Room) Audit(ctx context.Context, after int64, most int) (list []Entry, err error) {
	if err := r.allowed(MayRun, ""); err != nil {
		return nil, err
	}
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		list, err = d.Entries(after, most)
		return err
	})
	return list, err
}

// House reads how the studio works.
func (r Room) House(ctx context.Context) (h House, err error) {
	err = r.See(ctx, r.Caller.Session, func(d Desk) error {
		h, err = d.House()
		return err
	})
	return h, err
}
