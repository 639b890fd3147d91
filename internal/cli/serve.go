package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"lathe/studio"
	"lathe/studio/door"
	"lathe/studio/jobs"
	"lathe/studio/portal"
)

const (
	sweepEvery = 10 * time.Minute
	closeIn    = 10 * time.Second // from being asked to stop until the end
)

func (a *app) serve() *cobra.Command {
	var where premises
	var listen string
	var work working
	cmd := &cobra.Command{
		Use: "serve", Short: "Open the studio: uploads, checks, plans, masters, over HTTP",
		Long: "Serve the studio. It needs no configuration: everything is kept below --data, and the first start prints a token once." +
			"\n\nWith --database and --blobs, several of them and any number of `lathe worker` work together.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := work.check(0); err != nil {
				return err
			}
			o, err := where.open(ctx, a)
			if err != nil {
				return err
			}
			defer o.rows.Close()
			room, owner, fresh, err := o.founded(ctx)
			if err != nil {
				return err
			}
			door, err := net.Listen("tcp", listen)
			if err != nil {
				return usageError{fmt.Errorf("--listen %s: %w", listen, errors.Unwrap(err))}
			}
			if fresh {
				token, err := o.token(ctx, room, owner.ID, "set-up", 0)
				if err != nil {
					return err
				}
				fmt.Fprintf(a.errOut, "Set-up token, shown this once: %s\n", token.Reveal())
			}
			fmt.Fprintf(a.errOut, "The studio is open at http://%s/\n", door.Addr())
			return a.keepOpen(ctx, o, door, work)
		},
	}
	where.flags(cmd)
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen at")
	work.flags(cmd, "sessions to work on at a time in this process; 0 leaves all work to lathe worker")
	return cmd
}

// keepOpen serves until it is asked to stop, and then ends in good order: no
// new requests, uploads kept as far as they came, work back in the queue.
func (a *app) keepOpen(ctx context.Context, o *opened, l net.Listener, work working) error {
	gauges := o.gauges()
	p := &portal.Portal{
		Rows: o.rows, Blobs: o.blobs, Reader: jobs.Reader{}, Limits: portal.DefaultLimits(), Log: o.log, Now: time.Now, Closing: ctx,
		Links: &jobs.Links{Desk: a.linkDesk(work.wetransfer)}, Vault: o.vault, Gauges: gauges,
	}
	shown, err := work.show(o, gauges)
	if err != nil {
		return err
	}
	defer shown()
	house, err := a.pages(o, p)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: door.Paced(house), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	ended := make(chan error, 2)
	go func() { ended <- server.Serve(l) }()
	hands := 0
	inner, stop := context.WithCancel(ctx)
	defer stop()
	if work.songs > 0 {
		hands = 1
		go func() { ended <- a.bench(o, work, gauges).Run(inner) }()
	}
	go sweep(inner, o)
	select {
	case <-ctx.Done():
	case err = <-ended: // the one ended that should not have
		hands--
		stop()
	}
	p.LetGo()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeIn)
	defer cancel()
	if serr := server.Shutdown(last); serr != nil {
		server.Close()
	}
	for range hands {
		if herr := <-ended; err == nil && herr != nil && !errors.Is(herr, http.ErrServerClosed) {
			err = herr
		}
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// sweep drops now and then what nothing points to.
func sweep(ctx context.Context, o *opened) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if n, err := studio.Retire(ctx, o.rows, time.Now().UTC()); err != nil && ctx.Err() == nil {
			o.log.Warn("what was kept long enough was not removed", "error", err)
		} else if n > 0 {
			o.log.Info("stems were kept as long as was promised, and removed", "sessions", n)
		}
		s, err := studio.Sweep(ctx, o.rows, o.blobs, time.Now().UTC())
		switch {
		case err != nil && ctx.Err() == nil:
			o.log.Warn("the sweep stopped", "error", err)
		case s != studio.Swept{}:
			o.log.Info("swept", "expired", s.Expired, "growing", s.Growing, "whole", s.Whole, "bytes", s.Bytes)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (a *app) worker() *cobra.Command {
	var where premises
	var work working
	cmd := &cobra.Command{
		Use: "worker", Short: "More hands for a studio that is open",
		Long: "Take jobs of the studio whose --data, --database and --blobs these are. Start as many as there are machines.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := work.check(1); err != nil {
				return err
			}
			o, err := where.open(cmd.Context(), a)
			if err != nil {
				return err
			}
			defer o.rows.Close()
			gauges := o.gauges()
			shown, err := work.show(o, gauges)
			if err != nil {
				return err
			}
			defer shown()
			a.say("working; stop with Ctrl-C")
			return a.bench(o, work, gauges).Run(cmd.Context())
		},
	}
	where.flags(cmd)
	work.flags(cmd, "sessions to work on at a time")
	return cmd
}
