package store

import (
	"encoding/json"

	"lathe/studio"
)

const commentColumns = `id, session, print, reply_to, author, who, start_s, end_s, body, state, created, updated`

func scanComment(r rows, c *studio.Comment) error {
	var created, updated int64
	err := r.Scan(&c.ID, &c.Session, &c.Print, &c.ReplyTo, &c.Author, &c.By, &c.StartS, &c.EndS, &c.Text, &c.State, &created, &updated)
	c.Created, c.Updated = timeOf(created), timeOf(updated)
	return err
}

// AddComment adds a comment on a print of one of the studio's sessions.
func (d *desk) AddComment(c studio.Comment) error {
	return d.change("print", `INSERT INTO comments (studio, id, session, print, reply_to, author, who, start_s, end_s, body, state, created, updated)
		SELECT studio, $4, session, id, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM prints WHERE studio = $1 AND session = $2 AND id = $3`,
		d.studio, c.Session, c.Print, c.ID, c.ReplyTo, c.Author, c.By, c.StartS, c.EndS, c.Text, c.State, micros(c.Created), micros(c.Updated))
}

// Comment reads one comment.
func (d *desk) Comment(id studio.ID) (c studio.Comment, err error) {
	err = d.single(func(r rows) error { return scanComment(r, &c) },
		`SELECT `+commentColumns+` FROM comments WHERE studio = $1 AND id = $2`+d.lock, d.studio, id)
	return c, orNotFound(err, "comment")
}

// SetComment keeps a changed comment.
func (d *desk) SetComment(c studio.Comment) error {
	return d.change("comment", `UPDATE comments SET body = $3, state = $4, updated = $5 WHERE studio = $1 AND id = $2`,
		d.studio, c.ID, c.Text, c.State, micros(c.Updated))
}

// DropComment removes a comment and its replies.
func (d *desk) DropComment(id studio.ID) error {
	if err := d.exec(`DELETE FROM comments WHERE studio = $1 AND reply_to = $2`, d.studio, id); err != nil {
		return err
	}
	return d.change("comment", `DELETE FROM comments WHERE studio = $1 AND id = $2`, d.studio, id)
}

// Comments lists what was said about a session's prints.
func (d *desk) Comments(session studio.ID) (list []studio.Comment, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var c studio.Comment
		err := scanComment(r, &c)
		list = append(list, c)
		return err
	}, `SELECT `+commentColumns+` FROM comments WHERE studio = $1 AND session = $2 ORDER BY created, id`, d.studio, session)
	return list, err
}

// said is a verdict's words and wishes, as its row keeps them.
type said struct {
	Text   string  `json:"text"`
	Keep   string  `json:"keep"`
	Louder float64 `json:"louder"`
	Warmer float64 `json:"warmer"`
	Vocal  float64 `json:"vocal"`
}

// AddVerdict adds a verdict on a print of one of the studio's sessions.
func (d *desk) AddVerdict(v studio.Verdict) error {
	return d.change("print", `INSERT INTO verdicts (studio, id, session, print, kind, body, author, who, created)
		SELECT studio, $4, session, id, $5, $6, $7, $8, $9 FROM prints WHERE studio = $1 AND session = $2 AND id = $3`,
		d.studio, v.Session, v.Print, v.ID, v.Kind, textOf(said{v.Text, v.Keep, v.Louder, v.Warmer, v.Vocal}), v.Author, v.By, micros(v.Created))
}

// Verdicts lists a session's verdicts.
func (d *desk) Verdicts(session studio.ID) (list []studio.Verdict, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		v := studio.Verdict{Session: session}
		var body string
		var created int64
		if err := r.Scan(&v.ID, &v.Print, &v.Kind, &body, &v.Author, &v.By, &created); err != nil {
			return err
		}
		var w said
		err := json.Unmarshal([]byte(body), &w)
		v.Text, v.Keep, v.Louder, v.Warmer, v.Vocal, v.Created = w.Text, w.Keep, w.Louder, w.Warmer, w.Vocal, timeOf(created)
		list = append(list, v)
		return err
	}, verdictsText, d.studio, session)
	return list, err
}

// AddDelivery adds a delivery of one of the studio's prints, whose link is there.
func (d *desk) AddDelivery(v studio.Delivery) error {
	return d.change("link", `INSERT INTO deliveries (id, studio, session, print, hold)
		SELECT l.id, l.studio, l.session, p.id, $5 FROM links l JOIN prints p ON p.session = l.session
		WHERE l.studio = $1 AND l.id = $2 AND l.session = $3 AND p.id = $4`,
		d.studio, v.ID, v.Session, v.Print, flag(v.Hold))
}

func flag(on bool) int64 {
	if on {
		return 1
	}
	return 0
}

const deliveryQuery = `SELECT d.id, d.session, d.print, l.label, d.hold, l.created, l.expires, l.revoked
	FROM deliveries d JOIN links l ON l.id = d.id WHERE d.studio = $1 AND `

func scanDelivery(r rows, v *studio.Delivery) error {
	var hold, created, expires, revoked int64
	err := r.Scan(&v.ID, &v.Session, &v.Print, &v.Label, &hold, &created, &expires, &revoked)
	v.Hold, v.Created, v.Expires, v.Revoked = hold != 0, timeOf(created), timeOf(expires), revoked != 0
	return err
}

// Delivery reads one delivery.
func (d *desk) Delivery(id studio.ID) (v studio.Delivery, err error) {
	err = d.single(func(r rows) error { return scanDelivery(r, &v) }, deliveryQuery+`d.id = $2`, d.studio, id)
	return v, orNotFound(err, "delivery")
}

// SetDelivery keeps a changed delivery, and its link.
func (d *desk) SetDelivery(v studio.Delivery) error {
	if err := d.change("delivery", `UPDATE deliveries SET hold = $3 WHERE studio = $1 AND id = $2`, d.studio, v.ID, flag(v.Hold)); err != nil {
		return err
	}
	return d.change("link", `UPDATE links SET expires = $3, revoked = $4 WHERE studio = $1 AND id = $2`, d.studio, v.ID, micros(v.Expires), flag(v.Revoked))
}

// Deliveries lists a session's deliveries.
func (d *desk) Deliveries(session studio.ID) (list []studio.Delivery, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var v studio.Delivery
		err := scanDelivery(r, &v)
		list = append(list, v)
		return err
	}, deliveryQuery+`d.session = $2 ORDER BY l.created, d.id`, d.studio, session)
	return list, err
}

// AddDownload writes down that a file of a print was taken.
func (d *desk) AddDownload(t studio.Download) error {
	return d.change("print", `INSERT INTO downloads (studio, session, print, delivery, file, who, at)
		SELECT studio, session, id, $4, $5, $6, $7 FROM prints WHERE studio = $1 AND session = $2 AND id = $3`,
		d.studio, t.Session, t.Print, t.Delivery, t.File, t.Who, micros(t.At))
}

// Downloads lists what was taken of a session's prints.
func (d *desk) Downloads(session studio.ID) (list []studio.Download, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		t := studio.Download{Session: session}
		var at int64
		err := r.Scan(&t.Print, &t.Delivery, &t.File, &t.Who, &at)
		t.At = timeOf(at)
		list = append(list, t)
		return err
	}, `SELECT print, delivery, file, who, at FROM downloads WHERE studio = $1 AND session = $2 ORDER BY at`, d.studio, session)
	return list, err
}
