package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	modernc "modernc.org/sqlite" // also the driver named "sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"lathe/studio"
)

// sqlite is the engine for one machine.
type sqlite struct {
	path   string
	writer *sql.DB // one connection: writers wait here, not in the file
	reader *sql.DB
	ready  ready // what readers ask
	jobs   *riverQueue[*sql.Tx]
}

// sqliteWay is how every connection works: specs/intake.md E2.
const sqliteWay = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"

// OpenFile opens the database in a file, and makes or brings it up to date.
func OpenFile(ctx context.Context, path string) (*Store, error) {
	open := func(options string, most int) (*sql.DB, error) {
		db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+sqliteWay+options)
		if err == nil {
			db.SetMaxOpenConns(most)
			db.SetMaxIdleConns(most)
		}
		return db, err
	}
	writer, err := open("&_txlock=immediate", 1)
	if err != nil {
		return nil, err
	}
	e := &sqlite{path: path, writer: writer}
	if err := e.grow(ctx, path); err != nil {
		writer.Close()
		return nil, fmt.Errorf("the database %s: %w", filepath.Base(path), err)
	}
	if e.reader, err = open("&_pragma=query_only(1)", max(4, runtime.GOMAXPROCS(0))); err != nil {
		writer.Close()
		return nil, err
	}
	if e.jobs, err = newQueue(riversqlite.New(writer), true); err != nil {
		e.close()
		return nil, err
	}
	return &Store{e}, nil
}

// grow brings the tables up to date, one process at a time: the others wait on
// a lock that ends with the process that has it.
func (e *sqlite) grow(ctx context.Context, path string) error {
	gate, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path + ".gate"}).EscapedPath()+"?_pragma=busy_timeout(60000)&_txlock=exclusive")
	if err != nil {
		return err
	}
	defer gate.Close()
	lock, err := gate.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer lock.Rollback()
	if f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil { // what is in it is nobody else's business
		return err
	} else if err := f.Close(); err != nil {
		return err
	}
	if err := migrate(ctx, goose.DialectSQLite3, e.writer); err != nil {
		return err
	}
	m, err := rivermigrate.New(riversqlite.New(e.writer), nil)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// snapshot copies the database through a connection of its own.
func (e *sqlite) snapshot(ctx context.Context, to string) error {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: e.path}).EscapedPath()+"?"+sqliteWay)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, to)
	return err
}

func (e *sqlite) locked() string { return "" } // a writer is alone
func (e *sqlite) queue() queue   { return e.jobs }

// running asks for the jobs that run, and who has them.
func (e *sqlite) running() string {
	return `SELECT id, coalesce(json_extract(attempted_by, '$[#-1]'), '') FROM river_job WHERE state = 'running'`
}

func (e *sqlite) close() error {
	var err error
	if e.reader != nil {
		err = e.reader.Close()
	}
	if werr := e.writer.Close(); err == nil {
		err = werr
	}
	return err
}

func (e *sqlite) read(ctx context.Context, do func(tx) error) error {
	t := &sqliteTx{jobs: e.jobs, ready: &e.ready}
	err := e.within(ctx, e.reader, t, do)
	e.ready.learn(ctx, e.reader, t.new)
	return err
}
func (e *sqlite) ask(ctx context.Context, do func(tx) error) error { return e.read(ctx, do) }
func (e *sqlite) write(ctx context.Context, do func(tx) error) error {
	return e.within(ctx, e.writer, &sqliteTx{jobs: e.jobs}, do)
}

func (e *sqlite) within(ctx context.Context, db *sql.DB, t *sqliteTx, do func(tx) error) (err error) {
	if t.tx, err = db.BeginTx(ctx, nil); err != nil {
		return full(err)
	}
	defer t.tx.Rollback() // nothing after Commit
	if err := do(t); err != nil {
		return full(err)
	}
	return full(t.tx.Commit())
}

// full says in the studio's words that there was no room on the disk.
func full(err error) error {
	var no *modernc.Error
	if errors.As(err, &no) && no.Code()&0xff == sqlite3.SQLITE_FULL {
		return &studio.Error{Code: studio.NoRoom, Message: "the disk is full", Cause: err}
	}
	return err
}

type sqliteTx struct {
	tx    *sql.Tx
	jobs  *riverQueue[*sql.Tx]
	ready *ready // nil: nothing is kept ready
	asked map[string]bool
	new   []string // asked, and not ready yet
}

var numbered = regexp.MustCompile(`\$(\d+)`)

func (t *sqliteTx) exec(ctx context.Context, text string, args ...any) (int64, error) {
	r, err := t.tx.ExecContext(ctx, numbered.ReplaceAllString(text, "?$1"), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (t *sqliteTx) query(ctx context.Context, text string, args ...any) (rows, error) {
	if s := t.prepared(text); s != nil {
		return t.tx.StmtContext(ctx, s).QueryContext(ctx, args...)
	}
	return t.tx.QueryContext(ctx, numbered.ReplaceAllString(text, "?$1"), args...)
}

// ahead has nothing to send: the database is in this process.
func (t *sqliteTx) ahead(context.Context, []string, ...any) func() error {
	return func() error { return nil }
}

func (t *sqliteTx) enqueue(ctx context.Context, j studio.Job) error { return t.jobs.put(ctx, t.tx, j) }

func (t *sqliteTx) cancel(ctx context.Context, session studio.ID) error {
	ids, err := jobsOf(ctx, t, session, `json_extract(args, '$.session')`)
	if err != nil {
		return err
	}
	return t.jobs.take(ctx, t.tx, ids)
}
