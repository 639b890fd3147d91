package parcel

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// What a caller may branch on.
var (
	ErrDamaged = errors.New("damaged")   // bytes are missing or wrong: fetching it again may help
	ErrNoRoom  = errors.New("no room")   // it does not fit on the disk
	ErrRefused = errors.New("not taken") // too much, or made to hurt: fetching it again will not help
)

// refusal is a sentence for people that belongs to one of the classes above.
type refusal struct {
	class error
	text  string
}

func (r *refusal) Error() string { return r.text }
func (r *refusal) Unwrap() error { return r.class }

func refuse(class error, format string, args ...any) error {
	return &refusal{class, fmt.Sprintf(format, args...)}
}

// Limits are what an archive may hold in all.
type Limits struct {
	Files          int
	DirectoryBytes int   // names and comments of the central directory
	Bytes          int64 // unpacked, in all
}

// SessionLimits are more than any song needs.
var SessionLimits = Limits{Files: 2000, DirectoryBytes: 4 << 20, Bytes: 64 << 30}

// Unpacking says what is wanted from an archive.
type Unpacking struct {
	Limits Limits
	Wanted func(name string) bool                  // by the last part of a safe name
	Free   func(dir string) (bytes int64, ok bool) // room on the disk; nil asks the system
}

// File is what came out of an archive.
type File struct {
	Name  string // relative, safe, unique, as it is on disk
	Bytes int64
}

// Unpacked is what an archive held.
type Unpacked struct {
	Files  []File
	Passed []string // safe names of what was not wanted; junk is not mentioned
}

// Unzip unpacks what is wanted of an archive into a folder that exists and is
// empty. What overlaps, lies about its size, is damaged or is too much is an
// error, and the folder is then the caller's to clear. Errors name files by
// their names inside the archive.
func Unzip(ctx context.Context, archive, into string, u Unpacking) (Unpacked, error) {
	z, err := zip.OpenReader(archive)
	if err != nil {
		if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			return Unpacked{}, refuse(ErrDamaged, "the archive is cut off or not a zip; make it again or send the folder")
		}
		return Unpacked{}, err
	}
	defer z.Close()
	if err := u.Limits.admit(&z.Reader); err != nil {
		return Unpacked{}, err
	}
	list, got := u.choose(&z.Reader)
	if err := u.reserve(list, into); err != nil {
		return Unpacked{}, err
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		return Unpacked{}, err
	}
	defer root.Close()
	budget := u.Limits.Bytes
	for _, w := range list {
		n, err := extract(ctx, w.entry, root, w.name, budget)
		if err != nil {
			return Unpacked{}, fmt.Errorf("%s: %w", path.Base(w.name), err)
		}
		budget -= n
		got.Files = append(got.Files, File{w.name, n})
	}
	return got, nil
}

// wanted is an entry and where it goes.
type wanted struct {
	entry *zip.File
	name  string
}

// choose goes by names alone.
func (u Unpacking) choose(z *zip.Reader) (list []wanted, got Unpacked) {
	var taken Taken
	for _, f := range z.File {
		name := entryName(f)
		base := path.Base(name)
		switch {
		case f.FileInfo().IsDir(), name == "" && strings.HasSuffix(f.Name, "/"), inJunk(name):
		case name == "":
			got.Passed = append(got.Passed, Printable(path.Base(strings.ToValidUTF8(f.Name, "_"))))
		case f.Mode()&os.ModeType != 0, !u.Wanted(base): // links and devices are no files
			got.Passed = append(got.Passed, name)
		default:
			list = append(list, wanted{f, taken.Unique(name)})
		}
	}
	return list, got
}

// inJunk says whether a path, or a folder it lies in, is a computer's own.
func inJunk(name string) bool {
	return name != "" && slices.ContainsFunc(strings.Split(name, "/"), Junk)
}

// reserve asks for the room before a byte is written.
func (u Unpacking) reserve(list []wanted, into string) error {
	need := int64(0)
	for _, w := range list {
		need += int64(w.entry.UncompressedSize64) // the sum was limited in admit
	}
	free := u.Free
	if free == nil {
		free = FreeBytes
	}
	if have, known := free(into); known && have < need {
		return refuse(ErrNoRoom, "the archive unpacks to %s and the disk has %s", Amount(need), Amount(have))
	}
	return nil
}

// admit looks at the directory before a byte is unpacked.
func (l Limits) admit(z *zip.Reader) error {
	if len(z.File) > l.Files {
		return refuse(ErrRefused, "the archive holds %d files, want at most %d", len(z.File), l.Files)
	}
	sum, directory := uint64(0), 0
	type span struct{ from, to int64 }
	var spans []span
	for _, f := range z.File {
		directory += len(f.Name) + len(f.Extra) + len(f.Comment)
		if f.UncompressedSize64 > uint64(l.Bytes) || f.CompressedSize64 > uint64(l.Bytes) {
			return refuse(ErrRefused, "the archive would unpack to more than %s", Amount(l.Bytes))
		}
		if sum += f.UncompressedSize64; sum > uint64(l.Bytes) {
			return refuse(ErrRefused, "the archive would unpack to more than %s", Amount(l.Bytes))
		}
		at, err := f.DataOffset()
		if err != nil {
			return refuse(ErrDamaged, "the archive's directory leads nowhere; make it again or send the folder")
		}
		if f.CompressedSize64 > 0 {
			spans = append(spans, span{at, at + int64(f.CompressedSize64)})
		}
	}
	if directory > l.DirectoryBytes {
		return refuse(ErrRefused, "the archive's directory is too large")
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return refuse(ErrRefused, "two files of the archive share their bytes; make it again")
		}
	}
	return nil
}

// entryName is the safe name of an entry.
func entryName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) { // written before zips knew Unicode
		if decoded, err := charmap.CodePage437.NewDecoder().String(name); err == nil {
			name = decoded
		}
	}
	return SafeName(name)
}

// extract unpacks one file and checks its size and sum.
func extract(ctx context.Context, f *zip.File, root *os.Root, name string, budget int64) (n int64, err error) {
	if dir := path.Dir(name); dir != "." {
		if err := root.MkdirAll(filepath.FromSlash(dir), 0o755); err != nil {
			return 0, err
		}
	}
	in, err := f.Open()
	if err != nil {
		return 0, refuse(ErrRefused, "it cannot be unpacked (%v); make the archive again with ordinary compression", err)
	}
	defer in.Close()
	out, err := root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	n, err = io.Copy(out, &stoppable{ctx, io.LimitReader(in, budget+1)})
	var onDisk *os.PathError
	switch {
	case err == nil && n > budget:
		return n, refuse(ErrRefused, "the archive would unpack to more than it says")
	case err != nil && ctx.Err() == nil && !errors.As(err, &onDisk):
		return n, refuse(ErrDamaged, "it is broken inside the archive; make the archive again")
	}
	return n, err
}

// stoppable is a reader that a context can stop.
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

// LiftTop empties the one folder that holds everything into the folder it lies
// in, so that a session.yaml is found where a folder would have it.
func LiftTop(into string) error {
	entries, err := os.ReadDir(into)
	if err != nil || len(entries) != 1 || !entries[0].IsDir() {
		return err
	}
	inner := filepath.Join(into, ".lifted") // no longer in the way of a file of its own name
	if err := os.Rename(filepath.Join(into, entries[0].Name()), inner); err != nil {
		return err
	}
	below, err := os.ReadDir(inner)
	if err != nil {
		return err
	}
	for _, e := range below {
		if err := os.Rename(filepath.Join(inner, e.Name()), filepath.Join(into, e.Name())); err != nil {
			return err
		}
	}
	return os.Remove(inner)
}

// Amount is a number of bytes as people read it: powers of 1000, as shops and
// file windows count.
func Amount(bytes int64) string {
	for _, unit := range []struct {
		bytes int64
		name  string
	}{{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}} {
		if bytes >= unit.bytes {
			return fmt.Sprintf("%.3g %s", float64(bytes)/float64(unit.bytes), unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", bytes)
}
