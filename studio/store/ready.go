package store

import (
	"context"
	"database/sql"
	"sync"
)

// ready are statements that SQLite has read already: reading them took two
// fifths of the time of an ordinary request. Ours are a few dozen.
type ready struct {
	mu sync.Mutex
	of map[string]*sql.Stmt
}

// mostReady is a bound for what should never be reached.
const mostReady = 500

// learn prepares what was asked for the first time. It needs a connection, so
// it is done when the one who asked has given theirs back.
func (r *ready) learn(ctx context.Context, db *sql.DB, texts []string) {
	for _, text := range texts {
		r.mu.Lock()
		known := r.of[text] != nil || len(r.of) >= mostReady
		r.mu.Unlock()
		if known {
			continue
		}
		s, err := db.PrepareContext(ctx, numbered.ReplaceAllString(text, "?$1"))
		if err != nil { // it is asked again without
			continue
		}
		r.mu.Lock()
		if r.of == nil {
			r.of = map[string]*sql.Stmt{}
		}
		if r.of[text] == nil {
			r.of[text], s = s, nil
		}
		r.mu.Unlock()
		if s != nil { // another was faster
			s.Close()
		}
	}
}

// prepared is a statement that is ready, or nil. Within a transaction each is
// used once: it could still be being read.
func (t *sqliteTx) prepared(text string) *sql.Stmt {
	if t.ready == nil || t.asked[text] {
		return nil
	}
	if t.asked == nil {
		t.asked = map[string]bool{}
	}
	t.asked[text] = true
	t.ready.mu.Lock()
	defer t.ready.mu.Unlock()
	s := t.ready.of[text]
	if s == nil {
		t.new = append(t.new, text)
	}
	return s
}
