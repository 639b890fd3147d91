package cloud

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"lathe/audio/parcel"
)

// Limits are what one link may bring.
type Limits struct {
	FileBytes  int64         // one file that is no zip
	LinkBytes  int64         // all of them, and a zip unpacked
	Files      int           // behind a link, before a zip is opened
	Folders    int           // that are looked into
	Wall       time.Duration // for the whole fetch
	Stall      time.Duration // in which at least StallBytes have to arrive
	StallBytes int64
	SpareBytes int64 // of the disk that stay free
}

// DefaultLimits are more than a song needs: an hour at 192 kHz and 32 bits in
// stereo is 5.5 GB (specs/intake.md A6).
func DefaultLimits() Limits {
	return Limits{
		FileBytes: 8 << 30, LinkBytes: 64 << 30, Files: 500, Folders: 1000, Wall: 12 * time.Hour,
		Stall: time.Minute, StallBytes: 64 << 10, SpareBytes: 1 << 30,
	}
}

// Settings are what the operator says about share links.
type Settings struct {
	Limits     Limits // the zero value is [DefaultLimits]
	Drive      DriveSettings
	Dropbox    DropboxSettings
	WeTransfer bool // its terms forbid fetching by programs; the operator must have the right
	Rclone     RcloneSettings
	Endpoints  Endpoints // the zero value is the real ones

	// Transport carries requests instead of the strict one. It is for tests
	// against made services: no command and no configuration can set it.
	Transport http.RoundTripper
	Chance    func() float64                             // 0 <= x < 1, spreads retries; nil is random
	Free      func(dir string) (bytes int64, known bool) // nil asks the system
}

// Endpoints are where the providers live, as https://host.
type Endpoints struct {
	DriveAPI, DriveWeb, DriveToken string
	DropboxAPI, DropboxContent     string
	WeTransfer, WeTransferShort    string
}

var realEndpoints = Endpoints{
	DriveAPI: "https://www.googleapis.com", DriveWeb: "https://drive.google.com", DriveToken: "https://oauth2.googleapis.com",
	DropboxAPI: "https://api.dropboxapi.com", DropboxContent: "https://content.dropboxapi.com",
	WeTransfer: "https://wetransfer.com", WeTransferShort: "https://we.tl",
}

// hosts are a provider's own hosts and those of its endpoints.
func hosts(own []string, endpoints ...string) []string {
	for _, e := range endpoints {
		if u, err := url.Parse(e); err == nil {
			own = append(own, u.Hostname())
		}
	}
	return own
}

// Desk is where links are handed in. It is safe for concurrent use.
type Desk struct {
	sources []Source
	byName  map[string]Source
	limits  Limits
	chance  func() float64
	free    func(dir string) (int64, bool)
	create  func(path string) (partFile, error)
}

// NewDesk opens a desk for the operator's settings.
func NewDesk(s Settings) *Desk {
	if s.Limits == (Limits{}) {
		s.Limits = DefaultLimits()
	}
	if s.Endpoints == (Endpoints{}) {
		s.Endpoints = realEndpoints
	}
	if s.Transport == nil {
		s.Transport = newTransport(newGate())
	}
	d := &Desk{limits: s.Limits, chance: s.Chance, free: s.Free, create: openPart, byName: map[string]Source{}}
	if d.chance == nil {
		d.chance = rand.Float64
	}
	if d.free == nil {
		d.free = parcel.FreeBytes
	}
	d.sources = []Source{ // the last takes every https link
		newDrive(s), newDropbox(s), newWeTransfer(s), newRclone(s.Rclone), newHTTPS(s),
	}
	for i, name := range []string{driveName, dropboxName, wetransferName, rcloneName, httpsName} {
		d.byName[name] = d.sources[i]
	}
	return d
}

// LooksLikeLink says whether somebody who typed this meant a link and no file.
func LooksLikeLink(text string) bool {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "rclone:") {
		return true
	}
	if scheme, _, ok := strings.Cut(text, "://"); ok && scheme != "" && !strings.ContainsAny(scheme, `/\. `) {
		return true
	}
	for _, bare := range []string{"we.tl/", "wetransfer.com/", "drive.google.com/", "docs.google.com/", "dropbox.com/", "www.dropbox.com/", "db.tt/"} {
		if strings.HasPrefix(strings.ToLower(text), bare) {
			return true
		}
	}
	return false
}

// parseLink reads what was pasted: perhaps in quotes or brackets, perhaps without
// https://, and never its fragment, which is for browsers. A path for rclone is
// taken as it is written.
func parseLink(text string) (*url.URL, bool) {
	if len(text) > 4096 || strings.ContainsAny(text, "\r\n\t\x00") || !utf8.ValidString(text) {
		return nil, false
	}
	if rest, ok := strings.CutPrefix(text, "rclone:"); ok {
		return &url.URL{Scheme: "rclone", Opaque: rest}, true
	}
	text, _, _ = strings.Cut(text, "#")
	text = strings.Trim(text, `<>"' `)
	if LooksLikeLink(text) && !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	return u, err == nil && u.Scheme != "" && !strings.ContainsAny(u.Host, "\"'<>\\^`{|} ")
}

// Recognise says whose link a text is. Nothing is asked of anybody.
func (d *Desk) Recognise(text string) (Share, error) {
	u, ok := parseLink(strings.TrimSpace(text))
	if !ok {
		return Share{}, trouble("", NotALink, nil)
	}
	switch {
	case u.Scheme == "rclone":
	case u.Scheme == "http":
		return Share{}, trouble("", Insecure, nil)
	case u.Scheme != "https" || u.Host == "":
		return Share{}, trouble("", NotALink, nil)
	case u.User != nil:
		return Share{}, trouble("", Unsupported, nil)
	}
	u.Host = strings.ToLower(u.Host)
	for _, source := range d.sources {
		if s, ok := source.Recognise(u); ok {
			s.Link = u.String()
			return s, nil
		}
	}
	return Share{}, trouble("", Unsupported, nil)
}

// source is whose a share is.
func (d *Desk) source(s Share) (Source, error) {
	if source, ok := d.byName[s.Source]; ok {
		return source, nil
	}
	return nil, trouble("", Unsupported, errors.New("a share of an unknown source"))
}

// Listing is what will be fetched, and what will not.
type Listing struct {
	Title   string // what the share is called; may be ""
	Files   []File // in the provider's order, names safe and unique
	Passed  []Passed
	Bytes   int64 // of all files; -1 when one of them is not known
	Unknown int   // files whose size the provider does not say
}

// File is one file of a listing.
type File struct {
	Item
	Name string // where it goes: relative, safe, unique
}

// List asks what is behind a share: names and sizes, before a file is fetched.
func (d *Desk) List(ctx context.Context, s Share) (Listing, error) {
	source, err := d.source(s)
	if err != nil {
		return Listing{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, 10*time.Minute, &Trouble{Kind: TooSlow, Source: s.Source, Detail: "10 minutes"})
	defer cancel()
	var found Found
	if err := d.persist(ctx, func() (err error) { found, err = source.List(ctx, s); return err }); err != nil {
		return Listing{}, err
	}
	return d.sort(s, found)
}
