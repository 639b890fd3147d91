//go:build unix

package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
)

// settings are what a person can ask for.
type settings struct {
	stems   int
	seconds float64
	rate    int // Hz
	runs    int
	dir     string // keeps the session; empty: a temporary one
	parts   bool   // only the meters and processors
	child   string // we are the program that is measured; the folder it works in
	profile string // of the child, for pprof
}

func main() {
	var s settings
	flag.IntVar(&s.stems, "stems", 16, "how many stereo stems the session has")
	flag.Float64Var(&s.seconds, "seconds", 240, "how long it is")
	flag.IntVar(&s.rate, "rate", 44100, "its sample rate in Hz")
	flag.IntVar(&s.runs, "runs", 3, "how often master and the peer take turns")
	flag.StringVar(&s.dir, "dir", "", "keep the session in this folder and use it again")
	flag.BoolVar(&s.parts, "parts", false, "measure meters and processors only")
	flag.StringVar(&s.profile, "profile", "", "write a CPU profile of the last master here")
	flag.StringVar(&s.child, "child", "", "for our own use: master what is in this folder and say how it went")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s settings) error {
	if s.child != "" {
		return child(ctx, s)
	}
	if s.stems < 1 || !(s.seconds >= 5) || s.runs < 1 {
		return fmt.Errorf("%d stems of %g s, %d times: want at least one stem, 5 s and one run", s.stems, s.seconds, s.runs)
	}
	fmt.Printf("%s/%s, %d cores, %s\n", runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), runtime.Version())
	if !s.parts {
		if err := whole(ctx, s); err != nil {
			return err
		}
	}
	return parts(ctx)
}

// whole masters the session several times, taking turns with the peer.
func whole(ctx context.Context, s settings) error {
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "lathe-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		s.dir = dir
	}
	if err := makeSession(ctx, s); err != nil {
		return err
	}
	var ours []outcome
	var peers []usage
	for range s.runs {
		one, err := master(ctx, s)
		if err != nil {
			return err
		}
		ours = append(ours, one)
		peer, ok, err := peer(ctx, filepath.Join(s.dir, sumName))
		if err != nil {
			return err
		}
		if ok {
			peers = append(peers, peer)
		}
	}
	return wholeTable(s, ours, peers)
}
