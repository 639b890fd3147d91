package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"

	"lathe/studio"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings our tables up to date. A database that is newer than this
// program is refused: it would be misread.
func migrate(ctx context.Context, d goose.Dialect, db *sql.DB) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(d, db, dir, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	has, knows, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if has > knows {
		return studio.Errorf(studio.Conflict, "its tables are of version %d; this program knows up to %d: use the newer program", has, knows)
	}
	_, err = p.Up(ctx)
	return err
}

// jobsOf are the numbers of a session's unfinished jobs that make its master. What
// goes on beside them (files on their way, excerpts, waveforms) has its own rows, which
// would wait for ever without their jobs.
func jobsOf(ctx context.Context, t tx, session studio.ID, whose string) (ids []int64, err error) {
	err = each(ctx, t, func(r rows) error {
		var id int64
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM river_job WHERE finalized_at IS NULL AND kind IN ($2, $3, $4) AND `+whose+` = $1`,
		string(session), (studio.Check{}).Kind(), (studio.Decide{}).Kind(), (studio.Make{}).Kind())
	return ids, err
}
