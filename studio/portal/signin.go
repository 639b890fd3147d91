package portal

import (
	"context"
	"net/http"

	"lathe/studio"
)

type signIn struct {
	Body struct {
		Secret string `json:"secret" minLength:"1" maxLength:"200" doc:"a token, or what follows /s/ in a link"`
	}
}

// callerView is who asks, on the wire.
type callerView struct {
	Name    string   `json:"name"`    // user:NAME or link:LABEL
	User    string   `json:"user"`    // empty for links
	Session string   `json:"session"` // the only session a link knows; empty for users
	Print   string   `json:"print"`   // the only print that a delivery's link knows
	Scopes  []string `json:"scopes"`
}

func callerOf(c studio.Caller) callerView {
	v := callerView{c.Name, string(c.User), string(c.Session), string(c.Print), []string{}}
	for _, s := range c.Scopes {
		v.Scopes = append(v.Scopes, string(s))
	}
	return v
}

func (p *Portal) doorRoutes(t *table) {
	described(t, http.MethodPost, "/sign-in", "", 0, "Show a token or a link, and get the cookie that browsers carry",
		func(ctx context.Context, in *signIn) (*body[callerView], error) {
			a := ctx.Value(askingKey{}).(*asking)
			c, err := p.Door.Enter(a.w, a.r, studio.Secret(in.Body.Secret))
			a.caller = c
			return &body[callerView]{callerOf(c)}, err
		})
	described(t, http.MethodPost, "/sign-out", "", http.StatusNoContent, "Give the cookie back",
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			a := ctx.Value(askingKey{}).(*asking)
			return nil, p.Door.Leave(a.w, a.r)
		})
	described(t, http.MethodGet, "/me", studio.MayView, 0, "Who asks, and what they may do",
		func(ctx context.Context, _ *struct{}) (*body[callerView], error) {
			c := who(ctx)
			if len(c.Scopes) == 0 {
				return nil, studio.Errorf(studio.NotAllowed, "this link does not allow anything")
			}
			return &body[callerView]{callerOf(c)}, nil
		})
}
