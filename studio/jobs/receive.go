package jobs

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"lathe/studio"
)

// receive makes a stem of an upload whose bytes are all here, and starts the
// check when the session was submitted and this was the last.
func (b *Bench) receive(ctx context.Context, j studio.Receive, _ *one) error {
	var u studio.Upload
	err := b.rows.Read(ctx, j.Studio, func(d studio.Desk) (err error) {
		u, err = d.Upload(j.Upload)
		return err
	})
	if err != nil {
		return err
	}
	if u.State != studio.UploadComplete {
		return b.blobs.Forget(ctx, u.ID)
	}
	sum, n, err := b.blobs.Seal(ctx, u.ID)
	if err != nil {
		return err
	}
	if n != u.Bytes {
		return fmt.Errorf("%d bytes are here, %d were to come", n, u.Bytes)
	}
	err = b.rows.Write(ctx, j.Studio, func(d studio.Desk) error {
		s, err := d.Session(j.Session) // first, so that two last files do not both think another is
		if err != nil {
			return err
		}
		if u, err = d.Upload(j.Upload); err != nil || u.State != studio.UploadComplete {
			return err
		}
		stems, err := d.Stems(j.Session)
		if err != nil {
			return err
		}
		u.State, u.Reserved = studio.UploadReceived, 0
		s.Updated = b.Now()
		err = errors.Join(d.SetUpload(u), d.SetSession(s),
			d.SetStem(studio.Stem{Session: j.Session, File: free(u.File, sum, stems), SHA256: sum, Bytes: n, Created: b.Now()}),
			d.Log(studio.Entry{At: b.Now(), Who: "lathe", Did: "upload.received", Session: j.Session, About: string(u.ID) + " " + sum}))
		if err != nil {
			return err
		}
		return b.goOn(d, s, j.Task)
	})
	if err != nil {
		return err
	}
	return b.blobs.Forget(ctx, j.Upload)
}

// free is the name a file gets: its own; and one that says it came later when
// there is another file of that name, or one that differs from it in case alone.
func free(name, sum string, stems []studio.Stem) string {
	ending := path.Ext(name)
	for n, try := 2, name; ; n++ {
		taken := false
		for _, s := range stems {
			same := s.File == try && s.SHA256 == sum
			taken = taken || !same && strings.EqualFold(s.File, try)
		}
		if !taken {
			return try
		}
		try = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ending), n, ending)
	}
}
