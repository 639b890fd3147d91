package portal

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lathe/studio"
)

func itoa(n int) string { return strconv.Itoa(n) }

type body[T any] struct{ Body T }

type byID struct {
	ID string `path:"id" maxLength:"64"`
}

type newSession struct {
	Body struct {
		Title  string `json:"title,omitempty" maxLength:"300"`
		Artist string `json:"artist,omitempty" maxLength:"300"`
	}
}

type newFetch struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		URL      string `json:"url" minLength:"1" maxLength:"4096"`
		Password string `json:"password,omitempty" maxLength:"200"`
	}
}

type oldFetch struct {
	ID    string `path:"id" maxLength:"64"`
	Fetch string `path:"fetch" maxLength:"64"`
}

type madeSession struct {
	briefView
	ArtistLink string `json:"artist_link"` // shown this once
}

type listing struct {
	Before time.Time `query:"before" doc:"only sessions opened before this"`
	Cursor string    `query:"cursor" maxLength:"100" doc:"what the page before said is next"`
	Most   int       `query:"most" minimum:"1" maximum:"200" default:"50"`
}

type list[T any] struct {
	Items []T `json:"items"`
}

// page is a part of a list.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"` // the cursor of the page behind this one; empty: there is none
}

// cursorOf is a place in the list of sessions, as a page says it.
func cursorOf(s studio.Session) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s", s.Created.UnixMicro(), s.ID))
}

// start is where a listing begins.
func (l *listing) start(now time.Time) (c studio.Cursor, err error) {
	if l.Cursor == "" {
		if c.At = l.Before; c.At.IsZero() {
			c.At = now.Add(time.Hour) // machines' clocks differ
		}
		return c, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(l.Cursor)
	at, id, ok := strings.Cut(string(text), " ")
	us, nerr := strconv.ParseInt(at, 10, 64)
	if err != nil || nerr != nil || !ok || id == "" {
		return c, studio.Errorf(studio.BadInput, "the cursor is none that a page gave")
	}
	return studio.Cursor{At: time.UnixMicro(us).UTC(), ID: studio.ID(id)}, nil
}

func (p *Portal) sessionRoutes(t *table) {
	described(t, http.MethodPost, "/sessions", studio.MayOpen, http.StatusCreated, "Open a session",
		func(ctx context.Context, in *newSession) (*body[madeSession], error) {
			s, link, err := p.room(ctx).OpenSession(ctx, in.Body.Title, in.Body.Artist)
			return &body[madeSession]{madeSession{brief(s, p.Now()), "/s/" + link.Reveal()}}, err
		})
	described(t, http.MethodGet, "/sessions", studio.MayView, 0, "List sessions, newest first", p.listSessions)
	described(t, http.MethodGet, "/sessions/{id}", studio.MayView, 0, "A session with all that belongs to it",
		func(ctx context.Context, in *byID) (*body[*sessionView], error) {
			v, err := p.session(ctx, studio.ID(in.ID))
			return &body[*sessionView]{v}, err
		})
	described(t, http.MethodPost, "/sessions/{id}/fetch", studio.MayUpload, http.StatusAccepted, "Fetch the files behind a share link",
		func(ctx context.Context, in *newFetch) (*body[fetchView], error) {
			f, err := p.room(ctx).FetchLink(ctx, studio.ID(in.ID), in.Body.URL, in.Body.Password, p.Links, p.Vault)
			return &body[fetchView]{fetchOf(f)}, err
		})
	described(t, http.MethodPost, "/sessions/{id}/fetches/{fetch}/again", studio.MayUpload, http.StatusAccepted, "Try a share link again that brought nothing",
		func(ctx context.Context, in *oldFetch) (*body[fetchView], error) {
			f, err := p.room(ctx).FetchAgain(ctx, studio.ID(in.ID), studio.ID(in.Fetch))
			return &body[fetchView]{fetchOf(f)}, err
		})
	described(t, http.MethodPost, "/sessions/{id}/submit", studio.MayUpload, http.StatusAccepted, "Intake is complete: check and plan",
		func(ctx context.Context, in *byID) (*body[briefView], error) {
			s, err := p.room(ctx).Submit(ctx, studio.ID(in.ID))
			return &body[briefView]{brief(s, p.Now())}, err
		})
	described(t, http.MethodPost, "/sessions/{id}/stop", studio.MayUpload, 0, "Take back what is being done",
		func(ctx context.Context, in *byID) (*body[briefView], error) {
			s, err := p.room(ctx).Stop(ctx, studio.ID(in.ID))
			return &body[briefView]{brief(s, p.Now())}, err
		})
}

func (p *Portal) session(ctx context.Context, id studio.ID) (v *sessionView, err error) {
	err = p.room(ctx).See(ctx, id, func(d studio.Desk) error {
		v, err = whole(d, id, p.Now().UTC())
		return err
	})
	return v, err
}

func (p *Portal) listSessions(ctx context.Context, in *listing) (*body[page[briefView]], error) {
	room := p.room(ctx)
	out := &body[page[briefView]]{page[briefView]{Items: []briefView{}}}
	from, err := in.start(room.Now)
	if err != nil {
		return nil, err
	}
	err = room.See(ctx, room.Caller.Session, func(d studio.Desk) error {
		var all []studio.Session
		var err error
		switch only := room.Caller.Session; {
		case only != "": // a link sees its own
			var s studio.Session
			s, err = d.Session(only)
			all = append(all, s)
		case from.ID == "":
			all, err = d.Sessions(from.At, in.Most+1)
		default:
			all, err = d.SessionsAfter(from, in.Most+1)
		}
		if len(all) > in.Most {
			all = all[:in.Most]
			out.Body.Next = cursorOf(all[in.Most-1])
		}
		for _, s := range all {
			out.Body.Items = append(out.Body.Items, brief(s, room.Now))
		}
		return err
	})
	return out, err
}
