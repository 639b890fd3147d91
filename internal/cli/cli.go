package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"lathe/audio"
	"lathe/chain"
)

// app is one run of the program.
type app struct {
	in          io.Reader
	out, errOut io.Writer
	start       time.Time

	json     bool
	quiet    bool
	progress string
	workers  int

	transport http.RoundTripper // carries requests for links; nil is the strict one
}

// Main runs the command line and returns the exit status.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	return run(args, in, out, errOut, nil)
}

// run is Main with a network: tests bring made services, the program nil, which
// is the strict way to public servers.
func run(args []string, in io.Reader, out, errOut io.Writer, network http.RoundTripper) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		stop() // a second Ctrl-C ends the program at once
	}()
	sink := &sink{to: out}
	out = sink
	a := &app{in: in, out: out, errOut: errOut, start: time.Now(), transport: network}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		err = sink.failed
	}
	if err == nil {
		return exitOK
	}
	if ctx.Err() != nil {
		err = context.Canceled
	}
	complain(errOut, err)
	if status(err) == exitUsage {
		fmt.Fprintf(errOut, "       See %s --help.\n", cmd.CommandPath())
	}
	return status(err)
}

// sink remembers that something could not be written, so that nobody takes half
// a document for a whole one.
type sink struct {
	to     io.Writer
	failed error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	if err != nil && s.failed == nil {
		s.failed = fmt.Errorf("the output: %w", audio.WithoutPath(err))
	}
	return n, err
}

// root is the command itself, with what all commands share.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "lathe",
		Short: "Master songs from their stems",
		Long: `Lathe masters songs from their stems.

Give it a folder with one audio file per instrument (or a .zip of it), a rough
mix and perhaps a reference track. It checks them, cleans them, balances them,
carves space, enhances, glues, sets the final level, compares the master with
rough mix and reference, and explains every move in a plan that you can edit and
print again.

  lathe demo                          hear it on a made-up song
  lathe check SONG                    what is wrong with these stems?
  lathe master SONG -o SONG/master    do everything`,
		SilenceUsage: true, SilenceErrors: true,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	flags := root.PersistentFlags()
	flags.BoolVar(&a.json, "json", false, "print one JSON document on stdout")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but errors")
	flags.StringVar(&a.progress, "progress", "auto", "how to show progress: auto, bar, plain, json or none")
	flags.IntVar(&a.workers, "workers", 0, "how many stems to work on at a time (0: one per core); never changes the sound")
	root.AddCommand(a.check(), a.plan(), a.print(), a.master(), a.explain(), a.measure(), a.compare(), a.repair(), a.resample(), a.demo(), a.serve(), a.worker(), a.hand(), a.doctor(), a.admin(), a.backup(), a.restore(), a.verify(), a.version())
	for _, c := range append(root.Commands(), root) {
		wrapArgs(c)
	}
	return root
}

// wrapArgs makes a wrong number of arguments a matter of usage.
func wrapArgs(c *cobra.Command) {
	check := c.Args
	c.Args = func(cmd *cobra.Command, args []string) error {
		if check == nil {
			return nil
		}
		err := check(cmd, args)
		switch {
		case err == nil:
			return nil
		case cmd.HasSubCommands():
			return usageError{err}
		}
		return usagef("want lathe %s; there are %s beside the flags", cmd.Use, plural(len(args), "argument", "arguments"))
	}
}

// options is how the chain should work for this run.
func (a *app) options() (chain.Options, func(), error) {
	if a.workers < 0 || a.workers > 1024 {
		return chain.Options{}, nil, usagef("--workers is %d, want 0 to 1024", a.workers)
	}
	show, err := a.newProgress()
	if err != nil {
		return chain.Options{}, nil, err
	}
	o := chain.Options{Workers: a.workers, Progress: show.tell}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o, show.done, nil
}

// data writes a result: as JSON, or as the text that tell writes.
func (a *app) data(v any, tell func(w io.Writer)) error {
	if !a.json {
		if !a.quiet {
			tell(a.out)
		}
		return nil
	}
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// say writes a remark to stderr.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.errOut, format+"\n", args...)
	}
}

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.data(map[string]string{"engine": chain.Engine}, func(w io.Writer) { fmt.Fprintln(w, chain.Engine) })
		},
	}
}

// both joins a result that was written with the error that came with it.
func both(err, written error) error {
	if err == nil || written == nil {
		return errors.Join(err, written)
	}
	return err
}
