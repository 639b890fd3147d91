package studio

import "time"

// Visit is a browser that showed a token or opened a link. Its secret is in the
// browser's cookie, so neither of the two has to be. It ends with what it was
// opened with.
type Visit struct {
	ID      ID
	Token   ID // one of the two: what it was opened with
	Link    ID
	Created time.Time
	Until   time.Time // when nobody comes back before; moved on while somebody does
	Expires time.Time // at the latest
}

// How long a browser is known: after its user has gone, and at most
// (specs/intake.md D1). One that opened a link is known as long as the link.
const (
	VisitIdle = 12 * time.Hour
	VisitMost = 7 * 24 * time.Hour
)

// NewVisit is a visit that begins now, of somebody who was recognised by a token
// or a link.
func NewVisit(c Caller, now time.Time) Visit {
	v := Visit{ID: NewID(), Created: now, Until: now.Add(VisitIdle), Expires: now.Add(VisitMost)}
	if c.Session != "" {
		v.Link, v.Until, v.Expires = c.Key, c.Expires, c.Expires
		return v
	}
	v.Token = c.Key
	if !c.Expires.IsZero() && c.Expires.Before(v.Expires) {
		v.Expires = c.Expires
		v.Until = earlier(v.Until, c.Expires)
	}
	return v
}

// Stay is the visit after somebody was seen again.
func (v Visit) Stay(now time.Time) Visit {
	if v.Token != "" {
		v.Until = earlier(now.Add(VisitIdle), v.Expires)
	}
	return v
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
