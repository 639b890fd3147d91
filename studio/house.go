package studio

import (
	"context"
	"errors"
	"strings"
	"time"
)

// House is how a studio wants to work.
type House struct {
	Name         string `json:"name"`
	Contact      string `json:"contact"`       // how an artist reaches it, in words
	EarBreakMin  int    `json:"ear_break_min"` // of listening, before a break is due; 0: never
	KeepDays     int    `json:"keep_days"`     // after delivery, that stems are kept at least
	Revisions    int    `json:"revisions"`     // changes an artist may ask for
	LinkDays     int    `json:"link_days"`     // that an artist's link is good
	SetUp        bool   `json:"set_up"`        // somebody has said all this
	NoticeArtist string `json:"notice_artist"` // a sentence of the house for its artists
}

// NewHouse is a studio before anybody said otherwise: a break for the ears after
// 45 minutes.
func NewHouse() House {
	return House{Name: "Studio", EarBreakMin: 45, KeepDays: 90, Revisions: MostChanges, LinkDays: LinkDays}
}

// Validate says what cannot be meant.
func (h House) Validate() error {
	in := func(what string, n, least, most int) error {
		if n < least || n > most {
			return Errorf(BadInput, "%s is %d, want %d to %d", what, n, least, most)
		}
		return nil
	}
	if strings.TrimSpace(h.Name) == "" {
		return Errorf(BadInput, "the studio needs a name")
	}
	return errors.Join(in("minutes before an ear break", h.EarBreakMin, 0, 240),
		in("days that stems are kept", h.KeepDays, 1, 3650), in("changes an artist may ask for", h.Revisions, 0, 99), in("days that a link is good", h.LinkDays, 1, 365))
}

// Hall is a studio's own rows: how it works, and who its people are.
type Hall interface {
	House() (House, error) // as NewHouse until it was set
	SetHouse(h House) error
	SetUser(u User) error                   // its name and role
	Tokens(user ID) ([]Token, error)        // oldest first
	EndTokens(user ID, now time.Time) error // and every visit opened with one
	EndToken(id ID, now time.Time) error    // the same for one
}

// SetHouse keeps how the studio wants to work.
func (r Room) SetHouse(ctx context.Context, h House) (House, error) {
	if err := r.allowed(MayRun, ""); err != nil {
		return h, err
	}
	var err error
	for _, t := range []struct {
		what string
		text *string
		most int
	}{{"name", &h.Name, 100}, {"contact", &h.Contact, 200}, {"notice", &h.NoticeArtist, 300}} {
		if *t.text, err = line(t.what, *t.text, t.most); err != nil {
			return h, err
		}
	}
	if err := h.Validate(); err != nil {
		return h, err
	}
	return h, r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if err := d.SetHouse(h); err != nil {
			return err
		}
		return r.log(d, "house.set", "", "")
	})
}

// Hire adds a person, with a token to sign in with for the first time.
func (r Room) Hire(ctx context.Context, name string, role Role) (u User, secret Secret, err error) {
	if err := r.allowed(MayRun, ""); err != nil {
		return u, "", err
	}
	if name, err = line("name", name, 100); err != nil {
		return u, "", err
	}
	if name == "" {
		return u, "", Errorf(BadInput, "a person needs a name")
	}
	secret = NewSecret("lathe_")
	u = User{ID: NewID(), Studio: r.Caller.Studio, Name: name, Role: role, Created: r.Now}
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if err := d.AddUser(u); err != nil {
			return err
		}
		if err := d.AddToken(Token{ID: NewID(), User: u.ID, Label: "invitation", Created: r.Now}, secret.Sum()); err != nil {
			return err
		}
		return r.log(d, "user.added", "", string(u.ID))
	})
	return u, secret, err
}

// Change gives a person another name or role. A studio keeps at least one owner.
func (r Room) Change(ctx context.Context, id ID, name string, role Role) error {
	if err := r.allowed(MayRun, ""); err != nil {
		return err
	}
	name, err := line("name", name, 100)
	if err != nil {
		return err
	}
	if name == "" {
		return Errorf(BadInput, "a person needs a name")
	}
	return r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if _, err := r.ofPerson(d, id); err != nil {
			return err
		}
		users, err := d.Users()
		if err != nil {
			return err
		}
		owners := 0
		for _, u := range users {
			if u.ID != id && u.Role == Owner {
				owners++
			}
			if u.ID != id && u.Name == name {
				return Errorf(Conflict, "there is a user %q already", name)
			}
		}
		if role != Owner && owners == 0 {
			return Errorf(Conflict, "the studio would be left without an owner")
		}
		if err := d.SetUser(User{ID: id, Name: name, Role: role}); err != nil {
			return err
		}
		return r.log(d, "user.changed", "", string(id))
	})
}

// Dismiss ends all tokens of a person, and the visits opened with them.
func (r Room) Dismiss(ctx context.Context, id ID) error {
	if err := r.allowed(MayRun, ""); err != nil {
		return err
	}
	if id == r.Caller.User {
		return Errorf(Conflict, "that would lock you out yourself")
	}
	return r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if _, err := r.ofPerson(d, id); err != nil {
			return err
		}
		if err := d.EndTokens(id, r.Now); err != nil {
			return err
		}
		return r.log(d, "user.dismissed", "", string(id))
	})
}
