//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"syscall"
	"time"

	"lathe"
	"lathe/chain"
)

// usage is what a program took.
type usage struct {
	WallS, CPUS float64
	PeakMiB     float64 // resident
}

// share is the CPU time from the first sign of one pass to that of the next.
type share struct {
	Pass string
	CPUS float64
}

// outcome is one whole master.
type outcome struct {
	usage
	Shares []share
}

// master runs ourselves as another program, whose memory and time are its own.
func master(ctx context.Context, s settings) (out outcome, err error) {
	self, err := os.Executable()
	if err != nil {
		return out, err
	}
	if out.usage, err = measured(exec.CommandContext(ctx, self, "-child", s.dir, "-profile", s.profile), func(text []byte) error {
		return json.Unmarshal(text, &out.Shares)
	}); err != nil {
		return out, fmt.Errorf("master: %w", err)
	}
	return out, nil
}

// measured runs a program to its end and hands on what it printed.
func measured(cmd *exec.Cmd, read func([]byte) error) (usage, error) {
	var text, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &complaints
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return usage{}, fmt.Errorf("%w: %s", err, complaints.Bytes())
	}
	state := cmd.ProcessState
	u := usage{WallS: time.Since(start).Seconds(), CPUS: (state.UserTime() + state.SystemTime()).Seconds()}
	if r, ok := state.SysUsage().(*syscall.Rusage); ok {
		u.PeakMiB = float64(r.Maxrss) / (1 << 10)
		if runtime.GOOS == "darwin" { // counts bytes, others KiB: getrusage(2)
			u.PeakMiB /= 1 << 10
		}
	}
	return u, read(text.Bytes())
}

// child is the program that is measured: it masters the session and prints its
// shares as JSON.
func child(ctx context.Context, s settings) error {
	out, err := os.MkdirTemp(s.child, "master-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(out)
	if s.profile != "" {
		f, err := os.Create(s.profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	w := &watch{}
	w.begin("reading headers")
	_, err = lathe.Master(ctx, filepath.Join(s.child, sessionName), chain.Request{Dir: out},
		chain.Options{Workers: runtime.GOMAXPROCS(0), TempDir: s.child, Progress: func(p chain.Progress) { w.begin(p.Pass) }})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(w.end())
}

// watch tells passes apart by CPU time.
type watch struct {
	mu     sync.Mutex
	shares []share
	since  float64 // CPU seconds at the beginning of the last one
}

func (w *watch) begin(pass string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.shares); n > 0 && w.shares[n-1].Pass == pass {
		return
	}
	w.close()
	w.shares = append(w.shares, share{Pass: pass})
}

// close puts what was spent on the account of the pass that ends.
func (w *watch) close() {
	now := spentS()
	if n := len(w.shares); n > 0 {
		w.shares[n-1].CPUS = now - w.since
	}
	w.since = now
}

func (w *watch) end() []share {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.close()
	return w.shares
}

// spentS is the CPU time of this program so far.
func spentS() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds()
}
