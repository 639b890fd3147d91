package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"lathe/studio"
)

// AddVisit adds a browser that showed one of the studio's tokens or links.
func (d *desk) AddVisit(v studio.Visit, sum string) error {
	if v.Link != "" {
		return d.change("link", `INSERT INTO visits (id, studio, link, sum, created, until, expires)
			SELECT $1, studio, id, $4, $5, $6, $7 FROM links WHERE studio = $2 AND id = $3`,
			v.ID, d.studio, v.Link, sum, micros(v.Created), micros(v.Until), micros(v.Expires))
	}
	return d.change("token", `INSERT INTO visits (id, studio, token, sum, created, until, expires)
		SELECT $1, studio, id, $4, $5, $6, $7 FROM tokens WHERE studio = $2 AND id = $3`,
		v.ID, d.studio, v.Token, sum, micros(v.Created), micros(v.Until), micros(v.Expires))
}

// SetVisit says until when a visit waits for somebody to come back.
func (d *desk) SetVisit(v studio.Visit) error {
	return d.change("visit", `UPDATE visits SET until = $3 WHERE studio = $1 AND id = $2`, d.studio, v.ID, micros(v.Until))
}

// EndVisit ends a visit.
func (d *desk) EndVisit(id studio.ID) error {
	return d.exec(`DELETE FROM visits WHERE studio = $1 AND id = $2`, d.studio, id)
}

// EndVisits ends those nobody can come back to.
func (d *desk) EndVisits(now time.Time) (int, error) {
	n, err := d.tx.exec(d.ctx, `DELETE FROM visits WHERE studio = $1 AND until <= $2`, d.studio, micros(now))
	return int(n), err
}

// Visiting says whose browser a visit's secret belongs to.
func (s *Store) Visiting(ctx context.Context, sum string, now time.Time) (c studio.Caller, v studio.Visit, err error) {
	err = s.engine.read(ctx, func(t tx) error {
		var created, until, expires int64
		v = studio.Visit{}
		err := one(ctx, t, []any{&v.ID, &v.Token, &v.Link, &created, &until, &expires},
			`SELECT id, coalesce(token, ''), coalesce(link, ''), created, until, expires FROM visits WHERE sum = $1 AND until > $2`, sum, micros(now))
		if err != nil {
			return err
		}
		v.Created, v.Until, v.Expires = timeOf(created), timeOf(until), timeOf(expires)
		if v.Link != "" {
			c, err = linkOf(ctx, t, "id = $1", string(v.Link), now)
		} else {
			c, err = tokenOf(ctx, t, "t.id = $1", string(v.Token), now)
		}
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return studio.Caller{}, studio.Visit{}, studio.Errorf(studio.NotSignedIn, "sign in again, or open the link again")
	}
	return c, v, err
}
