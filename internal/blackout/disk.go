package blackout

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"lathe/studio/blob"
)

// Disk is a folder below the one that is followed, for a [blob.Folder].
func (c *Cutter) Disk(dir string) (blob.Disk, error) {
	if err := c.do("mkdir", dir, func() error { return os.MkdirAll(filepath.Join(c.root, dir), 0o700) }, func() {
		c.created(dir, true)
		c.syncedFolder("") // what the studio's folder holds is made once, long before
	}); err != nil {
		return nil, err
	}
	under, err := blob.OpenRoot(filepath.Join(c.root, dir))
	return &disk{under, c, dir}, err
}

type disk struct {
	blob.Disk
	c   *Cutter
	dir string
}

func (d *disk) full(name string) string { return path.Join(d.dir, name) }

// OpenFile opens a file; one that is made is an operation.
func (d *disk) OpenFile(name string, flag int, perm fs.FileMode) (f blob.File, err error) {
	open := func() error {
		f, err = d.Disk.OpenFile(name, flag, perm)
		return err
	}
	if flag&os.O_CREATE == 0 {
		err = open()
	} else {
		err = d.c.do("create", d.full(name), open, func() { d.c.created(d.full(name), false) })
	}
	if err != nil {
		return nil, err
	}
	return &file{f, d.c, d.full(name)}, nil
}

// Mkdir makes a folder.
func (d *disk) Mkdir(name string, perm fs.FileMode) error {
	return d.c.do("mkdir", d.full(name), func() error { return d.Disk.Mkdir(name, perm) }, func() { d.c.created(d.full(name), true) })
}

// Rename renames.
func (d *disk) Rename(from, to string) error {
	return d.c.do("rename", d.full(to), func() error { return d.Disk.Rename(from, to) }, func() { d.c.renamed(d.full(from), d.full(to)) })
}

// Link gives a second name.
func (d *disk) Link(from, to string) error {
	return d.c.do("link", d.full(to), func() error { return d.Disk.Link(from, to) }, func() { d.c.files[d.full(to)] = d.c.files[d.full(from)] })
}

// Remove takes a name away.
func (d *disk) Remove(name string) error {
	return d.c.do("remove", d.full(name), func() error { return d.Disk.Remove(name) }, func() { delete(d.c.files, d.full(name)) })
}

// Chtimes changes what no power cut is asked for.
func (d *disk) Chtimes(name string, read, written time.Time) error {
	return d.Disk.Chtimes(name, read, written)
}

type file struct {
	blob.File
	c    *Cutter
	name string
}

// Write writes.
func (f *file) Write(p []byte) (n int, err error) {
	err = f.c.do("write", f.name, func() error {
		n, err = f.File.Write(p)
		return err
	}, nil)
	return n, err
}

// Truncate cuts.
func (f *file) Truncate(bytes int64) error {
	return f.c.do("truncate", f.name, func() error { return f.File.Truncate(bytes) }, nil)
}

// Sync makes bytes, or a folder's names, durable.
func (f *file) Sync() error {
	f.c.mu.Lock()
	n := f.c.files[f.name]
	f.c.mu.Unlock()
	if n != nil && n.folder {
		return f.c.do("sync folder", f.name, f.File.Sync, func() { f.c.syncedFolder(f.name) })
	}
	return f.c.do("sync", f.name, f.File.Sync, func() { f.c.synced(f.name) })
}
