package storetest

import (
	"errors"
	"testing"
	"time"

	"lathe/studio"
)

// fetches are links with what is behind them and how far they have come; who
// looks at the session hears of it.
func fetches(t *testing.T, b *bench) {
	s := b.song(t)
	f := studio.Fetched{ID: studio.NewID(), Session: s.ID, Source: "Google Drive folder", Sealed: "sealed \x01", State: studio.Fetching, Moved: studio.NotMoved(), Created: now, Updated: now}
	late := f
	late.ID, late.Created = studio.NewID(), now.Add(time.Hour)
	b.write(t, func(d studio.Desk) error { return errors.Join(d.AddFetch(late), d.AddFetch(f)) })
	b.read(t, func(d studio.Desk) error {
		got, err1 := d.Fetch(f.ID)
		want(t, "link", got, f)
		list, err2 := d.Fetches(s.ID)
		want(t, "links", list, []studio.Fetched{f, late})
		return errors.Join(err1, err2)
	})
	f.Behind = []studio.Behind{{File: "Vox/Café “Lead” \x01.wav", Bytes: 5 << 30}, {File: "Song.zip", Bytes: -1}, {File: "Song.als", Bytes: -1, Why: "a project of Ableton Live; export its tracks as audio"}}
	f.Sealed, f.State, f.Trouble, f.Files, f.Tries, f.Updated = "", studio.FetchFailed, "it's gone", 2, 3, now.Add(time.Second)
	f.Moved = studio.Moved{Bytes: 1 << 40, Total: 2 << 40, LeftS: 12.5}
	b.write(t, func(d studio.Desk) error { return d.SetFetch(f) })
	b.read(t, func(d studio.Desk) error {
		got, err := d.Fetch(f.ID)
		want(t, "changed link", got, f)
		return err
	})
	f.Moved = studio.Moved{Bytes: 3 << 39, Total: 2 << 40, LeftS: 0.25}
	b.write(t, func(d studio.Desk) error { return d.SetMoved(f.ID, f.Moved) })
	b.read(t, func(d studio.Desk) error {
		got, err1 := d.Fetch(f.ID)
		want(t, "link that moved", got, f)
		other, err2 := d.Fetch(late.ID)
		want(t, "link beside it", other, late)
		song, err3 := d.Session(s.ID)
		s.Revision++
		want(t, "session of a link that moved", song, s)
		return errors.Join(err1, err2, err3)
	})
	other, _, err := b.Found(b.ctx, "Blue Room", "ann", now)
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func(studio.Desk) error{
		"link":      func(d studio.Desk) error { _, err := d.Fetch(f.ID); return err },
		"set link":  func(d studio.Desk) error { return d.SetFetch(f) },
		"set moved": func(d studio.Desk) error { return d.SetMoved(f.ID, f.Moved) },
		"add link":  func(d studio.Desk) error { g := f; g.ID = studio.NewID(); return d.AddFetch(g) },
	} {
		wantCode(t, name+" of another studio", b.Write(b.ctx, other, try), studio.NotFound)
	}
	if err := b.Read(b.ctx, other, func(d studio.Desk) error {
		list, err := d.Fetches(s.ID)
		want(t, "links of another studio", len(list), 0)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
