package store

import (
	"strings"
	"time"

	"lathe/studio"
)

const hookColumns = `id, url, events, sealed, trouble, created`

func scanHook(r rows, h *studio.Hook) error {
	var events string
	var created int64
	err := r.Scan(&h.ID, &h.URL, &events, &h.Sealed, &h.Trouble, &created)
	if events != "" {
		h.Events = strings.Fields(events)
	}
	h.Created = timeOf(created)
	return err
}

// AddHook adds a hook.
func (d *desk) AddHook(h studio.Hook) error {
	return d.exec(`INSERT INTO hooks (`+hookColumns+`, studio) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		h.ID, h.URL, strings.Join(h.Events, " "), h.Sealed, h.Trouble, micros(h.Created), d.studio)
}

// Hook reads one hook.
func (d *desk) Hook(id studio.ID) (h studio.Hook, err error) {
	err = d.single(func(r rows) error { return scanHook(r, &h) }, `SELECT `+hookColumns+` FROM hooks WHERE studio = $1 AND id = $2`, d.studio, id)
	return h, orNotFound(err, "hook")
}

// Hooks are all of them, oldest first.
func (d *desk) Hooks() (list []studio.Hook, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var h studio.Hook
		err := scanHook(r, &h)
		list = append(list, h)
		return err
	}, `SELECT `+hookColumns+` FROM hooks WHERE studio = $1 ORDER BY created, id`, d.studio)
	return list, err
}

// SetHook says what is wrong with a hook.
func (d *desk) SetHook(h studio.Hook) error {
	return d.change("hook", `UPDATE hooks SET trouble = $3 WHERE studio = $1 AND id = $2`, d.studio, h.ID, h.Trouble)
}

// DropHook removes a hook and its notices.
func (d *desk) DropHook(id studio.ID) error {
	if err := d.exec(`DELETE FROM notices WHERE studio = $1 AND hook = $2`, d.studio, id); err != nil {
		return err
	}
	return d.change("hook", `DELETE FROM hooks WHERE studio = $1 AND id = $2`, d.studio, id)
}

const noticeColumns = `id, hook, event, body, state, attempts, answer, created, updated`

func scanNotice(r rows, n *studio.Notice) error {
	var created, updated int64
	err := r.Scan(&n.ID, &n.Hook, &n.Event, &n.Body, &n.State, &n.Attempts, &n.Answer, &created, &updated)
	n.Created, n.Updated = timeOf(created), timeOf(updated)
	return err
}

// AddNotice adds a notice for one of the studio's hooks.
func (d *desk) AddNotice(n studio.Notice) error {
	return d.change("hook", `INSERT INTO notices (id, studio, hook, event, body, state, attempts, answer, created, updated)
		SELECT $1, studio, id, $4, $5, $6, $7, $8, $9, $10 FROM hooks WHERE studio = $2 AND id = $3`,
		n.ID, d.studio, n.Hook, n.Event, n.Body, n.State, n.Attempts, n.Answer, micros(n.Created), micros(n.Updated))
}

// Notice reads one notice.
func (d *desk) Notice(id studio.ID) (n studio.Notice, err error) {
	err = d.single(func(r rows) error { return scanNotice(r, &n) },
		`SELECT `+noticeColumns+` FROM notices WHERE studio = $1 AND id = $2`+d.lock, d.studio, id)
	return n, orNotFound(err, "notice")
}

// SetNotice keeps how a notice fared.
func (d *desk) SetNotice(n studio.Notice) error {
	return d.change("notice", `UPDATE notices SET state = $3, attempts = $4, answer = $5, updated = $6 WHERE studio = $1 AND id = $2`,
		d.studio, n.ID, n.State, n.Attempts, n.Answer, micros(n.Updated))
}

// Notices are a hook's, the newest first.
func (d *desk) Notices(hook studio.ID, most int) (list []studio.Notice, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var n studio.Notice
		err := scanNotice(r, &n)
		list = append(list, n)
		return err
	}, `SELECT `+noticeColumns+` FROM notices WHERE studio = $1 AND hook = $2 ORDER BY created DESC, id LIMIT $3`, d.studio, hook, most)
	return list, err
}

// DropNotices forgets notices made before a time.
func (d *desk) DropNotices(before time.Time) (int, error) {
	n, err := d.tx.exec(d.ctx, `DELETE FROM notices WHERE studio = $1 AND created < $2`, d.studio, micros(before))
	return int(n), err
}
