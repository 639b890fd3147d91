package storetest

import (
	"errors"
	"testing"
	"time"

	"lathe/studio"
)

// excerpts are kept until they are old, and then go with what is heard of them.
func excerpts(t *testing.T, b *bench) {
	s, _ := b.printed(t)
	x := studio.Excerpt{ID: studio.NewID(), Session: s.ID, Plan: 1, Move: "eq.bass.1 \x01", FromS: 72.3, Strip: true, Status: studio.PrintQueued, Created: now, Updated: now}
	late := x
	late.ID, late.Created = studio.NewID(), now.Add(time.Hour)
	track := studio.Track{Session: s.ID, Print: x.ID, Kind: studio.ExcerptTrack, File: "on", SHA256: "x1", Sound: studio.Sound{PCM: "x1"}}
	b.write(t, func(d studio.Desk) error {
		return errors.Join(d.AddExcerpt(x), d.AddExcerpt(late), d.SetTracks(s.ID, x.ID, []studio.Track{track}))
	})
	b.read(t, func(d studio.Desk) error {
		got, err1 := d.Excerpt(x.ID)
		want(t, "excerpt", got, x)
		n, err2 := d.WaitingExcerpts(s.ID)
		want(t, "waiting", n, 2)
		return errors.Join(err1, err2)
	})
	x.Status, x.Trouble, x.Updated = studio.PrintFailed, "no such move", now.Add(time.Second)
	b.write(t, func(d studio.Desk) error { return d.SetExcerpt(x) })
	b.read(t, func(d studio.Desk) error {
		got, err1 := d.Excerpt(x.ID)
		want(t, "excerpt that failed", got, x)
		n, err2 := d.WaitingExcerpts(s.ID)
		want(t, "waiting after one failed", n, 1)
		return errors.Join(err1, err2)
	})
	other, _, err := b.Found(b.ctx, "Blue Room", "ann", now)
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func(studio.Desk) error{
		"excerpt":     func(d studio.Desk) error { _, err := d.Excerpt(x.ID); return err },
		"set excerpt": func(d studio.Desk) error { return d.SetExcerpt(x) },
		"add excerpt": func(d studio.Desk) error { y := x; y.ID = studio.NewID(); return d.AddExcerpt(y) },
	} {
		wantCode(t, name+" of another studio", b.Write(b.ctx, other, try), studio.NotFound)
	}
	b.write(t, func(d studio.Desk) error {
		n, err := d.DropExcerpts(now.Add(time.Minute))
		want(t, "excerpts that were old", n, 1)
		return err
	})
	b.read(t, func(d studio.Desk) error {
		_, gone := d.Excerpt(x.ID)
		wantCode(t, "an old excerpt", gone, studio.NotFound)
		left, err1 := d.Tracks(s.ID)
		want(t, "tracks of old excerpts", len(left), 0)
		_, err2 := d.Excerpt(late.ID)
		return errors.Join(err1, err2)
	})
}
