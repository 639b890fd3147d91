package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"lathe/studio"
)

// engine is what SQLite and PostgreSQL do differently.
type engine interface {
	read(ctx context.Context, do func(tx) error) error
	write(ctx context.Context, do func(tx) error) error
	// ask is for questions that need not see one state: on PostgreSQL each is
	// one way there and back, where a transaction takes three.
	ask(ctx context.Context, do func(tx) error) error
	// locked is what a SELECT ends with so that its rows stay as they are.
	locked() string
	queue() queue
	close() error
}

// tx is one transaction. Statements number their arguments $1, $2 ...
type tx interface {
	exec(ctx context.Context, text string, args ...any) (changed int64, err error)
	query(ctx context.Context, text string, args ...any) (rows, error)
	// ahead sends questions that query will ask next, in this order, to these
	// arguments; done ends that.
	ahead(ctx context.Context, texts []string, args ...any) (done func() error)
	// enqueue puts a job in the queue within the transaction.
	enqueue(ctx context.Context, j studio.Job) error
	// cancel takes the jobs of a session back within the transaction.
	cancel(ctx context.Context, session studio.ID) error
}

// rows is what database/sql and pgx have in common.
type rows interface {
	Next() bool
	Scan(...any) error
	Err() error
	Close() error
}

// Store is rows on one of the engines.
type Store struct{ engine engine }

var _ studio.Store = (*Store)(nil)

// Read sees one state of one studio.
func (s *Store) Read(ctx context.Context, id studio.ID, do func(studio.Desk) error) error {
	return s.engine.read(ctx, func(t tx) error {
		return do(&desk{ctx: ctx, tx: t, studio: id})
	})
}

// Write changes one studio.
func (s *Store) Write(ctx context.Context, id studio.ID, do func(studio.Desk) error) error {
	return s.engine.write(ctx, func(t tx) error {
		return do(&desk{ctx: ctx, tx: t, studio: id, lock: s.engine.locked()})
	})
}

// Snapshot writes what the database keeps, as it is at one moment, to a new
// SQLite file, whichever engine it is on; others may go on writing.
func (s *Store) Snapshot(ctx context.Context, path string) error {
	if e, ok := s.engine.(*sqlite); ok {
		return e.snapshot(ctx, path)
	}
	to, err := OpenFile(ctx, path)
	if err != nil {
		return err
	}
	_, err = s.CopyTo(ctx, to)
	return errors.Join(err, to.Close())
}

// Close lets go of the database.
func (s *Store) Close() error { return s.engine.close() }

// Ready says whether rows can be read and written.
func (s *Store) Ready(ctx context.Context) error {
	err := s.engine.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `DELETE FROM hands WHERE id = $1`, "nobody")
		return err
	})
	if err != nil {
		return &studio.Error{Code: studio.Unavailable, Message: "the database does not answer", Cause: err}
	}
	return nil
}

// one reads the only row of a query into dest.
func one(ctx context.Context, t tx, dest []any, text string, args ...any) error {
	r, err := t.query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer r.Close()
	if !r.Next() {
		if err := r.Err(); err != nil {
			return err
		}
		return sql.ErrNoRows
	}
	if err := r.Scan(dest...); err != nil {
		return err
	}
	return r.Err()
}

// each calls scan for every row of a query.
func each(ctx context.Context, t tx, scan func(rows) error, text string, args ...any) error {
	r, err := t.query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer r.Close()
	for r.Next() {
		if err := scan(r); err != nil {
			return err
		}
	}
	return r.Err()
}

// orNotFound says in the studio's words that there is no such row.
func orNotFound(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return studio.Errorf(studio.NotFound, "there is no such %s", what)
	}
	return err
}

// micros is a time as rows keep it; 0 is no time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func timeOf(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
