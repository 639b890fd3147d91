package store

import (
	"time"

	"lathe/studio"
)

// AddAnswer adds an answer, unless there is one of its caller and key.
func (d *desk) AddAnswer(a studio.Answer) (added bool, err error) {
	n, err := d.tx.exec(d.ctx, `INSERT INTO answers (studio, caller, name, request, status, sealed, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (studio, caller, name) DO NOTHING`,
		d.studio, a.Caller, a.Key, a.Request, a.Status, a.Sealed, micros(a.Created))
	return n > 0, err
}

// Answer reads an answer.
func (d *desk) Answer(caller studio.ID, key string) (studio.Answer, error) {
	a := studio.Answer{Caller: caller, Key: key}
	var created int64
	err := one(d.ctx, d.tx, []any{&a.Request, &a.Status, &a.Sealed, &created},
		`SELECT request, status, sealed, created FROM answers WHERE studio = $1 AND caller = $2 AND name = $3`, d.studio, caller, key)
	a.Created = timeOf(created)
	return a, orNotFound(err, "answer")
}

// SetAnswer keeps what came of it.
func (d *desk) SetAnswer(a studio.Answer) error {
	return d.change("answer", `UPDATE answers SET status = $4, sealed = $5 WHERE studio = $1 AND caller = $2 AND name = $3`,
		d.studio, a.Caller, a.Key, a.Status, a.Sealed)
}

// DropAnswer forgets an answer.
func (d *desk) DropAnswer(caller studio.ID, key string) error {
	return d.exec(`DELETE FROM answers WHERE studio = $1 AND caller = $2 AND name = $3`, d.studio, caller, key)
}

// DropAnswers forgets answers from before a time.
func (d *desk) DropAnswers(before time.Time) (int, error) {
	n, err := d.tx.exec(d.ctx, `DELETE FROM answers WHERE studio = $1 AND created < $2`, d.studio, micros(before))
	return int(n), err
}
