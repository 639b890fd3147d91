package portal

import (
	"context"
	"net/http"
	"time"

	"lathe/studio"
)

type newExcerpt struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Plan  int     `json:"plan" minimum:"1"`
		Move  string  `json:"move" minLength:"1" maxLength:"300" doc:"its id in the plan"`
		FromS float64 `json:"from_s,omitempty" minimum:"0" maximum:"86400"`
		Strip bool    `json:"strip,omitempty" doc:"the stem alone, not the master"`
	}
}

type excerptAt struct {
	ID      string `path:"id" maxLength:"64"`
	Excerpt string `path:"excerpt" maxLength:"64"`
	WaitS   int    `query:"wait_s" minimum:"0" maximum:"20" doc:"answer when it is done, or after so many seconds"`
}

// excerptView is a part of the song with a move, without it, and what the move
// takes away.
type excerptView struct {
	ID      string     `json:"id"`
	Plan    int        `json:"plan"`
	Move    string     `json:"move"`
	FromS   float64    `json:"from_s"`
	LengthS float64    `json:"length_s"`
	Strip   bool       `json:"strip"`
	Status  string     `json:"status" enum:"queued,done,failed"`
	Trouble string     `json:"trouble"`
	On      *trackView `json:"on"` // null before it is done, like the others
	Off     *trackView `json:"off"`
	Removed *trackView `json:"removed"`
}

func excerptOf(x studio.Excerpt, heard []studio.Track) excerptView {
	v := excerptView{
		ID: string(x.ID), Plan: x.Plan, Move: x.Move, FromS: x.FromS, LengthS: studio.ExcerptSeconds, Strip: x.Strip,
		Status: string(x.Status), Trouble: x.Trouble,
	}
	for _, t := range heard {
		one := trackOf(t)
		switch t.File {
		case "on":
			v.On = &one
		case "off":
			v.Off = &one
		case "removed":
			v.Removed = &one
		}
	}
	return v
}

func (p *Portal) excerptRoutes(t *table) {
	described(t, http.MethodPost, "/sessions/{id}/excerpts", studio.MayView, http.StatusAccepted, "Twenty seconds with one move, without it, and what it takes away",
		func(ctx context.Context, in *newExcerpt) (*body[excerptView], error) {
			b := in.Body
			x, err := p.room(ctx).OrderExcerpt(ctx, studio.Excerpt{Session: studio.ID(in.ID), Plan: b.Plan, Move: b.Move, FromS: b.FromS, Strip: b.Strip})
			if err != nil || x.Status != studio.PrintDone {
				return &body[excerptView]{excerptOf(x, nil)}, err
			}
			x, heard, err := p.room(ctx).Excerpt(ctx, x.Session, x.ID)
			return &body[excerptView]{excerptOf(x, heard)}, err
		})
	described(t, http.MethodGet, "/sessions/{id}/excerpts/{excerpt}", studio.MayView, 0, "An excerpt, as soon as it is done",
		func(ctx context.Context, in *excerptAt) (*body[excerptView], error) {
			end := time.Now().Add(time.Duration(in.WaitS) * time.Second)
			tick := time.NewTicker(excerptEvery)
			defer tick.Stop()
			for {
				x, heard, err := p.room(ctx).Excerpt(ctx, studio.ID(in.ID), studio.ID(in.Excerpt))
				if err != nil || x.Status != studio.PrintQueued || time.Now().After(end) {
					return &body[excerptView]{excerptOf(x, heard)}, err
				}
				select {
				case <-ctx.Done():
					return nil, ctx.Err()
				case <-p.Closing.Done():
					return &body[excerptView]{excerptOf(x, heard)}, nil
				case <-tick.C:
				}
			}
		})
}

// excerptEvery is how often somebody who waits for an excerpt is looked after.
const excerptEvery = 150 * time.Millisecond
