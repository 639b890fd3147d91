package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"lathe/studio"
)

// House is how the studio wants to work; what was never said is as in
// [studio.NewHouse].
func (d *desk) House() (h studio.House, err error) {
	h = studio.NewHouse()
	var text string
	err = one(d.ctx, d.tx, []any{&text}, `SELECT house FROM studios WHERE id = $1`, d.studio)
	if errors.Is(err, sql.ErrNoRows) {
		return h, orNotFound(err, "studio")
	}
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &h)
	}
	return h, err
}

// SetHouse keeps how the studio wants to work.
func (d *desk) SetHouse(h studio.House) error {
	return d.change("studio", `UPDATE studios SET name = $2, house = $3 WHERE id = $1`, d.studio, h.Name, textOf(h))
}

// SetUser changes a person's name and role.
func (d *desk) SetUser(u studio.User) error {
	return d.change("user", `UPDATE users SET name = $3, role = $4 WHERE studio = $1 AND id = $2`, d.studio, u.ID, u.Name, u.Role)
}

// EndTokens ends all tokens of a person that have not ended.
func (d *desk) EndTokens(user studio.ID, now time.Time) error {
	return d.exec(`UPDATE tokens SET expires = $3 WHERE studio = $1 AND user_id = $2 AND (expires = 0 OR expires > $3)`, d.studio, user, micros(now))
}

// Tokens are a person's tokens, oldest first.
func (d *desk) Tokens(user studio.ID) (list []studio.Token, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		t := studio.Token{User: user}
		var created, expires int64
		err := r.Scan(&t.ID, &t.Label, &created, &expires)
		t.Created, t.Expires = timeOf(created), timeOf(expires)
		list = append(list, t)
		return err
	}, `SELECT id, label, created, expires FROM tokens WHERE studio = $1 AND user_id = $2 ORDER BY created, id`, d.studio, user)
	return list, err
}

// EndToken ends one token, unless it has ended.
func (d *desk) EndToken(id studio.ID, now time.Time) error {
	return d.change("token", `UPDATE tokens SET expires = CASE WHEN expires = 0 OR expires > $3 THEN $3 ELSE expires END
		WHERE studio = $1 AND id = $2`, d.studio, id, micros(now))
}
