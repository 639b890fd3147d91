package studio

import (
	"context"
	"errors"
	"io"
	"strings"
)

// CopyArrived copies the bytes of uploads that are complete in rows and no stem
// yet. live are the rows of the studio that goes on meanwhile: what it has made
// a stem of since is found there.
func CopyArrived(ctx context.Context, rows, live Store, from, to Blobs) (uploads int, err error) {
	all, err := rows.Studios(ctx)
	if err != nil {
		return 0, err
	}
	for _, id := range all {
		var waiting []ID
		err := everySession(ctx, rows, id, func(d Desk, s Session) error {
			list, err := d.Uploads(s.ID)
			for _, u := range list {
				if u.State == UploadComplete {
					waiting = append(waiting, u.ID)
				}
			}
			return err
		})
		if err != nil {
			return uploads, err
		}
		for _, u := range waiting {
			sum, _, err := from.Seal(ctx, u) // what its worker does too; again is no harm
			if CodeOf(err) == NotFound {
				sum, err = received(ctx, live, id, u)
			}
			if err == nil {
				err = regrow(ctx, sum, u, from, to)
			}
			if err != nil {
				return uploads, err
			}
			uploads++
		}
	}
	return uploads, nil
}

// received is the sum of the stem that an upload became, from the ledger.
func received(ctx context.Context, rows Store, studio, upload ID) (sum string, err error) {
	err = rows.Read(ctx, studio, func(d Desk) error {
		for n := int64(0); ; {
			list, err := d.Entries(n, page)
			if err != nil || len(list) == 0 {
				return err
			}
			for _, e := range list {
				if id, s, _ := strings.Cut(e.About, " "); e.Did == "upload.received" && id == string(upload) {
					sum = s
				}
				n = e.N
			}
		}
	})
	if err == nil && sum == "" {
		err = Errorf(NotFound, "the bytes of upload %s are gone", upload)
	}
	return sum, err
}

// regrow makes a growing blob of a whole one.
func regrow(ctx context.Context, sum string, id ID, from, to Blobs) error {
	r, err := from.Open(ctx, sum)
	if err != nil {
		return err
	}
	defer r.Close()
	g, err := to.Grow(ctx, id)
	if err == nil {
		err = g.Truncate(0)
	}
	if err == nil {
		_, err = io.Copy(g, r)
	}
	if g != nil {
		err = errors.Join(err, g.Close())
	}
	return err
}

// everySession calls do for every session of a studio.
func everySession(ctx context.Context, rows Store, id ID, do func(Desk, Session) error) error {
	return rows.Read(ctx, id, func(d Desk) error {
		ids, err := d.SessionIDs()
		if err != nil {
			return err
		}
		for _, id := range ids {
			s, err := d.Session(id)
			if err == nil {
				err = do(d, s)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Requeue makes sure that everything that the rows say is under way has a job:
// after a restore there may be none. What has one keeps it.
func Requeue(ctx context.Context, rows Store) (sessions int, err error) {
	all, err := rows.Studios(ctx)
	if err != nil {
		return 0, err
	}
	for _, id := range all {
		var ids []ID
		if err := everySession(ctx, rows, id, func(_ Desk, s Session) error {
			ids = append(ids, s.ID)
			return nil
		}); err != nil {
			return sessions, err
		}
		for _, session := range ids {
			any := false
			err := rows.Write(ctx, id, func(d Desk) (err error) {
				any, err = requeue(d, Task{id, session})
				return err
			})
			if err != nil {
				return sessions, err
			}
			if any {
				sessions++
			}
		}
	}
	return sessions, nil
}

func requeue(d Desk, t Task) (any bool, err error) {
	s, err := d.Session(t.Session)
	if err != nil {
		return false, err
	}
	coming, err := Room{Caller: Caller{Studio: t.Studio}}.hurry(d, s.ID)
	if err != nil {
		return false, err
	}
	if s.Status == Checking && coming == 0 {
		if err := d.Enqueue(Check{t, s.Working.Round}); err != nil {
			return false, err
		}
		coming++
	}
	if s.Status != Collecting && s.Status != Checking { // what can be heard may not have been drawn yet
		if err := d.Enqueue(Audition{t, s.Working.Round}); err != nil {
			return false, err
		}
	}
	prints, err := d.Prints(s.ID)
	for _, p := range prints {
		if p.Status == PrintQueued || p.Status == PrintPrinting {
			err = errors.Join(err, d.Enqueue(Make{t, p.ID}))
			coming++
		}
	}
	return coming > 0, err
}
