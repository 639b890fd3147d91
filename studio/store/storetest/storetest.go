// Package storetest is the contract of [studio.Store], run on every engine.
package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lathe/session"
	"lathe/studio"
)

// Exercise runs the whole contract on a store, each part in a studio of its own.
func Exercise(t *testing.T, s studio.Store) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, *bench)
	}{
		{"what is put in comes out", roundTrip},
		{"a failed change leaves nothing", nothingOfAFailure},
		{"another studio's rows are not there", tenants},
		{"secrets open what they should, while they should", secrets},
		{"a browser is known as long as what it showed", visits},
		{"tracks are replaced, and hold their blobs", tracks},
		{"what people say is kept as they said it", talk},
		{"a house is as it was set, its people as they are called", house},
		{"links tell what is behind them, and how far they are", fetches},
		{"a session and its lists are read at once", whole},
		{"excerpts are kept for a while", excerpts},
		{"hooks hear of what they want to", hooks},
		{"an answer is given once", answers},
		{"pages of sessions leave none out", pages},
		{"a plan's versions have no gap", planVersions},
		{"two writers of one session wait for each other", writersWait},
		{"room is reserved until it is not", reservations},
		{"jobs come with their cause, once", jobsWithCause},
		{"blobs in use are known", holds},
		{"the ledger is a chain", ledger},
		{"a reader sees one state", oneState},
	} {
		t.Run(part.name, func(t *testing.T) {
			b := &bench{Store: s, ctx: t.Context()}
			var err error
			if b.studio, b.owner, err = s.Found(b.ctx, "Red Room", "ann", now); err != nil {
				t.Fatalf("founding a studio: %v", err)
			}
			part.run(t, b)
		})
	}
}

// now is a time that survives microseconds.
var now = time.Date(2026, 3, 14, 15, 9, 26, 535897000, time.UTC)

// bench is a store with one studio in it.
type bench struct {
	studio.Store
	ctx           context.Context
	studio, owner studio.ID
}

func (b *bench) write(t *testing.T, do func(studio.Desk) error) {
	t.Helper()
	if err := b.Write(b.ctx, b.studio, do); err != nil {
		t.Fatalf("writing: %v", err)
	}
}

func (b *bench) read(t *testing.T, do func(studio.Desk) error) {
	t.Helper()
	if err := b.Read(b.ctx, b.studio, do); err != nil {
		t.Fatalf("reading: %v", err)
	}
}

// song adds a session.
func (b *bench) song(t *testing.T) studio.Session {
	t.Helper()
	s := studio.Session{
		ID: studio.NewID(), Title: "Café “Noir” \x01", Artist: "O'Neil; DROP TABLE", Status: studio.Collecting,
		Created: now, Updated: now, Working: studio.Working{LeftS: -1},
	}
	b.write(t, func(d studio.Desk) error { return d.AddSession(s) })
	return s
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func wantCode(t *testing.T, what string, err error, code studio.Code) {
	t.Helper()
	if studio.CodeOf(err) != code {
		t.Errorf("%s: got %v, want %s", what, err, code)
	}
}

func roundTrip(t *testing.T, b *bench) {
	s := b.song(t)
	s.Status, s.Trouble, s.Check = studio.Failed, "the disk is full", []byte(`{"findings":[]}`)
	s.Working = studio.Working{Pass: "listening", Share: 0.25, LeftS: 12.5, Attempts: 2}
	yes, much := true, 0.75
	s.Brief = studio.Brief{Love: "the “bass”\nand the room", Like: []session.Likeness{session.LikeTone}, DAW: "Ableton", MasterBypassed: &yes,
		Stems: map[string]studio.Override{"Audio 1.wav": {Role: session.Bass, Importance: &much}}}
	s.Terms = studio.Terms{Clock: studio.Clock{Began: now, Left: time.Hour, Since: now}, Waiting: "is the choir loud enough?", Promised: now,
		Changes: 3, Ignored: []studio.Ignored{{Code: "peak.hot", Stem: "Drums.wav", Reason: "it is meant", Who: "user:ann", At: now}}}
	up := studio.Upload{
		ID: studio.NewID(), Session: s.ID, File: "Vox/Lead.wav", Bytes: 5 << 32, Reserved: 5 << 32, Offset: 7,
		State: studio.UploadOpen, Created: now, Expires: now.Add(time.Hour),
	}
	stem := studio.Stem{Session: s.ID, File: "Bass.wav", SHA256: "ab", Bytes: 1 << 40, Created: now}
	plan := studio.Plan{Session: s.ID, N: 1, Text: "version: 1\n", Tag: "t", Author: "lathe", Created: now}
	print := studio.Print{
		ID: studio.NewID(), Session: s.ID, Plan: 1, Formats: "flac", Status: studio.PrintDone, Progress: 0.5, Trouble: "none",
		Report: []byte(`{"a":1}`), Files: []studio.PrintFile{{Name: "Master.wav", Format: "wav", SHA256: "cd", Bytes: 9}},
		Created: now, Updated: now.Add(time.Second),
	}
	b.write(t, func(d studio.Desk) error {
		return errors.Join(d.SetSession(s), d.AddUpload(up), d.SetStem(stem), d.AddPlan(plan), d.AddPrint(print))
	})
	s.Revision++
	b.read(t, func(d studio.Desk) error {
		gotS, err1 := d.Session(s.ID)
		gotU, err2 := d.Upload(up.ID)
		gotStems, err3 := d.Stems(s.ID)
		gotPlan, err4 := d.Plan(s.ID, 1)
		gotPrint, err5 := d.Print(print.ID)
		list, err6 := d.Sessions(now.Add(time.Second), 10)
		want(t, "session", gotS, s)
		want(t, "upload", gotU, up)
		want(t, "stems", gotStems, []studio.Stem{stem})
		want(t, "plan", gotPlan, plan)
		want(t, "print", gotPrint, print)
		want(t, "sessions", list, []studio.Session{s})
		return errors.Join(err1, err2, err3, err4, err5, err6)
	})
	b.write(t, func(d studio.Desk) error {
		return errors.Join(d.SetWorking(s.ID, studio.Working{Pass: "mixing"}), d.DropStem(s.ID, "Bass.wav"))
	})
	b.read(t, func(d studio.Desk) error {
		left, err := d.Stems(s.ID)
		want(t, "stems, less the only one", len(left), 0)
		return err
	})
	b.read(t, func(d studio.Desk) error {
		got, err := d.Session(s.ID)
		want(t, "pass and revision", []any{got.Working.Pass, got.Revision}, []any{"mixing", s.Revision + 1})
		early, err2 := d.Sessions(now, 10)
		want(t, "sessions before the first", len(early), 0)
		return errors.Join(err, err2)
	})
}

func nothingOfAFailure(t *testing.T, b *bench) {
	s := studio.Session{ID: studio.NewID(), Created: now, Updated: now}
	stop := errors.New("stop")
	err := b.Write(b.ctx, b.studio, func(d studio.Desk) error {
		if err := d.AddSession(s); err != nil {
			return err
		}
		if err := d.Enqueue(studio.Check{Task: studio.Task{Studio: b.studio, Session: s.ID}}); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatalf("the error is %v, want the one that was returned", err)
	}
	b.read(t, func(d studio.Desk) error {
		_, err := d.Session(s.ID)
		wantCode(t, "a session that was never kept", err, studio.NotFound)
		return nil
	})
}

func tenants(t *testing.T, b *bench) {
	mine := b.song(t)
	up := studio.Upload{ID: studio.NewID(), Session: mine.ID, File: "a.wav", State: studio.UploadOpen, Created: now, Expires: now}
	print := studio.Print{ID: studio.NewID(), Session: mine.ID, Plan: 1, Created: now, Updated: now}
	link := studio.Link{ID: studio.NewID(), Session: mine.ID, Created: now, Expires: now.Add(time.Hour)}
	b.write(t, func(d studio.Desk) error {
		return errors.Join(d.AddUpload(up), d.AddPlan(studio.Plan{Session: mine.ID, N: 1, Created: now}), d.AddPrint(print),
			d.AddLink(link, "sum"), d.AddToken(studio.Token{ID: "token of " + mine.ID, User: b.owner, Created: now}, "token of "+string(mine.ID)),
			d.AddVisit(studio.Visit{ID: "visit of " + mine.ID, Link: link.ID}, "v"), d.SetStem(studio.Stem{Session: mine.ID, File: "a.wav", SHA256: "x", Created: now}))
	})
	other, _, err := b.Found(b.ctx, "Blue Room", "ann", now)
	if err != nil {
		t.Fatal(err)
	}
	tries := map[string]func(studio.Desk) error{
		"session":     func(d studio.Desk) error { _, err := d.Session(mine.ID); return err },
		"set session": func(d studio.Desk) error { return d.SetSession(mine) },
		"set working": func(d studio.Desk) error { return d.SetWorking(mine.ID, studio.Working{}) },
		"upload":      func(d studio.Desk) error { _, err := d.Upload(up.ID); return err },
		"add upload":  func(d studio.Desk) error { u := up; u.ID = studio.NewID(); return d.AddUpload(u) },
		"set upload":  func(d studio.Desk) error { return d.SetUpload(up) },
		"set stem":    func(d studio.Desk) error { return d.SetStem(studio.Stem{Session: mine.ID, File: "b"}) },
		"drop stem":   func(d studio.Desk) error { return d.DropStem(mine.ID, "a.wav") },
		"plan":        func(d studio.Desk) error { _, err := d.Plan(mine.ID, 1); return err },
		"print":       func(d studio.Desk) error { _, err := d.Print(print.ID); return err },
		"add print": func(d studio.Desk) error {
			return d.AddPrint(studio.Print{ID: studio.NewID(), Session: mine.ID, Plan: 1})
		},
		"set print":   func(d studio.Desk) error { return d.SetPrint(print) },
		"add link":    func(d studio.Desk) error { l := link; l.ID = studio.NewID(); return d.AddLink(l, "other") },
		"revoke link": func(d studio.Desk) error { return d.RevokeLink(link.ID) },
		"end token":   func(d studio.Desk) error { return d.EndToken("token of "+mine.ID, now) },
		"set visit":   func(d studio.Desk) error { return d.SetVisit(studio.Visit{ID: "visit of " + mine.ID}) },
		"add visit": func(d studio.Desk) error {
			return d.AddVisit(studio.Visit{ID: studio.NewID(), Link: link.ID}, "v2")
		},
		"add token": func(d studio.Desk) error { return d.AddToken(studio.Token{ID: studio.NewID(), User: b.owner}, "t") },
	}
	for name, try := range tries {
		wantCode(t, name+" of another studio", b.Write(b.ctx, other, try), studio.NotFound)
	}
	if err := b.Read(b.ctx, other, func(d studio.Desk) error {
		stems, err1 := d.Stems(mine.ID)
		plans, err2 := d.Plans(mine.ID)
		prints, err3 := d.Prints(mine.ID)
		ups, err4 := d.Uploads(mine.ID)
		links, err5 := d.Links(mine.ID)
		list, err6 := d.Sessions(now.Add(time.Hour), 10)
		held, err7 := d.Holds()
		want(t, "rows of another studio", len(stems)+len(plans)+len(prints)+len(ups)+len(links)+len(list)+len(held), 0)
		return errors.Join(err1, err2, err3, err4, err5, err6, err7)
	}); err != nil {
		t.Fatal(err)
	}
}
