package storetest

import (
	"errors"
	"testing"

	"lathe/studio"
)

// whole is what the single questions say, all at once; and who finds nothing can
// go on asking.
func whole(t *testing.T, b *bench) {
	s, beside := b.song(t), b.song(t)
	b.write(t, func(d studio.Desk) error {
		return errors.Join(
			d.SetStem(studio.Stem{Session: s.ID, File: "Kick.wav", SHA256: "1", Bytes: 1, Created: now}),
			d.SetStem(studio.Stem{Session: s.ID, File: "Bass.wav", SHA256: "2", Bytes: 2, Created: now}),
			d.SetStem(studio.Stem{Session: beside.ID, File: "Kick.wav", SHA256: "3", Bytes: 3, Created: now}),
			d.AddUpload(studio.Upload{ID: studio.NewID(), Session: s.ID, File: "Lead.wav", Bytes: 9, State: studio.UploadOpen, Created: now, Expires: now}),
			d.AddFetch(studio.Fetched{ID: studio.NewID(), Session: s.ID, Source: "link", State: studio.FetchDone, Moved: studio.NotMoved(), Created: now, Updated: now}),
			d.AddPlan(studio.Plan{Session: s.ID, N: 1, Tag: "t", Author: "lathe", Created: now}),
		)
	})
	b.read(t, func(d studio.Desk) error {
		_, none := d.Whole(studio.NewID())
		wantCode(t, "what is not there", none, studio.NotFound)
		got, err := d.Whole(s.ID)
		var lone studio.Whole
		var errs [7]error
		lone.Session, errs[0] = d.Session(s.ID)
		lone.Stems, errs[1] = d.Stems(s.ID)
		lone.Uploads, errs[2] = d.Uploads(s.ID)
		lone.Fetches, errs[3] = d.Fetches(s.ID)
		lone.Plans, errs[4] = d.Plans(s.ID)
		lone.Prints, errs[5] = d.Prints(s.ID)
		lone.Verdicts, errs[6] = d.Verdicts(s.ID)
		want(t, "session and lists", got, lone)
		want(t, "how many stems, uploads, links and plans", []int{len(got.Stems), len(got.Uploads), len(got.Fetches), len(got.Plans)}, []int{2, 1, 1, 1})
		return errors.Join(append(errs[:], err)...)
	})
	b.write(t, func(d studio.Desk) error { // where the session is locked besides
		got, err := d.Whole(s.ID)
		want(t, "session of who may change it", got.Session.ID, s.ID)
		return err
	})
}
