package studio

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Removed is a file that a session had: what it was, and its sum, by which
// anybody who still has it can tell that it was this one. Its name is forgotten.
type Removed struct {
	What   string    `json:"what"` // stem, sound or print
	SHA256 string    `json:"sha256"`
	Bytes  int64     `json:"bytes"` // 0 where it was not written down
	At     time.Time `json:"at"`
	Why    string    `json:"why"`  // kept as long as was promised, or who asked
	Line   int64     `json:"line"` // of the ledger
	Sum    string    `json:"sum"`  // of that line
}

// fileRemoved is what the ledger calls it.
const fileRemoved = "file.removed"

// SweptWithin is how long after its removal a file's bytes are gone at the
// latest, unless another session has the same file.
const SweptWithin = SweepAge + time.Hour

// Empty removes a session's files: stems, and what is drawn from them; with all,
// the masters too, and the artist's words. Plans, which hold no sound, and the
// ledger stay. Every file gets a line of the ledger: the receipt.
func (r Room) Empty(ctx context.Context, session ID, all bool) ([]Removed, error) {
	if err := r.allowed(MayRun, session); err != nil {
		return nil, err
	}
	err := r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		s, err := d.Session(session)
		if err != nil {
			return err
		}
		return r.empty(d, s, all, "asked by "+r.Caller.Name)
	})
	if err != nil {
		return nil, err
	}
	return r.Receipt(ctx, session)
}

func (r Room) empty(d Desk, s Session, all bool, why string) error {
	if s.Status == Checking || s.Status == Printing {
		return Errorf(Conflict, "the session is being worked on; stop that first, or wait")
	}
	files, bytes := 0, int64(0)
	gone := func(what, sum string, n int64) error {
		files, bytes = files+1, bytes+n
		return r.log(d, fileRemoved, s.ID, fmt.Sprintf("%s %s %d %s", what, sum, n, why))
	}
	stems, err := d.Stems(s.ID)
	if err != nil {
		return err
	}
	for _, st := range stems {
		if err := errors.Join(d.DropStem(s.ID, st.File), gone("stem", st.SHA256, st.Bytes)); err != nil {
			return err
		}
	}
	if err := errors.Join(r.emptyTracks(d, s, all, gone), forget(d, s.ID, all)); err != nil {
		return err
	}
	if all {
		if err := r.emptyPrints(d, s, gone); err != nil {
			return err
		}
		s.Title, s.Artist, s.Check, s.Brief = "Removed", "", nil, Brief{}
	}
	if files == 0 && !all {
		return nil
	}
	s.Updated = r.Now
	return errors.Join(d.SetSession(s), r.log(d, "session.emptied", s.ID, fmt.Sprintf("%d files, %d bytes: %s", files, bytes, why)))
}

// emptyTracks removes what can be heard: of files, and with all of prints too.
func (r Room) emptyTracks(d Desk, s Session, all bool, gone func(what, sum string, n int64) error) error {
	tracks, err := d.Tracks(s.ID)
	if err != nil {
		return err
	}
	of := map[ID]bool{}
	for _, t := range tracks {
		if t.Print != "" && !all {
			continue
		}
		of[t.Print] = true
		for _, sum := range t.Sound.Blobs() {
			if sum != "" && sum != t.SHA256 {
				if err := gone("sound", sum, 0); err != nil {
					return err
				}
			}
		}
	}
	for print := range of {
		if err := d.SetTracks(s.ID, print, nil); err != nil {
			return err
		}
	}
	return nil
}

// emptyPrints removes masters, comments and links.
func (r Room) emptyPrints(d Desk, s Session, gone func(what, sum string, n int64) error) error {
	prints, err := d.Prints(s.ID)
	if err != nil {
		return err
	}
	for _, p := range prints {
		p, err := d.Print(p.ID) // with its report
		if err != nil {
			return err
		}
		for _, f := range p.Files {
			if err := gone("print", f.SHA256, f.Bytes); err != nil {
				return err
			}
		}
		p.Files, p.Report, p.Updated = []PrintFile{}, nil, r.Now
		if err := d.SetPrint(p); err != nil {
			return err
		}
	}
	comments, err := d.Comments(s.ID)
	for _, c := range comments {
		if c.ReplyTo == "" {
			err = errors.Join(err, d.DropComment(c.ID)) // with its replies
		}
	}
	links, err2 := d.Links(s.ID)
	err = errors.Join(err, err2)
	for _, l := range links {
		if !l.Revoked {
			err = errors.Join(err, d.RevokeLink(l.ID))
		}
	}
	return err
}

// Receipt is what was removed of a session, line by line of the ledger.
func (r Room) Receipt(ctx context.Context, session ID) (list []Removed, err error) {
	err = r.See(ctx, session, func(d Desk) error {
		if _, err := d.Session(session); err != nil {
			return err
		}
		for n := int64(0); ; {
			entries, err := d.Entries(n, page)
			if err != nil || len(entries) == 0 {
				return err
			}
			for _, e := range entries {
				n = e.N
				if e.Did != fileRemoved || e.Session != session {
					continue
				}
				part := strings.SplitN(e.About, " ", 4)
				if len(part) != 4 {
					continue
				}
				bytes, _ := strconv.ParseInt(part[2], 10, 64)
				list = append(list, Removed{part[0], part[1], bytes, e.At, part[3], e.N, e.Sum})
			}
		}
	})
	return list, err
}

// Retire removes the stems of sessions that were delivered longer ago than each
// studio keeps them, and since when nothing has happened. It can run anywhere,
// any time, in several places at once.
func Retire(ctx context.Context, rows Store, now time.Time) (sessions int, err error) {
	all, err := rows.Studios(ctx)
	if err != nil {
		return 0, err
	}
	for _, id := range all {
		r := Room{Rows: rows, Now: now, Caller: Caller{Studio: id, Name: "lathe"}}
		keep := 0
		var due []ID
		err := everySession(ctx, rows, id, func(d Desk, s Session) error {
			if keep == 0 {
				h, err := d.House()
				if err != nil {
					return err
				}
				keep = h.KeepDays
			}
			if s.overdue(keep, now) {
				stems, err := d.Stems(s.ID)
				if len(stems) > 0 {
					due = append(due, s.ID)
				}
				return err
			}
			return nil
		})
		if err != nil {
			return sessions, err
		}
		for _, session := range due {
			err := rows.Write(ctx, id, func(d Desk) error {
				s, err := d.Session(session)
				if err != nil || !s.overdue(keep, now) {
					return err
				}
				return r.empty(d, s, false, fmt.Sprintf("kept %d days after delivery", keep))
			})
			if err != nil {
				return sessions, err
			}
			sessions++
		}
	}
	return sessions, nil
}

func (s Session) overdue(keepDays int, now time.Time) bool {
	return s.Status == Delivered && now.After(s.Updated.AddDate(0, 0, keepDays))
}
