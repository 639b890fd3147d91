package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"lathe/studio"
	"lathe/studio/store"
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
	task    studio.Task
	kind    string
	print   studio.ID // of jobs that print
	excerpt studio.ID // of jobs that make one
	fetch   studio.ID // of jobs that fetch a link
	meter   *meter

	failures int // before this run
}

// tasked is a job that says whose work it is.
type tasked interface {
	river.JobArgs
	Whose() studio.Task
}

// work wraps what a kind of job does with what all have: being done apart,
// failing, and dying.
func work[J tasked](b *Bench, do func(context.Context, J, *one) error) func(context.Context, *river.Job[J]) error {
	var none J
	b.kinds[none.Kind()] = func(ctx context.Context, args json.RawMessage, run *one) error {
		var j J
		if err := json.Unmarshal(args, &j); err != nil {
			return err
		}
		run.task, run.kind = j.Whose(), j.Kind()
		switch of := any(j).(type) {
		case studio.Make:
			run.print = of.Print
		case studio.Fetch:
			run.fetch = of.Fetch
		}
		return b.attempt(ctx, run, func(ctx context.Context) error { return do(ctx, j, run) })
	}
	return func(ctx context.Context, j *river.Job[J]) error { return b.settle(ctx, j.JobRow) }
}

// attempt does a job once, with its progress kept.
func (b *Bench) attempt(ctx context.Context, run *one, do func(context.Context) error) error {
	inner, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	run.meter = b.newMeter(inner, run, run.failures, stop)
	err := safely(func() error { return do(inner) })
	run.meter.stop()
	if errors.Is(context.Cause(inner), errTakenBack) {
		return errTakenBack
	}
	return err
}

// settle has a job done, here or apart, and says what becomes of it.
func (b *Bench) settle(ctx context.Context, j *rivertype.JobRow) error {
	run := &one{failures: len(j.Errors)}
	var args struct {
		studio.Task
		Print   studio.ID `json:"print"`
		Excerpt studio.ID `json:"excerpt"`
	}
	if err := json.Unmarshal(j.EncodedArgs, &args); err != nil {
		return river.JobCancel(err)
	}
	run.task, run.kind, run.print, run.excerpt = args.Task, j.Kind, args.Print, args.Excerpt
	log := b.Log.With("job", j.ID, "kind", j.Kind, "session", run.task.Session, "attempt", j.Attempt)
	if deaths := j.Attempt - 1 - len(j.Errors); deaths > mostDeaths {
		return b.park(ctx, run, "Workers died while they were at it; this needs a person.", river.JobCancel(fmt.Errorf("%d workers died", deaths)))
	}
	began := b.Now()
	var err error
	if b.Hand != nil && apart(j.Queue) {
		err = b.crew.have(ctx, order{Kind: j.Kind, Args: j.EncodedArgs, Failures: run.failures, Session: run.task.Session, Queue: j.Queue})
	} else {
		err = b.kinds[j.Kind](ctx, j.EncodedArgs, run)
	}
	took := b.Now().Sub(began)
	end := func(how string) { b.Gauges.Job(j.Kind, how, took) }
	var lost *hopeless
	var wait *later
	var died *deadHand
	switch {
	case errors.Is(err, errTakenBack):
		end("taken back")
		log.Info("taken back")
		return river.JobCancel(errTakenBack)
	case err == nil:
		end("done")
		b.done.Add(1)
		log.Info("done", "seconds", took.Seconds())
		return nil
	case errors.As(err, &wait):
		end("waits")
		return river.JobSnooze(wait.after)
	case ctx.Err() != nil: // we are closing: it goes back as if it had not begun
		end("put back")
		return river.JobSnooze(0)
	case full(err): // no failure of the job's: it goes on when there is room
		end("waits for room")
		log.Warn("there is no room; it waits", "error", err)
		b.waits(ctx, run)
		return river.JobSnooze(b.RoomEvery)
	case errors.As(err, &lost):
		end("cannot succeed")
		b.ended.Add(1)
		log.Warn("cannot succeed", "error", err)
		return b.park(ctx, run, lost.say, river.JobCancel(err))
	case errors.As(err, &died) && died.memory && run.failures+1 >= mostOutOfMemory:
		end("out of memory")
		b.ended.Add(1)
		log.Error("ran out of memory", "error", err)
		return b.park(ctx, run, "It needs more memory than a job may have here; this needs a person. Everything is kept.", river.JobCancel(err))
	case run.failures+1 >= studio.MaxFailures:
		end("given up")
		b.ended.Add(1)
		log.Error("failed for the last time", "error", err)
		return b.park(ctx, run, fmt.Sprintf("It failed %d times (%s); this needs a person. Everything is kept.", studio.MaxFailures, said(err)), river.JobCancel(err))
	}
	end("failed")
	b.ended.Add(1)
	log.Warn("failed; it will be tried again", "error", err)
	return err
}

// apart says whether a queue's jobs decode what strangers sent, and so belong into
// a process of their own.
func apart(queue string) bool { return queue != store.Light && queue != store.Out }

// later is no failure: the job has to come again.
type later struct{ after time.Duration }

func (l *later) Error() string { return fmt.Sprintf("again in %v", l.after) }

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
	switch run.kind {
	case (studio.Audition{}).Kind(), (studio.Notify{}).Kind():
		return end
	case (studio.Preview{}).Kind():
		if err := b.previewFailed(ctx, run, say); err != nil {
			return err
		}
		return end
	}
	err := b.rows.Write(ctx, run.task.Studio, func(d studio.Desk) error {
		s, err := d.Session(run.task.Session)
		if err != nil {
			return err
		}
		s.Turn(studio.Failed, b.Now())
		s.Trouble, s.Updated = say, b.Now()
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
