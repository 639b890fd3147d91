package portal

import (
	"context"
	"net/http"
	"time"

	"lathe/studio"
)

type userView struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Role    string    `json:"role" enum:"owner,engineer,assistant,viewer"`
	Created time.Time `json:"created"`
}

func userOf(u studio.User) userView {
	return userView{string(u.ID), u.Name, string(u.Role), u.Created}
}

type invitedView struct {
	userView
	Token string `json:"token"` // to sign in with; shown this once
}

type personBody struct {
	Name string `json:"name" minLength:"1" maxLength:"100"`
	Role string `json:"role" enum:"owner,engineer,assistant,viewer"`
}

type newPerson struct{ Body personBody }

type changePerson struct {
	User string `path:"user" maxLength:"64"`
	Body personBody
}

type personAt struct {
	User string `path:"user" maxLength:"64"`
}

type tokenView struct {
	ID      string     `json:"id"`
	User    string     `json:"user"`
	Label   string     `json:"label"`
	Created time.Time  `json:"created"`
	Expires *time.Time `json:"expires"` // null: never
	Token   string     `json:"token,omitempty"`
}

func tokenOf(t studio.Token) tokenView {
	v := tokenView{ID: string(t.ID), User: string(t.User), Label: t.Label, Created: t.Created}
	if !t.Expires.IsZero() {
		v.Expires = &t.Expires
	}
	return v
}

type tokensOf struct {
	User string `query:"user" maxLength:"64" doc:"whose; your own unless it says otherwise"`
}

type newToken struct {
	Body struct {
		User    string    `json:"user,omitempty" maxLength:"64"`
		Label   string    `json:"label" minLength:"1" maxLength:"100"`
		Expires time.Time `json:"expires,omitzero" doc:"never unless it says otherwise"`
	}
}

type tokenAt struct {
	Token string `path:"token" maxLength:"64"`
}

type linkView struct {
	ID      string    `json:"id"`
	Label   string    `json:"label"`
	Scopes  []string  `json:"scopes"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
	Revoked bool      `json:"revoked"`
	Link    string    `json:"link,omitempty"` // when it was just made
}

func linkOf(l studio.Link) linkView {
	v := linkView{ID: string(l.ID), Label: l.Label, Scopes: []string{}, Created: l.Created, Expires: l.Expires, Revoked: l.Revoked}
	for _, s := range l.Scopes {
		v.Scopes = append(v.Scopes, string(s))
	}
	return v
}

type newLink struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Label   string    `json:"label,omitempty" maxLength:"100"`
		Scopes  []string  `json:"scopes,omitempty" enum:"view,upload,comment,approve,fetch" doc:"all of them unless it says otherwise"`
		Expires time.Time `json:"expires,omitzero" doc:"in 30 days unless it says otherwise"`
	}
}

type linkAt struct {
	ID   string `path:"id" maxLength:"64"`
	Link string `path:"link" maxLength:"64"`
}

func (p *Portal) staffRoutes(t *table) {
	described(t, http.MethodGet, "/users", studio.MayRun, 0, "The people of the studio",
		func(ctx context.Context, _ *struct{}) (*body[list[userView]], error) {
			all, err := p.room(ctx).Staff(ctx)
			out := &body[list[userView]]{list[userView]{Items: []userView{}}}
			for _, u := range all {
				out.Body.Items = append(out.Body.Items, userOf(u))
			}
			return out, err
		})
	described(t, http.MethodPost, "/users", studio.MayRun, http.StatusCreated, "Invite a person",
		func(ctx context.Context, in *newPerson) (*body[invitedView], error) {
			u, secret, err := p.room(ctx).Hire(ctx, in.Body.Name, studio.Role(in.Body.Role))
			return &body[invitedView]{invitedView{userOf(u), secret.Reveal()}}, err
		})
	described(t, http.MethodPatch, "/users/{user}", studio.MayRun, http.StatusNoContent, "Give a person another name or role",
		func(ctx context.Context, in *changePerson) (*struct{}, error) {
			return nil, p.room(ctx).Change(ctx, studio.ID(in.User), in.Body.Name, studio.Role(in.Body.Role))
		})
	described(t, http.MethodDelete, "/users/{user}", studio.MayRun, http.StatusNoContent, "End all tokens and visits of a person",
		func(ctx context.Context, in *personAt) (*struct{}, error) {
			return nil, p.room(ctx).Dismiss(ctx, studio.ID(in.User))
		})
	described(t, http.MethodGet, "/tokens", studio.MayView, 0, "A person's tokens, without their secrets",
		func(ctx context.Context, in *tokensOf) (*body[list[tokenView]], error) {
			all, err := p.room(ctx).Tokens(ctx, studio.ID(in.User))
			out := &body[list[tokenView]]{list[tokenView]{Items: []tokenView{}}}
			for _, one := range all {
				out.Body.Items = append(out.Body.Items, tokenOf(one))
			}
			return out, err
		})
	described(t, http.MethodPost, "/tokens", studio.MayView, http.StatusCreated, "Make a token",
		func(ctx context.Context, in *newToken) (*body[tokenView], error) {
			secret, one, err := p.room(ctx).GiveToken(ctx, studio.ID(in.Body.User), in.Body.Label, in.Body.Expires)
			v := tokenOf(one)
			v.Token = secret.Reveal()
			return &body[tokenView]{v}, err
		})
	described(t, http.MethodDelete, "/tokens/{token}", studio.MayView, http.StatusNoContent, "End a token",
		func(ctx context.Context, in *tokenAt) (*struct{}, error) {
			return nil, p.room(ctx).EndToken(ctx, studio.ID(in.Token))
		})
	p.linkRoutes(t)
}

func (p *Portal) linkRoutes(t *table) {
	described(t, http.MethodGet, "/sessions/{id}/links", studio.MayOpen, 0, "The links to a session, without their secrets",
		func(ctx context.Context, in *byID) (*body[list[linkView]], error) {
			all, err := p.room(ctx).LinksTo(ctx, studio.ID(in.ID))
			out := &body[list[linkView]]{list[linkView]{Items: []linkView{}}}
			for _, l := range all {
				out.Body.Items = append(out.Body.Items, linkOf(l))
			}
			return out, err
		})
	described(t, http.MethodPost, "/sessions/{id}/links", studio.MayOpen, http.StatusCreated, "Make another link to a session",
		func(ctx context.Context, in *newLink) (*body[linkView], error) {
			room := p.room(ctx)
			scopes, ends := studio.ArtistScopes(), in.Body.Expires
			if in.Body.Scopes != nil {
				scopes = nil
				for _, s := range in.Body.Scopes {
					scopes = append(scopes, studio.Scope(s))
				}
			}
			if ends.IsZero() {
				ends = room.Now.AddDate(0, 0, studio.LinkDays)
			}
			secret, l, err := room.Share(ctx, studio.ID(in.ID), in.Body.Label, scopes, ends.UTC().Truncate(time.Microsecond))
			v := linkOf(l)
			v.Link = "/s/" + secret.Reveal()
			return &body[linkView]{v}, err
		})
	described(t, http.MethodDelete, "/sessions/{id}/links/{link}", studio.MayOpen, http.StatusNoContent, "End a link",
		func(ctx context.Context, in *linkAt) (*struct{}, error) {
			return nil, p.room(ctx).EndLink(ctx, studio.ID(in.ID), studio.ID(in.Link))
		})
}
