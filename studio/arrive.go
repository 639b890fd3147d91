package studio

import (
	"context"
	"fmt"
	"time"
)

// Intake is how much may arrive.
type Intake struct {
	FileBytes    int64
	SessionBytes int64
	SessionFiles int
	FreeBytes    int64 // room for arrivals now; negative when not known
}

// BeginUpload sets room aside for an upload. What does not fit is refused here,
// before a byte of it comes.
func (r Room) BeginUpload(ctx context.Context, u Upload, most Intake) (Upload, error) {
	if err := r.allowed(MayUpload, u.Session); err != nil {
		return u, err
	}
	if u.Bytes > most.FileBytes {
		return u, Errorf(TooLarge, "a file may have at most %d bytes; this one has %d", most.FileBytes, u.Bytes)
	}
	err := r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		s, err := d.Session(u.Session)
		if err != nil {
			return err
		}
		if s.Status == Checking || s.Status == Printing {
			return Errorf(Conflict, "the session is being worked on; stop that first, or wait")
		}
		stems, err := d.Stems(u.Session)
		if err != nil {
			return err
		}
		ups, err := d.Uploads(u.Session)
		if err != nil {
			return err
		}
		here, files := int64(0), len(stems)
		for _, st := range stems {
			here += st.Bytes
		}
		for _, o := range ups {
			if o.State == UploadOpen || o.State == UploadComplete {
				here += o.Reserved
				files++
			}
		}
		if u.Reserved = u.Bytes; u.Bytes < 0 {
			u.Reserved = max(0, min(most.FileBytes, most.SessionBytes-here))
		}
		if files >= most.SessionFiles {
			return Errorf(TooLarge, "a session may have at most %d files", most.SessionFiles)
		}
		if here+u.Reserved > most.SessionBytes {
			return Errorf(TooLarge, "a session may have at most %d bytes; with this file it would have %d", most.SessionBytes, here+u.Reserved)
		}
		if most.FreeBytes >= 0 {
			promised, _, err := d.Reserved()
			if err != nil {
				return err
			}
			if promised+u.Reserved > most.FreeBytes {
				return Errorf(NoRoom, "there is no room for this file at the moment")
			}
		}
		if err := d.AddUpload(u); err != nil {
			return err
		}
		if err := d.SetSession(touched(s, r.Now)); err != nil {
			return err
		}
		return r.log(d, "upload.begun", u.Session, string(u.ID))
	})
	return u, err
}

func touched(s Session, now time.Time) Session {
	s.Updated = now
	return s
}

// Upload reads an upload of a session the caller may know of.
func (r Room) Upload(ctx context.Context, id ID) (u Upload, err error) {
	if err := r.allowed(MayUpload, r.Caller.Session); err != nil {
		return u, err
	}
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		if u, err = d.Upload(id); err == nil && !r.Caller.Sees(u.Session) {
			err = Errorf(NotFound, "there is no such upload")
		}
		return err
	})
	return u, err
}

// change reads an upload under lock, and keeps what do makes of it. The session
// is locked first, as everywhere.
func (r Room) change(ctx context.Context, id ID, do func(Desk, *Session, *Upload) error) (u Upload, err error) {
	if u, err = r.Upload(ctx, id); err != nil {
		return u, err
	}
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		s, err := d.Session(u.Session)
		if err != nil {
			return err
		}
		if u, err = d.Upload(id); err != nil {
			return err
		}
		before := u
		if err := do(d, &s, &u); err != nil || u == before {
			return err
		}
		return d.SetUpload(u)
	})
	return u, err
}

// SizeUpload sets a length that was deferred. Room that is not needed is given
// back.
func (r Room) SizeUpload(ctx context.Context, id ID, bytes int64) (Upload, error) {
	return r.change(ctx, id, func(_ Desk, _ *Session, u *Upload) error {
		if u.Bytes >= 0 || u.State != UploadOpen {
			return Errorf(Conflict, "the upload's length is known")
		}
		if bytes > u.Reserved {
			return Errorf(TooLarge, "there is room for %d bytes, not for %d", u.Reserved, bytes)
		}
		u.Bytes, u.Reserved = bytes, bytes
		return nil
	})
}

// MoveUpload says how far an upload has come, and until when it waits.
func (r Room) MoveUpload(ctx context.Context, id ID, at int64, expires time.Time) (Upload, error) {
	return r.change(ctx, id, func(_ Desk, _ *Session, u *Upload) error {
		if u.State == UploadOpen {
			u.Offset, u.Expires = at, expires
		}
		return nil
	})
}

// CompleteUpload says that all bytes are on disk: exactly once, together with
// the job that makes a stem of them.
func (r Room) CompleteUpload(ctx context.Context, id ID) (Upload, error) {
	return r.change(ctx, id, func(d Desk, s *Session, u *Upload) error {
		if u.State != UploadOpen {
			return nil
		}
		u.State, u.Offset = UploadComplete, u.Bytes
		if err := d.SetSession(touched(*s, r.Now)); err != nil {
			return err
		}
		if err := d.Enqueue(Receive{Task{r.Caller.Studio, u.Session}, u.ID}); err != nil {
			return err
		}
		return r.log(d, "upload.complete", u.Session, fmt.Sprintf("%s %s", u.ID, u.File))
	})
}

// EndUpload ends an open upload and gives its room back.
func (r Room) EndUpload(ctx context.Context, id ID, how UploadState) error {
	_, err := r.change(ctx, id, func(d Desk, s *Session, u *Upload) error {
		if u.State != UploadOpen {
			return Errorf(Conflict, "the upload is complete")
		}
		u.State, u.Reserved = how, 0
		if err := d.SetSession(touched(*s, r.Now)); err != nil {
			return err
		}
		return r.log(d, "upload."+string(how), u.Session, string(u.ID))
	})
	return err
}
