package blackout

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
)

// Op is one thing that is about to be done.
type Op struct {
	N    int    // from 1 on
	Kind string // create, write, sync, rename, link, remove, truncate, mkdir, sync folder
	Name string // below the folder, with forward slashes
}

// node is a file or a folder, whatever it is called.
type node struct {
	folder  bool
	durable []byte // of a file: its bytes when it was last synced
}

// Cutter follows one folder.
type Cutter struct {
	Before func(Op) // before each operation, while nothing else is done

	mu      sync.Mutex
	root    string
	ops     int
	files   map[string]*node // as they are
	durable map[string]*node // as they would be called after a power cut
}

// Watch follows a folder. What is in it already is durable.
func Watch(root string) (*Cutter, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	c := &Cutter{root: root, files: map[string]*node{}, durable: map[string]*node{}}
	err = filepath.WalkDir(root, func(at string, d fs.DirEntry, err error) error {
		if err != nil || at == root {
			return err
		}
		n := &node{folder: d.IsDir()}
		if !n.folder {
			if n.durable, err = os.ReadFile(at); err != nil {
				return err
			}
		}
		name := c.name(at)
		c.files[name], c.durable[name] = n, n
		return nil
	})
	if err == nil {
		err = watchRows(c)
	}
	return c, err
}

// Close ends the following.
func (c *Cutter) Close() { forgetRows(c) }

// Ops is how many things have been done.
func (c *Cutter) Ops() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ops
}

func (c *Cutter) name(at string) string {
	return filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(at, c.root), string(filepath.Separator)))
}

// passing says which files are no part of what is kept: memory that processes
// share, and locks.
func passing(name string) bool {
	return strings.HasSuffix(name, "-shm") || strings.Contains(name, ".gate")
}

// do does one thing, and then what it means for the picture.
func (c *Cutter) do(kind, name string, effect func() error, then func()) error {
	if passing(name) {
		return effect()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ops++
	if c.Before != nil {
		c.Before(Op{c.ops, kind, name})
	}
	err := effect()
	if err == nil && then != nil {
		then()
	}
	return err
}

// created is a name that may be new.
func (c *Cutter) created(name string, folder bool) {
	if c.files[name] == nil {
		c.files[name] = &node{folder: folder}
	}
}

// synced makes a file's bytes durable.
func (c *Cutter) synced(name string) {
	n := c.files[name]
	if n == nil { // it was removed while it was open
		return
	}
	if content, err := os.ReadFile(filepath.Join(c.root, filepath.FromSlash(name))); err == nil {
		n.durable = content
	}
}

// syncedFolder makes the names in a folder durable.
func (c *Cutter) syncedFolder(dir string) {
	for name := range c.durable {
		if in(name, dir) && c.files[name] == nil {
			delete(c.durable, name)
		}
	}
	for name, n := range c.files {
		if in(name, dir) {
			c.durable[name] = n
		}
	}
}

func in(name, dir string) bool {
	if dir == "" {
		dir = "."
	}
	return path.Dir(name) == dir
}

func (c *Cutter) renamed(from, to string) {
	if c.files[from] == c.files[to] { // two names of one file: rename leaves both
		return
	}
	c.files[to] = c.files[from]
	delete(c.files, from)
}
