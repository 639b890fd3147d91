package studio

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"time"
)

// ExcerptSeconds is how much of the song an excerpt is.
const ExcerptSeconds = 20

// Excerpt is a part of the song as a plan makes it, with one move, without it,
// and what the move takes away. It follows from plan, stems, move and place, so
// whoever asks for the same gets the same one.
type Excerpt struct {
	ID      ID
	Session ID
	Plan    int
	Move    string
	FromS   float64
	Strip   bool // the stem alone, not the master
	Status  PrintStatus
	Trouble string
	Created time.Time
	Updated time.Time
}

// Preview makes an excerpt.
type Preview struct {
	Task
	Excerpt ID `json:"excerpt"`
}

// Kind names the job in the queue.
func (Preview) Kind() string { return "excerpt" }

// ExcerptDays is how long excerpts are kept: they can be made again.
const ExcerptDays = 7

// mostPreviews is how many excerpts of a session may wait at a time.
const mostPreviews = 6

// OrderExcerpt has an excerpt made, unless it is there or on its way.
func (r Room) OrderExcerpt(ctx context.Context, x Excerpt) (Excerpt, error) {
	if err := r.allowed(MayView, x.Session); err != nil {
		return x, err
	}
	if !(x.FromS >= 0 && x.FromS <= 86400) {
		return x, Errorf(BadInput, "the excerpt begins at %g s, want 0 to 86400", x.FromS)
	}
	if x.Move == "" || len(x.Move) > 300 {
		return x, Errorf(BadInput, "say which move: its id in the plan")
	}
	x.FromS = math.Round(x.FromS*10) / 10
	err := r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if _, err := d.Session(x.Session); err != nil {
			return err
		}
		p, err := d.Plan(x.Session, x.Plan)
		if err != nil {
			return err
		}
		stems, err := d.Stems(x.Session)
		if err != nil {
			return err
		}
		x.ID = x.identity(p.Tag, stems)
		x.Status, x.Trouble, x.Created, x.Updated = PrintQueued, "", r.Now, r.Now
		old, err := d.Excerpt(x.ID)
		switch {
		case err == nil && old.Status != PrintFailed:
			x = old
			return nil
		case err == nil:
			err = d.SetExcerpt(x)
		case CodeOf(err) == NotFound:
			var waiting int
			if waiting, err = d.WaitingExcerpts(x.Session); err == nil && waiting >= mostPreviews {
				return Errorf(TooMany, "%d excerpts of this session are being made; wait for one of them", waiting)
			}
			if err == nil {
				err = d.AddExcerpt(x)
			}
		}
		if err != nil {
			return err
		}
		return d.Enqueue(Preview{Task{r.Caller.Studio, x.Session}, x.ID})
	})
	return x, err
}

// identity is what an excerpt is known by: all that it follows from.
func (x Excerpt) identity(planTag string, stems []Stem) ID {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s\x00%.1f\x00%v\x00", x.Session, planTag, x.Move, x.FromS, x.Strip)
	for _, s := range stems {
		fmt.Fprintf(h, "%s\x00%s\x00", s.File, s.SHA256)
	}
	return ID(letters.EncodeToString(h.Sum(nil)[:16]))
}

// Excerpt reads an excerpt, and what can be heard of it once it is done: with
// the move, without it, and what it takes away.
func (r Room) Excerpt(ctx context.Context, session, id ID) (x Excerpt, heard []Track, err error) {
	err = r.See(ctx, session, func(d Desk) error {
		if x, err = d.Excerpt(id); err == nil && x.Session != session {
			err = Errorf(NotFound, "there is no such excerpt")
		}
		if err != nil {
			return err
		}
		all, err := d.Tracks(session)
		for _, t := range all {
			if t.Print == id {
				heard = append(heard, t)
			}
		}
		return err
	})
	return x, heard, err
}
