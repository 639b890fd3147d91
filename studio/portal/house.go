package portal

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"lathe/studio"
)

type entryView struct {
	N       int64     `json:"n"`
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Did     string    `json:"did"`
	Session string    `json:"session"`
	About   string    `json:"about"`
	Sum     string    `json:"sum" doc:"SHA-256 over this line and the sum of the one before"`
}

type afterLine struct {
	After int64 `query:"after" minimum:"0" doc:"only lines after this one"`
	Most  int   `query:"most" minimum:"1" maximum:"1000" default:"100"`
}

type houseMade struct {
	ETag string `header:"ETag"`
	Body studio.House
}

type houseEdit struct {
	IfMatch string `header:"If-Match" doc:"when it is given, only what has this ETag is replaced"`
	Body    studio.House
}

func houseOf(h studio.House) *houseMade {
	text, err := json.Marshal(h)
	if err != nil {
		panic(err) // texts and numbers
	}
	return &houseMade{quoteTag(studio.TagOf(string(text))), h}
}

func (p *Portal) houseRoutes(t *table) {
	described(t, http.MethodGet, "/house", studio.MayView, 0, "How the studio works",
		func(ctx context.Context, _ *struct{}) (*houseMade, error) {
			h, err := p.room(ctx).House(ctx)
			return houseOf(h), err
		})
	described(t, http.MethodPut, "/house", studio.MayRun, 0, "Change how it works",
		func(ctx context.Context, in *houseEdit) (*houseMade, error) {
			room := p.room(ctx)
			if tag := tagIn(in.IfMatch); tag != "" {
				now, err := room.House(ctx)
				if err != nil {
					return nil, err
				}
				if quoteTag(tag) != houseOf(now).ETag {
					return nil, studio.Errorf(studio.Stale, "somebody else changed this meanwhile; look at it again")
				}
			}
			h, err := room.SetHouse(ctx, in.Body)
			return houseOf(h), err
		})
	described(t, http.MethodGet, "/audit", studio.MayRun, 0, "Who did what, line by line",
		func(ctx context.Context, in *afterLine) (*body[list[entryView]], error) {
			all, err := p.room(ctx).Audit(ctx, in.After, in.Most)
			out := &body[list[entryView]]{list[entryView]{Items: []entryView{}}}
			for _, e := range all {
				out.Body.Items = append(out.Body.Items, entryView{e.N, e.At, e.Who, e.Did, string(e.Session), e.About, e.Sum})
			}
			return out, err
		})
}
