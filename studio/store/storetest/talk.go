package storetest

import (
	"errors"
	"testing"
	"time"

	"lathe/studio"
)

// printed adds a session with a print.
func (b *bench) printed(t *testing.T) (studio.Session, studio.Print) {
	t.Helper()
	s := b.song(t)
	p := studio.Print{ID: studio.NewID(), Session: s.ID, Plan: 1, Status: studio.PrintDone, Files: []studio.PrintFile{}, Created: now, Updated: now}
	b.write(t, func(d studio.Desk) error {
		return errors.Join(d.AddPlan(studio.Plan{Session: s.ID, N: 1, Created: now}), d.AddPrint(p))
	})
	return s, p
}

// talk is kept as it was said: comments with their replies, verdicts, deliveries
// and who took what.
func talk(t *testing.T, b *bench) {
	s, p := b.printed(t)
	from, to := 72.25, 75.0
	first := studio.Comment{
		ID: studio.NewID(), Session: s.ID, Print: p.ID, Author: "Maya \x01", By: "link:artist", StartS: &from, EndS: &to,
		Text: "the “choir”\nis late", State: studio.CommentOpen, Created: now, Updated: now,
	}
	reply := studio.Comment{ID: studio.NewID(), Session: s.ID, Print: p.ID, ReplyTo: first.ID, Author: "ann", By: "user:ann", Text: "moved", State: studio.CommentOpen, Created: now.Add(time.Second), Updated: now}
	whole := studio.Comment{ID: studio.NewID(), Session: s.ID, Print: p.ID, Text: "lovely", State: studio.CommentOpen, Created: now.Add(2 * time.Second), Updated: now}
	yes := studio.Verdict{ID: studio.NewID(), Session: s.ID, Print: p.ID, Kind: studio.AskChange, Text: "more bass", Keep: "the intro", Louder: -3, Vocal: 0.5, Author: "Maya", By: "link:artist", Created: now}
	link := studio.Link{ID: studio.NewID(), Session: s.ID, Print: p.ID, Label: "label", Scopes: studio.DeliveryScopes(), Created: now, Expires: now.Add(time.Hour)}
	gift := studio.Delivery{ID: link.ID, Session: s.ID, Print: p.ID, Label: "label", Hold: true, Created: now, Expires: now.Add(time.Hour)}
	took := studio.Download{Session: s.ID, Print: p.ID, Delivery: link.ID, File: "Master.wav", Who: "link:label", At: now}
	sum := string("give " + link.ID)
	b.write(t, func(d studio.Desk) error {
		return errors.Join(d.AddComment(first), d.AddComment(reply), d.AddComment(whole), d.AddVerdict(yes),
			d.AddLink(link, sum), d.AddDelivery(gift), d.AddDownload(took))
	})
	b.read(t, func(d studio.Desk) error {
		comments, err1 := d.Comments(s.ID)
		want(t, "comments", comments, []studio.Comment{first, reply, whole})
		one, err2 := d.Comment(first.ID)
		want(t, "comment", one, first)
		verdicts, err3 := d.Verdicts(s.ID)
		want(t, "verdicts", verdicts, []studio.Verdict{yes})
		gifts, err4 := d.Deliveries(s.ID)
		want(t, "deliveries", gifts, []studio.Delivery{gift})
		taken, err5 := d.Downloads(s.ID)
		want(t, "downloads", taken, []studio.Download{took})
		links, err6 := d.Links(s.ID)
		want(t, "links", links, []studio.Link{link})
		return errors.Join(err1, err2, err3, err4, err5, err6)
	})
	c, err := b.Known(b.ctx, sum, now)
	want(t, "who holds the delivery", []any{c.Session, c.Print, c.Key, err}, []any{s.ID, p.ID, link.ID, nil})
	gift.Hold, gift.Expires = false, now.Add(2*time.Hour)
	first.State = studio.CommentWont
	b.write(t, func(d studio.Desk) error { return errors.Join(d.SetDelivery(gift), d.SetComment(first)) })
	if _, err := b.Known(b.ctx, sum, now.Add(90*time.Minute)); err != nil {
		t.Errorf("a delivery that was renewed: %v", err)
	}
	gift.Revoked = true
	b.write(t, func(d studio.Desk) error { return errors.Join(d.SetDelivery(gift), d.DropComment(first.ID)) })
	_, err = b.Known(b.ctx, sum, now)
	wantCode(t, "a delivery that was ended", err, studio.NotSignedIn)
	b.read(t, func(d studio.Desk) error {
		got, err1 := d.Delivery(gift.ID)
		want(t, "the delivery that was ended", got, gift)
		left, err2 := d.Comments(s.ID)
		want(t, "comments, less a thread", left, []studio.Comment{whole})
		return errors.Join(err1, err2)
	})

	strange, _ := b.printed(t)
	other, _, err := b.Found(b.ctx, "Blue Room", "ann", now)
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func(studio.Desk) error{
		"comment":      func(d studio.Desk) error { _, err := d.Comment(whole.ID); return err },
		"set comment":  func(d studio.Desk) error { return d.SetComment(whole) },
		"drop comment": func(d studio.Desk) error { return d.DropComment(whole.ID) },
		"add comment":  func(d studio.Desk) error { c := whole; c.ID = studio.NewID(); return d.AddComment(c) },
		"add verdict":  func(d studio.Desk) error { v := yes; v.ID = studio.NewID(); return d.AddVerdict(v) },
		"delivery":     func(d studio.Desk) error { _, err := d.Delivery(gift.ID); return err },
		"set delivery": func(d studio.Desk) error { return d.SetDelivery(gift) },
		"add delivery": func(d studio.Desk) error { return d.AddDelivery(gift) },
		"add download": func(d studio.Desk) error { return d.AddDownload(took) },
	} {
		wantCode(t, name+" of another studio", b.Write(b.ctx, other, try), studio.NotFound)
	}
	b.write(t, func(d studio.Desk) error {
		c := whole
		c.ID, c.Session = studio.NewID(), strange.ID
		wantCode(t, "a comment on another session's print", d.AddComment(c), studio.NotFound)
		return nil
	})
	if err := b.Read(b.ctx, other, func(d studio.Desk) error {
		a, err1 := d.Comments(s.ID)
		v, err2 := d.Verdicts(s.ID)
		g, err3 := d.Deliveries(s.ID)
		k, err4 := d.Downloads(s.ID)
		want(t, "rows of another studio", len(a)+len(v)+len(g)+len(k), 0)
		return errors.Join(err1, err2, err3, err4)
	}); err != nil {
		t.Fatal(err)
	}
}
