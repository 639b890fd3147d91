package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"lathe/audio"
	"lathe/studio"
	"lathe/studio/blob"
	"lathe/studio/store"
)

// copied is what backup and restore have to say.
type copied struct {
	Folder string `json:"folder"`
	Blobs  int    `json:"blobs"`
	Bytes  int64  `json:"bytes"`
}

func (a *app) backup() *cobra.Command {
	var where premises
	cmd := &cobra.Command{
		Use: "backup DIR", Short: "Copy a studio while it works",
		Long: "Write the studio's database, as it is at one moment, and every file it points to into a new folder, each checked against its sum." +
			"\n\nThe folder is a studio: lathe serve --data DIR opens it. Files that are still arriving are not in it, nor is the key for links. A studio on PostgreSQL and S3 becomes a folder too.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := where.open(cmd.Context(), a)
			if err != nil {
				return err
			}
			defer o.rows.Close()
			return a.copyStudio(cmd.Context(), o, args[0])
		},
	}
	where.flags(cmd)
	return cmd
}

func (a *app) restore() *cobra.Command {
	var to premises
	cmd := &cobra.Command{
		Use: "restore BACKUP", Short: "Make a studio from a backup",
		Long: "Copy a backup into a new folder, or an empty database and bucket, each file checked against its sum. The backup stays as it is." +
			"\n\nWhat was being worked on goes on where the studio is opened.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := os.Stat(filepath.Join(args[0], "studio.db")); err != nil {
				return usagef("%s is no backup: there is no studio.db in it", quoted(base(args[0])))
			}
			from := premises{dir: args[0]}
			o, err := from.open(cmd.Context(), a)
			if err != nil {
				return err
			}
			defer o.rows.Close()
			if to.database == "" && to.blobs == "" {
				if err := a.copyStudio(cmd.Context(), o, to.dir); err != nil {
					return err
				}
				return requeued(cmd.Context(), a, to)
			}
			return a.restoreTo(cmd.Context(), o, to)
		},
	}
	to.flags(cmd)
	return cmd
}

// restoreTo copies a backup to where premises are: bytes first, so that no row
// points to what is not there.
func (a *app) restoreTo(ctx context.Context, from *opened, where premises) error {
	to, err := where.open(ctx, a)
	if err != nil {
		return err
	}
	defer to.rows.Close()
	out := copied{Folder: base(where.dir)}
	if out.Blobs, out.Bytes, err = studio.CopyBlobs(ctx, from.rows, from.blobs, to.blobs); err != nil {
		return err
	}
	if _, err = studio.CopyArrived(ctx, from.rows, from.rows, from.blobs, to.blobs); err != nil {
		return err
	}
	if _, err = from.rows.CopyTo(ctx, to.rows); err != nil {
		return plainly(err)
	}
	if _, err = studio.Requeue(ctx, to.rows); err != nil {
		return err
	}
	return a.data(out, func(w io.Writer) { fmt.Fprintf(w, "%d files, %d bytes\n", out.Blobs, out.Bytes) })
}

// requeued makes jobs of what is under way in a studio that was restored.
func requeued(ctx context.Context, a *app, where premises) error {
	o, err := where.open(ctx, a)
	if err != nil {
		return err
	}
	_, err = o.rows.TakeOver(ctx, time.Now().Add(time.Hour)) // nobody has worked here yet
	_, err2 := studio.Requeue(ctx, o.rows)
	return errors.Join(err, err2, o.rows.Close())
}

// copyStudio copies a studio into a folder that does not exist, or is empty.
// The database goes first: what it points to is kept for a day at least, so it
// is still there when its turn comes.
func (a *app) copyStudio(ctx context.Context, o *opened, to string) (err error) {
	if list, err := os.ReadDir(to); err == nil && len(list) > 0 {
		return usagef("%s is not empty; a backup needs a new folder", quoted(base(to)))
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return audio.WithoutPath(err)
	}
	aside := filepath.Join(to, "studio.db.part")
	if err := o.rows.Snapshot(ctx, aside); err != nil {
		return plainly(err)
	}
	rows, err := store.OpenFile(ctx, aside)
	if err != nil {
		return err
	}
	into, err := blob.OpenFolder(filepath.Join(to, "blobs"), nil)
	if err != nil {
		return errors.Join(err, rows.Close())
	}
	out := copied{Folder: base(to)}
	out.Blobs, out.Bytes, err = studio.CopyBlobs(ctx, rows, o.blobs, into)
	if err == nil {
		_, err = studio.CopyArrived(ctx, rows, o.rows, o.blobs, into)
	}
	err = errors.Join(err, into.Close(), rows.Close())
	for _, left := range []string{"-wal", "-shm", ".gate", ".gate-journal"} {
		os.Remove(aside + left)
	}
	if err == nil { // what has no studio.db is no backup
		err = audio.WithoutPath(os.Rename(aside, filepath.Join(to, "studio.db")))
	}
	if err != nil {
		return err
	}
	return a.data(out, func(w io.Writer) { fmt.Fprintf(w, "%d files, %d bytes, in %s\n", out.Blobs, out.Bytes, quoted(to)) })
}

func (a *app) verify() *cobra.Command {
	var where premises
	cmd := &cobra.Command{
		Use: "verify", Short: "Hold everything a studio keeps against its sums",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := where.open(cmd.Context(), a)
			if err != nil {
				return err
			}
			defer o.rows.Close()
			v, err := studio.Verify(cmd.Context(), o.rows, o.blobs)
			if err != nil {
				return err
			}
			err = a.data(v, func(w io.Writer) {
				fmt.Fprintf(w, "%d files (%d bytes), %d plans and %d lines of the ledger were read.\n", v.Blobs, v.Bytes, v.Plans, v.Entries)
				for _, sentence := range v.Wrong {
					fmt.Fprintln(w, sentence)
				}
			})
			if err == nil && len(v.Wrong) > 0 {
				err = fmt.Errorf("%s: %w", plural(len(v.Wrong), "thing is not what it was", "things are not what they were"), errNotWhatItWas)
			}
			return err
		},
	}
	where.flags(cmd)
	return cmd
}

// errNotWhatItWas is a studio whose bytes do not match their sums.
var errNotWhatItWas = errors.New("verification failed")
