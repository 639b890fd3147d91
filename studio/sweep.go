package studio

import (
	"context"
	"errors"
	"time"
)

// Swept is what a sweep did.
type Swept struct {
	Expired int   // uploads nobody went on with
	Growing int   // growing blobs without an upload
	Whole   int   // whole blobs nothing points to
	Bytes   int64 // of those
}

// SweepAge is how old what nothing points to has to be before it is swept: bytes
// are kept before the row that points to them.
const SweepAge = 24 * time.Hour

// Sweep ends uploads nobody went on with, and drops bytes that nothing points
// to. It can run anywhere, any time, in several places at once.
func Sweep(ctx context.Context, rows Store, blobs Blobs, now time.Time) (s Swept, err error) {
	studios, err := rows.Studios(ctx)
	if err != nil {
		return s, err
	}
	held, open := map[string]bool{}, map[ID]bool{}
	// What is there is listed before what is in use is read: a blob that comes
	// meanwhile is not on the list.
	type found struct {
		sum   string
		bytes int64
	}
	var whole []found
	var growing []ID
	err = errors.Join(
		blobs.Each(ctx, func(sum string, n int64, kept time.Time) error {
			if now.Sub(kept) > SweepAge {
				whole = append(whole, found{sum, n})
			}
			return nil
		}),
		blobs.EachGrowing(ctx, func(id ID, touched time.Time) error {
			if now.Sub(touched) > SweepAge {
				growing = append(growing, id)
			}
			return nil
		}))
	if err != nil {
		return s, err
	}
	for _, id := range studios {
		n, err := expire(ctx, rows, blobs, id, now)
		s.Expired += n
		if err != nil {
			return s, err
		}
		err = rows.Write(ctx, id, func(d Desk) error {
			_, err1 := d.EndVisits(now)
			_, err2 := d.DropExcerpts(now.AddDate(0, 0, -ExcerptDays))
			_, err3 := d.DropNotices(now.AddDate(0, 0, -NoticeDays))
			_, err4 := d.DropAnswers(now.Add(-AnswerHours * time.Hour))
			return errors.Join(err1, err2, err3, err4)
		})
		if err != nil {
			return s, err
		}
		err = rows.Read(ctx, id, func(d Desk) error {
			h, err := d.Holds()
			for sum := range h {
				held[sum] = true
			}
			for _, g := range growing {
				u, err := d.Upload(g)
				if err == nil && (u.State == UploadOpen || u.State == UploadComplete) {
					open[g] = true
				} else if err != nil && CodeOf(err) != NotFound {
					return err
				}
			}
			return err
		})
		if err != nil {
			return s, err
		}
	}
	for _, id := range growing {
		if !open[id] {
			if err := blobs.Forget(ctx, id); err != nil {
				return s, err
			}
			s.Growing++
		}
	}
	for _, b := range whole {
		if !held[b.sum] {
			if err := blobs.Drop(ctx, b.sum); err != nil {
				return s, err
			}
			s.Whole++
			s.Bytes += b.bytes
		}
	}
	return s, nil
}

// expire ends overdue uploads of a studio and gives their room back.
func expire(ctx context.Context, rows Store, blobs Blobs, id ID, now time.Time) (n int, err error) {
	var late []Upload
	err = rows.Read(ctx, id, func(d Desk) error {
		late, err = d.OverdueUploads(now, 1000)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, u := range late {
		ended := false
		err := rows.Write(ctx, id, func(d Desk) error {
			s, err := d.Session(u.Session)
			if err != nil {
				return err
			}
			if u, err = d.Upload(u.ID); err != nil || u.State != UploadOpen || u.Expires.After(now) {
				return err
			}
			ended = true
			u.State, u.Reserved = UploadExpired, 0
			return errors.Join(d.SetUpload(u), d.SetSession(touched(s, now)),
				d.Log(Entry{At: now, Who: "lathe", Did: "upload.expired", Session: u.Session, About: string(u.ID)}))
		})
		if err != nil {
			return n, err
		}
		if ended {
			n++
			if err := blobs.Forget(ctx, u.ID); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}
