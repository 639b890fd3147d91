package store

import (
	"encoding/json"

	"lathe/studio"
)

const printColumns = `id, session, plan, formats, status, progress, trouble, files, created, updated`

func scanPrint(r rows, p *studio.Print, more ...any) error {
	var files string
	var created, updated int64
	dest := []any{&p.ID, &p.Session, &p.Plan, &p.Formats, &p.Status, &p.Progress, &p.Trouble, &files, &created, &updated}
	if err := r.Scan(append(dest, more...)...); err != nil {
		return err
	}
	p.Created, p.Updated = timeOf(created), timeOf(updated)
	return json.Unmarshal([]byte(files), &p.Files)
}

// AddPrint adds a print of one of the studio's plans.
func (d *desk) AddPrint(p studio.Print) error {
	return d.change("plan", `INSERT INTO prints (id, studio, session, plan, formats, status, progress, trouble, report, files, created, updated)
		SELECT $1, studio, session, n, $5, $6, $7, $8, $9, $10, $11, $12 FROM plans WHERE studio = $2 AND session = $3 AND n = $4`,
		p.ID, d.studio, p.Session, p.Plan, p.Formats, p.Status, p.Progress, p.Trouble, string(p.Report), textOf(p.Files), micros(p.Created), micros(p.Updated))
}

// Print reads one print.
func (d *desk) Print(id studio.ID) (p studio.Print, err error) {
	var report string
	err = d.single(func(r rows) error { return scanPrint(r, &p, &report) },
		`SELECT `+printColumns+`, report FROM prints WHERE studio = $1 AND id = $2`+d.lock, d.studio, id)
	p.Report = jsonOf(report)
	return p, orNotFound(err, "print")
}

// SetPrint keeps a changed print.
func (d *desk) SetPrint(p studio.Print) error {
	return d.change("print", `UPDATE prints SET status = $3, progress = $4, trouble = $5, report = $6, files = $7, updated = $8 WHERE studio = $1 AND id = $2`,
		d.studio, p.ID, p.Status, p.Progress, p.Trouble, string(p.Report), textOf(p.Files), micros(p.Updated))
}

// Prints lists a session's prints, oldest first, without their reports.
func (d *desk) Prints(session studio.ID) (list []studio.Print, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var p studio.Print
		err := scanPrint(r, &p)
		list = append(list, p)
		return err
	}, printsText, d.studio, session)
	return list, err
}

// Enqueue puts a job in the queue when the transaction commits.
func (d *desk) Enqueue(j studio.Job) error { return d.tx.enqueue(d.ctx, j) }

// Cancel takes a session's jobs back.
func (d *desk) Cancel(session studio.ID) error { return d.tx.cancel(d.ctx, session) }

// Holds are the sums of all blobs that rows of the studio point to.
func (d *desk) Holds() (map[string]bool, error) {
	held := map[string]bool{}
	err := each(d.ctx, d.tx, func(r rows) error {
		var sum string
		err := r.Scan(&sum)
		held[sum] = true
		return err
	}, `SELECT sha256 FROM stems WHERE studio = $1`, d.studio)
	if err != nil {
		return nil, err
	}
	if err := d.soundBlobs(held); err != nil {
		return nil, err
	}
	return held, each(d.ctx, d.tx, func(r rows) error {
		var text string
		if err := r.Scan(&text); err != nil {
			return err
		}
		var files []studio.PrintFile
		if err := json.Unmarshal([]byte(text), &files); err != nil {
			return err
		}
		for _, f := range files {
			held[f.SHA256] = true
		}
		return nil
	}, `SELECT files FROM prints WHERE studio = $1`, d.studio)
}

// Log adds a line to the audit log. The studio's row is what writers wait at.
func (d *desk) Log(e studio.Entry) error {
	if d.lock != "" {
		var id string
		if err := one(d.ctx, d.tx, []any{&id}, `SELECT id FROM studios WHERE id = $1`+d.lock, d.studio); err != nil {
			return err
		}
	}
	before := ""
	err := each(d.ctx, d.tx, func(r rows) error { return r.Scan(&e.N, &before) },
		`SELECT n, sum FROM entries WHERE studio = $1 ORDER BY n DESC LIMIT 1`, d.studio)
	if err != nil {
		return err
	}
	e.N++
	err = d.exec(`INSERT INTO entries (studio, n, at, who, did, session, about, sum) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.studio, e.N, micros(e.At), e.Who, e.Did, e.Session, e.About, studio.EntrySum(before, e))
	if err != nil {
		return err
	}
	return studio.Announce(d, d.studio, e)
}

// Entries reads lines after n, in order.
func (d *desk) Entries(after int64, most int) (list []studio.Entry, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var e studio.Entry
		var at int64
		err := r.Scan(&e.N, &at, &e.Who, &e.Did, &e.Session, &e.About, &e.Sum)
		e.At = timeOf(at)
		list = append(list, e)
		return err
	}, `SELECT n, at, who, did, session, about, sum FROM entries WHERE studio = $1 AND n > $2 ORDER BY n LIMIT $3`, d.studio, after, most)
	return list, err
}
