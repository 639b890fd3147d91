package storetest

import (
	"errors"
	"testing"
	"time"

	"lathe/studio"
)

// house is how a studio works, and who its people are.
func house(t *testing.T, b *bench) {
	h := studio.House{Name: "North Room", Contact: "ann at the desk", EarBreakMin: 30, KeepDays: 10, Revisions: 1, LinkDays: 7, SetUp: true, NoticeArtist: "é"}
	b.read(t, func(d studio.Desk) error {
		got, err := d.House()
		want(t, "a house nobody set", got, studio.NewHouse())
		return err
	})
	b.write(t, func(d studio.Desk) error { return d.SetHouse(h) })
	other, _, err := b.Found(b.ctx, "Blue Room", "bob", now)
	if err != nil {
		t.Fatal(err)
	}
	b.read(t, func(d studio.Desk) error {
		got, err := d.House()
		want(t, "the house", got, h)
		return err
	})
	if err := b.Read(b.ctx, other, func(d studio.Desk) error {
		got, err := d.House()
		want(t, "another studio's house", got, studio.NewHouse())
		return err
	}); err != nil {
		t.Error(err)
	}

	u := studio.User{ID: studio.NewID(), Name: "Cem", Role: studio.Viewer, Created: now.Add(time.Hour)}
	first := studio.Token{ID: studio.NewID(), User: u.ID, Label: "first", Created: now}
	ends := studio.Token{ID: studio.NewID(), User: u.ID, Label: "second", Created: now.Add(time.Second), Expires: now.Add(time.Minute)}
	b.write(t, func(d studio.Desk) error {
		return errors.Join(d.AddUser(u), d.AddToken(first, "first of cem"), d.AddToken(ends, "second of cem"),
			d.SetUser(studio.User{ID: u.ID, Name: "Cem O.", Role: studio.Engineer}))
	})
	b.read(t, func(d studio.Desk) error {
		users, err1 := d.Users()
		tokens, err2 := d.Tokens(u.ID)
		u.Name, u.Role, u.Studio = "Cem O.", studio.Engineer, b.studio
		want(t, "the user", users[1], u)
		want(t, "the tokens", tokens, []studio.Token{first, ends})
		return errors.Join(err1, err2)
	})
	later := now.Add(time.Hour)
	b.write(t, func(d studio.Desk) error { return d.EndTokens(u.ID, later) })
	if _, err := b.Known(b.ctx, "first of cem", later.Add(-time.Second)); err != nil {
		t.Errorf("a token before it was ended: %v", err)
	}
	_, err = b.Known(b.ctx, "first of cem", later)
	wantCode(t, "a token that was ended", err, studio.NotSignedIn)
	b.read(t, func(d studio.Desk) error {
		tokens, err := d.Tokens(u.ID)
		first.Expires = later
		want(t, "the tokens after they were ended", tokens, []studio.Token{first, ends})
		return err
	})
	wantCode(t, "a user of nobody", b.Write(b.ctx, b.studio, func(d studio.Desk) error {
		return d.SetUser(studio.User{ID: "nobody", Name: "x", Role: studio.Viewer})
	}), studio.NotFound)
}
