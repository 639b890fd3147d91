package cloud

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"lathe/audio/parcel"
)

// Fetched is what a link brought.
type Fetched struct {
	Files  []FetchedFile
	Passed []Passed
	Again  int64 // bytes that were moved more than once
}

// FetchedFile is one file in the folder.
type FetchedFile struct {
	Name     string `json:"file"` // relative to the folder
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
	Verified string `json:"verified"` // by what: sha256, dropbox, sha1, md5, zip, length
}

// Progress is how far a fetch has come.
type Progress struct {
	File              string // on its way
	FilesDone, Files  int
	Bytes, TotalBytes int64 // moved so far, of all; TotalBytes is -1 when not known
}

// workName is the folder of what is not finished yet. It stays when a fetch is
// broken off, and the next fetch into the same folder goes on from it.
const workName = ".lathe-fetch"

// fetching is one link on its way into a folder.
type fetching struct {
	desk   *Desk
	source Source
	share  Share
	list   Listing
	root   *os.Root
	into   string
	taken  parcel.Taken
	budget int64 // bytes that the link may still bring
	done   int64 // bytes of the files before this one
	tell   func(Progress)
	now    Progress
	out    Fetched
}

// Fetch brings the files of a listing into a folder that exists. Every file is
// written aside, verified and renamed into place; zips are unpacked. After an
// error the folder holds whole files only, and Fetch may be called again.
// tell may be nil; it is called from this goroutine.
func (d *Desk) Fetch(ctx context.Context, s Share, list Listing, into string, tell func(Progress)) (Fetched, error) {
	source, err := d.source(s)
	if err != nil {
		return Fetched{}, err
	}
	if tell == nil {
		tell = func(Progress) {}
	}
	slow := &Trouble{Kind: TooSlow, Source: s.Source, Detail: fmt.Sprintf("%g hours", d.limits.Wall.Hours())}
	ctx, cancel := context.WithTimeoutCause(ctx, d.limits.Wall, slow)
	defer cancel()
	if err := d.reserve(s, list, into); err != nil {
		return Fetched{}, err
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		return Fetched{}, pathless(err)
	}
	defer root.Close()
	f := &fetching{
		desk: d, source: source, share: s, list: list, root: root, into: into, tell: tell, budget: d.limits.LinkBytes,
		now: Progress{Files: len(list.Files), TotalBytes: list.Bytes}, out: Fetched{Passed: list.Passed},
	}
	if err := root.Mkdir(workName, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return Fetched{}, f.onDisk(err)
	}
	for _, file := range list.Files {
		if err := f.one(ctx, file); err != nil {
			return f.out, about(err, file.Name)
		}
		f.now.FilesDone++
	}
	f.tell(f.now)
	if len(f.out.Files) == 0 {
		return f.out, trouble(s.Source, Nothing, nil)
	}
	return f.out, f.onDisk(root.RemoveAll(workName))
}

// reserve asks for the room before a byte is moved: the files, once more what
// is packed, and what has to stay free.
func (d *Desk) reserve(s Share, list Listing, into string) error {
	need := d.limits.SpareBytes
	for _, f := range list.Files {
		need += max(0, f.Bytes)
		if f.Zip {
			need += max(0, f.Bytes)
		}
	}
	if have, known := d.free(into); known && have < need {
		return &Trouble{Kind: NoRoom, Source: s.Source, Detail: parcel.Amount(need) + " are needed and " + parcel.Amount(have) + " are free"}
	}
	return nil
}

// one brings one file.
func (f *fetching) one(ctx context.Context, file File) error {
	f.now.File = file.Name
	f.tell(f.now)
	base := filepath.Join(f.into, workName, fingerprint(f.share, file))
	if f.before(base) {
		return nil
	}
	t := &transfer{fetching: f, file: file, base: base}
	sum, verified, err := t.run(ctx)
	f.out.Again += t.again
	if err != nil {
		return err
	}
	from := len(f.out.Files)
	if t.unpacked != nil {
		err = f.placeUnpacked(ctx, t)
	} else {
		name := f.taken.Unique(file.Name)
		f.out.Files = append(f.out.Files, FetchedFile{name, t.have, sum, verified})
		f.budget -= t.have
		err = f.place(base+".part", name)
	}
	f.done += t.have
	if err != nil {
		return err
	}
	return f.onDisk(errors.Join(f.remember(base, f.out.Files[from:]), os.Remove(base+".json")))
}

// remember notes what an item became, for the next fetch into this folder, if
// this one is broken off.
func (f *fetching) remember(base string, files []FetchedFile) error {
	text, err := json.Marshal(files)
	if err != nil {
		return err
	}
	if err := os.WriteFile(base+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(base+".new", base+".done")
}

// before says whether an earlier fetch brought this item, and takes over what
// it noted.
func (f *fetching) before(base string) bool {
	var files []FetchedFile
	text, err := os.ReadFile(base + ".done")
	if err != nil || json.Unmarshal(text, &files) != nil {
		return false
	}
	for _, file := range files {
		at, err := f.root.Stat(filepath.FromSlash(file.Name))
		if err != nil || at.Size() != file.Bytes {
			return false
		}
	}
	for _, file := range files {
		f.taken.Unique(file.Name)
		f.budget -= file.Bytes
		f.done += file.Bytes
	}
	f.out.Files = append(f.out.Files, files...)
	return true
}

// fingerprint names an item's unfinished bytes: the same item, in the same
// version as far as sums and sizes tell.
func fingerprint(s Share, file File) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q %d %q", s.Source, s.Link, file.ID, file.Path, file.Bytes, file.Sums)
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// place renames a finished file to where it belongs.
func (f *fetching) place(from, name string) error {
	if dir := path.Dir(name); dir != "." {
		if err := f.root.MkdirAll(filepath.FromSlash(dir), 0o755); err != nil {
			return f.onDisk(err)
		}
	}
	rel, err := filepath.Rel(f.into, from)
	if err != nil {
		return pathless(err)
	}
	return f.onDisk(f.root.Rename(rel, filepath.FromSlash(name)))
}

// placeUnpacked moves what an archive held: into the folder itself when the
// archive is all there is, else into a folder of its name.
func (f *fetching) placeUnpacked(ctx context.Context, t *transfer) error {
	prefix := ""
	if len(f.list.Files) > 1 {
		prefix = strings.TrimSuffix(t.file.Name, path.Ext(t.file.Name)) + "/"
	}
	top := commonTop(t.unpacked.Files)
	for _, passed := range t.unpacked.Passed {
		if why, said := passOver(passed); said {
			if why == "" {
				why = "an archive inside of an archive, or no ordinary file"
			}
			f.out.Passed = append(f.out.Passed, Passed{prefix + strings.TrimPrefix(passed, top), why})
		}
	}
	for _, inner := range t.unpacked.Files {
		from := filepath.Join(t.base+".dir", filepath.FromSlash(inner.Name))
		sum, err := digest(ctx, from)
		if err != nil {
			return f.onDisk(err)
		}
		name := f.taken.Unique(prefix + strings.TrimPrefix(inner.Name, top))
		if err := f.place(from, name); err != nil {
			return err
		}
		f.out.Files = append(f.out.Files, FetchedFile{name, inner.Bytes, sum, "zip"})
	}
	return f.onDisk(errors.Join(os.RemoveAll(t.base+".dir"), os.Remove(t.base+".part")))
}

// commonTop is the one folder that holds all files of an archive, with its
// slash, or "".
func commonTop(files []parcel.File) string {
	if len(files) == 0 {
		return ""
	}
	top, _, inside := strings.Cut(files[0].Name, "/")
	for _, f := range files {
		if !inside || !strings.HasPrefix(f.Name, top+"/") {
			return ""
		}
	}
	return top + "/"
}

// onDisk gives an error of the disk to the artist: a full one in a sentence,
// any other without this machine's paths.
func (f *fetching) onDisk(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, parcel.ErrNoRoom) {
		t := trouble(f.share.Source, NoRoom, pathless(err))
		t.Detail = "the disk is full"
		return t
	}
	return pathless(err)
}

// pathless keeps an error's reason and drops the path.
func pathless(err error) error {
	if pe := (*os.PathError)(nil); errors.As(err, &pe) {
		return fmt.Errorf("%s: %w", pe.Op, pe.Err)
	}
	if le := (*os.LinkError)(nil); errors.As(err, &le) {
		return fmt.Errorf("%s: %w", le.Op, le.Err)
	}
	return err
}
