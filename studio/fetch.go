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
// secret of the artist's: it is kept sealed, and forgotten when it was fetched.
type Fetched struct {
	ID      ID
	Session ID
	Source  string // what kind of link it is, in words
	Sealed  string
	State   FetchState
	Trouble string // one sentence for the artist
	Files   int
	Created time.Time
	Updated time.Time
}

// Fetch fetches what is behind a link.
type Fetch struct {
	Task
	Fetch ID `json:"fetch"`
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
	f = Fetched{ID: NewID(), Session: session, Source: kind, State: Fetching, Created: r.Now, Updated: r.Now}
	f.Sealed = v.Seal(share, f.ID)
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		s, err := d.Session(session)
		if err != nil {
			return err
		}
		if s.Status == Checking || s.Status == Printing {
			return Errorf(Conflict, "the session is being worked on; stop that first, or wait")
		}
		if err := d.AddFetch(f); err != nil {
			return err
		}
		if err := d.SetSession(touched(s, r.Now)); err != nil {
			return err
		}
		if err := d.Enqueue(Fetch{Task{r.Caller.Studio, session}, f.ID}); err != nil {
			return err
		}
		return r.log(d, "fetch.begun", session, string(f.ID))
	})
	return f, err
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
			if err := d.Enqueue(Fetch{task, f.ID}); err != nil {
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
