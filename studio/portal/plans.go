package portal

import (
	"context"
	"net/http"
	"strings"

	"lathe/studio"
)

type planAt struct {
	ID     string `path:"id" maxLength:"64"`
	N      int    `path:"n" minimum:"1"`
	Accept string `header:"Accept"`
}

type planText struct {
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag"`
	Body        []byte
}

type planEdit struct {
	ID      string `path:"id" maxLength:"64"`
	N       int    `path:"n" minimum:"1"`
	IfMatch string `header:"If-Match" doc:"the ETag of the version that was edited"`
	RawBody []byte `contentType:"application/yaml"`
}

type planMade struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     planView
}

func (p *Portal) planRoutes(t *table) {
	described(t, http.MethodGet, "/sessions/{id}/plans", studio.MayView, 0, "The plan's versions, oldest first",
		func(ctx context.Context, in *byID) (*body[list[planView]], error) {
			out := &body[list[planView]]{list[planView]{Items: []planView{}}}
			err := p.room(ctx).See(ctx, studio.ID(in.ID), func(d studio.Desk) error {
				if _, err := d.Session(studio.ID(in.ID)); err != nil {
					return err
				}
				all, err := d.Plans(studio.ID(in.ID))
				for _, v := range all {
					out.Body.Items = append(out.Body.Items, planOf(v))
				}
				return err
			})
			return out, err
		})
	described(t, http.MethodGet, "/sessions/{id}/plans/{n}", studio.MayView, 0, "A version of the plan, as YAML or JSON", p.plan)
	described(t, http.MethodPut, "/sessions/{id}/plans/{n}", studio.MayPlan, http.StatusCreated, "Edit the newest version: makes the next one",
		func(ctx context.Context, in *planEdit) (*planMade, error) {
			v, err := p.room(ctx).EditPlan(ctx, studio.ID(in.ID), in.N, tagIn(in.IfMatch), in.RawBody, p.Reader)
			view := planOf(v)
			return &planMade{view.ETag, view.URL, view}, err
		})
}

// plan gives a version as JSON when that is asked for, and as YAML otherwise.
func (p *Portal) plan(ctx context.Context, in *planAt) (*planText, error) {
	var v studio.Plan
	err := p.room(ctx).See(ctx, studio.ID(in.ID), func(d studio.Desk) (err error) {
		v, err = d.Plan(studio.ID(in.ID), in.N)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := &planText{"application/yaml", quoteTag(v.Tag), []byte(v.Text)}
	if strings.Contains(in.Accept, "json") {
		out.ContentType = "application/json"
		out.Body, err = p.Reader.JSON(out.Body)
	}
	return out, err
}

func quoteTag(tag string) string { return `"` + tag + `"` }

// tagIn is the tag of an If-Match header: a weak one, or a star, matches none.
func tagIn(header string) string {
	h := strings.TrimSpace(header)
	if len(h) >= 2 && h[0] == '"' && h[len(h)-1] == '"' {
		return h[1 : len(h)-1]
	}
	return h
}
