package store

import (
	"errors"

	"lathe/studio"
)

// The questions to a studio ($1) about one session ($2).
const (
	sessionText  = `SELECT ` + sessionColumns + ` FROM sessions WHERE studio = $1 AND id = $2`
	stemsText    = `SELECT file, sha256, bytes, created FROM stems WHERE studio = $1 AND session = $2 ORDER BY file`
	uploadsText  = `SELECT ` + uploadColumns + ` FROM uploads WHERE studio = $1 AND session = $2 ORDER BY created, id`
	fetchesText  = `SELECT ` + fetchColumns + ` FROM fetches WHERE studio = $1 AND session = $2 ORDER BY created, id`
	plansText    = `SELECT n, tag, author, created FROM plans WHERE studio = $1 AND session = $2 ORDER BY n`
	printsText   = `SELECT ` + printColumns + ` FROM prints WHERE studio = $1 AND session = $2 ORDER BY created, id`
	verdictsText = `SELECT id, print, kind, body, author, who, created FROM verdicts WHERE studio = $1 AND session = $2 ORDER BY created, id`
)

// Whole reads a session and its lists. All questions go to the database in one
// trip, where trips cost something, and are answered in this order.
func (d *desk) Whole(session studio.ID) (w studio.Whole, err error) {
	done := d.tx.ahead(d.ctx, []string{sessionText + d.lock, stemsText, uploadsText, fetchesText, plansText, printsText, verdictsText}, d.studio, session)
	for _, read := range []func() error{
		func() (err error) { w.Session, err = d.Session(session); return err },
		func() (err error) { w.Stems, err = d.Stems(session); return err },
		func() (err error) { w.Uploads, err = d.Uploads(session); return err },
		func() (err error) { w.Fetches, err = d.Fetches(session); return err },
		func() (err error) { w.Plans, err = d.Plans(session); return err },
		func() (err error) { w.Prints, err = d.Prints(session); return err },
		func() (err error) { w.Verdicts, err = d.Verdicts(session); return err },
	} {
		if err = read(); err != nil {
			break
		}
	}
	return w, errors.Join(err, done())
}
