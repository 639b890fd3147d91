package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/store"
)

func secrets(t *testing.T, b *bench) {
	s := b.song(t)
	b.write(t, func(d studio.Desk) error {
		return errors.Join(
			d.AddUser(studio.User{ID: "viewer", Name: "vic", Role: studio.Viewer, Created: now}),
			d.AddToken(studio.Token{ID: "t1", User: b.owner, Created: now}, "for ever"),
			d.AddToken(studio.Token{ID: "t2", User: "viewer", Created: now, Expires: now.Add(time.Hour)}, "for an hour"),
			d.AddLink(studio.Link{ID: "l1", Session: s.ID, Label: "artist", Scopes: studio.ArtistScopes(), Created: now, Expires: now.Add(time.Hour)}, "link"),
			d.AddLink(studio.Link{ID: "l2", Session: s.ID, Created: now, Expires: now.Add(time.Hour)}, "revoked"),
			d.RevokeLink("l2"))
	})
	for sum, c := range map[string]studio.Caller{
		"for ever":    {Studio: b.studio, Name: "user:ann", User: b.owner, Scopes: studio.Owner.Scopes(), Key: "t1"},
		"for an hour": {Studio: b.studio, Name: "user:vic", User: "viewer", Scopes: studio.Viewer.Scopes(), Key: "t2", Expires: now.Add(time.Hour)},
		"link":        {Studio: b.studio, Name: "link:artist", Session: s.ID, Scopes: studio.ArtistScopes(), Key: "l1", Expires: now.Add(time.Hour)},
	} {
		got, err := b.Known(b.ctx, sum, now.Add(time.Minute))
		if err != nil {
			t.Errorf("%s: %v", sum, err)
		}
		want(t, sum, got, c)
	}
	for sum, at := range map[string]time.Time{
		"wrong": now, "": now, "revoked": now, "for an hour": now.Add(2 * time.Hour), "link": now.Add(2 * time.Hour),
	} {
		_, err := b.Known(b.ctx, sum, at)
		wantCode(t, "secret "+sum, err, studio.NotSignedIn)
	}
	wantCode(t, "a name twice", b.Write(b.ctx, b.studio, func(d studio.Desk) error {
		return d.AddUser(studio.User{ID: "x", Name: "vic", Created: now})
	}), studio.Conflict)
}

func planVersions(t *testing.T, b *bench) {
	s := b.song(t)
	add := func(n int) error {
		return b.Write(b.ctx, b.studio, func(d studio.Desk) error {
			return d.AddPlan(studio.Plan{Session: s.ID, N: n, Text: "x", Tag: "y", Created: now})
		})
	}
	wantCode(t, "version 2 before 1", add(2), studio.BadInput)
	if err := errors.Join(add(1), add(2)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "version 2 again", add(2), studio.BadInput)
	b.read(t, func(d studio.Desk) error {
		list, err := d.Plans(s.ID)
		want(t, "versions", len(list), 2)
		_, missing := d.Plan(s.ID, 3)
		wantCode(t, "version 3", missing, studio.NotFound)
		return err
	})
}

// writersWait adds one to a number from many goroutines: none may get lost, and
// none may be turned away, though all add rows to one studio and one ledger.
func writersWait(t *testing.T, b *bench) {
	s, other := b.song(t), b.song(t)
	const writers, times = 8, 10
	var g sync.WaitGroup
	for range writers {
		g.Go(func() {
			for range times {
				err := b.Write(b.ctx, b.studio, func(d studio.Desk) error {
					u := studio.Upload{ID: studio.NewID(), Session: other.ID, File: "f", State: studio.UploadOpen, Created: now, Expires: now}
					return errors.Join(d.AddUpload(u), d.Log(studio.Entry{At: now, Who: "x", Did: "added"}))
				})
				if err != nil {
					t.Errorf("adding: %v", err)
				}
				err = b.Write(b.ctx, b.studio, func(d studio.Desk) error {
					got, err := d.Session(s.ID)
					if err != nil {
						return err
					}
					got.Working.Attempts++
					u := studio.Upload{ID: studio.NewID(), Session: s.ID, File: "f", State: studio.UploadOpen, Created: now, Expires: now}
					return errors.Join(d.SetSession(got), d.AddUpload(u), d.Log(studio.Entry{At: now, Who: "x", Did: "counted"}))
				})
				if err != nil {
					t.Errorf("writing: %v", err)
				}
			}
		})
	}
	g.Wait()
	b.read(t, func(d studio.Desk) error {
		got, err := d.Session(s.ID)
		want(t, "count and revision", []any{got.Working.Attempts, got.Revision}, []any{writers * times, int64(writers * times)})
		entries, err2 := d.Entries(0, 1000)
		want(t, "lines in the ledger", len(entries), 2*writers*times)
		return errors.Join(err, err2)
	})
}

func reservations(t *testing.T, b *bench) {
	s := b.song(t)
	states := []studio.UploadState{studio.UploadOpen, studio.UploadOpen, studio.UploadComplete, studio.UploadReceived, studio.UploadExpired, studio.UploadTerminated}
	b.write(t, func(d studio.Desk) error {
		for i, state := range states {
			u := studio.Upload{ID: studio.NewID(), Session: s.ID, File: "f", Reserved: 1 << (i + 33), State: state, Created: now, Expires: now.Add(time.Duration(i) * time.Hour)}
			if err := d.AddUpload(u); err != nil {
				return err
			}
		}
		return nil
	})
	b.read(t, func(d studio.Desk) error {
		bytes, open, err := d.Reserved()
		want(t, "reserved bytes and open uploads", []any{bytes, open}, []any{int64(7) << 33, 2})
		late, err2 := d.OverdueUploads(now.Add(30*time.Minute), 10)
		want(t, "overdue uploads", len(late), 1)
		return errors.Join(err, err2)
	})
}

func jobsWithCause(t *testing.T, b *bench) {
	s := b.song(t)
	real, ok := b.Store.(*store.Store)
	if !ok {
		t.Fatalf("the store is a %T", b.Store)
	}
	count := func() int {
		t.Helper()
		n, err := real.Waiting(b.ctx)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	task := studio.Task{Studio: b.studio, Session: s.ID}
	for range 2 {
		b.write(t, func(d studio.Desk) error { return d.Enqueue(studio.Check{Task: task, Round: 1}) })
	}
	want(t, "the same job twice", count()-before, 1)
	b.write(t, func(d studio.Desk) error { return d.Enqueue(studio.Check{Task: task, Round: 2}) })
	want(t, "another round", count()-before, 2)
	b.write(t, func(d studio.Desk) error { return d.Cancel("another session") })
	want(t, "after canceling another session", count()-before, 2)
	b.write(t, func(d studio.Desk) error { return d.Cancel(s.ID) })
	want(t, "after canceling", count()-before, 0)
	b.write(t, func(d studio.Desk) error { return d.Enqueue(studio.Check{Task: task, Round: 1}) })
	want(t, "the same job after it was canceled", count()-before, 1)
	beside := []studio.Job{studio.Preview{Task: task, Excerpt: "e"}, studio.Fetch{Task: task, Fetch: "f"}, studio.Receive{Task: task, Upload: "u"}, studio.Audition{Task: task}}
	b.write(t, func(d studio.Desk) (err error) {
		for _, j := range beside {
			err = errors.Join(err, d.Enqueue(j))
		}
		return errors.Join(err, d.Enqueue(studio.Make{Task: task, Print: "p"}), d.Enqueue(studio.Decide{Task: task, Round: 1}))
	})
	want(t, "with what goes on beside the master", count()-before, 1+len(beside)+2)
	b.write(t, func(d studio.Desk) error { return d.Cancel(s.ID) })
	want(t, "what goes on beside is not canceled", count()-before, len(beside))
}

func holds(t *testing.T, b *bench) {
	s := b.song(t)
	b.write(t, func(d studio.Desk) error {
		return errors.Join(
			d.SetStem(studio.Stem{Session: s.ID, File: "a", SHA256: "old", Created: now}),
			d.SetStem(studio.Stem{Session: s.ID, File: "a", SHA256: "stem", Created: now}),
			d.AddPlan(studio.Plan{Session: s.ID, N: 1, Created: now}),
			d.AddPrint(studio.Print{ID: "p", Session: s.ID, Plan: 1, Files: []studio.PrintFile{{SHA256: "m1"}, {SHA256: "m2"}}, Created: now, Updated: now}),
			d.AddPrint(studio.Print{ID: "q", Session: s.ID, Plan: 1, Created: now, Updated: now}))
	})
	b.read(t, func(d studio.Desk) error {
		got, err := d.Holds()
		want(t, "blobs in use", got, map[string]bool{"stem": true, "m1": true, "m2": true})
		return err
	})
}

func ledger(t *testing.T, b *bench) {
	for _, did := range []string{"one", "two", "three"} {
		b.write(t, func(d studio.Desk) error {
			return d.Log(studio.Entry{At: now, Who: "user:ann", Did: did, Session: "s", About: "é"})
		})
	}
	b.read(t, func(d studio.Desk) error {
		list, err := d.Entries(1, 10)
		if len(list) != 2 || list[0].N != 2 || list[1].N != 3 {
			t.Fatalf("lines after 1 are %v, want 2 and 3", list)
		}
		want(t, "sum of line 3", list[1].Sum, studio.EntrySum(list[0].Sum, list[1]))
		changed := list[0]
		changed.Did = "nothing"
		if studio.EntrySum(list[0].Sum, changed) == list[1].Sum {
			t.Error("a changed line has the same sum")
		}
		return err
	})
}

// oneState reads twice while somebody writes in between.
func oneState(t *testing.T, b *bench) {
	s := b.song(t)
	b.read(t, func(d studio.Desk) error {
		first, err := d.Session(s.ID)
		b.write(t, func(d studio.Desk) error { return d.SetWorking(s.ID, studio.Working{Pass: "mixing"}) })
		second, err2 := d.Session(s.ID)
		want(t, "the session, read again", second, first)
		return errors.Join(err, err2)
	})
	if b.Read(b.ctx, b.studio, func(d studio.Desk) error { return d.SetWorking(s.ID, studio.Working{}) }) == nil {
		t.Error("a desk of Read lets rows be changed")
	}
}
