package storetest

import (
	"errors"
	"testing"
	"time"

	"lathe/studio"
)

// visits are known while nobody stays away too long, and end with the token or
// link they were opened with.
func visits(t *testing.T, b *bench) {
	s := b.song(t)
	b.write(t, func(d studio.Desk) error {
		return errors.Join(
			d.AddToken(studio.Token{ID: "vt", User: b.owner, Created: now}, "v token"),
			d.AddLink(studio.Link{ID: "vl", Session: s.ID, Label: "artist", Scopes: studio.ArtistScopes(), Created: now, Expires: now.AddDate(0, 0, 30)}, "v link"))
	})
	key := func(sum string) studio.Caller {
		c, err := b.Known(b.ctx, sum, now)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	user, artist := studio.NewVisit(key("v token"), now), studio.NewVisit(key("v link"), now)
	b.write(t, func(d studio.Desk) error { return errors.Join(d.AddVisit(user, "u"), d.AddVisit(artist, "a")) })
	c, v, err := b.Visiting(b.ctx, "u", now)
	want(t, "the user", []any{c, v, err}, []any{key("v token"), user, nil})
	c, v, err = b.Visiting(b.ctx, "a", now.AddDate(0, 0, 29))
	want(t, "the artist, 29 days later", []any{c, v, err}, []any{key("v link"), artist, nil})
	if _, err := b.Known(b.ctx, "u", now); err == nil {
		t.Error("a visit's secret is taken for a token")
	}
	if _, _, err := b.Visiting(b.ctx, "v token", now); err == nil {
		t.Error("a token is taken for a visit's secret")
	}
	gone := func(says, sum string, at time.Time) {
		t.Helper()
		_, _, err := b.Visiting(b.ctx, sum, at)
		wantCode(t, says, err, studio.NotSignedIn)
	}
	gone("the user after 12 hours away", "u", now.Add(12*time.Hour))
	gone("the artist after the link's 30 days", "a", now.AddDate(0, 0, 30))
	gone("a wrong secret", "x", now)

	back := now.Add(11 * time.Hour)
	b.write(t, func(d studio.Desk) error { return d.SetVisit(user.Stay(back)) })
	if _, _, err := b.Visiting(b.ctx, "u", back.Add(11*time.Hour)); err != nil {
		t.Errorf("a user who came back after 11 hours, and again: %v", err)
	}
	late := user.Stay(now.Add(studio.VisitMost - time.Hour))
	want(t, "the end of a week of work", late.Until, now.Add(studio.VisitMost))

	b.write(t, func(d studio.Desk) error { return d.RevokeLink("vl") })
	gone("the artist after the link was revoked", "a", now)
	b.write(t, func(d studio.Desk) error { return d.EndVisit(user.ID) })
	gone("the user after signing out", "u", now)
	b.write(t, func(d studio.Desk) error {
		n, err := d.EndVisits(now.AddDate(0, 0, 30))
		want(t, "visits that had ended", n, 1)
		return err
	})
}
