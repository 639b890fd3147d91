package studio

import (
	"context"
	"io"
)

// KeepStem puts a file into a session from here, without an upload.
func (r Room) KeepStem(ctx context.Context, session ID, file string, from io.Reader, blobs Blobs) error {
	if err := r.allowed(MayUpload, session); err != nil {
		return err
	}
	name := FileName(file)
	if name == "" {
		return Errorf(BadInput, "the file has no name that can be kept")
	}
	sum, bytes, err := blobs.Keep(ctx, from)
	if err != nil {
		return err
	}
	return r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		s, err := d.Session(session)
		if err != nil {
			return err
		}
		if s.Status == Checking || s.Status == Printing {
			return Errorf(Conflict, "the session is being worked on; stop that first, or wait")
		}
		s.Updated = r.Now
		if err := d.SetStem(Stem{Session: session, File: name, SHA256: sum, Bytes: bytes, Created: r.Now}); err != nil {
			return err
		}
		if err := d.SetSession(s); err != nil {
			return err
		}
		return r.log(d, "stem.kept", session, name)
	})
}
