package blob

import (
	"io"
	"io/fs"
	"os"
	"time"
)

// Disk is what a [Folder] does to the disk, by names below one folder. A disk
// of one's own shows what is done to it: tests cut its power.
type Disk interface {
	OpenFile(name string, flag int, perm fs.FileMode) (File, error)
	Mkdir(name string, perm fs.FileMode) error
	Rename(from, to string) error
	Link(from, to string) error
	Remove(name string) error
	Stat(name string) (fs.FileInfo, error)
	Chtimes(name string, read, written time.Time) error
	FS() fs.FS
	Close() error
}

// File is an open file, or a folder that is to be synced.
type File interface {
	io.ReadWriteSeeker
	Sync() error
	Truncate(bytes int64) error
	Close() error
}

// rooted is the disk of the machine, of which nothing outside the folder can be
// reached.
type rooted struct{ *os.Root }

// OpenFile opens a file.
func (r rooted) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	f, err := r.Root.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err // not a File that holds no file
	}
	return f, nil
}

// OpenRoot is the machine's disk below a folder.
func OpenRoot(path string) (Disk, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, plain(err)
	}
	return rooted{root}, nil
}
