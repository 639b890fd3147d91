package studio

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"
)

// CommentState is where a comment stands.
type CommentState string

// The states of a comment. A reply has none of its own: it is always open.
const (
	CommentOpen CommentState = "open"
	CommentDone CommentState = "done"
	CommentWont CommentState = "wont" // heard, and left as it is
)

// Comment is something said about a print: as a whole, at a moment of it, or
// about a stretch of it. It stays with the print it was made on.
type Comment struct {
	ID      ID
	Session ID
	Print   ID
	ReplyTo ID // empty: it begins a thread
	Author  string
	By      string   // the caller's name: who may take it back
	StartS  *float64 // nil: about the whole
	EndS    *float64 // nil: a moment
	Text    string
	State   CommentState
	Created time.Time
	Updated time.Time
}

// mostComments is how many a session may have.
const mostComments = 2000

// author is how somebody is called who says something: users by their name, a
// guest as the guest says, or as the link is called.
func (r Room) author(name string) (string, error) {
	if user, ok := strings.CutPrefix(r.Caller.Name, "user:"); ok {
		return user, nil
	}
	name, err := line("name", name, 100)
	if name == "" {
		name = strings.TrimPrefix(r.Caller.Name, "link:")
	}
	return name, err
}

// Say adds a comment to a print that is done.
func (r Room) Say(ctx context.Context, c Comment) (Comment, error) {
	var err error
	if c.Text, err = text("comment", c.Text); err != nil {
		return c, err
	}
	if c.Author, err = r.author(c.Author); err != nil {
		return c, err
	}
	switch {
	case c.Text == "":
		return c, Errorf(BadInput, "there is nothing in the comment")
	case c.EndS != nil && c.StartS == nil:
		return c, Errorf(BadInput, "a stretch has a beginning")
	case c.StartS != nil && !(*c.StartS >= 0 && *c.StartS <= 86400):
		return c, Errorf(BadInput, "the moment is at %g s, want 0 to 86400", *c.StartS)
	case c.EndS != nil && !(*c.EndS >= *c.StartS && *c.EndS <= 86400):
		return c, Errorf(BadInput, "the stretch ends at %g s, before it begins", *c.EndS)
	}
	c.ID, c.By, c.State, c.Created, c.Updated = NewID(), r.Caller.Name, CommentOpen, r.Now, r.Now
	_, err = r.alter(ctx, MayComment, c.Session, "comment.made", string(c.ID), func(d Desk, s *Session) error {
		p, err := r.printOf(d, c.Session, c.Print)
		if err != nil {
			return err
		}
		if p.Status != PrintDone {
			return Errorf(Conflict, "the print is not done yet")
		}
		if c.ReplyTo != "" {
			first, err := d.Comment(c.ReplyTo)
			if err != nil || first.Session != c.Session || first.Print != c.Print {
				return Errorf(NotFound, "there is no such comment on this print")
			}
			if first.ReplyTo != "" { // a thread has one level
				c.ReplyTo = first.ReplyTo
			}
			c.StartS, c.EndS = nil, nil
		}
		all, err := d.Comments(c.Session)
		if err != nil {
			return err
		}
		if len(all) >= mostComments {
			return Errorf(TooMany, "a session may have at most %d comments", mostComments)
		}
		return d.AddComment(c)
	})
	return c, err
}

// printOf reads a print of a session that the caller may know of: who was given
// a delivery knows one.
func (r Room) printOf(d Desk, session, print ID) (p Print, err error) {
	p, err = d.Print(print)
	if err == nil && (p.Session != session || r.Caller.Print != "" && r.Caller.Print != print) {
		err = Errorf(NotFound, "the session has no such print")
	}
	return p, err
}

// Mark says what became of a comment.
func (r Room) Mark(ctx context.Context, session, id ID, state CommentState) (c Comment, err error) {
	switch state {
	case CommentOpen, CommentDone, CommentWont:
	default:
		return c, Errorf(BadInput, "the state is %q, want open, done or wont", state)
	}
	_, err = r.alter(ctx, MayComment, session, "comment."+string(state), string(id), func(d Desk, _ *Session) error {
		if c, err = r.commentOf(d, session, id); err != nil {
			return err
		}
		if c.ReplyTo != "" {
			return Errorf(Conflict, "a reply has no state of its own; mark the comment it replies to")
		}
		if state == CommentWont && r.Caller.User == "" {
			return Errorf(NotAllowed, "the studio decides what is left as it is")
		}
		c.State, c.Updated = state, r.Now
		return d.SetComment(c)
	})
	return c, err
}

// Unsay takes a comment of the caller's own back, with its replies.
func (r Room) Unsay(ctx context.Context, session, id ID) error {
	_, err := r.alter(ctx, MayComment, session, "comment.taken-back", string(id), func(d Desk, _ *Session) error {
		c, err := r.commentOf(d, session, id)
		if err != nil {
			return err
		}
		if c.By != r.Caller.Name && !r.Caller.May(MayRun) {
			return Errorf(NotAllowed, "who said it may take it back")
		}
		return d.DropComment(id)
	})
	return err
}

func (r Room) commentOf(d Desk, session, id ID) (Comment, error) {
	c, err := d.Comment(id)
	if err == nil && (c.Session != session || r.Caller.Print != "" && r.Caller.Print != c.Print) {
		err = Errorf(NotFound, "there is no such comment")
	}
	return c, err
}

// Comments lists what was said about a session's prints, oldest first.
func (r Room) Comments(ctx context.Context, session ID) (list []Comment, err error) {
	if err := r.allowed(MayComment, session); err != nil && r.allowed(MayView, session) != nil {
		return nil, err
	}
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		if _, err := d.Session(session); err != nil {
			return err
		}
		all, err := d.Comments(session)
		for _, c := range all {
			if r.Caller.Print == "" || r.Caller.Print == c.Print {
				list = append(list, c)
			}
		}
		return err
	})
	return list, err
}

// VerdictKind is what an artist says of a master.
type VerdictKind string

// The verdicts.
const (
	Approve   VerdictKind = "approve"
	AskChange VerdictKind = "change"
)

// Verdict is what was said of a master: yes, or what should change.
type Verdict struct {
	ID      ID
	Session ID
	Print   ID
	Kind    VerdictKind
	Text    string
	Keep    string // what should stay exactly as it is
	// The three wishes, -3 to 3; 0 is right as it is.
	Louder, Warmer, Vocal float64
	Author                string
	By                    string
	Created               time.Time
}

// ChangesLeft is how many changes the artist may still ask for.
func ChangesLeft(t Terms, given []Verdict) int {
	n := t.Changes
	for _, v := range given {
		if v.Kind == AskChange {
			n--
		}
	}
	return max(0, n)
}

// Judge keeps a verdict on a print: the session is approved, or goes back to the
// plan.
func (r Room) Judge(ctx context.Context, v Verdict) (Verdict, error) {
	var err error
	if v.Text, err = text("wish", v.Text); err != nil {
		return v, err
	}
	if v.Keep, err = text("answer", v.Keep); err != nil {
		return v, err
	}
	if v.Author, err = r.author(v.Author); err != nil {
		return v, err
	}
	for _, w := range []float64{v.Louder, v.Warmer, v.Vocal} {
		if !(math.Abs(w) <= 3) {
			return v, Errorf(BadInput, "a wish is %g, want -3 to 3", w)
		}
	}
	switch {
	case v.Kind != Approve && v.Kind != AskChange:
		return v, Errorf(BadInput, "the verdict is %q, want approve or change", v.Kind)
	case v.Kind == AskChange && v.Text == "" && v.Louder == 0 && v.Warmer == 0 && v.Vocal == 0:
		return v, Errorf(BadInput, "say what should change: in words, or with one of the three sliders")
	case v.Kind == Approve:
		v.Louder, v.Warmer, v.Vocal = 0, 0, 0
	}
	v.ID, v.By, v.Created = NewID(), r.Caller.Name, r.Now
	_, err = r.alter(ctx, MayApprove, v.Session, "print."+map[VerdictKind]string{Approve: "approved", AskChange: "change-asked"}[v.Kind], string(v.Print),
		func(d Desk, s *Session) error {
			p, err := r.printOf(d, v.Session, v.Print)
			if err != nil {
				return err
			}
			if p.Status != PrintDone {
				return Errorf(Conflict, "the print is not done yet")
			}
			if s.Status != Review && s.Status != Planned && s.Status != Approved && s.Status != Delivered {
				return Errorf(Conflict, "the session is being worked on")
			}
			given, err := d.Verdicts(v.Session)
			if err != nil {
				return err
			}
			if v.Kind == AskChange {
				if r.Caller.User == "" && ChangesLeft(s.Terms, given) == 0 {
					return Errorf(Conflict, "the %s that were agreed on are used up; write to the studio", plural(s.Terms.Changes, "change"))
				}
				s.Turn(Planned, r.Now)
			} else {
				if n := len(given); n > 0 && given[n-1].Kind == Approve && given[n-1].Print == v.Print {
					return Errorf(Conflict, "it is approved already")
				}
				s.Turn(Approved, r.Now)
			}
			return d.AddVerdict(v)
		})
	return v, err
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
