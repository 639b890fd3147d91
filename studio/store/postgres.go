package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"lathe/studio"
)

// postgres is the engine for many machines.
type postgres struct {
	pool *pgxpool.Pool
	jobs *riverQueue[pgx.Tx]
}

// growLock keeps two processes from bringing the tables up to date at once. The
// number means nothing; it only has to be ours.
const growLock = 0x6c61746865

// OpenPostgres opens the database at an address and brings it up to date.
func OpenPostgres(ctx context.Context, address string) (*Store, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("the database address cannot be read; want postgres://USER:PASSWORD@HOST:PORT/NAME")
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	e := &postgres{pool: pool}
	if err := e.grow(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("the database: %w", err)
	}
	if e.jobs, err = newQueue(riverpgxv5.New(pool), false); err != nil {
		pool.Close()
		return nil, err
	}
	return &Store{e}, nil
}

func (e *postgres) grow(ctx context.Context) error {
	conn, err := e.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, int64(growLock)); err != nil {
		return err
	}
	defer conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(growLock))
	db := stdlib.OpenDBFromPool(e.pool)
	defer db.Close()
	if err := migrate(ctx, goose.DialectPostgres, db); err != nil {
		return err
	}
	m, err := rivermigrate.New(riverpgxv5.New(e.pool), nil)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// locked leaves keys alone: whoever adds a row that points to a studio or a
// session holds its key, and two of them that then wait for each other's row
// would never end.
func (e *postgres) locked() string { return " FOR NO KEY UPDATE" }
func (e *postgres) queue() queue   { return e.jobs }

// running asks for the jobs that run, and who has them.
func (e *postgres) running() string {
	return `SELECT id, coalesce(attempted_by[array_upper(attempted_by, 1)], '') FROM river_job WHERE state = 'running'`
}

func (e *postgres) close() error {
	e.pool.Close()
	return nil
}

// A reader sees one state however many rows it asks for; a writer sees what
// others commit, and locks what it means to change.
func (e *postgres) read(ctx context.Context, do func(tx) error) error {
	return e.within(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, do)
}
func (e *postgres) ask(_ context.Context, do func(tx) error) error { return do(loose{e.pool}) }

// loose asks without a transaction.
type loose struct{ pool *pgxpool.Pool }

func (l loose) query(ctx context.Context, text string, args ...any) (rows, error) {
	r, err := l.pool.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	return pgRows{r}, nil
}

var errOnlyAsks = errors.New("only questions are asked without a transaction")

func (loose) exec(context.Context, string, ...any) (int64, error) { return 0, errOnlyAsks }
func (loose) ahead(context.Context, []string, ...any) func() error {
	return func() error { return nil }
}
func (loose) enqueue(context.Context, studio.Job) error { return errOnlyAsks }
func (loose) cancel(context.Context, studio.ID) error   { return errOnlyAsks }

func (e *postgres) write(ctx context.Context, do func(tx) error) error {
	for try := 1; ; try++ {
		err := e.within(ctx, pgx.TxOptions{}, do)
		var no *pgconn.PgError
		if try == mostTries || !errors.As(err, &no) || no.Code != deadlock && no.Code != serialization {
			return err
		}
	}
}

// When PostgreSQL breaks a transaction off to let another go on, it is tried
// again; the codes are from its manual, appendix A.
const (
	mostTries     = 5
	deadlock      = "40P01"
	serialization = "40001"
)

func (e *postgres) within(ctx context.Context, how pgx.TxOptions, do func(tx) error) error {
	return pgx.BeginTxFunc(ctx, e.pool, how, func(t pgx.Tx) error { return do(&pgTx{tx: t, jobs: e.jobs}) })
}

type pgTx struct {
	tx      pgx.Tx
	jobs    *riverQueue[pgx.Tx]
	sent    []string // questions whose answers are on their way
	answers pgx.BatchResults
}

func (t *pgTx) ahead(ctx context.Context, texts []string, args ...any) (done func() error) {
	var b pgx.Batch
	for _, text := range texts {
		b.Queue(text, args...)
	}
	t.sent, t.answers = texts, t.tx.SendBatch(ctx, &b)
	return func() error {
		t.sent = nil
		return t.answers.Close()
	}
}

func (t *pgTx) exec(ctx context.Context, text string, args ...any) (int64, error) {
	tag, err := t.tx.Exec(ctx, text, args...)
	return tag.RowsAffected(), err
}

func (t *pgTx) query(ctx context.Context, text string, args ...any) (rows, error) {
	var r pgx.Rows
	var err error
	if len(t.sent) > 0 && t.sent[0] == text {
		t.sent = t.sent[1:]
		r, err = t.answers.Query()
	} else {
		r, err = t.tx.Query(ctx, text, args...)
	}
	if err != nil {
		return nil, err
	}
	return pgRows{r}, nil
}

func (t *pgTx) enqueue(ctx context.Context, j studio.Job) error { return t.jobs.put(ctx, t.tx, j) }

func (t *pgTx) cancel(ctx context.Context, session studio.ID) error {
	ids, err := jobsOf(ctx, t, session, `args->>'session'`)
	if err != nil {
		return err
	}
	return t.jobs.take(ctx, t.tx, ids)
}

// pgRows close the way database/sql's do.
type pgRows struct{ pgx.Rows }

// Close ends the reading.
func (r pgRows) Close() error {
	r.Rows.Close()
	return nil
}
