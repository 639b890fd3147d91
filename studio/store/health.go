package store

import (
	"context"
	"time"
)

// Sound has the database look at its own tables, and says what is wrong with
// them. PostgreSQL looks after that itself.
func (s *Store) Sound(ctx context.Context) (wrong []string, err error) {
	if _, ok := s.engine.(*sqlite); !ok {
		return nil, nil
	}
	err = s.engine.read(ctx, func(t tx) error {
		err := each(ctx, t, func(r rows) error {
			var said string
			err := r.Scan(&said)
			if err == nil && said != "ok" {
				wrong = append(wrong, said)
			}
			return err
		}, `PRAGMA quick_check(20)`)
		if err != nil {
			return err
		}
		return each(ctx, t, func(r rows) error {
			var table, parent string
			var row, key any
			err := r.Scan(&table, &row, &parent, &key)
			wrong = append(wrong, "a row of "+table+" points to none of "+parent)
			return err
		}, `PRAGMA foreign_key_check`)
	})
	return wrong, err
}

// Ahead is how far our clock is ahead of the database's machine.
func (s *Store) Ahead(ctx context.Context, now func() time.Time) (ahead time.Duration, err error) {
	if _, ok := s.engine.(*sqlite); ok {
		return 0, nil // the same machine
	}
	var us int64
	began := now()
	err = s.engine.read(ctx, func(t tx) error {
		return one(ctx, t, []any{&us}, `SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)`)
	})
	return began.Add(now().Sub(began) / 2).Sub(timeOf(us)), err
}

// Alive is how many processes have been seen since a time, and how many were
// missed and not yet forgotten.
func (s *Store) Alive(ctx context.Context, since time.Time) (alive, silent int, err error) {
	err = s.engine.read(ctx, func(t tx) error {
		return one(ctx, t, []any{&alive, &silent}, `SELECT coalesce(sum(CASE WHEN seen >= $1 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN seen < $1 THEN 1 ELSE 0 END), 0) FROM hands`, micros(since))
	})
	return alive, silent, err
}
