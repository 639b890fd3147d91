package portal

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"lathe/studio"
)

type hookView struct {
	ID      string    `json:"id"`
	URL     string    `json:"url"`
	Events  []string  `json:"events"`  // empty: all
	Trouble string    `json:"trouble"` // why nothing arrives; empty: it does, or nothing was sent
	Created time.Time `json:"created"`
	Secret  string    `json:"secret,omitempty"` // what messages are signed with; shown once
}

func hookOf(h studio.Hook) hookView {
	return hookView{ID: string(h.ID), URL: h.URL, Events: append([]string{}, h.Events...), Trouble: h.Trouble, Created: h.Created}
}

type noticeView struct {
	ID       string          `json:"id"`
	Event    string          `json:"event"`
	Body     json.RawMessage `json:"body"`
	State    string          `json:"state" enum:"waiting,sent,failed"`
	Attempts int             `json:"attempts"`
	Answer   string          `json:"answer"` // what the other side said last
	Created  time.Time       `json:"created"`
	Updated  time.Time       `json:"updated"`
}

type newHook struct {
	Body struct {
		URL    string   `json:"url" minLength:"1" maxLength:"2000" doc:"https, at a public address"`
		Events []string `json:"events,omitempty" maxItems:"50" doc:"all of them unless it says otherwise"`
	}
}

type hookAt struct {
	Hook string `path:"hook" maxLength:"64"`
}

func (p *Portal) hookRoutes(t *table) {
	described(t, http.MethodPost, "/hooks", studio.MayRun, http.StatusCreated, "Have word sent to an address, signed as Standard Webhooks",
		func(ctx context.Context, in *newHook) (*body[hookView], error) {
			h, secret, err := p.room(ctx).AddHook(ctx, in.Body.URL, in.Body.Events, p.Vault)
			v := hookOf(h)
			v.Secret = secret.Reveal()
			return &body[hookView]{v}, err
		})
	described(t, http.MethodGet, "/hooks", studio.MayRun, 0, "Where word is sent",
		func(ctx context.Context, _ *struct{}) (*body[list[hookView]], error) {
			all, err := p.room(ctx).Hooks(ctx)
			out := &body[list[hookView]]{list[hookView]{Items: []hookView{}}}
			for _, h := range all {
				out.Body.Items = append(out.Body.Items, hookOf(h))
			}
			return out, err
		})
	described(t, http.MethodPost, "/hooks/{hook}/try", studio.MayRun, http.StatusAccepted, "Send it the event hook.test",
		func(ctx context.Context, in *hookAt) (*struct{}, error) {
			return nil, p.room(ctx).TryHook(ctx, studio.ID(in.Hook))
		})
	described(t, http.MethodGet, "/hooks/{hook}/notices", studio.MayRun, 0, "What was sent to it, the newest first",
		func(ctx context.Context, in *hookAt) (*body[list[noticeView]], error) {
			all, err := p.room(ctx).Notices(ctx, studio.ID(in.Hook))
			out := &body[list[noticeView]]{list[noticeView]{Items: []noticeView{}}}
			for _, n := range all {
				out.Body.Items = append(out.Body.Items, noticeView{string(n.ID), n.Event, json.RawMessage(n.Body), string(n.State), n.Attempts, n.Answer, n.Created, n.Updated})
			}
			return out, err
		})
	described(t, http.MethodDelete, "/hooks/{hook}", studio.MayRun, http.StatusNoContent, "End a hook",
		func(ctx context.Context, in *hookAt) (*struct{}, error) {
			return nil, p.room(ctx).DropHook(ctx, studio.ID(in.Hook))
		})
}
