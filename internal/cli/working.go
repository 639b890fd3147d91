package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"lathe/studio/gauge"
	"lathe/studio/jobs"
)

// working is how much a process does at a time: the flags that serve and worker
// share.
type working struct {
	songs      int
	memoryMB   int
	metrics    string
	wetransfer permission
}

func (w *working) flags(cmd *cobra.Command, songs string) {
	w.wetransfer.flag(cmd)
	f := cmd.Flags()
	f.IntVar(&w.songs, "songs", 1, songs)
	f.IntVar(&w.memoryMB, "memory", 0, "memory in MB for all songs in hand together; what needs more is refused; 0: three quarters of the machine's")
	f.StringVar(&w.metrics, "metrics", "", "address that shows Prometheus metrics to anybody who can reach it, such as 127.0.0.1:9100")
}

func (w *working) check(fewest int) error {
	if w.songs < fewest || w.songs > 64 {
		return usagef("--songs is %d, want %d to 64", w.songs, fewest)
	}
	if w.memoryMB != 0 && w.memoryMB < leastMB*max(1, w.songs) {
		return usagef("--memory is %d, want %d MB or more for each song at a time", w.memoryMB, leastMB)
	}
	return w.wetransfer.check()
}

// leastMB is what a short song of few stems may take.
const leastMB = 384

// jobBytes is what one job may have.
func (w *working) jobBytes() int64 {
	all := int64(w.memoryMB) << 20
	if all == 0 {
		if n, known := memoryBytes(); known {
			all = n / 4 * 3
		}
	}
	return all / int64(max(1, w.songs))
}

// bench is this process's workers. Heavy jobs are done in processes of their
// own: this program, under the name hand.
func (a *app) bench(o *opened, w working, gauges *gauge.Board) *jobs.Bench {
	threads := a.workers
	if threads == 0 {
		threads = max(1, runtime.GOMAXPROCS(0)/max(1, w.songs))
	}
	return jobs.New(o.rows, o.blobs, jobs.Settings{
		Dir: filepath.Join(o.dir, "work"), Songs: w.songs, Threads: threads, Log: o.log, Now: time.Now,
		Links: &jobs.Links{Desk: a.linkDesk(w.wetransfer)}, Vault: o.vault, Gauges: gauges, Room: freeBytes, JobBytes: w.jobBytes(),
		Hand: func() *exec.Cmd { return a.handCommand(o, threads) },
	})
}

// handCommand is a hand for the same studio. What may hold a password is in its
// environment, where other users do not see it.
func (a *app) handCommand(o *opened, threads int) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	cmd := exec.Command(self, "hand", "--data", o.dir, "--workers", fmt.Sprint(threads))
	if a.quiet {
		cmd.Args = append(cmd.Args, "--quiet")
	}
	cmd.Env = append(os.Environ(), "LATHE_DATABASE="+o.where.database, "LATHE_BLOBS="+o.where.blobs)
	cmd.Stderr = a.errOut
	return cmd
}

// gauges are this process's, with what is asked for when somebody looks.
func (o *opened) gauges() *gauge.Board {
	b := gauge.New()
	b.Ask("lathe_jobs_unfinished", "Jobs that are not finished, over all processes.", func() (float64, bool) {
		ctx, stop := context.WithTimeout(context.Background(), 2*time.Second)
		defer stop()
		n, err := o.rows.Waiting(ctx)
		return float64(n), err == nil
	})
	b.Ask("lathe_free_bytes", "Room for files that is left, where the store can tell.", func() (float64, bool) {
		n, known := o.blobs.Free()
		return float64(n), known
	})
	return b
}

// show opens the door for metrics, when one is wanted.
func (w *working) show(o *opened, b *gauge.Board) (stop func(), err error) {
	if w.metrics == "" {
		return func() {}, nil
	}
	l, err := net.Listen("tcp", w.metrics)
	if err != nil {
		return nil, usageError{fmt.Errorf("--metrics %s: %w", w.metrics, errors.Unwrap(err))}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", b)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second}
	go server.Serve(l)
	o.log.Info("metrics are shown", "address", l.Addr().String())
	return func() { server.Close() }, nil
}
