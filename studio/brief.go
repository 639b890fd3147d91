package studio

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lathe/session"
)

// Brief is what the artist says about a song beside the files.
type Brief struct {
	Love           string              `json:"love"` // about the reference: "the bass-to-vocal relationship"
	Like           []session.Likeness  `json:"like"` // the same, as session.yaml has it
	Notes          string              `json:"notes"`
	DAW            string              `json:"daw"`
	MasterBypassed *bool               `json:"master_bypassed"` // nil: nobody said
	Contact        string              `json:"contact"`         // where to send word
	Stems          map[string]Override `json:"stems"`           // by file
}

// Override is a person's word on what a stem is, against what its name says.
type Override struct {
	Role       session.Role `json:"role,omitempty"`
	Importance *float64     `json:"importance,omitempty"`
}

// Tag is what a brief is known by.
func (b Brief) Tag() string {
	text, err := json.Marshal(b)
	if err != nil {
		panic(err) // texts and finite numbers
	}
	return TagOf(string(text))
}

// Terms are what a studio has agreed on with the artist, and how far that is.
type Terms struct {
	Clock    Clock     `json:"clock"`
	Waiting  string    `json:"waiting"`  // what was asked of the artist; empty: nothing
	Promised time.Time `json:"promised"` // instead of what the clock says; zero: nothing
	Changes  int       `json:"changes"`  // how many the artist may ask for
	Ignored  []Ignored `json:"ignored"`  // findings that somebody has decided to live with
}

// MostChanges is how many changes are agreed on unless somebody says otherwise.
const MostChanges = 2

// Ignored is a finding that somebody decided to live with, and why.
type Ignored struct {
	Code   string    `json:"code"`
	Stem   string    `json:"stem"` // empty: the session
	Reason string    `json:"reason"`
	Who    string    `json:"who"`
	At     time.Time `json:"at"`
}

// mostText is how long what a person writes may be, in bytes.
const mostText = 5000

// text is what a person wrote: any number of lines, without what cannot be seen.
func text(what, from string) (string, error) {
	clean := strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < 0x20 && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ReplaceAll(from, "\r\n", "\n")))
	if len(clean) > mostText {
		return "", Errorf(BadInput, "the %s has %d bytes, want at most %d", what, len(clean), mostText)
	}
	return clean, nil
}

// clean makes a brief fit to be kept, or says why not.
func (b Brief) clean() (out Brief, err error) {
	out = b
	if out.Love, err = text("answer", b.Love); err != nil {
		return out, err
	}
	if out.Notes, err = text("note", b.Notes); err != nil {
		return out, err
	}
	if out.DAW, err = line("program's name", b.DAW, 100); err != nil {
		return out, err
	}
	if out.Contact, err = line("address", b.Contact, 300); err != nil {
		return out, err
	}
	for _, l := range b.Like {
		if !slices.Contains(session.Likenesses, l) {
			return out, Errorf(BadInput, "what is liked is %q, want one of %v", l, session.Likenesses)
		}
	}
	if len(b.Stems) > 1000 {
		return out, Errorf(BadInput, "%d stems, want at most 1000", len(b.Stems))
	}
	for file, o := range b.Stems {
		if o.Role != "" {
			if _, err := session.ParseRole(string(o.Role)); err != nil {
				return out, Errorf(BadInput, "%s: %v", file, err)
			}
		}
		if o.Importance != nil && !(*o.Importance >= 0 && *o.Importance <= 1) {
			return out, Errorf(BadInput, "%s: importance is %g, want 0 to 1", file, *o.Importance)
		}
	}
	return out, nil
}

// alter keeps what do makes of a session, with a line in the ledger.
func (r Room) alter(ctx context.Context, scope Scope, id ID, did, about string, do func(Desk, *Session) error) (s Session, err error) {
	if err := r.allowed(scope, id); err != nil {
		return s, err
	}
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if s, err = d.Session(id); err != nil {
			return err
		}
		if err := do(d, &s); err != nil {
			return err
		}
		s.Updated = r.Now
		if err := d.SetSession(s); err != nil {
			return err
		}
		s.Revision++
		return r.log(d, did, id, about)
	})
	return s, err
}

// SetBrief keeps what the artist says. With a tag, only what has it is replaced.
func (r Room) SetBrief(ctx context.Context, id ID, ifMatch string, b Brief) (Brief, error) {
	if err := r.allowed(MayUpload, id); err != nil {
		return b, err
	}
	b, err := b.clean()
	if err != nil {
		return b, err
	}
	_, err = r.alter(ctx, MayUpload, id, "brief.written", "", func(_ Desk, s *Session) error {
		if ifMatch != "" && ifMatch != s.Brief.Tag() {
			return Errorf(Stale, "somebody else wrote to this meanwhile; look at it again")
		}
		s.Brief = b
		return nil
	})
	return b, err
}

// Ignore says that somebody will live with a finding, and why; without a reason
// it counts again.
func (r Room) Ignore(ctx context.Context, id ID, code, stem, reason string) (Session, error) {
	reason, err := text("reason", reason)
	if err != nil {
		return Session{}, err
	}
	if code == "" || len(code) > 100 || len(stem) > 1000 || !utf8.ValidString(code+stem) {
		return Session{}, Errorf(BadInput, "say which finding: its code, and its stem")
	}
	did := "finding.ignored"
	if reason == "" {
		did = "finding.counts"
	}
	return r.alter(ctx, MayUpload, id, did, code+" "+stem, func(_ Desk, s *Session) error {
		list := slices.DeleteFunc(slices.Clone(s.Terms.Ignored), func(i Ignored) bool { return i.Code == code && i.Stem == stem })
		if reason != "" {
			list = append(list, Ignored{code, stem, reason, r.Caller.Name, r.Now})
		}
		if len(list) > 1000 {
			return Errorf(BadInput, "that is more than 1000 findings")
		}
		s.Terms.Ignored = list
		return nil
	})
}

// Amendment is what an engineer changes about a session; nil leaves it.
type Amendment struct {
	IfMatch       string // only what has this [Session.TermsTag]; empty: whatever is there
	Title, Artist *string
	Waiting       *string    // what the artist is asked; the clock stands until it is empty again
	Promised      *time.Time // a date instead of the clock's; zero takes it back
	Changes       *int
}

// TermsTag is what a session's title and terms are known by: what Amend changes.
func (s Session) TermsTag() string {
	text, err := json.Marshal([]any{s.Title, s.Artist, s.Terms.Waiting, s.Terms.Promised, s.Terms.Changes})
	if err != nil {
		panic(err) // texts, a time and a number
	}
	return TagOf(string(text))
}

// Amend changes what an engineer decides about a session. With a tag, only what
// has it is changed.
func (r Room) Amend(ctx context.Context, id ID, a Amendment) (Session, error) {
	return r.alter(ctx, MayPlan, id, "session.amended", "", func(_ Desk, s *Session) (err error) {
		if a.IfMatch != "" && a.IfMatch != s.TermsTag() {
			return Errorf(Stale, "somebody else changed this meanwhile; look at it again")
		}
		if a.Title != nil {
			if s.Title, err = line("title", *a.Title, 300); err != nil {
				return err
			}
			if s.Title == "" {
				s.Title = "Untitled"
			}
		}
		if a.Artist != nil {
			if s.Artist, err = line("artist", *a.Artist, 300); err != nil {
				return err
			}
		}
		if a.Waiting != nil {
			if s.Terms.Waiting, err = text("question", *a.Waiting); err != nil {
				return err
			}
			s.tick(r.Now)
		}
		if a.Promised != nil {
			s.Terms.Promised = a.Promised.UTC().Truncate(time.Microsecond)
		}
		if a.Changes != nil {
			if *a.Changes < 0 || *a.Changes > 100 {
				return Errorf(BadInput, "changes are %d, want 0 to 100", *a.Changes)
			}
			s.Terms.Changes = *a.Changes
		}
		return nil
	})
}

// TakeOut removes a file from a session, so that another can come in its place.
func (r Room) TakeOut(ctx context.Context, id ID, file string) error {
	_, err := r.alter(ctx, MayUpload, id, "file.taken-out", file, func(d Desk, s *Session) error {
		if s.Status == Checking || s.Status == Printing {
			return Errorf(Conflict, "the session is being worked on; stop that first, or wait")
		}
		return d.DropStem(id, file)
	})
	return err
}
