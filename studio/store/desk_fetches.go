package store

import (
	"encoding/json"

	"lathe/studio"
)

const fetchColumns = `id, session, source, sealed, state, trouble, files, behind, moved, total, left_s, tries, created, updated`

func scanFetch(r rows, f *studio.Fetched) error {
	var created, updated int64
	var behind string
	err := r.Scan(&f.ID, &f.Session, &f.Source, &f.Sealed, &f.State, &f.Trouble, &f.Files, &behind,
		&f.Moved.Bytes, &f.Moved.Total, &f.Moved.LeftS, &f.Tries, &created, &updated)
	if err != nil {
		return err
	}
	f.Created, f.Updated = timeOf(created), timeOf(updated)
	return json.Unmarshal([]byte(behind), &f.Behind)
}

// AddFetch adds a link to one of the studio's sessions.
func (d *desk) AddFetch(f studio.Fetched) error {
	return d.change("session", `INSERT INTO fetches (studio, `+fetchColumns+`)
		SELECT studio, $3, id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15 FROM sessions WHERE studio = $1 AND id = $2`,
		d.studio, f.Session, f.ID, f.Source, f.Sealed, f.State, f.Trouble, f.Files, textOf(f.Behind),
		f.Moved.Bytes, f.Moved.Total, f.Moved.LeftS, f.Tries, micros(f.Created), micros(f.Updated))
}

// Fetch reads one link.
func (d *desk) Fetch(id studio.ID) (f studio.Fetched, err error) {
	err = d.single(func(r rows) error { return scanFetch(r, &f) },
		`SELECT `+fetchColumns+` FROM fetches WHERE studio = $1 AND id = $2`+d.lock, d.studio, id)
	return f, orNotFound(err, "link")
}

// SetFetch keeps a changed link.
func (d *desk) SetFetch(f studio.Fetched) error {
	return d.change("link", `UPDATE fetches SET sealed = $3, state = $4, trouble = $5, files = $6, behind = $7,
		moved = $8, total = $9, left_s = $10, tries = $11, updated = $12 WHERE studio = $1 AND id = $2`,
		d.studio, f.ID, f.Sealed, f.State, f.Trouble, f.Files, textOf(f.Behind),
		f.Moved.Bytes, f.Moved.Total, f.Moved.LeftS, f.Tries, micros(f.Updated))
}

// SetMoved says how far a link has been fetched. The session comes first, as
// for all who change both.
func (d *desk) SetMoved(fetch studio.ID, m studio.Moved) error {
	err := d.change("link", `UPDATE sessions SET revision = revision + 1 WHERE studio = $1
		AND id = (SELECT session FROM fetches WHERE studio = $1 AND id = $2)`, d.studio, fetch)
	if err != nil {
		return err
	}
	return d.change("link", `UPDATE fetches SET moved = $3, total = $4, left_s = $5 WHERE studio = $1 AND id = $2`,
		d.studio, fetch, m.Bytes, m.Total, m.LeftS)
}

// Fetches lists a session's links, oldest first.
func (d *desk) Fetches(session studio.ID) (list []studio.Fetched, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var f studio.Fetched
		err := scanFetch(r, &f)
		list = append(list, f)
		return err
	}, fetchesText, d.studio, session)
	return list, err
}
