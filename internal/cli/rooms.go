package cli

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"lathe/chain"
	"lathe/chain/intake"
	"lathe/internal/signal"
	"lathe/studio"
	"lathe/studio/door"
	"lathe/studio/portal"
	"lathe/studio/web"
)

// pages are the studio's rooms round its API. LATHE_DEV names the folder of
// package web: its templates are then read again for every page.
func (a *app) pages(o *opened, api *portal.Portal) (http.Handler, error) {
	api.Door = &door.Door{Rows: o.rows, Now: time.Now}
	rooms := &web.Pages{
		Rows: o.rows, Blobs: o.blobs, Reader: api.Reader, Links: api.Links, Vault: o.vault, Limits: api.Limits, Door: api.Door,
		Names: readNames, API: api.Handler(), Log: o.log, Now: time.Now, Closing: api.Closing,
		Health: visits{o},
		Demo: func(ctx context.Context, room studio.Room, session studio.ID) error {
			return a.sendDemo(ctx, o, room, session)
		},
	}
	if dir := os.Getenv("LATHE_DEV"); dir != "" {
		rooms.Dev = os.DirFS(dir)
	}
	return rooms.Handler()
}

// sendDemo records the demo song and sends it in, as an artist would.
func (a *app) sendDemo(ctx context.Context, o *opened, room studio.Room, session studio.ID) error {
	dir, err := os.MkdirTemp(o.dir, "demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	dir = filepath.Join(dir, "song")
	if err := a.recordDemo(ctx, signal.Demo(), dir, chain.Options{Workers: 1}); err != nil {
		return err
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := sendFile(ctx, o, room, session, dir, f.Name()); err != nil {
			return err
		}
	}
	room.Now = time.Now().UTC().Truncate(time.Microsecond)
	_, err = room.Submit(ctx, session)
	return err
}

func sendFile(ctx context.Context, o *opened, room studio.Room, session studio.ID, dir, name string) error {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer f.Close()
	return room.KeepStem(ctx, session, name, f, o.blobs)
}

// readNames says what files are, by what they are called.
func readNames(files []string) []web.NameRead {
	read := make([]web.NameRead, len(files))
	for i, n := range intake.ReadNames(files).Names {
		read[i] = web.NameRead{Kind: string(n.Kind), Instrument: n.Instrument, Role: n.Role, Importance: n.Importance, Reason: n.Reason}
	}
	return read
}
