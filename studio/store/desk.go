package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"lathe/studio"
)

// desk is one studio's rows within one transaction.
type desk struct {
	ctx    context.Context
	tx     tx
	studio studio.ID
	lock   string
}

var _ studio.Desk = (*desk)(nil)

// change runs a statement that has to change exactly one row.
func (d *desk) change(what, text string, args ...any) error {
	n, err := d.tx.exec(d.ctx, text, args...)
	if err == nil && n == 0 {
		err = studio.Errorf(studio.NotFound, "there is no such %s", what)
	}
	return err
}

func (d *desk) exec(text string, args ...any) error {
	_, err := d.tx.exec(d.ctx, text, args...)
	return err
}

const sessionColumns = `id, title, artist, status, revision, trouble, working, checked, brief, terms, created, updated`

func scanSession(r interface{ Scan(...any) error }, s *studio.Session) error {
	var working, checked, brief, terms string
	var created, updated int64
	err := r.Scan(&s.ID, &s.Title, &s.Artist, &s.Status, &s.Revision, &s.Trouble, &working, &checked, &brief, &terms, &created, &updated)
	if err != nil {
		return err
	}
	s.Created, s.Updated, s.Check = timeOf(created), timeOf(updated), jsonOf(checked)
	return errors.Join(json.Unmarshal([]byte(working), &s.Working), json.Unmarshal([]byte(brief), &s.Brief), json.Unmarshal([]byte(terms), &s.Terms))
}

// jsonOf is JSON as a row keeps it: nothing is the empty text.
func jsonOf(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

func textOf(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own structs of texts and numbers
	}
	return string(text)
}

// AddSession adds a session.
func (d *desk) AddSession(s studio.Session) error {
	return d.exec(`INSERT INTO sessions (`+sessionColumns+`, studio) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		s.ID, s.Title, s.Artist, s.Status, s.Revision, s.Trouble, textOf(s.Working), string(s.Check), textOf(s.Brief), textOf(s.Terms),
		micros(s.Created), micros(s.Updated), d.studio)
}

// Session reads one session.
func (d *desk) Session(id studio.ID) (s studio.Session, err error) {
	err = d.single(func(r rows) error { return scanSession(r, &s) },
		sessionText+d.lock, d.studio, id)
	return s, orNotFound(err, "session")
}

// single reads one row.
func (d *desk) single(scan func(rows) error, text string, args ...any) error {
	found := false
	err := each(d.ctx, d.tx, func(r rows) error {
		found = true
		return scan(r)
	}, text, args...)
	if err == nil && !found {
		err = sql.ErrNoRows
	}
	return err
}

// lastID is behind every id, however the database sorts: none of its moment.
const lastID = "zzzzzzzzzzzzzzzzzzzzzzzzzzz"

// Sessions lists the newest first.
func (d *desk) Sessions(before time.Time, most int) ([]studio.Session, error) {
	return d.SessionsAfter(studio.Cursor{At: before, ID: lastID}, most)
}

// SessionsAfter goes on after one of them.
func (d *desk) SessionsAfter(c studio.Cursor, most int) (list []studio.Session, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var s studio.Session
		err := scanSession(r, &s)
		list = append(list, s)
		return err
	}, `SELECT `+sessionColumns+` FROM sessions WHERE studio = $1 AND (created < $2 OR created = $2 AND id > $3)
		ORDER BY created DESC, id LIMIT $4`, d.studio, micros(c.At), c.ID, most)
	return list, err
}

// SessionIDs are all sessions.
func (d *desk) SessionIDs() (ids []studio.ID, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var id studio.ID
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM sessions WHERE studio = $1`, d.studio)
	return ids, err
}

// SetSession keeps a changed session.
func (d *desk) SetSession(s studio.Session) error {
	return d.change("session", `UPDATE sessions SET title = $3, artist = $4, status = $5, revision = revision + 1,
		trouble = $6, working = $7, checked = $8, updated = $9, brief = $10, terms = $11 WHERE studio = $1 AND id = $2`,
		d.studio, s.ID, s.Title, s.Artist, s.Status, s.Trouble, textOf(s.Working), string(s.Check), micros(s.Updated), textOf(s.Brief), textOf(s.Terms))
}

// SetWorking says how far the work has come.
func (d *desk) SetWorking(id studio.ID, w studio.Working) error {
	return d.change("session", `UPDATE sessions SET working = $3, revision = revision + 1 WHERE studio = $1 AND id = $2`,
		d.studio, id, textOf(w))
}

// AddPlan adds the next version of a session's plan.
func (d *desk) AddPlan(p studio.Plan) error {
	var last int
	err := one(d.ctx, d.tx, []any{&last}, `SELECT coalesce(max(n), 0) FROM plans WHERE studio = $1 AND session = $2`, d.studio, p.Session)
	if err != nil {
		return err
	}
	if p.N != last+1 {
		return studio.Errorf(studio.BadInput, "the next version of the plan is %d, not %d", last+1, p.N)
	}
	return d.exec(`INSERT INTO plans (studio, session, n, body, tag, author, created) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		d.studio, p.Session, p.N, p.Text, p.Tag, p.Author, micros(p.Created))
}

// Plan reads one version.
func (d *desk) Plan(session studio.ID, n int) (studio.Plan, error) {
	p := studio.Plan{Session: session}
	var created int64
	err := one(d.ctx, d.tx, []any{&p.N, &p.Text, &p.Tag, &p.Author, &created},
		`SELECT n, body, tag, author, created FROM plans WHERE studio = $1 AND session = $2 AND n = $3`, d.studio, session, n)
	p.Created = timeOf(created)
	return p, orNotFound(err, "plan")
}

// Plans lists all versions, without their text.
func (d *desk) Plans(session studio.ID) (list []studio.Plan, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		p := studio.Plan{Session: session}
		var created int64
		err := r.Scan(&p.N, &p.Tag, &p.Author, &created)
		p.Created = timeOf(created)
		list = append(list, p)
		return err
	}, plansText, d.studio, session)
	return list, err
}
