package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"lathe/studio"
)

// AddUser adds a person.
func (d *desk) AddUser(u studio.User) error {
	var n int
	err := one(d.ctx, d.tx, []any{&n}, `SELECT count(*) FROM users WHERE studio = $1 AND name = $2`, d.studio, u.Name)
	if err != nil {
		return err
	}
	if n > 0 {
		return studio.Errorf(studio.Conflict, "there is a user %q already", u.Name)
	}
	return d.exec(`INSERT INTO users (id, studio, name, role, created) VALUES ($1, $2, $3, $4, $5)`,
		u.ID, d.studio, u.Name, u.Role, micros(u.Created))
}

// Users are the studio's people, in the order they came.
func (d *desk) Users() (list []studio.User, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		u := studio.User{Studio: d.studio}
		var created int64
		err := r.Scan(&u.ID, &u.Name, &u.Role, &created)
		u.Created = timeOf(created)
		list = append(list, u)
		return err
	}, `SELECT id, name, role, created FROM users WHERE studio = $1 ORDER BY created, id`, d.studio)
	return list, err
}

// AddToken adds a token of one of the studio's users.
func (d *desk) AddToken(t studio.Token, sum string) error {
	return d.change("user", `INSERT INTO tokens (id, studio, user_id, label, sum, created, expires)
		SELECT $1, studio, id, $4, $5, $6, $7 FROM users WHERE studio = $2 AND id = $3`,
		t.ID, d.studio, t.User, t.Label, sum, micros(t.Created), micros(t.Expires))
}

// AddLink adds a link to one of the studio's sessions.
func (d *desk) AddLink(l studio.Link, sum string) error {
	scopes := make([]string, len(l.Scopes))
	for i, s := range l.Scopes {
		scopes[i] = string(s)
	}
	return d.change("session", `INSERT INTO links (id, studio, session, label, scopes, sum, created, expires, revoked, print)
		SELECT $1, studio, id, $4, $5, $6, $7, $8, 0, $9 FROM sessions WHERE studio = $2 AND id = $3`,
		l.ID, d.studio, l.Session, l.Label, strings.Join(scopes, " "), sum, micros(l.Created), micros(l.Expires), l.Print)
}

// Links are the links to a session, oldest first.
func (d *desk) Links(session studio.ID) (list []studio.Link, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		l := studio.Link{Session: session}
		var scopes string
		var created, expires, revoked int64
		err := r.Scan(&l.ID, &l.Label, &scopes, &created, &expires, &revoked, &l.Print)
		l.Scopes, l.Created, l.Expires, l.Revoked = scopesOf(scopes), timeOf(created), timeOf(expires), revoked != 0
		list = append(list, l)
		return err
	}, `SELECT id, label, scopes, created, expires, revoked, print FROM links WHERE studio = $1 AND session = $2 ORDER BY created, id`, d.studio, session)
	return list, err
}

// RevokeLink ends a link.
func (d *desk) RevokeLink(id studio.ID) error {
	return d.change("link", `UPDATE links SET revoked = 1 WHERE studio = $1 AND id = $2`, d.studio, id)
}

func scopesOf(text string) (scopes []studio.Scope) {
	for _, s := range strings.Fields(text) {
		scopes = append(scopes, studio.Scope(s))
	}
	return scopes
}

// Found makes a studio and its owner.
func (s *Store) Found(ctx context.Context, name, owner string, now time.Time) (studio.ID, studio.ID, error) {
	room, user := studio.NewID(), studio.NewID()
	err := s.engine.write(ctx, func(t tx) error {
		if _, err := t.exec(ctx, `INSERT INTO studios (id, name, created) VALUES ($1, $2, $3)`, room, name, micros(now)); err != nil {
			return err
		}
		d := &desk{ctx: ctx, tx: t, studio: room}
		return d.AddUser(studio.User{ID: user, Name: owner, Role: studio.Owner, Created: now})
	})
	return room, user, err
}

// Studios are the ids of all studios, oldest first.
func (s *Store) Studios(ctx context.Context) (ids []studio.ID, err error) {
	err = s.engine.read(ctx, func(t tx) error {
		return each(ctx, t, func(r rows) error {
			var id studio.ID
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		}, `SELECT id FROM studios ORDER BY created, id`)
	})
	return ids, err
}

// Known says who a secret's sum belongs to.
func (s *Store) Known(ctx context.Context, sum string, now time.Time) (c studio.Caller, err error) {
	err = s.engine.ask(ctx, func(t tx) error {
		if c, err = tokenOf(ctx, t, "t.sum = $1", sum, now); errors.Is(err, sql.ErrNoRows) {
			c, err = linkOf(ctx, t, "sum = $1", sum, now)
		}
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return studio.Caller{}, studio.Errorf(studio.NotSignedIn, "the token is not known here, or no longer")
	}
	return c, err
}

// tokenOf is who a good token acts for, by one of its columns.
func tokenOf(ctx context.Context, t tx, where, is string, now time.Time) (c studio.Caller, err error) {
	var role studio.Role
	var expires int64
	err = one(ctx, t, []any{&c.Studio, &c.User, &c.Name, &role, &c.Key, &expires},
		`SELECT u.studio, u.id, u.name, u.role, t.id, t.expires FROM tokens t JOIN users u ON u.id = t.user_id
		WHERE `+where+` AND (t.expires = 0 OR t.expires > $2)`, is, micros(now))
	c.Name, c.Scopes, c.Expires = "user:"+c.Name, role.Scopes(), timeOf(expires)
	return c, err
}

// linkOf is who a good link lets in, by one of its columns.
func linkOf(ctx context.Context, t tx, where, is string, now time.Time) (c studio.Caller, err error) {
	var scopes string
	var expires int64
	err = one(ctx, t, []any{&c.Studio, &c.Session, &c.Name, &scopes, &c.Key, &expires, &c.Print},
		`SELECT studio, session, label, scopes, id, expires, print FROM links WHERE `+where+` AND revoked = 0 AND expires > $2`, is, micros(now))
	c.Name, c.Scopes, c.Expires = "link:"+c.Name, scopesOf(scopes), timeOf(expires)
	return c, err
}
