package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"lathe/studio"
)

// answers are given once per caller and key.
func answers(t *testing.T, b *bench) {
	a := studio.Answer{Caller: "t1", Key: "k", Request: "r", Created: now}
	b.write(t, func(d studio.Desk) error {
		first, err1 := d.AddAnswer(a)
		again, err2 := d.AddAnswer(studio.Answer{Caller: "t1", Key: "k", Request: "other", Created: now})
		other, err3 := d.AddAnswer(studio.Answer{Caller: "t2", Key: "k", Request: "r", Created: now.Add(time.Hour)})
		want(t, "first, again, and another caller", []bool{first, again, other}, []bool{true, false, true})
		return errors.Join(err1, err2, err3)
	})
	a.Status, a.Sealed = 201, "sealed \x01"
	b.write(t, func(d studio.Desk) error { return d.SetAnswer(a) })
	elsewhere, _, err := b.Found(b.ctx, "Blue Room", "ann", now)
	if err != nil {
		t.Fatal(err)
	}
	b.read(t, func(d studio.Desk) error {
		got, err := d.Answer("t1", "k")
		want(t, "answer", got, a)
		return err
	})
	wantCode(t, "another studio's answer", b.Read(b.ctx, elsewhere, func(d studio.Desk) error {
		_, err := d.Answer("t1", "k")
		return err
	}), studio.NotFound)
	b.write(t, func(d studio.Desk) error {
		n, err := d.DropAnswers(now.Add(time.Minute))
		want(t, "answers that were old", n, 1)
		return errors.Join(err, d.DropAnswer("t2", "k"), d.DropAnswer("t2", "k"))
	})
	b.read(t, func(d studio.Desk) error {
		_, err := d.Answer("t2", "k")
		wantCode(t, "an answer that was dropped", err, studio.NotFound)
		return nil
	})
}

// pages of sessions leave none out and give none twice, though several were
// opened in one moment.
func pages(t *testing.T, b *bench) {
	all := map[studio.ID]bool{}
	for i := range 10 {
		s := studio.Session{ID: studio.NewID(), Title: fmt.Sprint(i), Created: now.Add(time.Duration(i/4) * time.Second), Updated: now}
		all[s.ID] = true
		b.write(t, func(d studio.Desk) error { return d.AddSession(s) })
	}
	at, last := studio.Cursor{At: now.Add(time.Hour)}, now.Add(time.Hour)
	for n := range 5 {
		var list []studio.Session
		b.read(t, func(d studio.Desk) (err error) {
			list, err = d.SessionsAfter(at, 3)
			return err
		})
		want(t, fmt.Sprint("sessions on page ", n), len(list), []int{3, 3, 3, 1, 0}[n])
		for _, s := range list {
			if !all[s.ID] || s.Created.After(last) {
				t.Errorf("page %d has %s, which was there before or is newer", n, s.Title)
			}
			delete(all, s.ID)
			last = s.Created
			at = studio.Cursor{At: s.Created, ID: s.ID}
		}
	}
	want(t, "sessions on no page", len(all), 0)
}
