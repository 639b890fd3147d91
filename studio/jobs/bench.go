package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"

	"lathe/audio"
	"lathe/chain"
	"lathe/studio"
	"lathe/studio/cloud"
	"lathe/studio/gauge"
	"lathe/studio/store"
)

// Settings are how a process works.
type Settings struct {
	Dir     string // for sessions being worked on; removed after each job
	Songs   int    // how many sessions at a time
	Threads int    // how many stems of a session at a time
	Log     *slog.Logger
	Now     func() time.Time
	BackOff func(failures int) time.Duration // nil: 2 s, 8 s, 32 s ...
	Links   *Links                           // nil: this process fetches no links
	Vault   *studio.Vault                    // what opens them
	Post    http.RoundTripper                // the way to hooks; nil: to public addresses alone
	Again   func(attempts int) time.Duration // when to try a hook again; nil: 5 s, 5 min, ... 24 h
	Poll    time.Duration                    // how often to look for work where the database cannot tell
	Gauges  *gauge.Board                     // nil: nothing is counted

	// Hand makes the command of a process that does heavy jobs apart from this
	// one, and calls [Bench.Obey]; nil: they are done here.
	Hand      func() *exec.Cmd
	JobBytes  int64                          // memory that a job may have; 0: no limit
	Room      func(dir string) (int64, bool) // of the disk under Dir; nil: not known
	RoomEvery time.Duration                  // how often to look for room when there was none; 0: 15 s
}

// The pulse of a process: another takes over what it was doing when it has not
// been felt for a while.
const (
	pulseEvery   = 3 * time.Second
	pulseStopped = 20 * time.Second
)

// mostDeaths is how many workers may die under a job before it waits for a
// person: what kills workers is most often the job.
const mostDeaths = 20

// Bench is a process's workers.
type Bench struct {
	Settings
	rows  *store.Store
	blobs studio.Blobs
	id    string
	shelf shelf
	near  near
	crew  *crew
	kinds map[string]func(context.Context, json.RawMessage, *one) error
	busy  atomic.Bool  // a hand: a job is under way
	done  atomic.Int64 // jobs that ended well
	ended atomic.Int64 // jobs that failed
}

// New makes a bench; Run sets it to work.
func New(rows *store.Store, blobs studio.Blobs, s Settings) *Bench {
	s.Songs, s.Threads = max(1, s.Songs), max(1, s.Threads)
	if s.Poll == 0 {
		s.Poll = 500 * time.Millisecond
	}
	if s.BackOff == nil {
		s.BackOff = func(n int) time.Duration { return 2 * time.Second << min(2*(n-1), 10) }
	}
	if s.Post == nil {
		s.Post = cloud.OnlyPublic()
	}
	if s.Again == nil {
		s.Again = again
	}
	if s.RoomEvery == 0 {
		s.RoomEvery = 15 * time.Second
	}
	b := &Bench{Settings: s, rows: rows, blobs: blobs, id: string(studio.NewID()), kinds: map[string]func(context.Context, json.RawMessage, *one) error{}}
	b.crew = &crew{start: s.Hand, dir: b.room(), bytes: s.JobBytes}
	return b
}

// workers are what each kind of job does.
func (b *Bench) workers() *river.Workers {
	w := river.NewWorkers()
	river.AddWorker(w, river.WorkFunc(work(b, b.receive)))
	river.AddWorker(w, river.WorkFunc(work(b, b.fetch)))
	river.AddWorker(w, river.WorkFunc(work(b, b.notify)))
	river.AddWorker(w, river.WorkFunc(work(b, b.check)))
	river.AddWorker(w, river.WorkFunc(work(b, b.audition)))
	river.AddWorker(w, river.WorkFunc(work(b, b.excerpt)))
	river.AddWorker(w, river.WorkFunc(work(b, b.decide)))
	river.AddWorker(w, river.WorkFunc(work(b, b.print)))
	return w
}

// Done is how many jobs ended well, and how many failed.
func (b *Bench) Done() (well, failed int64) { return b.done.Load(), b.ended.Load() }

// Run works until the context ends; then what runs goes back into the queue.
func (b *Bench) Run(ctx context.Context) error {
	if err := b.tidy(); err != nil {
		return err
	}
	if err := b.rows.Pulse(ctx, b.id, b.Now()); err != nil {
		return err
	}
	stop, err := b.rows.Work(context.WithoutCancel(ctx), store.Hands{
		ID: b.id, Workers: b.workers(), Log: b.Log, PollEvery: b.Poll, BackOff: b.BackOff,
		Queues: map[string]int{store.Light: 4, store.Out: 4, store.Quick: 2, store.Aside: 1, store.Heavy: b.Songs},
	})
	if err != nil {
		return err
	}
	b.live(ctx)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 8*time.Second)
	defer cancel()
	err = stop(last)
	b.crew.dismiss()
	b.shelf.clear()
	b.near.clear()
	os.RemoveAll(b.room())
	return errors.Join(err, b.rows.Gone(last, b.id))
}

// live keeps the pulse, and takes over from processes that have none.
func (b *Bench) live(ctx context.Context) {
	tick := time.NewTicker(pulseEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := b.Now()
		if err := b.rows.Pulse(ctx, b.id, now); err != nil {
			b.Log.Warn("the pulse was not written", "error", err)
			continue
		}
		if n, err := b.rows.TakeOver(ctx, now.Add(-pulseStopped)); err != nil {
			b.Log.Warn("no work was taken over", "error", err)
		} else if n > 0 {
			b.Log.Info("took over from a worker that died", "jobs", n)
		}
	}
}

// room is this process's folder for work.
func (b *Bench) room() string { return filepath.Join(b.Dir, b.id) }

// tidy makes the folder for work, and removes those nobody has touched for a
// day.
func (b *Bench) tidy() error {
	if err := os.MkdirAll(b.room(), 0o700); err != nil {
		return audio.WithoutPath(err)
	}
	list, err := os.ReadDir(b.Dir)
	if err != nil {
		return audio.WithoutPath(err)
	}
	for _, d := range list {
		if at, err := d.Info(); err == nil && d.Name() != b.id && b.Now().Sub(at.ModTime()) > 24*time.Hour {
			os.RemoveAll(filepath.Join(b.Dir, d.Name()))
		}
	}
	return nil
}

// lay puts a session's files into a folder, under their own names. The caller
// removes the folder.
func (b *Bench) lay(ctx context.Context, stems []studio.Stem) (folder string, err error) {
	if err := os.MkdirAll(b.room(), 0o700); err != nil {
		return "", audio.WithoutPath(err)
	}
	folder, err = os.MkdirTemp(b.room(), "song-*")
	if err != nil {
		return "", audio.WithoutPath(err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return folder, audio.WithoutPath(err)
	}
	defer root.Close()
	for _, s := range stems {
		if !filepath.IsLocal(s.File) {
			return folder, fmt.Errorf("the file name %q leaves the session", s.File)
		}
		if dir := filepath.Dir(filepath.FromSlash(s.File)); dir != "." {
			if err := root.MkdirAll(dir, 0o700); err != nil {
				return folder, audio.WithoutPath(err)
			}
		}
		if err := b.blobs.Fetch(ctx, s.SHA256, filepath.Join(folder, filepath.FromSlash(s.File))); err != nil {
			return folder, fmt.Errorf("%s: %w", s.File, err)
		}
	}
	return folder, nil
}

// open is what the chain opens: the folder, or the one archive in it.
func open(folder string, stems []studio.Stem) string {
	if len(stems) == 1 {
		name := strings.ToLower(stems[0].File)
		if strings.HasSuffix(name, ".zip") || strings.HasSuffix(name, ".stem.mp4") || strings.HasSuffix(name, ".stem.m4a") {
			return filepath.Join(folder, filepath.FromSlash(stems[0].File))
		}
	}
	return folder
}

// options are how the chain works here; none of them changes the sound.
func (b *Bench) options(m *meter) chain.Options {
	threads := b.Threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	return chain.Options{Workers: threads, TempDir: b.room(), Progress: m.tell}
}
