package deliver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lathe/audio"
)

// SumsName is the file that sha256sum -c reads.
const SumsName = "SHA256SUMS"

// papers are what every master comes with; the newest has the plain name.
var papers = []string{"report.html", "report.json", "plan.yaml"}

// File is one delivered file.
type File struct {
	Name   string `json:"file"`
	Format string `json:"format"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// Folder takes one delivery. Until Commit everything lies in a hidden folder
// inside it; Abort leaves no trace.
type Folder struct {
	dir     string
	title   string
	version int
	aside   string // where files grow
	made    bool   // dir did not exist before
	files   []File
}

// NewFolder opens dir, which is made if need be, for the next version of the
// master of that title.
func NewFolder(dir, title string) (*Folder, error) {
	f := &Folder{dir: dir, title: fileTitle(title), version: 1}
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		f.made = true
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(dir), audio.WithoutPath(err))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(dir), audio.WithoutPath(err))
	}
	for taken(entries, f.stem()) {
		f.version++
	}
	if f.aside, err = os.MkdirTemp(dir, ".lathe-*"); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(dir), audio.WithoutPath(err))
	}
	return f, nil
}

// stem is the name all files of this version begin with.
func (f *Folder) stem() string {
	if f.version == 1 {
		return "Master - " + f.title
	}
	return fmt.Sprintf("Master - %s v%d", f.title, f.version)
}

// taken says whether any file is a master of that name, in whatever format.
func taken(entries []os.DirEntry, stem string) bool {
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		name := e.Name()
		return strings.HasPrefix(name, stem+".") || strings.HasPrefix(name, stem+" (")
	})
}

// fileTitle makes a title that every file system takes.
func fileTitle(title string) string {
	title = strings.Map(func(r rune) rune {
		switch {
		case r < 0x20 || r == 0x7f:
			return -1
		case strings.ContainsRune(`/\:*?"<>|`, r):
			return '_'
		}
		return r
	}, title)
	for len(title) > 120 {
		r := []rune(title)
		title = string(r[:len(r)-1])
	}
	title = strings.TrimRight(strings.TrimSpace(title), ". ")
	if title == "" {
		return "Untitled"
	}
	return title
}

// Version is 1 for the first master of a title in this folder.
func (f *Folder) Version() int { return f.version }

// MasterName is the name of a master file: variant tells it from the others
// ("16-bit 44.1 kHz") and may be empty.
func (f *Folder) MasterName(variant, ending string) string {
	if variant != "" {
		variant = " (" + variant + ")"
	}
	return f.stem() + variant + ending
}

// Aside is where a file of this name is to be written.
func (f *Folder) Aside(name string) string { return filepath.Join(f.aside, name) }

// Create starts a file.
func (f *Folder) Create(name string) (*os.File, error) {
	file, err := os.OpenFile(f.Aside(name), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
	}
	return file, nil
}

// Finish takes a whole file into the delivery: its bytes are on the disk and
// summed. A file that is written again takes the place of the first.
func (f *Folder) Finish(name, format string) error {
	file, err := os.Open(f.Aside(name))
	if err != nil {
		return fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
	}
	defer file.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
	}
	f.files = slices.DeleteFunc(f.files, func(old File) bool { return old.Name == name })
	f.files = append(f.files, File{name, format, hex.EncodeToString(sum.Sum(nil)), n})
	return nil
}

// Paper writes a small file whole.
func (f *Folder) Paper(name string, text []byte) error {
	file, err := f.Create(name)
	if err != nil {
		return err
	}
	if _, err := file.Write(text); err != nil {
		file.Close()
		return fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
	}
	return f.Finish(name, strings.TrimPrefix(filepath.Ext(name), "."))
}

// Files are those finished so far.
func (f *Folder) Files() []File { return slices.Clone(f.files) }

// Abort removes what was written, and the folder if it was made for this.
func (f *Folder) Abort() {
	os.RemoveAll(f.aside)
	if f.made {
		os.Remove(f.dir) // only succeeds when it is empty
	}
}

// Commit gives all files their places: masters first, then the papers, the sums
// last. Papers of an earlier version are kept under its number.
func (f *Folder) Commit() error {
	sums, err := f.keepPapers()
	if err != nil {
		return err
	}
	for _, file := range f.files {
		if err := f.place(file.Name); err != nil {
			return err
		}
		sums[file.Name] = file.SHA256
	}
	if err := f.writeSums(sums); err != nil {
		return err
	}
	if err := os.RemoveAll(f.aside); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(f.dir), audio.WithoutPath(err))
	}
	return syncDir(f.dir)
}

// place renames one file; only a paper may take a name that is in use.
func (f *Folder) place(name string) error {
	to := filepath.Join(f.dir, name)
	if !slices.Contains(papers, name) {
		if _, err := os.Lstat(to); err == nil {
			return fmt.Errorf("%s: another run has just written it; run again", name)
		}
	}
	if err := os.Rename(f.Aside(name), to); err != nil {
		return fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
	}
	return nil
}

// keepPapers moves the papers of the version before this one out of the way and
// returns the sums of everything that stays.
func (f *Folder) keepPapers() (map[string]string, error) {
	sums, err := f.readSums()
	if err != nil {
		return nil, err
	}
	for _, name := range papers {
		fresh := slices.ContainsFunc(f.files, func(file File) bool { return file.Name == name })
		old := filepath.Join(f.dir, name)
		if _, err := os.Lstat(old); err != nil || !fresh {
			continue
		}
		kept := f.keptName(name)
		if err := os.Rename(old, filepath.Join(f.dir, kept)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
		}
		if sum, ok := sums[name]; ok {
			sums[kept] = sum
		}
		delete(sums, name)
	}
	return sums, nil
}

// keptName is a free name for an older paper: "report v1.html".
func (f *Folder) keptName(name string) string {
	ending := filepath.Ext(name)
	for n := max(1, f.version-1); ; n++ {
		kept := fmt.Sprintf("%s v%d%s", strings.TrimSuffix(name, ending), n, ending)
		if _, err := os.Lstat(filepath.Join(f.dir, kept)); err != nil {
			return kept
		}
	}
}

// readSums reads the sums of files that are still there.
func (f *Folder) readSums() (map[string]string, error) {
	sums := map[string]string{}
	text, err := os.ReadFile(filepath.Join(f.dir, SumsName))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", SumsName, audio.WithoutPath(err))
	}
	for _, line := range strings.Split(string(text), "\n") {
		sum, name, ok := strings.Cut(line, "  ")
		if !ok || len(sum) != 64 {
			continue
		}
		if _, err := os.Lstat(filepath.Join(f.dir, name)); err == nil && filepath.IsLocal(name) {
			sums[name] = sum
		}
	}
	return sums, nil
}

func (f *Folder) writeSums(sums map[string]string) error {
	var names []string
	for name := range sums {
		names = append(names, name)
	}
	slices.Sort(names)
	var text strings.Builder
	for _, name := range names {
		fmt.Fprintf(&text, "%s  %s\n", sums[name], name)
	}
	file, err := f.Create(SumsName)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text.String())
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("%s: %w", SumsName, audio.WithoutPath(err))
	}
	if err := os.Rename(f.Aside(SumsName), filepath.Join(f.dir, SumsName)); err != nil {
		return fmt.Errorf("%s: %w", SumsName, audio.WithoutPath(err))
	}
	return nil
}

// syncDir makes renames last through a power cut, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close()
	d.Sync()
	return nil
}
