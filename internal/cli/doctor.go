package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"lathe/audio"
	"lathe/studio/portal"
	"lathe/studio/web"
)

// The states of a symptom.
const (
	well  = web.Well
	watch = web.Watch
	ill   = web.Ill
)

// errIll is a studio that is not well.
var errIll = errors.New("verification failed")

func (a *app) doctor() *cobra.Command {
	var where premises
	cmd := &cobra.Command{
		Use: "doctor", Short: "Say whether a studio and its machine are well, and what to do",
		Long: "Look at a studio's folder, database, files, keys and workers, and at the machine. It changes nothing but a few bytes that it writes, reads and removes." +
			"\n\nExit status 6 when something is ill.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e := &exam{where: where}
			e.machine()
			e.folder()
			if e.there() {
				o, err := where.open(cmd.Context(), a)
				if err != nil {
					e.note("studio", ill, err.Error(), "check --database and --blobs, and that both answer from here")
				} else {
					e.studio(cmd.Context(), o)
					o.rows.Close()
				}
			}
			return e.told(a)
		},
	}
	where.flags(cmd)
	return cmd
}

// exam is one visit.
type exam struct {
	where premises
	found []web.Symptom
}

func (e *exam) note(about, state, found, cure string) {
	if state == well {
		cure = ""
	}
	e.found = append(e.found, web.Symptom{About: about, State: state, Found: found, Cure: cure})
}

// told prints the visit.
func (e *exam) told(a *app) error {
	sick := 0
	for _, s := range e.found {
		if s.State == ill {
			sick++
		}
	}
	err := a.data(map[string]any{"symptoms": e.found, "ill": sick}, func(w io.Writer) {
		for _, s := range e.found {
			fmt.Fprintf(w, "%-5s  %-9s %s\n", s.State, s.About, s.Found)
			if s.Cure != "" {
				fmt.Fprintf(w, "%17s%s\n", "", s.Cure)
			}
		}
	})
	if err == nil && sick > 0 {
		err = fmt.Errorf("%s: %w", plural(sick, "thing is ill", "things are ill"), errIll)
	}
	return err
}

// machine looks at what the studio runs on.
func (e *exam) machine() {
	if n, known := memoryBytes(); known {
		w := working{songs: 1}
		state := well
		if w.jobBytes()>>20 < 2*leastMB {
			state = watch
		}
		e.note("memory", state, fmt.Sprintf("%d MB; one song at a time may have %d MB", n>>20, w.jobBytes()>>20), "long songs will be refused; give the machine more memory")
	}
	if n, known := openFiles(); known {
		state := well
		if n < 1024 {
			state = watch
		}
		e.note("files", state, fmt.Sprintf("this user may have %d files open", n), "raise it to 4096: LimitNOFILE in the unit, or ulimit -n")
	}
	if path, err := exec.LookPath("ffmpeg"); err != nil {
		e.note("ffmpeg", watch, "not installed: AAC and ALAC stems cannot be read, MP3 and AAC masters not made", "install ffmpeg")
	} else {
		e.note("ffmpeg", well, path, "")
	}
}

// folder looks at the studio's folder.
func (e *exam) folder() {
	at, err := os.Stat(e.where.dir)
	if errors.Is(err, fs.ErrNotExist) {
		e.note("folder", watch, fmt.Sprintf("%s does not exist yet; lathe serve makes it", quoted(base(e.where.dir))), "check --data")
		return
	}
	if err != nil || !at.IsDir() {
		e.note("folder", ill, fmt.Sprintf("%s is no folder that can be read", quoted(base(e.where.dir))), "check --data and its permissions")
		return
	}
	state, found := well, "only its owner can look into it"
	if at.Mode().Perm()&0o077 != 0 {
		state, found = watch, fmt.Sprintf("others on this machine can look into it (%v)", at.Mode().Perm())
	}
	e.note("folder", state, found, "chmod 700 the folder")
	if err := written(e.where.dir); err != nil {
		e.note("folder", ill, fmt.Sprintf("nothing can be written: %v", audio.WithoutPath(err)), "give it to the user lathe runs as; look whether the disk is full or read-only")
	}
	if name := networkDisk(e.where.dir); name != "" && e.where.database == "" {
		e.note("disk", ill, "the folder is on "+name+", where SQLite loses data", "put the folder on a local disk, or use --database postgres://")
	}
	if n, known := freeBytes(e.where.dir); known {
		spare := portal.DefaultLimits().SpareBytes
		state := well
		switch {
		case n < spare:
			state = ill
		case n < 10*spare:
			state = watch
		}
		e.note("room", state, fmt.Sprintf("%.1f GB are free; uploads are refused below %.1f GB", float64(n)/1e9, float64(spare)/1e9), "make room or add a disk")
	}
	e.key()
}

// written writes, syncs and removes a file.
func written(dir string) error {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString("well\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// key looks at what seals share links.
func (e *exam) key() {
	if os.Getenv("LATHE_KEY") != "" {
		e.note("key", well, "in LATHE_KEY; it has to be the same everywhere", "")
		return
	}
	if e.where.database != "" {
		e.note("key", watch, "there is no LATHE_KEY, so share links are refused", "export LATHE_KEY=$(openssl rand -hex 32), the same everywhere")
		return
	}
	at, err := os.Stat(filepath.Join(e.where.dir, "key"))
	switch {
	case errors.Is(err, fs.ErrNotExist): // made when the studio opens
	case err != nil || at.Size() != 32:
		e.note("key", ill, "the file key cannot be the studio's: it has not 32 bytes", "bring it back from your copy, or remove it: links being fetched have to be sent again")
	case at.Mode().Perm()&0o077 != 0:
		e.note("key", ill, fmt.Sprintf("others on this machine can read the file key (%v)", at.Mode().Perm()), "chmod 600 the file")
	default:
		e.note("key", well, "only its owner can read it", "")
	}
}

// there says whether there is a studio to look into: the doctor makes none.
func (e *exam) there() bool {
	if e.where.database != "" {
		return true
	}
	_, err := os.Stat(filepath.Join(e.where.dir, "studio.db"))
	return err == nil
}

// studio looks at rows, bytes and workers.
func (e *exam) studio(ctx context.Context, o *opened) {
	began := time.Now()
	if err := o.rows.Ready(ctx); err != nil {
		e.note("database", ill, err.Error(), "look whether it runs, and whether its disk is full")
		return
	}
	e.note("database", well, fmt.Sprintf("a change takes %.1f ms", float64(time.Since(began).Microseconds())/1000), "")
	if wrong, err := o.rows.Sound(ctx); err != nil || len(wrong) > 0 {
		e.note("database", ill, fmt.Sprintf("its tables are damaged: %v", errors.Join(err, errors.New(fmt.Sprint(wrong)))), "stop the studio, copy the folder, and restore the last backup")
	}
	if ahead, err := o.rows.Ahead(ctx, time.Now); err == nil && ahead.Abs() > 5*time.Second {
		e.note("clock", ill, fmt.Sprintf("it differs from the database's by %v", ahead.Round(time.Second)), "run a time service on both; workers are missed by their pulse")
	}
	began = time.Now()
	if err := o.blobs.Ready(ctx); err != nil {
		e.note("bytes", ill, err.Error(), "look whether the disk is full, or the bucket and its keys are right")
	} else {
		e.note("bytes", well, fmt.Sprintf("keeping a file takes %.1f ms", float64(time.Since(began).Microseconds())/1000), "")
	}
	h, err := visits{o}.Hands(ctx)
	if err != nil {
		e.note("workers", ill, err.Error(), "")
		return
	}
	state := well
	if h.Alive == 0 && h.Unfinished > 0 {
		state = watch
	}
	e.note("workers", state, fmt.Sprintf("%d at work, %d fell silent, %s", h.Alive, h.Silent, plural(h.Unfinished, "job is unfinished", "jobs are unfinished")), "start lathe serve or lathe worker")
}

// visits are the doctor's, to a studio that is open.
type visits struct{ o *opened }

// Hands are who works, and what waits.
func (v visits) Hands(ctx context.Context) (h web.Hands, err error) {
	var err1, err2 error
	h.Alive, h.Silent, err1 = v.o.rows.Alive(ctx, time.Now().Add(-time.Minute))
	h.Unfinished, err2 = v.o.rows.Waiting(ctx)
	return h, errors.Join(err1, err2)
}

// Examine is what lathe doctor finds.
func (v visits) Examine(ctx context.Context) []web.Symptom {
	e := &exam{where: v.o.where}
	e.machine()
	e.folder()
	e.studio(ctx, v.o)
	return e.found
}
