package cloud

import (
	"context"
	"errors"
	"time"
)

const (
	mostTries   = 8 // in a row that hardly moved
	mostAsks    = 4 // for a listing that does not come: somebody waits for it, and nothing is lost
	longestWait = 5 * time.Minute
	longestAsk  = time.Hour // what a provider may ask us to wait; beyond it the artist is told
)

// backoff is how long to wait after so many failures in a row: 1 s, doubled
// every time, half of it more or less by chance so that many do not come back
// together.
func (d *Desk) backoff(failures int) time.Duration {
	base := min(time.Second<<min(failures, 16), longestWait)
	return time.Duration((0.5 + d.chance()) * float64(base))
}

// pause waits before another try, or returns the error when there is no use in
// one: it failed too often, or the wait is longer than there is time.
func (d *Desk) pause(ctx context.Context, failures int, err error) error {
	t := (*Trouble)(nil)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if !errors.As(err, &t) || failures >= mostTries || t.After > longestAsk {
		return err
	}
	wait := max(t.After, d.backoff(failures))
	if until, limited := ctx.Deadline(); limited && time.Until(until) < wait {
		return err
	}
	return sleep(ctx, wait)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// persist asks something until it works, fails for good, or has failed too
// often.
func (d *Desk) persist(ctx context.Context, do func() error) error {
	for failures := 0; ; failures++ {
		err := do()
		t := (*Trouble)(nil)
		if err == nil || !errors.As(err, &t) || !t.Transient() || failures+1 >= mostAsks {
			return err
		}
		if err := d.pause(ctx, failures, err); err != nil {
			return err
		}
	}
}
