package studio

import (
	"fmt"
	"slices"
	"time"
)

// Role is what a user is in a studio.
type Role string

// The roles, from most to least.
const (
	Owner     Role = "owner"
	Engineer  Role = "engineer"
	Assistant Role = "assistant"
	Viewer    Role = "viewer"
)

// ParseRole reads a role by name.
func ParseRole(text string) (Role, error) {
	if r := Role(text); slices.Contains([]Role{Owner, Engineer, Assistant, Viewer}, r) {
		return r, nil
	}
	return "", fmt.Errorf("role is %q, want owner, engineer, assistant or viewer", text)
}

// Scope is one thing that a caller may do.
type Scope string

// The scopes.
const (
	MayView    Scope = "view"    // read sessions, findings, plans and prints
	MayUpload  Scope = "upload"  // send files and submit
	MayComment Scope = "comment" // say something about a print
	MayApprove Scope = "approve" // say that a master is right
	MayFetch   Scope = "fetch"   // download masters
	MayPlan    Scope = "plan"    // change a plan and print it
	MayOpen    Scope = "open"    // make sessions and links
	MayRun     Scope = "run"     // users, tokens, settings, the audit log
)

// Scopes are what the role may do.
func (r Role) Scopes() []Scope {
	all := []Scope{MayView, MayUpload, MayComment, MayFetch, MayApprove, MayPlan, MayOpen, MayRun}
	switch r {
	case Owner:
		return all
	case Engineer:
		return all[:7]
	case Assistant:
		return all[:4]
	case Viewer:
		return all[:1]
	}
	return nil
}

// ArtistScopes are what a link gives unless it says otherwise.
func ArtistScopes() []Scope {
	return []Scope{MayView, MayUpload, MayComment, MayFetch, MayApprove}
}

// User is a person who works in a studio.
type User struct {
	ID      ID
	Studio  ID
	Name    string
	Role    Role
	Created time.Time
}

// Token lets a program act for a user.
type Token struct {
	ID      ID
	User    ID
	Label   string
	Created time.Time
	Expires time.Time // zero: never
}

// Link lets an artist act on one session.
type Link struct {
	ID      ID
	Session ID
	Print   ID // of a delivery: all of the session that it knows
	Label   string
	Scopes  []Scope
	Created time.Time
	Expires time.Time
	Revoked bool
}

// Caller is who asks, and what they may do. The zero Caller may do nothing.
type Caller struct {
	Studio  ID
	Name    string // "user:NAME" or "link:LABEL": what the audit log writes
	User    ID     // empty for links
	Session ID     // the only session a link knows; empty for users
	Print   ID     // the only print of it that a delivery's link knows
	Scopes  []Scope
	Key     ID        // of the token or link
	Expires time.Time // of that; zero: never
}

// May says whether the caller may do something.
func (c Caller) May(s Scope) bool { return slices.Contains(c.Scopes, s) }

// Sees says whether the caller may know of a session of its studio at all.
func (c Caller) Sees(session ID) bool { return c.Session == "" || c.Session == session }
