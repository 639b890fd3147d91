package portal

import (
	"context"
	"errors"
	"hash"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"lathe/studio"
)

const (
	readBytes = 256 << 10
	syncBytes = 64 << 20 // written between two syncs
)

// tusPatch goes on with an upload.
func (p *Portal) tusPatch(w http.ResponseWriter, r *http.Request) {
	if !p.tusHello(w, r) {
		return
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != tusBody {
		p.tusRefuse(w, r, &tusError{http.StatusUnsupportedMediaType, "send Content-Type: " + tusBody})
		return
	}
	from, err := number("Upload-Offset", r.Header.Get("Upload-Offset"))
	if err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	u, err := p.upload(r)
	if err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	p.receive(w, r, u, from, http.StatusNoContent)
}

// receive reads a request's body into an upload from an offset on, and answers
// with a status when all of it is on disk.
func (p *Portal) receive(w http.ResponseWriter, r *http.Request, u studio.Upload, from int64, status int) {
	select {
	case p.transfers <- struct{}{}:
		defer func() { <-p.transfers }()
	default:
		p.refuse(w, r, studio.Errorf(studio.TooMany, "too many uploads at once; go on in a moment"))
		return
	}
	defer p.Gauges.Reading()()
	hold, err := p.holders.take(r, u.ID)
	if err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	defer hold.release()
	room := p.room(r.Context())
	kept := context.WithoutCancel(r.Context()) // what came is kept, whoever hangs up
	if u, err = room.Upload(kept, u.ID); err == nil {
		u, err = p.lengthLater(r, room, u)
	}
	if err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	at, err := p.write(w, r, hold, &u, from)
	if at >= 0 && u.State == studio.UploadOpen { // also when it was cut off
		var said error
		if at == u.Bytes && err == nil {
			u, said = room.CompleteUpload(kept, u.ID)
		} else {
			u, said = room.MoveUpload(kept, u.ID, at, room.Now.Add(p.Limits.UploadIdle))
		}
		if err == nil {
			err = said
		}
	}
	if err != nil {
		p.tusRefuse(w, r, err)
		return
	}
	w.Header().Set("Upload-Offset", strconv.FormatInt(at, 10))
	w.Header().Set("Upload-Expires", u.Expires.UTC().Format(http.TimeFormat))
	w.WriteHeader(status)
}

// lengthLater takes a length that was deferred.
func (p *Portal) lengthLater(r *http.Request, room studio.Room, u studio.Upload) (studio.Upload, error) {
	text := r.Header.Get("Upload-Length")
	if text == "" || r.Method == http.MethodPost && r.PathValue("id") == string(u.Session) {
		return u, nil
	}
	n, err := number("Upload-Length", text)
	if err != nil {
		return u, err
	}
	switch {
	case u.Bytes == n:
		return u, nil
	case u.Bytes >= 0:
		return u, &tusError{http.StatusBadRequest, "the upload's length is known and cannot change"}
	case n > p.Limits.FileBytes:
		return u, studio.Errorf(studio.TooLarge, "a file may have at most %d bytes", p.Limits.FileBytes)
	}
	return room.SizeUpload(context.WithoutCancel(r.Context()), u.ID, n)
}

// write appends the body and says how much of the upload is on disk then, or -1
// when it was not touched.
func (p *Portal) write(w http.ResponseWriter, r *http.Request, hold *holder, u *studio.Upload, from int64) (at int64, err error) {
	most := p.Limits.FileBytes
	if u.Bytes >= 0 {
		most = u.Bytes
	}
	if u.State != studio.UploadOpen { // complete: the same end may be sent again
		if from == u.Bytes && r.ContentLength <= 0 {
			return from, nil
		}
		return -1, &tusError{http.StatusConflict, "the upload is complete"}
	}
	sum, want, err := checksum(r.Header.Get("Upload-Checksum"))
	if err != nil {
		return -1, err
	}
	g, err := p.Blobs.Grow(context.WithoutCancel(r.Context()), u.ID)
	if err != nil {
		return -1, err
	}
	defer func() {
		if cerr := g.Close(); err == nil {
			err = cerr
		}
	}()
	switch here := g.Bytes(); {
	case here != from:
		w.Header().Set("Upload-Offset", strconv.FormatInt(here, 10))
		return here, &tusError{http.StatusConflict, "the upload is at " + strconv.FormatInt(here, 10) + ", not at " + strconv.FormatInt(from, 10)}
	case from+max(0, r.ContentLength) > most:
		return here, studio.Errorf(studio.TooLarge, "the upload has %d bytes; this is more", most)
	case u.Bytes >= 0 && u.Bytes < here:
		return here, studio.Errorf(studio.TooLarge, "more than %d bytes are here already", u.Bytes)
	}
	body := r.Body
	if !strings.HasPrefix(r.Header.Get("Content-Type"), tusBody) { // a creation without upload
		body = http.NoBody
	}
	err = p.pour(w, g, body, sum, most-from, hold)
	if serr := g.Sync(); err == nil || serr != nil {
		err = serr
	}
	if sum != nil && (err != nil || string(sum.Sum(nil)) != want) || studio.CodeOf(err) == studio.TooLarge {
		// What cannot be told from damage is not kept.
		if terr := errors.Join(g.Truncate(from), g.Sync()); terr != nil {
			return -1, terr
		}
		if err == nil {
			err = &tusError{460, "the checksum is not that of what arrived; send it again"}
		}
	}
	return g.Bytes(), err
}

// pour reads until the end, the limit, or until the holder has to let go; slow
// senders are let go too.
func (p *Portal) pour(w http.ResponseWriter, g studio.Growing, body io.Reader, sum hash.Hash, most int64, hold *holder) error {
	line := http.NewResponseController(w)
	buf := make([]byte, readBytes)
	began := time.Now()
	var done, unsynced int64
	for {
		if hold.asked() || p.Closing.Err() != nil {
			return studio.Errorf(studio.Unavailable, "the upload was interrupted; go on from where it is")
		}
		line.SetReadDeadline(p.patience(began, done))
		hold.watch(line)
		n, err := body.Read(buf)
		if int64(n) > most-done {
			return studio.Errorf(studio.TooLarge, "more bytes came than the upload has")
		}
		if n > 0 {
			p.Gauges.Arrived(n)
			if sum != nil {
				sum.Write(buf[:n])
			}
			if _, err := g.Write(buf[:n]); err != nil {
				return err
			}
			done += int64(n)
			if unsynced += int64(n); unsynced >= syncBytes {
				if err := g.Sync(); err != nil {
					return err
				}
				unsynced = 0
			}
		}
		switch {
		case err == io.EOF:
			line.SetReadDeadline(time.Time{})
			return nil
		case errors.Is(err, os.ErrDeadlineExceeded) && !hold.asked() && p.Closing.Err() == nil:
			return &tusError{http.StatusRequestTimeout, "the upload came too slowly; go on from where it is"}
		case err != nil:
			return studio.Errorf(studio.Unavailable, "the upload was cut off; go on from where it is")
		}
	}
}
