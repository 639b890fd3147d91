package studio

import (
	"encoding/json"
	"time"
)

// Status is where a session stands.
type Status string

// The statuses of a session.
const (
	Collecting Status = "collecting" // files are arriving
	Checking   Status = "checking"   // intake is complete; check and plan are under way
	Planned    Status = "planned"    // there is a plan
	Printing   Status = "printing"   // a master is being made
	Review     Status = "review"     // a master waits for ears
	Approved   Status = "approved"   // the artist said yes
	Delivered  Status = "delivered"  // the artist has it
	Failed     Status = "failed"     // it needs a person; Trouble says why
)

// Session is one song on its way through the studio.
type Session struct {
	ID       ID
	Title    string
	Artist   string
	Status   Status
	Revision int64  // grows with every change of the session or of what belongs to it
	Trouble  string // one plain sentence when it needs a person
	Working  Working
	Check    json.RawMessage // what the check said, as `lathe check --json`; nil before it
	Brief    Brief
	Terms    Terms
	Created  time.Time
	Updated  time.Time
}

// Cursor is a place in a list of sessions: behind the one that was opened then.
type Cursor struct {
	At time.Time
	ID ID
}

// Working is how far the work in hand has come.
type Working struct {
	Pass     string  // listening, proving, mixing ...; empty when nothing is being done
	Share    float64 // 0 to 1 of that pass
	LeftS    float64 // seconds left of that pass as they look now; negative when not known
	Attempts int     // how often this work has failed so far
	Round    int64   // of submissions: results of an earlier one are dropped
}

// UploadState is where an arriving file stands.
type UploadState string

// The states of an upload. Room is reserved from Open until Received, Expired
// or Terminated.
const (
	UploadOpen       UploadState = "open"       // bytes are arriving
	UploadComplete   UploadState = "complete"   // all bytes are on disk; the sum is being made
	UploadReceived   UploadState = "received"   // it is a stem now
	UploadExpired    UploadState = "expired"    // nobody went on with it
	UploadTerminated UploadState = "terminated" // the artist took it back
)

// Upload is a file that is arriving.
type Upload struct {
	ID       ID
	Session  ID
	File     string // safe relative name with forward slashes
	Bytes    int64  // whole length; negative while it is deferred
	Reserved int64  // bytes set aside for it
	Offset   int64  // bytes known to be on disk; the blob store knows best
	State    UploadState
	Created  time.Time
	Expires  time.Time // when nobody goes on with it
}

// Stem is a file of a session that is here: a stem, a rough mix, a reference,
// session.yaml, or a zip of them.
type Stem struct {
	Session ID
	File    string
	SHA256  string // of its bytes; also its name in the blob store
	Bytes   int64
	Created time.Time
}

// Plan is one version of what will be done.
type Plan struct {
	Session ID
	N       int    // 1, 2, 3 ...
	Text    string // YAML, as `lathe plan` writes it
	Tag     string // SHA-256 of Text: what If-Match compares
	Author  string // who made it: "lathe", or a user's or link's name
	Created time.Time
}

// PrintStatus is where a print stands.
type PrintStatus string

// The statuses of a print.
const (
	PrintQueued   PrintStatus = "queued"
	PrintPrinting PrintStatus = "printing"
	PrintDone     PrintStatus = "done"
	PrintFailed   PrintStatus = "failed"
	PrintCanceled PrintStatus = "canceled"
)

// Print is a master made from one version of the plan.
type Print struct {
	ID       ID
	Session  ID
	Plan     int
	Formats  string // further formats, as `lathe print --formats`
	Status   PrintStatus
	Progress float64 // 0 to 1 over all passes
	Trouble  string
	Report   json.RawMessage // report.json; nil before it is done
	Files    []PrintFile
	Created  time.Time
	Updated  time.Time
}

// PrintFile is one file of a print.
type PrintFile struct {
	Name   string `json:"name"`
	Format string `json:"format"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// Entry is one line of the audit log. Sum is the SHA-256 over the line and the
// one before, so nothing can be changed or taken out unseen.
type Entry struct {
	N       int64
	At      time.Time
	Who     string
	Did     string // session.created, upload.complete, plan.edited ...
	Session ID     // empty when it is about the studio
	About   string // the upload, plan or print it is about
	Sum     string
}
