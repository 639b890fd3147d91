package store

import (
	"time"

	"lathe/studio"
)

// AddExcerpt adds an excerpt of one of the studio's plans.
func (d *desk) AddExcerpt(x studio.Excerpt) error {
	return d.change("plan", `INSERT INTO excerpts (id, studio, session, plan, move, from_s, strip, status, trouble, created, updated)
		SELECT $1, studio, session, n, $5, $6, $7, $8, $9, $10, $11 FROM plans WHERE studio = $2 AND session = $3 AND n = $4`,
		x.ID, d.studio, x.Session, x.Plan, x.Move, x.FromS, flag(x.Strip), x.Status, x.Trouble, micros(x.Created), micros(x.Updated))
}

// Excerpt reads one excerpt.
func (d *desk) Excerpt(id studio.ID) (x studio.Excerpt, err error) {
	err = d.single(func(r rows) error {
		var strip, created, updated int64
		err := r.Scan(&x.ID, &x.Session, &x.Plan, &x.Move, &x.FromS, &strip, &x.Status, &x.Trouble, &created, &updated)
		x.Strip, x.Created, x.Updated = strip != 0, timeOf(created), timeOf(updated)
		return err
	}, `SELECT id, session, plan, move, from_s, strip, status, trouble, created, updated FROM excerpts WHERE studio = $1 AND id = $2`+d.lock, d.studio, id)
	return x, orNotFound(err, "excerpt")
}

// SetExcerpt says how far an excerpt is.
func (d *desk) SetExcerpt(x studio.Excerpt) error {
	return d.change("excerpt", `UPDATE excerpts SET status = $3, trouble = $4, updated = $5 WHERE studio = $1 AND id = $2`,
		d.studio, x.ID, x.Status, x.Trouble, micros(x.Updated))
}

// WaitingExcerpts is how many excerpts of a session are not made yet.
func (d *desk) WaitingExcerpts(session studio.ID) (n int, err error) {
	err = one(d.ctx, d.tx, []any{&n}, `SELECT count(*) FROM excerpts WHERE studio = $1 AND session = $2 AND status = $3`,
		d.studio, session, studio.PrintQueued)
	return n, err
}

// DropExcerpts forgets excerpts made before a time, and what is heard of them.
func (d *desk) DropExcerpts(before time.Time) (int, error) {
	err := d.exec(`DELETE FROM tracks WHERE studio = $1 AND print IN (SELECT id FROM excerpts WHERE studio = $1 AND created < $2)`,
		d.studio, micros(before))
	if err != nil {
		return 0, err
	}
	n, err := d.tx.exec(d.ctx, `DELETE FROM excerpts WHERE studio = $1 AND created < $2`, d.studio, micros(before))
	return int(n), err
}
