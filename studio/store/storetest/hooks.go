package storetest

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"lathe/studio"
)

// hooks hear of what they want to, and of nothing twice.
func hooks(t *testing.T, b *bench) {
	all := studio.Hook{ID: studio.NewID(), URL: "https://example.net/a", Sealed: "s", Created: now}
	some := studio.Hook{ID: studio.NewID(), URL: "https://example.net/b?c=\x01", Events: []string{"master.ready", "session.failed"}, Sealed: "t", Created: now.Add(time.Second)}
	s := b.song(t)
	line := func(did string, at time.Time, about studio.ID) {
		b.write(t, func(d studio.Desk) error {
			return d.Log(studio.Entry{At: at, Who: "lathe", Did: did, Session: s.ID, About: string(about)})
		})
	}
	line("print.done", now, "before there was a hook")
	b.write(t, func(d studio.Desk) error { return errors.Join(d.AddHook(all), d.AddHook(some)) })
	line("print.done", now, "p1")
	line("upload.begun", now, "nobody hears of")
	line("session.submitted", now.Add(time.Second), "")
	line("hook.tried", now.Add(2*time.Second), some.ID)
	heard := func(h studio.Hook) (events []string, last studio.Notice) {
		b.read(t, func(d studio.Desk) error {
			list, err := d.Notices(h.ID, 10)
			for _, n := range list {
				events = append(events, n.Event)
			}
			if len(list) > 0 {
				last = list[len(list)-1]
			}
			return err
		})
		return events, last
	}
	events, first := heard(all)
	want(t, "what the hook for all hears, newest first", events, []string{"session.received", "master.ready"})
	events, _ = heard(some)
	want(t, "what the hook for some hears", events, []string{"hook.test", "master.ready"})
	var said struct {
		Type string
		Data struct{ Session, About string }
	}
	if err := json.Unmarshal([]byte(first.Body), &said); err != nil || said.Type != "master.ready" || said.Data.Session != string(s.ID) || said.Data.About != "p1" {
		t.Errorf("the notice says %s (%v)", first.Body, err)
	}
	first.State, first.Attempts, first.Answer, first.Updated = studio.NoticeFailed, 3, "500", now.Add(time.Minute)
	some.Trouble = "nothing arrives"
	b.write(t, func(d studio.Desk) error { return errors.Join(d.SetNotice(first), d.SetHook(some)) })
	b.read(t, func(d studio.Desk) error {
		n, err1 := d.Notice(first.ID)
		want(t, "the notice", n, first)
		list, err2 := d.Hooks()
		want(t, "the hooks", list, []studio.Hook{all, some})
		one, err3 := d.Hook(some.ID)
		want(t, "the hook", one, some)
		return errors.Join(err1, err2, err3)
	})
	other, _, err := b.Found(b.ctx, "Blue Room", "ann", now)
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func(studio.Desk) error{
		"hook":       func(d studio.Desk) error { _, err := d.Hook(all.ID); return err },
		"set hook":   func(d studio.Desk) error { return d.SetHook(all) },
		"drop hook":  func(d studio.Desk) error { return d.DropHook(all.ID) },
		"notice":     func(d studio.Desk) error { _, err := d.Notice(first.ID); return err },
		"set notice": func(d studio.Desk) error { return d.SetNotice(first) },
		"add notice": func(d studio.Desk) error { n := first; n.ID = studio.NewID(); return d.AddNotice(n) },
	} {
		wantCode(t, name+" of another studio", b.Write(b.ctx, other, try), studio.NotFound)
	}
	b.write(t, func(d studio.Desk) error {
		n, err := d.DropNotices(now.Add(time.Second))
		want(t, "notices that were old", n, 2)
		return errors.Join(err, d.DropHook(some.ID))
	})
	b.read(t, func(d studio.Desk) error {
		list, err := d.Hooks()
		want(t, "hooks that are left", list, []studio.Hook{all})
		return err
	})
}
