package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"lathe/audio"
	"lathe/studio"
	"lathe/studio/cloud"
)

// Links recognises share links as package cloud does.
type Links struct{ *cloud.Desk }

var _ studio.Links = Links{}

// Recognise says what kind of link it is.
func (l Links) Recognise(link, password string) (kind, share string, err error) {
	s, err := l.Desk.Recognise(link)
	if err != nil {
		return "", "", studio.Errorf(studio.BadInput, "%v", err)
	}
	s.Password = password
	text, err := json.Marshal(s)
	return s.String(), string(text), err
}

// fetch brings the files behind a link into the session.
func (b *Bench) fetch(ctx context.Context, j studio.Fetch, _ *one) error {
	var f studio.Fetched
	err := b.rows.Read(ctx, j.Studio, func(d studio.Desk) (err error) {
		f, err = d.Fetch(j.Fetch)
		return err
	})
	if err != nil || f.State != studio.Fetching {
		return err
	}
	if b.Links == nil || b.Vault == nil {
		return errors.New("this worker cannot fetch links: it has no key, or none of the studio's")
	}
	text, err := b.Vault.Open(f.Sealed, f.ID)
	var share cloud.Share
	if err == nil {
		err = json.Unmarshal([]byte(text), &share)
	}
	if err != nil {
		return fmt.Errorf("the link cannot be opened: %w", err)
	}
	// The folder stays when this is cut short, and the next try goes on in it.
	into := filepath.Join(b.Dir, "fetch-"+string(f.ID))
	if err := os.MkdirAll(into, 0o700); err != nil {
		return audio.WithoutPath(err)
	}
	list, err := b.Links.List(ctx, share)
	var got cloud.Fetched
	if err == nil {
		got, err = b.Links.Fetch(ctx, share, list, into, nil)
	}
	var bad *cloud.Trouble
	if errors.As(err, &bad) && !bad.Later() {
		os.RemoveAll(into)
		return b.fetched(ctx, j, nil, bad.Error())
	}
	if err != nil {
		return err
	}
	var stems []studio.Stem
	for _, one := range got.Files {
		file, err := os.Open(filepath.Join(into, filepath.FromSlash(one.Name)))
		if err != nil {
			return audio.WithoutPath(err)
		}
		sum, n, err := b.blobs.Keep(ctx, file)
		file.Close()
		if err != nil {
			return err
		}
		if sum != one.SHA256 {
			return fmt.Errorf("%s changed after it was fetched", one.Name)
		}
		stems = append(stems, studio.Stem{Session: j.Session, File: one.Name, SHA256: sum, Bytes: n, Created: b.Now()})
	}
	if err := b.fetched(ctx, j, stems, ""); err != nil {
		return err
	}
	os.RemoveAll(into)
	return nil
}

// fetched says how a link ended, and starts the check when the session was
// submitted and this was the last. The link is forgotten.
func (b *Bench) fetched(ctx context.Context, j studio.Fetch, stems []studio.Stem, trouble string) error {
	return b.rows.Write(ctx, j.Studio, func(d studio.Desk) error {
		s, err := d.Session(j.Session)
		if err != nil {
			return err
		}
		f, err := d.Fetch(j.Fetch)
		if err != nil || f.State != studio.Fetching {
			return err
		}
		here, err := d.Stems(j.Session)
		if err != nil {
			return err
		}
		for _, st := range stems {
			st.File = free(st.File, st.SHA256, here)
			here = append(here, st)
			if err := d.SetStem(st); err != nil {
				return err
			}
		}
		f.State, f.Sealed, f.Files, f.Updated, f.Trouble = studio.FetchDone, "", len(stems), b.Now(), trouble
		s.Updated = b.Now()
		if trouble != "" {
			f.State = studio.FetchFailed
			if s.Status == studio.Checking { // it was submitted, and is not complete
				s.Turn(studio.Collecting, b.Now())
				s.Working = studio.Working{LeftS: -1, Round: s.Working.Round}
			}
			s.Trouble = trouble
		}
		err = errors.Join(d.SetFetch(f), d.SetSession(s),
			d.Log(studio.Entry{At: b.Now(), Who: "lathe", Did: "fetch." + string(f.State), Session: j.Session, About: string(f.ID)}))
		if err != nil {
			return err
		}
		return b.goOn(d, s, j.Task)
	})
}

// goOn starts the check of a submitted session when nothing is on its way any
// more.
func (b *Bench) goOn(d studio.Desk, s studio.Session, t studio.Task) error {
	if s.Status != studio.Checking {
		return nil
	}
	n, err := studio.Pending(d, s.ID)
	if err != nil || n > 0 {
		return err
	}
	return d.Enqueue(studio.Check{Task: t, Round: s.Working.Round})
}
