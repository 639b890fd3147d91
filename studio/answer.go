package studio

import (
	"context"
	"time"
)

// Answer is what somebody got who asked with an idempotency key: asking again
// with the same key gets the same answer, and does nothing a second time.
type Answer struct {
	Caller  ID     // the key of token or link that asked
	Key     string // sum of the caller's idempotency key
	Request string // sum of what was asked
	Status  int    // 0: it is being done, or was cut short
	Sealed  string // head and body; they may hold secrets that are shown once
	Created time.Time
}

// AnswerHours is how long an answer is remembered.
const AnswerHours = 24

// Begin says that something is being done under a key, unless it was before:
// then it gives what came of it.
func (r Room) Begin(ctx context.Context, a Answer) (old Answer, known bool, err error) {
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		added, err := d.AddAnswer(a)
		if known = err == nil && !added; known {
			old, err = d.Answer(a.Caller, a.Key)
		}
		return err
	})
	return old, known, err
}

// Finish keeps what came of it; without a status it is forgotten, and may be
// tried again.
func (r Room) Finish(ctx context.Context, a Answer) error {
	return r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if a.Status == 0 {
			return d.DropAnswer(a.Caller, a.Key)
		}
		return d.SetAnswer(a)
	})
}
