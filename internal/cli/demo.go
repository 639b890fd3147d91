package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"lathe/audio"
	"lathe/chain"
	"lathe/chain/deliver"
	"lathe/internal/signal"
)

func (a *app) demo() *cobra.Command {
	var only bool
	var w wishes
	cmd := &cobra.Command{
		Use: "demo [DIR]", Short: "Make up a song and master it",
		Long: `Write a made-up song as an artist would send it (stems with a few small faults,
a rough mix, a reference, session.yaml) into DIR and master it into DIR/master.
DIR is "Quiet Machine" when none is given. Files that are there are kept.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			song := signal.Demo()
			dir := song.Title
			if len(args) == 1 {
				dir = args[0]
			}
			out := filepath.Join(dir, "master")
			r, err := w.request(a, out)
			if err != nil {
				return err
			}
			o, done, err := a.options()
			if err != nil {
				return err
			}
			if err := a.recordDemo(cmd.Context(), song, dir, o); err != nil {
				done()
				return err
			}
			if only {
				done()
				return a.data(map[string]string{"session": dir}, func(to io.Writer) {
					fmt.Fprintf(to, "The session is in %q. To hear it mastered:\n\n  lathe master %s -o %s\n", dir, quoted(dir), quoted(out))
				})
			}
			r.Start = time.Now() // making the song up is no mastering
			report, err := a.masterDemo(cmd.Context(), &w, dir, r, o)
			done()
			if err := a.delivered(report, out, err); err != nil || a.json || a.quiet {
				return err
			}
			demoNext(a.out, dir, out)
			return nil
		},
	}
	cmd.Flags().BoolVar(&only, "session-only", false, "write the session, do not master it")
	w.flags(cmd)
	formatFlag(cmd, &w.formats)
	return cmd
}

func (a *app) masterDemo(ctx context.Context, w *wishes, dir string, r chain.Request, o chain.Options) (*chain.Report, error) {
	arrived, err := w.arrive(ctx, a, dir)
	if err != nil {
		return nil, err
	}
	defer arrived.Close()
	return chain.Master(ctx, arrived.Arrived, r, o)
}

// demoNext says what to do with the demo.
func demoNext(w io.Writer, dir, out string) {
	plan := filepath.Join(out, "plan.yaml")
	fmt.Fprintf(w, `
Listen to the rough mix and the master in %q, open report.html in a
browser, and read plan.yaml. Then change a move in the plan and print it again:

  lathe print %s --plan %s -o %s

Your own song is a folder with one audio file per instrument:

  lathe check  "My Song"
  lathe master "My Song" -o "My Song/master"
`, dir, quoted(dir), quoted(plan), quoted(out))
}

// sheetName is the file by which a demo session is known again.
const sheetName = "session.yaml"

// recordDemo writes the song's files, several at a time. Those that are there
// are kept; what this run has written goes when it fails.
func (a *app) recordDemo(ctx context.Context, song signal.Song, dir string, o chain.Options) (err error) {
	made, err := demoFolder(song, dir)
	if err != nil {
		return err
	}
	var missing []signal.Track
	total := 0.
	for _, t := range song.Tracks {
		if _, err := os.Lstat(filepath.Join(dir, t.Name+".wav")); errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, t)
			total += float64(t.Frames) / float64(song.Rate)
		}
	}
	defer func() {
		if err == nil {
			return
		}
		for _, t := range missing { // none of them was there before
			os.Remove(filepath.Join(dir, t.Name+".wav"))
		}
		if made {
			os.Remove(filepath.Join(dir, sheetName))
			os.Remove(dir) // only succeeds when it is empty
		}
	}()
	pass := chain.NewPass("recording", o, total)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(o.Workers)
	for _, t := range missing {
		g.Go(func() error { return recordTrack(ctx, t, song.Rate, dir, pass) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	pass.Finish()
	return nil
}

// demoFolder makes sure that dir is a folder for this song: a new one, an empty
// one, or one that a demo has begun.
func demoFolder(song signal.Song, dir string) (made bool, err error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return false, fmt.Errorf("%s: %w", filepath.Base(dir), audio.WithoutPath(err))
		}
		made = true
	case errors.Is(err, syscall.ENOTDIR):
		return false, usagef("%q is a file; name a new folder: lathe demo DIR", filepath.Base(dir))
	case err != nil:
		return false, fmt.Errorf("%s: %w", filepath.Base(dir), audio.WithoutPath(err))
	case len(entries) > 0:
		text, err := os.ReadFile(filepath.Join(dir, sheetName))
		if err != nil || !bytes.Contains(text, []byte("title: "+song.Title+"\nartist: "+song.Artist+"\n")) {
			return false, usagef("%q is not empty and not a demo; name a new folder: lathe demo DIR", filepath.Base(dir))
		}
		return false, nil
	}
	return made, deliver.WriteText(filepath.Join(dir, sheetName), song.SessionYAML())
}

// recordTrack writes one track.
func recordTrack(ctx context.Context, t signal.Track, rate int, dir string, pass chain.Pass) error {
	player := t.Play()
	block, view := audio.NewBlock(t.Channels, 4096), make([][]float64, 0, t.Channels)
	f := audio.Format{Container: "wav", Rate: rate, Channels: t.Channels, BitDepth: t.BitDepth, Frames: t.Frames}
	return deliver.WriteTrack(filepath.Join(dir, t.Name+".wav"), f, func(write func([][]float64) error) error {
		for {
			if err := ctx.Err(); err != nil {
				return err
			}
			n, err := player.Read(block)
			if n > 0 {
				pass.Advance(float64(n) / float64(rate))
				if err := write(audio.Slice(view, block, 0, n)); err != nil {
					return err
				}
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
}
