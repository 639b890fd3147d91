package jobs

import (
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/blob"
	"lathe/studio/store"
)

// TestSlowStart is a print whose job has not come to say that it began when its
// progress is first kept, as on a busy machine: it is wanted all the same. One
// that was taken back is not.
func TestSlowStart(t *testing.T) {
	dir := t.TempDir()
	rows, err := store.OpenFile(t.Context(), filepath.Join(dir, "studio.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	blobs, err := blob.OpenFolder(filepath.Join(dir, "blobs"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer blobs.Close()
	house, user, err := rows.Found(t.Context(), "Red Room", "ann", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	room := studio.Room{Rows: rows, Now: time.Now(), Caller: studio.Caller{Studio: house, User: user, Name: "user:ann", Scopes: studio.Owner.Scopes()}}
	song, _, err := room.OpenSession(t.Context(), "Song", "")
	if err != nil {
		t.Fatal(err)
	}
	b := New(rows, blobs, Settings{Dir: dir, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	run := &one{task: studio.Task{Studio: house, Session: song.ID}, kind: (studio.Make{}).Kind(), print: studio.NewID()}
	for _, c := range []struct {
		status studio.PrintStatus
		wanted bool
	}{
		{studio.PrintQueued, true}, {studio.PrintPrinting, true}, {studio.PrintCanceled, false}, {studio.PrintFailed, false},
	} {
		err := rows.Write(t.Context(), house, func(d studio.Desk) error {
			p := studio.Print{ID: run.print, Session: song.ID, Plan: 1, Status: c.status, Files: []studio.PrintFile{}, Created: time.Now(), Updated: time.Now()}
			if c.status == studio.PrintQueued {
				plan := studio.Plan{Session: song.ID, N: 1, Text: "x", Tag: "x", Author: "lathe", Created: time.Now()}
				return errors.Join(d.AddPlan(plan), d.AddPrint(p))
			}
			return d.SetPrint(p)
		})
		if err != nil {
			t.Fatal(err)
		}
		if wanted, err := b.keep(t.Context(), run, &meter{}); err != nil || wanted != c.wanted {
			t.Errorf("a print that is %s is wanted: %v (%v), want %v", c.status, wanted, err, c.wanted)
		}
	}
}
