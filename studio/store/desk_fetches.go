package store

import "lathe/studio"

const fetchColumns = `id, session, source, sealed, state, trouble, files, created, updated`

func scanFetch(r rows, f *studio.Fetched) error {
	var created, updated int64
	err := r.Scan(&f.ID, &f.Session, &f.Source, &f.Sealed, &f.State, &f.Trouble, &f.Files, &created, &updated)
	f.Created, f.Updated = timeOf(created), timeOf(updated)
	return err
}

// AddFetch adds a link to one of the studio's sessions.
func (d *desk) AddFetch(f studio.Fetched) error {
	return d.change("session", `INSERT INTO fetches (id, studio, session, source, sealed, state, trouble, files, created, updated)
		SELECT $1, studio, id, $4, $5, $6, $7, $8, $9, $10 FROM sessions WHERE studio = $2 AND id = $3`,
		f.ID, d.studio, f.Session, f.Source, f.Sealed, f.State, f.Trouble, f.Files, micros(f.Created), micros(f.Updated))
}

// Fetch reads one link.
func (d *desk) Fetch(id studio.ID) (f studio.Fetched, err error) {
	err = d.single(func(r rows) error { return scanFetch(r, &f) },
		`SELECT `+fetchColumns+` FROM fetches WHERE studio = $1 AND id = $2`+d.lock, d.studio, id)
	return f, orNotFound(err, "link")
}

// SetFetch keeps a changed link.
func (d *desk) SetFetch(f studio.Fetched) error {
	return d.change("link", `UPDATE fetches SET sealed = $3, state = $4, trouble = $5, files = $6, updated = $7 WHERE studio = $1 AND id = $2`,
		d.studio, f.ID, f.Sealed, f.State, f.Trouble, f.Files, micros(f.Updated))
}

// Fetches lists a session's links, oldest first.
func (d *desk) Fetches(session studio.ID) (list []studio.Fetched, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var f studio.Fetched
		err := scanFetch(r, &f)
		list = append(list, f)
		return err
	}, `SELECT `+fetchColumns+` FROM fetches WHERE studio = $1 AND session = $2 ORDER BY created, id`, d.studio, session)
	return list, err
}
