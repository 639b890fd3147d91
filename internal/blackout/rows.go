package blackout

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// SQLite's own way to files (its VFS) becomes the default one here, copied, with
// four of its functions ours: they tell a Cutter and call the real ones. Files
// that nobody follows go straight through.

type (
	openFunc   = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	deleteFunc = func(tls *libc.TLS, vfs, name uintptr, syncDir int32) int32
	writeFunc  = func(tls *libc.TLS, file, from uintptr, bytes int32, at sqlite3.Tsqlite3_int64) int32
	cutFunc    = func(tls *libc.TLS, file uintptr, bytes sqlite3.Tsqlite3_int64) int32
	syncFunc   = func(tls *libc.TLS, file uintptr, flags int32) int32
	closeFunc  = func(tls *libc.TLS, file uintptr) int32
)

var rows struct {
	once    sync.Once
	failed  error
	mu      sync.Mutex
	watched []*Cutter
	real    uintptr
	methods map[uintptr]uintptr // of SQLite -> ours
	were    map[uintptr]uintptr // ours -> SQLite's
	open    map[uintptr]opened
	keep    []any // functions that SQLite has pointers to
}

// opened is a file that is followed.
type opened struct {
	c    *Cutter
	name string
	log  bool
}

// pointed is what a pointer of SQLite's points to.
func pointed[T any](p uintptr) *T { return (*T)(*(*unsafe.Pointer)(unsafe.Pointer(&p))) }

// function is a Go function as SQLite calls it.
func function[F any](f F) uintptr {
	rows.keep = append(rows.keep, f)
	return *(*uintptr)(unsafe.Pointer(&f))
}

// called is a function of SQLite's as Go calls it.
func called[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{p})) }

func watchRows(c *Cutter) error {
	rows.once.Do(func() { rows.failed = install() })
	rows.mu.Lock()
	defer rows.mu.Unlock()
	rows.watched = append(rows.watched, c)
	return rows.failed
}

func forgetRows(c *Cutter) {
	rows.mu.Lock()
	defer rows.mu.Unlock()
	for i, w := range rows.watched {
		if w == c {
			rows.watched = append(rows.watched[:i:i], rows.watched[i+1:]...)
			return
		}
	}
}

func install() error {
	tls := libc.NewTLS()
	rows.methods, rows.were, rows.open = map[uintptr]uintptr{}, map[uintptr]uintptr{}, map[uintptr]opened{}
	if rows.real = sqlite3.Xsqlite3_vfs_find(tls, 0); rows.real == 0 {
		return errors.New("SQLite has no way to files")
	}
	ours := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
	name, err := libc.CString("blackout")
	if err != nil || ours == 0 {
		return errors.Join(err, errors.New("no memory for SQLite"))
	}
	v := pointed[sqlite3.Tsqlite3_vfs](ours)
	*v = *pointed[sqlite3.Tsqlite3_vfs](rows.real)
	v.FpNext, v.FzName, v.FxOpen, v.FxDelete = 0, name, function[openFunc](openRows), function[deleteFunc](deleteRows)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, ours, 1); rc != 0 {
		return errors.New("SQLite does not take our way to files")
	}
	return nil
}

// whose finds who follows a file.
func whose(name uintptr) (c *Cutter, below string) {
	if name == 0 {
		return nil, ""
	}
	at := libc.GoString(name)
	rows.mu.Lock()
	defer rows.mu.Unlock()
	for _, c := range rows.watched {
		if strings.HasPrefix(at, c.root+string(filepath.Separator)) {
			return c, c.name(at)
		}
	}
	return nil, ""
}

// failure carries SQLite's result through do.
type failure int32

func (failure) Error() string { return "SQLite's own code" }

func result(err error) int32 {
	var f failure
	if errors.As(err, &f) {
		return int32(f)
	}
	return 0
}

func worked(rc int32) error {
	if rc != 0 {
		return failure(rc)
	}
	return nil
}

func openRows(tls *libc.TLS, _, name, file uintptr, flags int32, out uintptr) int32 {
	open := func() error {
		return worked(called[openFunc](pointed[sqlite3.Tsqlite3_vfs](rows.real).FxOpen)(tls, rows.real, name, file, flags, out))
	}
	c, below := whose(name)
	if c == nil || passing(below) {
		return result(open())
	}
	err := c.do("create", below, open, func() { c.created(below, false) })
	if err == nil {
		follow(tls, file, opened{c, below, flags&(sqlite3.SQLITE_OPEN_WAL|sqlite3.SQLITE_OPEN_MAIN_JOURNAL) != 0})
	}
	return result(err)
}

// follow puts our functions in the place of an open file's.
func follow(tls *libc.TLS, file uintptr, o opened) {
	rows.mu.Lock()
	defer rows.mu.Unlock()
	f := pointed[sqlite3.Tsqlite3_file](file)
	ours := rows.methods[f.FpMethods]
	if ours == 0 {
		ours = libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{})))
		m := pointed[sqlite3.Tsqlite3_io_methods](ours)
		*m = *pointed[sqlite3.Tsqlite3_io_methods](f.FpMethods)
		m.FxWrite, m.FxTruncate = function[writeFunc](writeRows), function[cutFunc](cutRows)
		m.FxSync, m.FxClose = function[syncFunc](syncRows), function[closeFunc](closeRows)
		rows.methods[f.FpMethods], rows.were[ours] = ours, f.FpMethods
	}
	f.FpMethods = ours
	rows.open[file] = o
}

// known is who follows an open file, and its real functions.
func known(file uintptr) (opened, *sqlite3.Tsqlite3_io_methods) {
	rows.mu.Lock()
	defer rows.mu.Unlock()
	return rows.open[file], pointed[sqlite3.Tsqlite3_io_methods](rows.were[pointed[sqlite3.Tsqlite3_file](file).FpMethods])
}

func writeRows(tls *libc.TLS, file, from uintptr, bytes int32, at sqlite3.Tsqlite3_int64) int32 {
	o, real := known(file)
	return result(o.c.do("write", o.name, func() error { return worked(called[writeFunc](real.FxWrite)(tls, file, from, bytes, at)) }, nil))
}

func cutRows(tls *libc.TLS, file uintptr, bytes sqlite3.Tsqlite3_int64) int32 {
	o, real := known(file)
	return result(o.c.do("truncate", o.name, func() error { return worked(called[cutFunc](real.FxTruncate)(tls, file, bytes)) }, nil))
}

func syncRows(tls *libc.TLS, file uintptr, flags int32) int32 {
	o, real := known(file)
	return result(o.c.do("sync", o.name, func() error { return worked(called[syncFunc](real.FxSync)(tls, file, flags)) }, func() {
		o.c.synced(o.name)
		if o.log {
			o.c.syncedFolder("")
		}
	}))
}

func closeRows(tls *libc.TLS, file uintptr) int32 {
	_, real := known(file)
	rows.mu.Lock()
	delete(rows.open, file)
	rows.mu.Unlock()
	return called[closeFunc](real.FxClose)(tls, file)
}

func deleteRows(tls *libc.TLS, _, name uintptr, syncDir int32) int32 {
	remove := func() error {
		return worked(called[deleteFunc](pointed[sqlite3.Tsqlite3_vfs](rows.real).FxDelete)(tls, rows.real, name, syncDir))
	}
	c, below := whose(name)
	if c == nil {
		return result(remove())
	}
	return result(c.do("remove", below, remove, func() {
		delete(c.files, below)
		if syncDir != 0 {
			c.syncedFolder("")
		}
	}))
}
