package store

import (
	"context"
	"fmt"
	"strings"

	"lathe/studio"
)

// CopyTo copies every row, as they are at one moment, into an empty store, on
// either engine. Jobs and processes are not copied: [studio.Requeue] makes jobs
// of what the rows say is under way.
func (s *Store) CopyTo(ctx context.Context, to *Store) (rows int, err error) {
	if all, err := to.Studios(ctx); err != nil {
		return 0, err
	} else if len(all) > 0 {
		return 0, studio.Errorf(studio.Conflict, "there is a studio in that database already; a copy needs an empty one")
	}
	list, err := tables(ctx, s, to)
	if err != nil {
		return 0, err
	}
	err = s.engine.read(ctx, func(from tx) error {
		return to.engine.write(ctx, func(into tx) error {
			rows = 0
			for _, t := range list {
				n, err := t.copy(ctx, from, into)
				if err != nil {
					return fmt.Errorf("the table %s: %w", t.name, err)
				}
				rows += n
			}
			return nil
		})
	})
	return rows, err
}

// table is one of our tables.
type table struct {
	name    string
	columns []string
}

// tables are those that hold what a studio keeps, parents before children: in
// the order the migrations made them. One of the two stores has to be a file,
// which remembers that order.
func tables(ctx context.Context, a, b *Store) (list []table, err error) {
	from := a.engine
	if _, ok := from.(*sqlite); !ok {
		from = b.engine
	}
	if _, ok := from.(*sqlite); !ok {
		return nil, studio.Errorf(studio.NotSupported, "copy from PostgreSQL to PostgreSQL with pg_dump, or by way of a backup")
	}
	err = from.read(ctx, func(t tx) error {
		err := each(ctx, t, func(r rows) error {
			var one table
			err := r.Scan(&one.name)
			if one.name != "hands" && one.name != "goose_db_version" && !strings.HasPrefix(one.name, "river_") && !strings.HasPrefix(one.name, "sqlite_") {
				list = append(list, one)
			}
			return err
		}, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid`)
		for i := range list {
			if err == nil {
				err = each(ctx, t, func(r rows) error {
					var name string
					err := r.Scan(&name)
					list[i].columns = append(list[i].columns, name)
					return err
				}, `SELECT name FROM pragma_table_info($1) ORDER BY cid`, list[i].name)
			}
		}
		return err
	})
	return list, err
}

func (t table) copy(ctx context.Context, from, into tx) (n int, err error) {
	holes := make([]string, len(t.columns))
	for i := range holes {
		holes[i] = fmt.Sprint("$", i+1)
	}
	names := strings.Join(t.columns, ", ")
	insert := `INSERT INTO ` + t.name + ` (` + names + `) VALUES (` + strings.Join(holes, ", ") + `)`
	return n, each(ctx, from, func(r rows) error {
		values, at := make([]any, len(t.columns)), make([]any, len(t.columns))
		for i := range values {
			at[i] = &values[i]
		}
		if err := r.Scan(at...); err != nil {
			return err
		}
		n++
		_, err := into.exec(ctx, insert, values...)
		return err
	}, `SELECT `+names+` FROM `+t.name)
}
