package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"lathe/studio"
)

// hopeless is trouble that no second try will mend; the sentence is for the
// person who looks at the session.
type hopeless struct {
	say   string
	cause error
}

func (h *hopeless) Error() string { return fmt.Sprintf("%s: %v", h.say, h.cause) }
func (h *hopeless) Unwrap() error { return h.cause }

// errTakenBack is why a job ends whose result nobody wants any more.
var errTakenBack = errors.New("taken back")

// one is one run of a job.
type one struct {
	task  studio.Task
	kind  string
	print studio.ID // of jobs that print
	meter *meter
}

// tasked is a job that says whose work it is.
type tasked interface {
	river.JobArgs
	Whose() studio.Task
}

// work wraps what a kind of job does with what all have: progress, being taken
// back, failing, and dying.
func work[J tasked](b *Bench, do func(context.Context, J, *one) error) func(context.Context, *river.Job[J]) error {
	return func(ctx context.Context, j *river.Job[J]) error {
		run := &one{task: j.Args.Whose(), kind: j.Kind}
		if p, ok := any(j.Args).(studio.Make); ok {
			run.print = p.Print
		}
		log := b.Log.With("job", j.ID, "kind", j.Kind, "session", run.task.Session, "attempt", j.Attempt)
		if deaths := j.Attempt - 1 - len(j.Errors); deaths > mostDeaths {
			return b.park(ctx, run, "Workers died while they were at it; this needs a person.", river.JobCancel(fmt.Errorf("%d workers died", deaths)))
		}
		began := b.Now()
		inner, stop := context.WithCancelCause(ctx)
		run.meter = b.newMeter(inner, run, len(j.Errors), stop)
		err := safely(func() error { return do(inner, j.Args, run) })
		run.meter.stop()
		taken := errors.Is(context.Cause(inner), errTakenBack)
		stop(nil)
		var lost *hopeless
		switch {
		case taken:
			log.Info("taken back")
			return river.JobCancel(errTakenBack)
		case err == nil:
			b.done.Add(1)
			log.Info("done", "seconds", b.Now().Sub(began).Seconds())
			return nil
		case ctx.Err() != nil: // we are closing: it goes back as if it had not begun
			return river.JobSnooze(0)
		case errors.As(err, &lost):
			b.ended.Add(1)
			log.Warn("cannot succeed", "error", err)
			return b.park(ctx, run, lost.say, river.JobCancel(err))
		case len(j.Errors)+1 >= studio.MaxFailures:
			b.ended.Add(1)
			log.Error("failed for the last time", "error", err)
			return b.park(ctx, run, fmt.Sprintf("It failed %d times (%s); this needs a person. Everything is kept.", studio.MaxFailures, said(err)), river.JobCancel(err))
		}
		b.ended.Add(1)
		log.Warn("failed; it will be tried again", "error", err)
		return err
	}
}

// said is what a person may read of an error.
func said(err error) string {
	var e *studio.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return "the details are in the log"
}

// safely turns a panic into a failure: one song must not end the others' work.
func safely(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return do()
}

// park leaves a session to a person. A session is not worse off for what could
// not be made beside it.
func (b *Bench) park(ctx context.Context, run *one, say string, end error) error {
	if run.kind == (studio.Audition{}).Kind() {
		return end
	}
	err := b.rows.Write(ctx, run.task.Studio, func(d studio.Desk) error {
		s, err := d.Session(run.task.Session)
		if err != nil {
			return err
		}
		s.Status, s.Trouble, s.Updated = studio.Failed, say, b.Now()
		s.Working = studio.Working{LeftS: -1, Round: s.Working.Round}
		if err := d.SetSession(s); err != nil {
			return err
		}
		if run.print != "" {
			p, err := d.Print(run.print)
			if err != nil {
				return err
			}
			if p.Status == studio.PrintDone {
				return nil
			}
			p.Status, p.Trouble, p.Updated = studio.PrintFailed, say, b.Now()
			if err := d.SetPrint(p); err != nil {
				return err
			}
		}
		return d.Log(studio.Entry{At: b.Now(), Who: "lathe", Did: run.kind + ".failed", Session: run.task.Session, About: string(run.print)})
	})
	if err != nil {
		return err // it is tried again, and parked then
	}
	return end
}
