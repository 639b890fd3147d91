package store

import (
	"time"

	"lathe/studio"
)

const uploadColumns = `id, session, file, bytes, reserved, at, state, created, expires`

func scanUpload(r rows, u *studio.Upload) error {
	var created, expires int64
	err := r.Scan(&u.ID, &u.Session, &u.File, &u.Bytes, &u.Reserved, &u.Offset, &u.State, &created, &expires)
	u.Created, u.Expires = timeOf(created), timeOf(expires)
	return err
}

func (d *desk) uploads(text string, args ...any) (list []studio.Upload, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		var u studio.Upload
		err := scanUpload(r, &u)
		list = append(list, u)
		return err
	}, text, append([]any{d.studio}, args...)...)
	return list, err
}

// AddUpload adds an upload to one of the studio's sessions.
func (d *desk) AddUpload(u studio.Upload) error {
	return d.change("session", `INSERT INTO uploads (id, studio, session, file, bytes, reserved, at, state, created, expires)
		SELECT $1, studio, id, $4, $5, $6, $7, $8, $9, $10 FROM sessions WHERE studio = $2 AND id = $3`,
		u.ID, d.studio, u.Session, u.File, u.Bytes, u.Reserved, u.Offset, u.State, micros(u.Created), micros(u.Expires))
}

// Upload reads one upload.
func (d *desk) Upload(id studio.ID) (u studio.Upload, err error) {
	err = d.single(func(r rows) error { return scanUpload(r, &u) },
		`SELECT `+uploadColumns+` FROM uploads WHERE studio = $1 AND id = $2`+d.lock, d.studio, id)
	return u, orNotFound(err, "upload")
}

// SetUpload keeps a changed upload.
func (d *desk) SetUpload(u studio.Upload) error {
	return d.change("upload", `UPDATE uploads SET bytes = $3, reserved = $4, at = $5, state = $6, expires = $7 WHERE studio = $1 AND id = $2`,
		d.studio, u.ID, u.Bytes, u.Reserved, u.Offset, u.State, micros(u.Expires))
}

// Uploads lists a session's uploads, oldest first.
func (d *desk) Uploads(session studio.ID) ([]studio.Upload, error) {
	return d.uploads(uploadsText, session)
}

// OverdueUploads are those nobody went on with.
func (d *desk) OverdueUploads(now time.Time, most int) ([]studio.Upload, error) {
	return d.uploads(`SELECT `+uploadColumns+` FROM uploads WHERE studio = $1 AND state = $2 AND expires <= $3 ORDER BY expires LIMIT $4`, studio.UploadOpen, micros(now), most)
}

// Reserved is the room set aside, and for how many open uploads.
func (d *desk) Reserved() (bytes int64, open int, err error) {
	err = one(d.ctx, d.tx, []any{&bytes, &open},
		`SELECT CAST(coalesce(sum(reserved), 0) AS BIGINT), CAST(coalesce(sum(CASE WHEN state = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT)
		FROM uploads WHERE studio = $1 AND state IN ('open', 'complete')`, d.studio)
	return bytes, open, err
}

// SetStem adds a file, or replaces the one of the same name.
func (d *desk) SetStem(s studio.Stem) error {
	return d.change("session", `INSERT INTO stems (session, studio, file, sha256, bytes, created)
		SELECT id, studio, $3, $4, $5, $6 FROM sessions WHERE studio = $1 AND id = $2
		ON CONFLICT (session, file) DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes`,
		d.studio, s.Session, s.File, s.SHA256, s.Bytes, micros(s.Created))
}

// Stems are a session's files, by name.
func (d *desk) Stems(session studio.ID) (list []studio.Stem, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		s := studio.Stem{Session: session}
		var created int64
		err := r.Scan(&s.File, &s.SHA256, &s.Bytes, &created)
		s.Created = timeOf(created)
		list = append(list, s)
		return err
	}, stemsText, d.studio, session)
	return list, err
}

// DropStem removes a file from a session. Its bytes stay until they are swept.
func (d *desk) DropStem(session studio.ID, file string) error {
	return d.change("file", `DELETE FROM stems WHERE studio = $1 AND session = $2 AND file = $3`, d.studio, session, file)
}
