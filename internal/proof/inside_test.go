//go:build unix

package proof

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/blob"
	"lathe/studio/client"
	"lathe/studio/jobs"
	"lathe/studio/portal"
	"lathe/studio/store"
)

// inside is a studio in this process, so that a test can count what it does and
// end it anywhere: door and one worker.
type inside struct {
	*client.Client
	rows  *store.Store
	blobs studio.Blobs
	said  *tail // what went wrong
	close func()
}

// openInside opens a studio on rows and bytes that are open already. Processes
// that worked there before are known to be dead.
func openInside(rows *store.Store, blobs studio.Blobs, work string) (*inside, error) {
	ctx, stop := context.WithCancel(context.Background())
	if _, err := rows.TakeOver(ctx, time.Now().Add(time.Hour)); err != nil {
		stop()
		return nil, err
	}
	said := &tail{}
	log := slog.New(slog.NewJSONHandler(said, &slog.HandlerOptions{Level: slog.LevelWarn}))
	p := &portal.Portal{Rows: rows, Blobs: blobs, Reader: jobs.Reader{}, Limits: portal.DefaultLimits(), Log: log, Now: time.Now, Closing: ctx}
	b := jobs.New(rows, blobs, jobs.Settings{
		Dir: work, Songs: 1, Threads: 1, Log: log, Now: time.Now, Poll: 10 * time.Millisecond,
		BackOff: func(int) time.Duration { return 0 }, RoomEvery: 50 * time.Millisecond,
	})
	door := httptest.NewServer(p.Handler())
	ended := make(chan error, 1)
	go func() {
		err := b.Run(ctx)
		if err != nil {
			log.Error("the worker ended", "error", err)
		}
		ended <- err
	}()
	return &inside{
		Client: &client.Client{Base: door.URL}, rows: rows, blobs: blobs, said: said,
		close: func() {
			stop()
			p.LetGo()
			door.CloseClientConnections()
			door.Close()
			<-ended
			rows.Close()
			os.RemoveAll(work)
		},
	}, nil
}

// onFolder is a studio on SQLite and files.
func onFolder(dir string, disk blob.Disk) (*inside, error) {
	rows, err := store.OpenFile(context.Background(), filepath.Join(dir, "studio.db"))
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "blobs")
	var blobs *blob.Folder
	if disk != nil {
		blobs, err = blob.OpenFolderOn(disk, path, nil)
	} else {
		blobs, err = blob.OpenFolder(path, nil)
	}
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	in, err := openInside(rows, blobs, dir+"-work")
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	shut := in.close
	in.close = func() {
		shut()
		blobs.Close()
	}
	return in, nil
}

// founding makes a studio in rows, and a token for it.
func founding(t *testing.T, rows *store.Store) (token string) {
	t.Helper()
	id, user, err := rows.Found(t.Context(), "Studio", "owner", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	secret := studio.NewSecret("lathe_")
	err = rows.Write(t.Context(), id, func(d studio.Desk) error {
		return d.AddToken(studio.Token{ID: studio.NewID(), User: user, Created: time.Now()}, secret.Sum())
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret.Reveal()
}

// copyTree copies files and folders.
func copyTree(to, from string) error { return os.CopyFS(to, os.DirFS(from)) }
