package store

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"lathe/studio"
)

// The queues: what takes no time, what waits for others, what somebody waits for with the page open,
// what goes on beside the rest, and what takes all of a core for minutes.
const (
	Light = "light"
	Out   = "out"
	Quick = "quick"
	Aside = "aside"
	Heavy = "heavy"
)

// Hands are a process's workers.
type Hands struct {
	ID        string         // of this process, new each time it starts
	Workers   *river.Workers // what each kind of job does
	Queues    map[string]int // how many jobs at a time, by queue
	Log       *slog.Logger
	PollEvery time.Duration
	BackOff   func(failures int) time.Duration
}

// queue puts jobs in and hands them out.
type queue interface {
	start(ctx context.Context, h Hands) (stop func(context.Context) error, err error)
}

// riverQueue is river on one driver.
type riverQueue[T any] struct {
	driver riverdriver.Driver[T]
	client *river.Client[T] // puts jobs in; works on none
	poll   bool             // the database cannot wake workers
}

func newQueue[T any](d riverdriver.Driver[T], poll bool) (*riverQueue[T], error) {
	c, err := river.NewClient(d, &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	return &riverQueue[T]{driver: d, client: c, poll: poll}, nil
}

// unfinished are the states in which a job still has to be done.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
	rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}

// mostAttempts lets workers die under a job more often than it may fail by
// itself: the worker counts failures and decides; see package jobs.
const mostAttempts = 1000

func (q *riverQueue[T]) put(ctx context.Context, t T, j studio.Job) error {
	name := Heavy
	switch j.(type) {
	case studio.Receive, studio.Fetch:
		name = Light
	case studio.Notify:
		name = Out
	case studio.Preview:
		name = Quick
	case studio.Audition:
		name = Aside
	}
	_, err := q.client.InsertTx(ctx, t, j, &river.InsertOpts{
		Queue: name, MaxAttempts: mostAttempts,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished},
	})
	return err
}

// take cancels jobs by their numbers. One that has ended meanwhile is left as
// it is.
func (q *riverQueue[T]) take(ctx context.Context, t T, ids []int64) error {
	for _, id := range ids {
		if _, err := q.client.JobCancelTx(ctx, t, id); err != nil && !errors.Is(err, river.ErrNotFound) {
			return err
		}
	}
	return nil
}

// backOff is a retry policy by the number of failures.
type backOff func(failures int) time.Duration

// NextRetry is when to try again.
func (b backOff) NextRetry(j *rivertype.JobRow) time.Time {
	return time.Now().Add(b(len(j.Errors) + 1))
}

func (q *riverQueue[T]) start(ctx context.Context, h Hands) (func(context.Context) error, error) {
	queues := map[string]river.QueueConfig{}
	for name, most := range h.Queues {
		queues[name] = river.QueueConfig{MaxWorkers: most}
	}
	c, err := river.NewClient(q.driver, &river.Config{
		ID: h.ID, Queues: queues, Workers: h.Workers, Logger: h.Log, RetryPolicy: backOff(h.BackOff),
		FetchPollInterval: h.PollEvery, FetchCooldown: min(h.PollEvery, 100*time.Millisecond), PollOnly: q.poll,
		JobTimeout: -1, // a long song takes long; dead workers are found by their pulse instead
		// A job of a dead worker is given to another by [Store.TakeOver], which
		// looks at the worker's pulse. River looks at the job's age alone.
		RescueStuckJobsAfter: 7 * 24 * time.Hour,
	})
	if err != nil {
		return nil, err
	}
	if err := c.Start(ctx); err != nil {
		return nil, err
	}
	return c.StopAndCancel, nil
}

// Work starts a process's workers, and returns how to stop them: what runs is
// told to stop, and goes back into the queue.
func (s *Store) Work(ctx context.Context, h Hands) (stop func(context.Context) error, err error) {
	return s.engine.queue().start(ctx, h)
}

// Pulse says that a process is alive.
func (s *Store) Pulse(ctx context.Context, id string, now time.Time) error {
	return s.engine.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `INSERT INTO hands (id, seen) VALUES ($1, $2)
			ON CONFLICT (id) DO UPDATE SET seen = excluded.seen`, id, micros(now))
		return err
	})
}

// Gone says that a process has ended in good order.
func (s *Store) Gone(ctx context.Context, id string) error {
	return s.engine.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `DELETE FROM hands WHERE id = $1`, id)
		return err
	})
}

// TakeOver gives the jobs of processes that have not been seen since a time
// back to the queue, and says how many there were.
func (s *Store) TakeOver(ctx context.Context, unseenSince time.Time) (jobs int, err error) {
	err = s.engine.write(ctx, func(t tx) error {
		jobs = 0
		var alive []string
		err := each(ctx, t, func(r rows) error {
			var id string
			err := r.Scan(&id)
			alive = append(alive, id)
			return err
		}, `SELECT id FROM hands WHERE seen >= $1`, micros(unseenSince))
		if err != nil {
			return err
		}
		orphans := map[int64]bool{}
		err = each(ctx, t, func(r rows) error {
			var id int64
			var by string
			err := r.Scan(&id, &by)
			if !slices.Contains(alive, by) {
				orphans[id] = true
			}
			return err
		}, s.engine.(interface{ running() string }).running())
		if err != nil {
			return err
		}
		for id := range orphans {
			n, err := t.exec(ctx, `UPDATE river_job SET state = 'available' WHERE id = $1 AND state = 'running'`, id)
			if err != nil {
				return err
			}
			jobs += int(n)
		}
		_, err = t.exec(ctx, `DELETE FROM hands WHERE seen < $1`, micros(unseenSince))
		return err
	})
	return jobs, err
}

// Waiting is how many jobs are not finished.
func (s *Store) Waiting(ctx context.Context) (jobs int, err error) {
	err = s.engine.read(ctx, func(t tx) error {
		return one(ctx, t, []any{&jobs}, `SELECT count(*) FROM river_job WHERE finalized_at IS NULL`)
	})
	return jobs, err
}
