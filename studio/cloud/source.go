package cloud

import (
	"context"
	"io"
	"net/url"
)

// Source is a provider of shared files.
type Source interface {
	// Recognise says whether a link is this provider's and what it names. It
	// is pure and asks nobody.
	Recognise(link *url.URL) (Share, bool)

	// List asks what is behind a share. Names are as the provider has them.
	List(ctx context.Context, s Share) (Found, error)

	// Open starts an item at a byte. It asks for a fresh direct address every
	// time, because those do not live long. A tag is the [Stream.Tag] of what
	// is there already: if it no longer holds, the stream starts at 0.
	Open(ctx context.Context, s Share, it Item, from int64, tag string) (*Stream, error)
}

// Share is a recognised link. It may be stored where secrets may be stored: it
// holds what is in the link and nothing that was minted from it.
type Share struct {
	Source   string // google-drive, dropbox, wetransfer, https, rclone
	ID       string // what the provider calls it
	Key      string // what the link proves with: resource key, rlkey, security hash
	Folder   bool
	Document bool   // a text or table of the provider's, no file
	Link     string // as it was given, without a fragment
	Password string
}

// String tells what kind of link it is and nothing that opens it.
func (s Share) String() string {
	switch {
	case s.Folder:
		return titles[s.Source] + " folder"
	case s.Source == httpsName:
		if u, err := url.Parse(s.Link); err == nil {
			return "file at " + u.Hostname()
		}
	}
	return titles[s.Source] + " file"
}

// titles are the providers' names.
var titles = map[string]string{
	driveName: "Google Drive", dropboxName: "Dropbox", wetransferName: "WeTransfer", httpsName: "web", rcloneName: "rclone",
}

// Found is what a provider says is behind a share.
type Found struct {
	Title  string
	Items  []Item
	Passed []Passed // what the provider has and cannot hand out as a file
}

// Item is one file at a provider.
type Item struct {
	Path  string // from the share's top, forward slashes
	Bytes int64  // -1 when not known
	Sums  []Sum
	ID    string // what Open needs; may be empty
	Key   string // a key of its own, where the provider has such
	Zip   bool   // made by the provider on the way out: a zip whatever its name says
	// Packed says that Bytes is what the file has once it is unpacked: the
	// provider may pack it on the way out, and does not say so.
	Packed bool
	Inside []Inside // what a zip holds, where the provider tells
}

// Inside is a file in a zip that the provider makes.
type Inside struct {
	Path  string `json:"file"`
	Bytes int64  `json:"bytes"`
}

// Passed is a file that is not fetched.
type Passed struct {
	Path string `json:"file"`
	Why  string `json:"why"`
}

// Stream is an item on its way.
type Stream struct {
	Body io.ReadCloser
	From int64  // the byte it starts at
	All  int64  // bytes of the whole item; -1 when not known
	Tag  string // names this very version of the bytes; "" when nothing does
	Name string // what the server calls the file; ""
	Sums []Sum  // of the whole item, when the answer has them
	Kind string // media type, lower case, without parameters
	// Bounded says that the end of the body is marked: one that is cut off
	// cannot look finished.
	Bounded bool
}
