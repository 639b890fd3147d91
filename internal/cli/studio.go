package cli

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lathe/audio"
	"lathe/studio"
	"lathe/studio/blob"
	"lathe/studio/store"
)

// premises are where a studio keeps what it keeps: the flags that serve, worker
// and admin share.
type premises struct {
	dir, database, blobs string
}

func (p *premises) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&p.dir, "data", "lathe-studio", "folder of the studio: its database, files, and work in hand")
	f.StringVar(&p.database, "database", os.Getenv("LATHE_DATABASE"), "postgres://USER:PASSWORD@HOST/NAME instead of SQLite in the folder (or LATHE_DATABASE, which keeps the password out of sight)")
	f.StringVar(&p.blobs, "blobs", os.Getenv("LATHE_BLOBS"), "s3://HOST/BUCKET instead of files in the folder; keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or LATHE_BLOBS)")
	for _, name := range []string{"database", "blobs"} {
		f.Lookup(name).DefValue = "" // a password is no help text
	}
}

// opened is a studio whose doors are still closed.
type opened struct {
	rows  *store.Store
	blobs studio.Blobs
	vault *studio.Vault // nil: links cannot be sealed, so they are not fetched
	dir   string
	where premises
	log   *slog.Logger
}

// open opens a studio, and makes it when there is none.
func (p *premises) open(ctx context.Context, a *app) (*opened, error) {
	if p.database != "" && !strings.HasPrefix(p.database, "postgres://") && !strings.HasPrefix(p.database, "postgresql://") {
		return nil, usagef("--database wants postgres://USER:PASSWORD@HOST/NAME")
	}
	if p.blobs != "" && !strings.HasPrefix(p.blobs, "s3://") {
		return nil, usagef("--blobs wants s3://HOST/BUCKET")
	}
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return nil, fmt.Errorf("--data %s: %w", quoted(base(p.dir)), audio.WithoutPath(err))
	}
	o := &opened{dir: p.dir, where: *p, log: slog.New(slog.DiscardHandler)}
	if !a.quiet {
		o.log = slog.New(slog.NewJSONHandler(a.errOut, &slog.HandlerOptions{ReplaceAttr: studio.HushLog}))
	}
	var err error
	if p.database != "" {
		o.rows, err = store.OpenPostgres(ctx, p.database)
	} else {
		o.rows, err = store.OpenFile(ctx, filepath.Join(p.dir, "studio.db"))
	}
	if err != nil {
		return nil, err
	}
	if p.blobs != "" {
		o.blobs, err = blob.OpenBucket(ctx, p.blobs, filepath.Join(p.dir, "spool"))
	} else {
		o.blobs, err = blob.OpenFolder(filepath.Join(p.dir, "blobs"), freeBytes)
	}
	if err != nil {
		return nil, errors.Join(err, o.rows.Close())
	}
	if o.vault, err = p.vault(); err != nil {
		return nil, errors.Join(err, o.rows.Close())
	}
	return o, nil
}

// vault seals with the key in LATHE_KEY; a studio on one machine makes itself a
// key in its folder.
func (p *premises) vault() (*studio.Vault, error) {
	if text := os.Getenv("LATHE_KEY"); text != "" {
		key, err := hex.DecodeString(text)
		if err != nil || len(key) != 32 {
			return nil, usagef("LATHE_KEY wants 64 hexadecimal digits")
		}
		return studio.NewVault(key)
	}
	if p.database != "" {
		return nil, nil
	}
	path := filepath.Join(p.dir, "key")
	key, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		f, cerr := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if cerr == nil {
			key = studio.NewKey()
			_, err = f.Write(key)
			err = errors.Join(err, f.Sync(), f.Close(), syncFolder(p.dir))
		} else if key, err = os.ReadFile(path); err != nil { // another process was faster
			err = cerr
		}
		if cerr == nil && err == nil {
			return studio.NewVault(key)
		}
	}
	if err != nil {
		return nil, audio.WithoutPath(err)
	}
	return studio.NewVault(key)
}

// syncFolder makes the names in a folder outlive a power cut.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// founded is the studio and its owner, made when there is none yet.
func (o *opened) founded(ctx context.Context) (room studio.ID, owner studio.User, fresh bool, err error) {
	all, err := o.rows.Studios(ctx)
	if err != nil {
		return "", owner, false, err
	}
	if len(all) == 0 {
		fresh = true
		id, _, err := o.rows.Found(ctx, "Studio", "owner", time.Now())
		if err != nil {
			return "", owner, false, err
		}
		all = []studio.ID{id}
	}
	err = o.rows.Read(ctx, all[0], func(d studio.Desk) error {
		users, err := d.Users()
		if err == nil && len(users) == 0 {
			err = errors.New("the studio has no users")
		} else if err == nil {
			owner = users[0]
		}
		return err
	})
	return all[0], owner, fresh, err
}

// token makes a token for a user.
func (o *opened) token(ctx context.Context, room studio.ID, user studio.ID, label string, days int) (studio.Secret, error) {
	now := time.Now().UTC()
	t := studio.Token{ID: studio.NewID(), User: user, Label: label, Created: now}
	if days > 0 {
		t.Expires = now.AddDate(0, 0, days)
	}
	secret := studio.NewSecret("lathe_")
	return secret, o.rows.Write(ctx, room, func(d studio.Desk) error {
		if err := d.AddToken(t, secret.Sum()); err != nil {
			return err
		}
		return d.Log(studio.Entry{At: now, Who: "admin", Did: "token.made", About: string(t.ID)})
	})
}

// plainly is an error of the studio as the command line says it.
func plainly(err error) error {
	var known *studio.Error
	if errors.As(err, &known) && known.Cause == nil {
		return usageError{errors.New(known.Message)}
	}
	return err
}
