package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"

	"lathe/chain"
	"lathe/chain/intake"
	"lathe/session"
	"lathe/studio"
)

// heard is a session that was listened to, and the folder it was heard in.
type heard struct {
	round   int64
	folder  string
	arrived *intake.Arrived
	hearing *chain.Hearing
}

func (h *heard) close() {
	if h.hearing != nil {
		h.hearing.Close()
	}
	if h.arrived != nil {
		h.arrived.Close()
	}
	os.RemoveAll(h.folder)
}

// shelf keeps the last session that was checked here, so that its plan need not
// listen again. What is not on it is heard anew.
type shelf struct {
	mu sync.Mutex
	id studio.ID
	it *heard
}

func (s *shelf) put(id studio.ID, h *heard) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.it != nil {
		s.it.close()
	}
	s.id, s.it = id, h
}

func (s *shelf) take(id studio.ID, round int64) *heard {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.it == nil || s.id != id || s.it.round != round {
		return nil
	}
	h := s.it
	s.it = nil
	return h
}

func (s *shelf) clear() { s.put("", nil) }

// arrive opens a session's files as the chain does, under the session's title.
func (b *Bench) arrive(ctx context.Context, s studio.Session, stems []studio.Stem) (_ *heard, err error) {
	h := &heard{round: s.Working.Round}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if h.folder, err = b.lay(ctx, stems); err != nil {
		return nil, err
	}
	h.arrived, err = intake.Open(ctx, open(h.folder, stems), intake.Options{TempDir: b.room()})
	switch {
	case err == nil:
	case errors.Is(err, intake.ErrNothing):
		return nil, &hopeless{"There is no audio file among them that could be a stem.", err}
	case errors.Is(err, intake.ErrUnreadable):
		return nil, &hopeless{"What was sent cannot be opened.", err}
	default:
		return nil, err
	}
	if err := b.admit(h.arrived.Session); err != nil {
		return nil, err
	}
	if at := h.arrived.Session; s.Title != "Untitled" || at.Untitled {
		at.Title, at.Untitled = s.Title, s.Title == "Untitled"
	}
	if s.Artist != "" {
		h.arrived.Session.Artist = s.Artist
	}
	told(h.arrived.Session, s.Brief)
	return h, nil
}

// byHand is why a stem is what a person said; preflight asks no more about it,
// as if session.yaml said so.
const byHand = "set by hand, as session.yaml would"

// told applies what people said in the studio, over what names and session.yaml
// say.
func told(at *session.Session, b studio.Brief) {
	for i := range at.Stems {
		st := &at.Stems[i]
		o, ok := b.Stems[st.File]
		if !ok {
			continue
		}
		if o.Role != "" {
			st.Role, st.Importance, st.RoleReason = o.Role, o.Role.Importance(), byHand
		}
		if o.Importance != nil {
			st.Importance = *o.Importance
		}
	}
	if b.Notes != "" {
		at.Notes = b.Notes
	}
	for i := range at.References {
		if len(at.References[i].Like) == 0 {
			at.References[i].Like = b.Like
		}
	}
}

// due reads a session that was submitted in a round, and says whether anybody
// still waits for it.
func (b *Bench) due(ctx context.Context, t studio.Task, round int64) (s studio.Session, stems []studio.Stem, due bool, err error) {
	err = b.rows.Read(ctx, t.Studio, func(d studio.Desk) error {
		if s, err = d.Session(t.Session); err != nil {
			return err
		}
		due = s.Status == studio.Checking && s.Working.Round == round
		stems, err = d.Stems(t.Session)
		return err
	})
	return s, stems, due, err
}

// hear listens to a session, or takes from the shelf what was heard.
func (b *Bench) hear(ctx context.Context, s studio.Session, stems []studio.Stem, m *meter) (*heard, error) {
	if h := b.shelf.take(s.ID, s.Working.Round); h != nil {
		return h, nil
	}
	h, err := b.arrive(ctx, s, stems)
	if err != nil {
		return nil, err
	}
	if h.hearing, err = chain.Check(ctx, h.arrived, b.options(m)); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// check says what was found, and has the plan made when nothing blocks.
func (b *Bench) check(ctx context.Context, j studio.Check, run *one) error {
	s, stems, due, err := b.due(ctx, j.Task, j.Round)
	if err != nil || !due {
		return err
	}
	h, err := b.hear(ctx, s, stems, run.meter)
	if err != nil {
		return err
	}
	report, err := json.Marshal(h.hearing.Report())
	if err != nil {
		h.close()
		return err
	}
	run.meter.stop() // it would wait for the session's row
	blocked := session.Blocked(h.hearing.Findings)
	err = b.rows.Write(ctx, j.Studio, func(d studio.Desk) error {
		s, err := d.Session(j.Session)
		if err != nil || s.Status != studio.Checking || s.Working.Round != j.Round {
			return err
		}
		s.Check, s.Updated = report, b.Now()
		if blocked {
			s.Turn(studio.Collecting, b.Now())
			s.Trouble = "It cannot be mastered as it is: see the findings that block, send those files again, and submit."
			s.Working = studio.Working{LeftS: -1, Round: j.Round}
		}
		if err := d.SetSession(s); err != nil {
			return err
		}
		if err := d.Enqueue(studio.Audition(j)); err != nil {
			return err
		}
		if !blocked {
			if err := d.Enqueue(studio.Decide(j)); err != nil {
				return err
			}
		}
		return d.Log(studio.Entry{At: b.Now(), Who: "lathe", Did: "session.checked", Session: j.Session, About: fmt.Sprint(len(h.hearing.Findings), " findings")})
	})
	if err != nil || blocked {
		h.close()
		return err
	}
	b.shelf.put(j.Session, h)
	return nil
}

// decide makes the next version of the plan from what was heard.
func (b *Bench) decide(ctx context.Context, j studio.Decide, run *one) error {
	s, stems, due, err := b.due(ctx, j.Task, j.Round)
	if err != nil || !due {
		return err
	}
	h, err := b.hear(ctx, s, stems, run.meter)
	if err != nil {
		return err
	}
	defer h.close()
	planned, err := chain.MakePlan(ctx, h.hearing, chain.Request{}, b.options(run.meter))
	if err != nil {
		return err
	}
	planned.Mix.Close()
	text, err := planned.Plan.Encode()
	if err != nil {
		return err
	}
	run.meter.stop()
	return b.rows.Write(ctx, j.Studio, func(d studio.Desk) error {
		s, err := d.Session(j.Session)
		if err != nil || s.Status != studio.Checking || s.Working.Round != j.Round {
			return err
		}
		all, err := d.Plans(j.Session)
		if err != nil {
			return err
		}
		s.Turn(studio.Planned, b.Now())
		s.Updated = b.Now()
		s.Working = studio.Working{LeftS: -1, Round: j.Round}
		p := studio.Plan{Session: j.Session, N: len(all) + 1, Text: string(text), Tag: studio.TagOf(string(text)), Author: "lathe", Created: b.Now()}
		return errors.Join(d.AddPlan(p), d.SetSession(s),
			d.Log(studio.Entry{At: b.Now(), Who: "lathe", Did: "plan.made", Session: j.Session, About: fmt.Sprint(p.N)}))
	})
}
