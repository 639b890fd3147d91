package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"lathe/studio"
)

// grown is a growing blob in a file: what is in the file is what is here.
type grown struct {
	file  File
	bytes int64
}

// Grow opens a growing blob, a new one when there is none.
func (f *Folder) Grow(_ context.Context, id studio.ID) (studio.Growing, error) {
	name, err := growing(id)
	if err != nil {
		return nil, err
	}
	_, missing := f.root.Stat(name)
	file, err := f.root.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, plain(err)
	}
	if missing != nil {
		err = f.sync("growing")
	}
	var end int64
	if err == nil {
		end, err = file.Seek(0, io.SeekEnd)
	}
	if err != nil {
		file.Close()
		return nil, plain(err)
	}
	return &grown{file, end}, nil
}

// Bytes is how much is here.
func (g *grown) Bytes() int64 { return g.bytes }

// Write appends.
func (g *grown) Write(p []byte) (int, error) {
	n, err := g.file.Write(p)
	g.bytes += int64(n)
	return n, plain(err)
}

// Sync returns once everything written will outlive a power cut.
func (g *grown) Sync() error { return plain(g.file.Sync()) }

// Truncate drops everything from an offset on.
func (g *grown) Truncate(bytes int64) error {
	if err := g.file.Truncate(bytes); err != nil {
		return plain(err)
	}
	end, err := g.file.Seek(0, io.SeekEnd)
	g.bytes = end
	return plain(err)
}

// Close lets go of it, after Sync.
func (g *grown) Close() error {
	err := g.file.Sync()
	if cerr := g.file.Close(); err == nil {
		err = cerr
	}
	return plain(err)
}

// Seal keeps a growing blob as a whole one: the same bytes under a second name,
// so that it can be called again after it was cut short.
func (f *Folder) Seal(ctx context.Context, id studio.ID) (string, int64, error) {
	name, err := growing(id)
	if err != nil {
		return "", 0, err
	}
	file, err := f.root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return "", 0, plain(err)
	}
	defer file.Close()
	if err := file.Sync(); err != nil {
		return "", 0, plain(err)
	}
	sum, n, err := sumOf(ctx, file)
	if err != nil {
		return "", 0, err
	}
	aside := path.Join("aside", string(id)+sum[:8])
	if err := f.root.Link(name, aside); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, err := file.Seek(0, io.SeekStart); err != nil { // a disk without second names
			return "", 0, plain(err)
		}
		return f.Keep(ctx, file)
	}
	defer f.remove(aside) // a rename onto another name of the same file leaves it
	return sum, n, f.place(aside, sum)
}

// Forget drops a growing blob.
func (f *Folder) Forget(_ context.Context, id studio.ID) error {
	name, err := growing(id)
	if err != nil {
		return nil
	}
	return f.remove(name)
}

// EachGrowing calls do for every growing blob.
func (f *Folder) EachGrowing(_ context.Context, do func(studio.ID, time.Time) error) error {
	list, err := fs.ReadDir(f.root.FS(), "growing")
	if err != nil {
		return plain(err)
	}
	for _, d := range list {
		at, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return plain(err)
		}
		if err := do(studio.ID(d.Name()), at.ModTime()); err != nil {
			return err
		}
	}
	return nil
}

// Sweep removes what was written aside before a time and never finished.
func (f *Folder) Sweep(before time.Time) (files int, err error) {
	list, err := fs.ReadDir(f.root.FS(), "aside")
	if err != nil {
		return 0, plain(err)
	}
	for _, d := range list {
		at, err := d.Info()
		if err != nil || !at.ModTime().Before(before) {
			continue
		}
		if err := f.remove(path.Join("aside", d.Name())); err != nil {
			return files, err
		}
		files++
	}
	return files, nil
}
