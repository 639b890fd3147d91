package studio

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"time"
)

// FetchState is where a share link stands.
type FetchState string

// The states of a link.
const (
	Fetching    FetchState = "fetching"
	FetchDone   FetchState = "done"
	FetchFailed FetchState = "failed"
)

// Fetched is a share link whose files are fetched into a session. The link is a
// secret of the artist's: it is kept sealed while it may still be fetched, and
// forgotten afterwards.
type Fetched struct {
	ID      ID
	Session ID
	Source  string // what kind of link it is, in words
	Sealed  string
	State   FetchState
	Trouble string   // one sentence for the artist; while it is fetched, why it has to be tried again
	Files   int      // that came
	Behind  []Behind // what is behind it; nil before that is known
	Moved   Moved
	Tries   int // how often somebody had it tried again
	Created time.Time
	Updated time.Time
}

// Again says whether the same link can be tried again.
func (f Fetched) Again() bool { return f.State == FetchFailed && f.Sealed != "" }

// Behind is a file behind a link.
type Behind struct {
	File  string `json:"file"`
	Bytes int64  `json:"bytes"`         // negative when not known
	Why   string `json:"why,omitempty"` // it is left out; empty: it is fetched
}

// MostBehind is how many files that a link brings are kept by name.
const MostBehind = 500

// Moved is how far a fetch has come.
type Moved struct {
	Bytes, Total int64   // Total is negative when not known
	LeftS        float64 // seconds left as they look now; negative when not known
}

// NotMoved is a fetch that has not begun.
func NotMoved() Moved { return Moved{Total: -1, LeftS: -1} }

// Fetch fetches what is behind a link.
type Fetch struct {
	Task
	Fetch ID  `json:"fetch"`
	Try   int `json:"try,omitempty"` // the job of an earlier try may not have ended yet
}

// Kind names the job in the queue.
func (Fetch) Kind() string { return "fetch" }

// Vault seals small secrets for the database: AES-256-GCM, bound to what they
// are for.
type Vault struct{ seal cipher.AEAD }

// NewVault makes a vault from 32 bytes of key.
func NewVault(key []byte) (*Vault, error) {
	if len(key) != 32 {
		return nil, errors.New("the key of the vault has to have 32 bytes")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	return &Vault{seal}, err
}

// Seal hides a text; it opens only for the same purpose.
func (v *Vault) Seal(text string, about ID) string {
	return base64.StdEncoding.EncodeToString(v.seal.Seal(nil, nil, []byte(text), []byte(about)))
}

// Open gives the text back.
func (v *Vault) Open(sealed string, about ID) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return "", err
	}
	text, err := v.seal.Open(nil, nil, raw, []byte(about))
	if err != nil {
		return "", errors.New("it was sealed with another key")
	}
	return string(text), nil
}

// NewKey is 32 random bytes.
func NewKey() []byte {
	key := make([]byte, 32)
	rand.Read(key)
	return key
}

// Links knows what kind of link a text is; sentences for the artist are BadInput
// errors.
type Links interface {
	// Recognise says what kind of link it is, in words, and gives it in the
	// form that Seal hides.
	Recognise(link, password string) (kind, share string, err error)
}

// FetchLink has the files behind a link fetched into a session.
func (r Room) FetchLink(ctx context.Context, session ID, link, password string, links Links, v *Vault) (f Fetched, err error) {
	if err := r.allowed(MayUpload, session); err != nil {
		return f, err
	}
	if links == nil || v == nil {
		return f, Errorf(NotSupported, "this studio is not set up to fetch links; upload the files instead")
	}
	kind, share, err := links.Recognise(link, password)
	if err != nil {
		return f, err
	}
	f = Fetched{ID: NewID(), Session: session, Source: kind, State: Fetching, Moved: NotMoved(), Created: r.Now, Updated: r.Now}
	f.Sealed = v.Seal(share, f.ID)
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		s, err := quiet(d, session)
		if err != nil {
			return err
		}
		if err := d.AddFetch(f); err != nil {
			return err
		}
		return r.begin(d, s, f)
	})
	return f, err
}

// FetchAgain tries a link once more that brought nothing: somebody may have
// changed at the provider what was in the way.
func (r Room) FetchAgain(ctx context.Context, session, fetch ID) (f Fetched, err error) {
	if err := r.allowed(MayUpload, session); err != nil {
		return f, err
	}
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		s, err := quiet(d, session)
		if err != nil {
			return err
		}
		if f, err = d.Fetch(fetch); err != nil {
			return err
		}
		switch {
		case f.Session != session:
			return Errorf(NotFound, "there is no such link")
		case !f.Again():
			return Errorf(Conflict, "this link cannot be tried again; paste it, or another one")
		}
		if s.Trouble == f.Trouble {
			s.Trouble = ""
		}
		f.State, f.Trouble, f.Moved, f.Updated = Fetching, "", NotMoved(), r.Now
		f.Tries++
		if err := d.SetFetch(f); err != nil {
			return err
		}
		return r.begin(d, s, f)
	})
	return f, err
}

// quiet is a session that nothing is being made of, so that files may come.
func quiet(d Desk, session ID) (Session, error) {
	s, err := d.Session(session)
	if err == nil && (s.Status == Checking || s.Status == Printing) {
		err = Errorf(Conflict, "the session is being worked on; stop that first, or wait")
	}
	return s, err
}

// begin has a link fetched that is in the books.
func (r Room) begin(d Desk, s Session, f Fetched) error {
	if err := d.SetSession(touched(s, r.Now)); err != nil {
		return err
	}
	if err := d.Enqueue(Fetch{Task{r.Caller.Studio, s.ID}, f.ID, f.Tries}); err != nil {
		return err
	}
	return r.log(d, "fetch.begun", s.ID, string(f.ID))
}

// forget takes the links of a session out of the books that brought nothing and
// might be tried again; with names, what was behind all of them too.
func forget(d Desk, session ID, names bool) error {
	all, err := d.Fetches(session)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.State == Fetching || !names && !f.Again() {
			continue
		}
		f.Sealed = ""
		if names {
			f.Behind, f.Trouble = nil, ""
		}
		if err := d.SetFetch(f); err != nil {
			return err
		}
	}
	return nil
}

// hurry makes sure that what is on its way has a job: one that was given up
// before is tried again.
func (r Room) hurry(d Desk, session ID) (n int, err error) {
	task := Task{r.Caller.Studio, session}
	ups, err := d.Uploads(session)
	if err != nil {
		return 0, err
	}
	for _, u := range ups {
		if u.State == UploadComplete {
			if err := d.Enqueue(Receive{task, u.ID}); err != nil {
				return 0, err
			}
		}
	}
	all, err := d.Fetches(session)
	if err != nil {
		return 0, err
	}
	for _, f := range all {
		if f.State == Fetching {
			if err := d.Enqueue(Fetch{task, f.ID, f.Tries}); err != nil {
				return 0, err
			}
		}
	}
	return Pending(d, session)
}

// Pending is how many files of a session are on their way without anybody
// sending them: complete uploads, and links.
func Pending(d Desk, session ID) (n int, err error) {
	ups, err := d.Uploads(session)
	if err != nil {
		return 0, err
	}
	for _, u := range ups {
		if u.State == UploadComplete {
			n++
		}
	}
	all, err := d.Fetches(session)
	for _, f := range all {
		if f.State == Fetching {
			n++
		}
	}
	return n, err
}
