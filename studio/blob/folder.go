package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"lathe/studio"
)

// Folder keeps blobs as files below one folder.
type Folder struct {
	root Disk
	path string
	free func(path string) (int64, bool)
}

var _ studio.Blobs = (*Folder)(nil)

// OpenFolder opens a folder of blobs, and makes it when there is none. free
// says how much room its disk has.
func OpenFolder(path string, free func(path string) (int64, bool)) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, plain(err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return nil, plain(err)
	}
	root, err := OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return OpenFolderOn(root, path, free)
}

// OpenFolderOn opens the folder of blobs at path, where disk is.
func OpenFolderOn(root Disk, path string, free func(path string) (int64, bool)) (*Folder, error) {
	for _, dir := range []string{"whole", "growing", "aside"} {
		if err := root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, plain(err)
		}
	}
	f := &Folder{root, path, free}
	return f, f.sync(".") // else a power cut takes the folders, with all that is synced in them
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

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// plain says a file's trouble without its path, and a full disk by its code.
func plain(err error) error {
	if err == nil || studio.CodeOf(err) != "" {
		return err
	}
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT} {
		if errors.Is(err, full) {
			return &studio.Error{Code: studio.NoRoom, Message: "the disk is full", Cause: full}
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return studio.Errorf(studio.NotFound, "there is no such blob")
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		return errors.New(at.Op + ": " + at.Err.Error())
	}
	return err
}

var sumForm = regexp.MustCompile(`^[0-9a-f]{64}$`)
var idForm = regexp.MustCompile(`^[a-z2-7]{26}$`)

// whole is where a blob lies. A name that is no sum lies nowhere.
func whole(sum string) (string, error) {
	if !sumForm.MatchString(sum) {
		return "", studio.Errorf(studio.NotFound, "there is no such blob")
	}
	return path.Join("whole", sum[:2], sum), nil
}

func growing(id studio.ID) (string, error) {
	if !idForm.MatchString(string(id)) {
		return "", studio.Errorf(studio.NotFound, "there is no such upload")
	}
	return path.Join("growing", string(id)), nil
}

// Keep reads r to its end and keeps what it read.
func (f *Folder) Keep(ctx context.Context, r io.Reader) (string, int64, error) {
	aside := path.Join("aside", rand.Text())
	file, err := f.root.OpenFile(aside, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o400)
	if err != nil {
		return "", 0, plain(err)
	}
	defer f.root.Remove(aside)
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(file, sum), &stoppable{ctx, r})
	if err == nil {
		err = file.Sync()
	}
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return "", 0, plain(err)
	}
	name := hex.EncodeToString(sum.Sum(nil))
	return name, n, f.place(aside, name)
}

// place renames a synced file to its blob's name. When it returns, the name is
// on disk too.
func (f *Folder) place(from, sum string) error {
	to, err := whole(sum)
	if err != nil {
		return err
	}
	dir := path.Dir(to)
	if err := f.root.Mkdir(dir, 0o700); err == nil {
		if err := f.sync("whole"); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return plain(err)
	}
	if err := f.root.Chtimes(from, time.Time{}, time.Now()); err != nil { // kept now: a sweeper spares what is young
		return plain(err)
	}
	if err := f.root.Rename(from, to); err != nil {
		return plain(err)
	}
	return f.sync(dir)
}

// sync makes a folder's names outlive a power cut.
func (f *Folder) sync(dir string) error {
	d, err := f.root.OpenFile(dir, os.O_RDONLY, 0)
	if err != nil {
		return plain(err)
	}
	defer d.Close()
	return plain(d.Sync())
}

// Has says how long a blob is.
func (f *Folder) Has(_ context.Context, sum string) (int64, error) {
	name, err := whole(sum)
	if err != nil {
		return 0, err
	}
	at, err := f.root.Stat(name)
	if err != nil {
		return 0, plain(err)
	}
	return at.Size(), nil
}

// Open reads a blob.
func (f *Folder) Open(_ context.Context, sum string) (io.ReadSeekCloser, error) {
	name, err := whole(sum)
	if err != nil {
		return nil, err
	}
	file, err := f.root.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, plain(err)
	}
	return file, nil
}

// Fetch puts a copy of a blob at a path: a second name for the same bytes where
// the disk can, a copy where it cannot. The bytes are read once to check them.
func (f *Folder) Fetch(ctx context.Context, sum, to string) error {
	name, err := whole(sum)
	if err != nil {
		return err
	}
	from, err := f.Open(ctx, sum)
	if err != nil {
		return err
	}
	defer from.Close()
	if os.Link(path.Join(f.path, name), to) != nil {
		return copyTo(ctx, from, sum, to)
	}
	return check(ctx, from, sum, io.Discard)
}

// check copies what it reads, and says whether it is what its name says.
func check(ctx context.Context, from io.Reader, sum string, to io.Writer) error {
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, h), &stoppable{ctx, from}); err != nil {
		return plain(err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != sum {
		return errors.New("blob " + sum[:12] + " has changed: its bytes now sum to " + got[:12])
	}
	return nil
}

func copyTo(ctx context.Context, from io.Reader, sum, to string) error {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return plain(err)
	}
	err = check(ctx, from, sum, file)
	if cerr := file.Close(); err == nil {
		err = plain(cerr)
	}
	if err != nil {
		os.Remove(to)
	}
	return err
}

// Drop forgets a blob.
func (f *Folder) Drop(_ context.Context, sum string) error {
	name, err := whole(sum)
	if err != nil {
		return nil
	}
	return f.remove(name)
}

func (f *Folder) remove(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return plain(err)
	}
	return nil
}

// Each calls do for every whole blob.
func (f *Folder) Each(ctx context.Context, do func(string, int64, time.Time) error) error {
	return fs.WalkDir(f.root.FS(), "whole", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return plain(err)
		}
		at, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return plain(err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return do(name[strings.LastIndexByte(name, '/')+1:], at.Size(), at.ModTime())
	})
}

// Free is the room that is left.
func (f *Folder) Free() (int64, bool) {
	if f.free == nil {
		return 0, false
	}
	return f.free(f.path)
}

// Ready says whether bytes can be kept.
func (f *Folder) Ready(ctx context.Context) error {
	sum, _, err := f.Keep(ctx, strings.NewReader(rand.Text()))
	if err != nil {
		return err
	}
	return f.Drop(ctx, sum)
}

// stoppable ends with its context.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
