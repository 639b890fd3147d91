package portal

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"lathe/studio"
)

const (
	tusVersion    = "1.0.0"
	tusBody       = "application/offset+octet-stream"
	tusExtensions = "creation,creation-with-upload,creation-defer-length,termination,checksum,expiration"
)

func uploadPath(id studio.ID) string { return base + "/uploads/" + string(id) }

// tusError is a refusal that tus has a status for.
type tusError struct {
	status int
	say    string
}

func (e *tusError) Error() string { return e.say }

// tusRefuse answers as tus does: its own statuses, the studio's problems.
func (p *Portal) tusRefuse(w http.ResponseWriter, r *http.Request, err error) {
	var own *tusError
	if !errors.As(err, &own) {
		p.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	if own.status == http.StatusLocked || own.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "2")
	}
	w.WriteHeader(own.status)
	if r.Method != http.MethodHead {
		w.Write([]byte(`{"type":"about:blank","title":` + strconv.Quote(http.StatusText(own.status)) + `,"status":` + itoa(own.status) +
			`,"code":"bad_input","detail":` + strconv.Quote(own.say) + "}\n"))
	}
}

// tusHello checks the version, and puts ours on the answer.
func (p *Portal) tusHello(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Tus-Resumable", tusVersion)
	if r.Header.Get("Tus-Resumable") != tusVersion {
		w.Header().Set("Tus-Version", tusVersion)
		p.tusRefuse(w, r, &tusError{http.StatusPreconditionFailed, "this server speaks tus 1.0.0: send Tus-Resumable: 1.0.0"})
		return false
	}
	return true
}

func (p *Portal) tusOptions(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Tus-Resumable", tusVersion)
	h.Set("Tus-Version", tusVersion)
	h.Set("Tus-Extension", tusExtensions)
	h.Set("Tus-Checksum-Algorithm", "sha1,sha256,md5,crc32c")
	h.Set("Tus-Max-Size", strconv.FormatInt(p.Limits.FileBytes, 10))
	w.WriteHeader(http.StatusNoContent)
}

// tusCreate begins an upload: its room is set aside before a byte comes.
func (p *Portal) tusCreate(w http.ResponseWriter, r *http.Request) {
	if !p.tusHello(w, r) {
		return
	}
	u, err := p.creation(r)
	if err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	free, known := p.Blobs.Free()
	limits := studio.Intake{FileBytes: p.Limits.FileBytes, SessionBytes: p.Limits.SessionBytes, SessionFiles: p.Limits.SessionFiles, FreeBytes: -1}
	if known {
		limits.FreeBytes = max(0, free-p.Limits.SpareBytes)
	}
	room := p.room(r.Context())
	if u, err = room.BeginUpload(r.Context(), u, limits); err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	g, err := p.Blobs.Grow(r.Context(), u.ID)
	if err == nil {
		err = g.Close()
	}
	if err != nil {
		room.EndUpload(context.WithoutCancel(r.Context()), u.ID, studio.UploadTerminated)
		p.tusRefuse(w, r, err)
		return
	}
	w.Header().Set("Location", uploadPath(u.ID))
	if r.Header.Get("Content-Type") == tusBody || u.Bytes == 0 {
		p.receive(w, r, u, 0, http.StatusCreated)
		return
	}
	w.Header().Set("Upload-Expires", u.Expires.Format(http.TimeFormat))
	w.WriteHeader(http.StatusCreated)
}

// creation reads what a client says of a new upload.
func (p *Portal) creation(r *http.Request) (u studio.Upload, err error) {
	now := p.room(r.Context()).Now
	u = studio.Upload{ID: studio.NewID(), Session: studio.ID(r.PathValue("id")), Bytes: -1, State: studio.UploadOpen, Created: now, Expires: now.Add(p.Limits.UploadIdle)}
	length, deferred := r.Header.Get("Upload-Length"), r.Header.Get("Upload-Defer-Length")
	switch {
	case (length == "") == (deferred == ""):
		return u, &tusError{http.StatusBadRequest, "send either Upload-Length or Upload-Defer-Length: 1"}
	case deferred != "" && deferred != "1":
		return u, &tusError{http.StatusBadRequest, "Upload-Defer-Length can only be 1"}
	case deferred == "":
		if u.Bytes, err = number("Upload-Length", length); err != nil {
			return u, err
		}
	}
	said, err := metadata(r.Header.Get("Upload-Metadata"))
	if err != nil {
		return u, err
	}
	name := said["filename"]
	if name == "" {
		name = said["name"]
	}
	if u.File = studio.FileName(name); u.File == "" {
		return u, &tusError{http.StatusBadRequest, "send the file's name: Upload-Metadata: filename BASE64"}
	}
	return u, nil
}

// upload reads an upload of a session the caller may know of.
func (p *Portal) upload(r *http.Request) (u studio.Upload, err error) {
	room := p.room(r.Context())
	if u, err = room.Upload(r.Context(), studio.ID(r.PathValue("id"))); err != nil {
		return u, err
	}
	if u.State == studio.UploadExpired || u.State == studio.UploadTerminated {
		return u, &tusError{http.StatusGone, "the upload was taken back, or nobody went on with it in time"}
	}
	return u, nil
}

// tusHead says how far an upload has come: what is on disk counts.
func (p *Portal) tusHead(w http.ResponseWriter, r *http.Request) {
	if !p.tusHello(w, r) {
		return
	}
	u, err := p.upload(r)
	if err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	at := u.Bytes
	if u.State == studio.UploadOpen {
		hold, err := p.holders.take(r, u.ID)
		if err != nil {
			p.tusRefuse(w, r, err)
			return
		}
		defer hold.release()
		if at, err = p.onDisk(r.Context(), &u); err != nil {
			p.tusRefuse(w, r, err)
			return
		}
	}
	h := w.Header()
	h.Set("Upload-Offset", strconv.FormatInt(at, 10))
	if u.Bytes >= 0 {
		h.Set("Upload-Length", strconv.FormatInt(u.Bytes, 10))
	} else {
		h.Set("Upload-Defer-Length", "1")
	}
	h.Set("Upload-Expires", u.Expires.UTC().Format(http.TimeFormat))
	w.WriteHeader(http.StatusOK)
}

// onDisk is how far an upload is. All bytes being there means that a kill came
// between the last byte and the row that says so: then it is said now.
func (p *Portal) onDisk(ctx context.Context, u *studio.Upload) (int64, error) {
	g, err := p.Blobs.Grow(ctx, u.ID)
	if err != nil {
		return 0, err
	}
	at := g.Bytes()
	if err := g.Close(); err != nil {
		return 0, err
	}
	if at == u.Bytes {
		*u, err = p.room(ctx).CompleteUpload(context.WithoutCancel(ctx), u.ID)
	}
	return at, err
}

// tusDelete takes an upload back.
func (p *Portal) tusDelete(w http.ResponseWriter, r *http.Request) {
	if !p.tusHello(w, r) {
		return
	}
	u, err := p.upload(r)
	if err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	hold, err := p.holders.take(r, u.ID)
	if err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	defer hold.release()
	if err := p.room(r.Context()).EndUpload(r.Context(), u.ID, studio.UploadTerminated); err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	if err := p.Blobs.Forget(r.Context(), u.ID); err != nil { // the sweeper will
		p.Log.Warn("an upload was not forgotten", "upload", u.ID, "error", err)
	}
	w.WriteHeader(http.StatusNoContent)
}

// tusOverride serves clients that can only GET and POST.
func (p *Portal) tusOverride(w http.ResponseWriter, r *http.Request) {
	switch r.Header.Get("X-HTTP-Method-Override") {
	case http.MethodPatch:
		p.tusPatch(w, r)
	case http.MethodDelete:
		p.tusDelete(w, r)
	case http.MethodHead:
		p.tusHead(w, r)
	default:
		w.Header().Set("Allow", "HEAD, PATCH, DELETE, OPTIONS")
		p.tusRefuse(w, r, &tusError{http.StatusMethodNotAllowed, "an upload takes HEAD, PATCH and DELETE"})
	}
}

// number reads a whole number that is not negative.
func number(what, text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || text[0] == '+' {
		return 0, &tusError{http.StatusBadRequest, what + " is no whole number from 0 on"}
	}
	return n, nil
}

// patience is how long an upload may take for so many bytes.
func (p *Portal) patience(began time.Time, n int64) time.Time {
	return began.Add(p.Limits.Grace + time.Duration(float64(n)/float64(p.Limits.BytesPerS)*float64(time.Second)))
}
