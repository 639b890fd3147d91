package store

import (
	"encoding/json"

	"lathe/studio"
)

// SetTracks replaces the tracks of a session's files, or of one of its prints.
func (d *desk) SetTracks(session, print studio.ID, list []studio.Track) error {
	if _, err := d.Session(session); err != nil {
		return err
	}
	err := d.exec(`DELETE FROM tracks WHERE studio = $1 AND session = $2 AND print = $3`, d.studio, session, print)
	for n, t := range list {
		if err != nil {
			break
		}
		err = d.exec(`INSERT INTO tracks (session, studio, print, n, kind, file, sha256, late, sound) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			session, d.studio, print, n, t.Kind, t.File, t.SHA256, t.OffsetFrames, textOf(t.Sound))
	}
	return err
}

// Tracks are what can be heard of a session: its files, then its prints.
func (d *desk) Tracks(session studio.ID) (list []studio.Track, err error) {
	err = each(d.ctx, d.tx, func(r rows) error {
		t := studio.Track{Session: session}
		var sound string
		if err := r.Scan(&t.Print, &t.Kind, &t.File, &t.SHA256, &t.OffsetFrames, &sound); err != nil {
			return err
		}
		list = append(list, t)
		return json.Unmarshal([]byte(sound), &list[len(list)-1].Sound)
	}, `SELECT t.print, t.kind, t.file, t.sha256, t.late, t.sound FROM tracks t LEFT JOIN prints p ON p.id = t.print
		WHERE t.studio = $1 AND t.session = $2 ORDER BY coalesce(p.created, 0), t.print, t.n`, d.studio, session)
	return list, err
}

// SoundOf is the sound of a file with this sum, from any session of the studio.
func (d *desk) SoundOf(sum string) (s studio.Sound, err error) {
	var text string
	err = one(d.ctx, d.tx, []any{&text}, `SELECT sound FROM tracks WHERE studio = $1 AND sha256 = $2 LIMIT 1`, d.studio, sum)
	if err == nil {
		err = json.Unmarshal([]byte(text), &s)
	}
	return s, orNotFound(err, "sound")
}

// soundBlobs adds the sums of what tracks are kept in.
func (d *desk) soundBlobs(held map[string]bool) error {
	return each(d.ctx, d.tx, func(r rows) error {
		var text string
		if err := r.Scan(&text); err != nil {
			return err
		}
		var s studio.Sound
		err := json.Unmarshal([]byte(text), &s)
		for _, sum := range s.Blobs() {
			held[sum] = true
		}
		return err
	}, `SELECT sound FROM tracks WHERE studio = $1`, d.studio)
}
