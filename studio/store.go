package studio

import (
	"context"
	"time"
)

// Store keeps rows, on SQLite or PostgreSQL. What one call of Read or Write
// does happens as one transaction: all of it or nothing. A desk is only good
// until the call returns, and only its own studio's rows exist for it.
//
// Rows that are not there, or another studio's, are a NotFound [Error]. All
// methods may be called from several goroutines; Read and Write must not be
// called from within one another.
type Store interface {
	// Read sees one state of one studio.
	Read(ctx context.Context, studio ID, do func(Desk) error) error
	// Write changes one studio. Nothing is kept when do returns an error. It may
	// call do again, on what others have made of the rows meanwhile.
	Write(ctx context.Context, studio ID, do func(Desk) error) error

	// Found makes a studio and its owner, and says their ids.
	Found(ctx context.Context, name, owner string, now time.Time) (studio, user ID, err error)
	// Studios are the ids of all studios, oldest first.
	Studios(ctx context.Context) ([]ID, error)
	// Known says who a secret's sum belongs to. Wrong, expired and revoked are
	// the same NotSignedIn error.
	Known(ctx context.Context, sum string, now time.Time) (Caller, error)

	// Visiting says whose browser a visit's secret belongs to. Wrong and ended
	// are the same NotSignedIn error.
	Visiting(ctx context.Context, sum string, now time.Time) (Caller, Visit, error)

	// Ready says whether rows can be read and written.
	Ready(ctx context.Context) error
	Close() error
}

// Desk is one studio's rows within one transaction. What is on it can be read
// with or without the right to change it; changes on a desk of Read fail.
type Desk interface {
	Hall
	People
	Songs
	Arrivals
	Work
	Talk
	Posts
	Once
	Ledger
}

// People are users, tokens and links, and the browsers that have shown one.
type People interface {
	AddUser(u User) error
	Users() ([]User, error)
	AddToken(t Token, sum string) error
	AddLink(l Link, sum string) error
	Links(session ID) ([]Link, error)
	RevokeLink(id ID) error

	AddVisit(v Visit, sum string) error
	SetVisit(v Visit) error               // until when; nothing else changes
	EndVisit(id ID) error                 // one that has ended is no error
	EndVisits(now time.Time) (int, error) // all that nobody can come back to
}

// Songs are sessions, and the plans made for them.
type Songs interface {
	AddSession(s Session) error
	// Session reads one session. On a desk of Write nobody else can change it
	// until the transaction ends.
	Session(id ID) (Session, error)
	// Whole reads a session and its lists at once.
	Whole(session ID) (Whole, error)
	// Sessions lists the newest first, before a time, at most so many.
	Sessions(before time.Time, most int) ([]Session, error)
	// SessionsAfter goes on after one of them, in the same order.
	SessionsAfter(c Cursor, most int) ([]Session, error)
	// SessionIDs are all sessions, in no order.
	SessionIDs() ([]ID, error)
	// SetSession keeps a changed session, with its revision one higher.
	SetSession(s Session) error
	// SetWorking says how far the work has come, with the revision one higher.
	SetWorking(id ID, w Working) error

	AddPlan(p Plan) error // BadInput unless its number is the next one
	Plan(session ID, n int) (Plan, error)
	Plans(session ID) ([]Plan, error) // without their text, oldest first
}

// Whole is a session with its lists, each as its own question would have it.
type Whole struct {
	Session  Session
	Stems    []Stem
	Uploads  []Upload
	Fetches  []Fetched
	Plans    []Plan
	Prints   []Print
	Verdicts []Verdict
}

// Arrivals are uploads, the files they became, and what can be heard of them.
type Arrivals interface {
	AddUpload(u Upload) error
	Upload(id ID) (Upload, error) // on a desk of Write, locked like a session
	SetUpload(u Upload) error
	Uploads(session ID) ([]Upload, error)                     // oldest first
	OverdueUploads(now time.Time, most int) ([]Upload, error) // open, and nobody went on with them
	Reserved() (bytes int64, open int, err error)             // over all sessions of the studio

	AddFetch(f Fetched) error
	Fetch(id ID) (Fetched, error) // on a desk of Write, locked like a session
	SetFetch(f Fetched) error
	SetMoved(fetch ID, m Moved) error      // and the session's revision one higher
	Fetches(session ID) ([]Fetched, error) // oldest first

	// SetStem adds a file, or replaces the one of the same name.
	SetStem(s Stem) error
	Stems(session ID) ([]Stem, error) // by name
	DropStem(session ID, file string) error

	// SetTracks replaces the tracks of a session's files, or of a print of it.
	SetTracks(session, print ID, list []Track) error
	Tracks(session ID) ([]Track, error) // files, then prints, oldest first
	SoundOf(sum string) (Sound, error)  // of any track with this sum
}

// Work is prints, excerpts, and jobs to be done.
type Work interface {
	AddPrint(p Print) error
	Print(id ID) (Print, error) // on a desk of Write, locked like a session
	SetPrint(p Print) error
	Prints(session ID) ([]Print, error) // without report, oldest first

	AddExcerpt(x Excerpt) error
	Excerpt(id ID) (Excerpt, error) // on a desk of Write, locked like a session
	SetExcerpt(x Excerpt) error
	WaitingExcerpts(session ID) (int, error)
	DropExcerpts(before time.Time) (int, error) // with their tracks

	// Enqueue puts a job in the queue when the transaction commits. The same
	// job twice, while the first is not finished, is one.
	Enqueue(j Job) error
	// Cancel takes a session's jobs back; one that runs is told to stop.
	Cancel(session ID) error

	// Holds are the sums of all blobs that rows of the studio point to.
	Holds() (map[string]bool, error)
}

// Talk is what artist and engineer say to each other about prints, and what is
// given away.
type Talk interface {
	AddComment(c Comment) error
	Comment(id ID) (Comment, error)         // on a desk of Write, locked like a session
	SetComment(c Comment) error             // its text, state and time
	DropComment(id ID) error                // with its replies
	Comments(session ID) ([]Comment, error) // oldest first

	AddVerdict(v Verdict) error
	Verdicts(session ID) ([]Verdict, error) // oldest first

	AddDelivery(v Delivery) error
	Delivery(id ID) (Delivery, error)
	SetDelivery(v Delivery) error              // and its link
	Deliveries(session ID) ([]Delivery, error) // oldest first
	AddDownload(t Download) error
	Downloads(session ID) ([]Download, error) // oldest first
}

// Once is what came of what was asked with an idempotency key.
type Once interface {
	AddAnswer(a Answer) (added bool, err error) // false: there is one
	Answer(caller ID, key string) (Answer, error)
	SetAnswer(a Answer) error               // its status and what is sealed
	DropAnswer(caller ID, key string) error // one that is not there is no error
	DropAnswers(before time.Time) (int, error)
}

// Ledger is the audit log.
type Ledger interface {
	// Log adds a line; it sets N and Sum.
	Log(e Entry) error
	// Entries reads lines after n, in order.
	Entries(after int64, most int) ([]Entry, error)
}
