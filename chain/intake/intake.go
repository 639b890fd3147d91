package intake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lathe/audio"
	"lathe/audio/decode"
	"lathe/audio/parcel"
	"lathe/session"
)

// What a caller may branch on.
var (
	ErrNothing    = errors.New("no stems")         // a folder without a single stem in it
	ErrUnreadable = errors.New("cannot be opened") // what was given is no session
)

// Options are what a person says about a session from outside it.
type Options struct {
	Rough      string   // path of the rough mix, when its name does not tell
	References []string // paths of references, inside the session or not
	TempDir    string   // where archives are unpacked; the system's when empty
}

// Arrived is a session as it came in, and what has to be said about it.
type Arrived struct {
	Session  *session.Session
	Findings []session.Finding // files that cannot be read, names that say nothing
	unpacked string            // folder to remove
}

// Close removes what was unpacked.
func (a *Arrived) Close() error {
	if a.unpacked == "" {
		return nil
	}
	return os.RemoveAll(a.unpacked)
}

// Open reads a session's names and headers: a folder of any depth, a .zip, or a
// .stem.mp4. No sample is decoded. A file that cannot be read is a finding, not
// an error; the error is for a session that is not there.
func Open(ctx context.Context, path string, o Options) (_ *Arrived, err error) {
	a := &Arrived{}
	defer func() {
		if err != nil {
			a.Close()
		}
	}()
	root, err := a.unfold(ctx, path, o)
	if err != nil {
		return nil, fmt.Errorf("%s %w: %w", filepath.Base(path), ErrUnreadable, audio.WithoutPath(err))
	}
	files, ignored, err := list(root)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), audio.WithoutPath(err))
	}
	s := &session.Session{Ignored: ignored}
	a.Session = s
	brief, err := readBrief(root, files)
	if err != nil {
		return nil, err
	}
	naming := ReadNames(files)
	plan, err := assign(naming, files, brief, o, root)
	if err != nil {
		return nil, err
	}
	s.Title, s.Artist, s.Notes = firstOf(brief.Title, naming.Title), brief.Artist, brief.Notes
	a.sort(root, plan)
	if len(s.Stems) == 0 && !session.Blocked(a.Findings) {
		return nil, fmt.Errorf("%s has %w: there is no audio file in it that could be one", filepath.Base(path), ErrNothing)
	}
	if s.Title == "" {
		s.Title, s.Untitled = titleOf(path), true
	}
	return a, nil
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// titleOf is the name of the folder or archive, when the files share none.
func titleOf(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	name := filepath.Base(path)
	for _, ending := range []string{".zip", ".stem.mp4", ".mp4"} {
		if len(name) > len(ending) && strings.EqualFold(name[len(name)-len(ending):], ending) {
			name = name[:len(name)-len(ending)]
		}
	}
	if strings.Trim(name, "./ ") == "" {
		return "Untitled"
	}
	return name
}

// unfold turns whatever was given into a folder.
func (a *Arrived) unfold(ctx context.Context, path string, o Options) (string, error) {
	at, err := os.Stat(path)
	switch {
	case err != nil:
		return "", err
	case at.IsDir():
		return path, nil
	}
	a.unpacked, err = os.MkdirTemp(o.TempDir, ".lathe-session-*")
	if err != nil {
		return "", err
	}
	switch ending := strings.ToLower(filepath.Ext(path)); ending {
	case ".zip":
		return a.unpacked, unzip(ctx, path, a.unpacked)
	case ".mp4", ".m4a":
		return a.unpacked, split(ctx, path, a.unpacked)
	default:
		return "", errors.New("a session is a folder, a .zip or a .stem.mp4; put the stems into a folder of their own")
	}
}

// maxFiles is more than any session needs.
const maxFiles = 2000

// list finds the audio files below root, in natural order, and names what it
// passed over.
func list(root string) (files, ignored []string, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil || rel == "." {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir():
			if parcel.Junk(d.Name()) || strings.Count(rel, "/") >= parcel.MaxDepth {
				return filepath.SkipDir
			}
		case parcel.Junk(d.Name()) || !d.Type().IsRegular() && d.Type()&fs.ModeSymlink == 0:
		case parcel.Audio(d.Name()):
			files = append(files, rel)
		default:
			ignored = append(ignored, rel)
		}
		if len(files) > maxFiles {
			return fmt.Errorf("there are more than %d audio files; a session is one song", maxFiles)
		}
		return nil
	})
	files = withoutDeliveries(root, files)
	slices.SortFunc(files, natural)
	slices.SortFunc(ignored, natural)
	return files, ignored, err
}

// natural orders names as people count: "Guitar 2" before "Guitar 10". Names
// that differ in case alone are ordered by their bytes.
func natural(a, b string) int {
	x, y := strings.ToLower(a), strings.ToLower(b)
	for x != "" && y != "" {
		nx, restX := digits(x)
		ny, restY := digits(y)
		if nx != "" && ny != "" {
			tx, ty := strings.TrimLeft(nx, "0"), strings.TrimLeft(ny, "0")
			if len(tx) != len(ty) {
				return len(tx) - len(ty)
			}
			if c := strings.Compare(tx, ty); c != 0 {
				return c
			}
			x, y = restX, restY
			continue
		}
		if x[0] != y[0] {
			return int(x[0]) - int(y[0])
		}
		x, y = x[1:], y[1:]
	}
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	return strings.Compare(a, b)
}

func digits(s string) (number, rest string) {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n], s[n:]
}

// sort reads the headers and files every track where it belongs.
func (a *Arrived) sort(root string, plan []part) {
	s := a.Session
	for _, p := range plan {
		path := p.path
		if path == "" {
			path = filepath.Join(root, filepath.FromSlash(p.name.File))
		}
		track := session.Track{File: p.name.File, Path: path}
		format, err := decode.Probe(path)
		if err != nil {
			a.Findings = append(a.Findings, Unreadable(track.File, p.name.Kind == StemFile, err))
			continue
		}
		track.Format = format
		switch p.name.Kind {
		case spareFile:
			s.Ignored = append(s.Ignored, track.File)
		case RoughFile: // of several the last counts: "rough 2" follows "rough 1"
			if s.Rough != nil {
				s.Ignored = append(s.Ignored, s.Rough.File)
				a.Findings = append(a.Findings, secondRough(track.File, s.Rough.File))
			}
			s.Rough = &track
		case ReferenceFile:
			s.References = append(s.References, session.Reference{Track: track, Like: p.like, Weight: p.weight})
		default:
			s.Stems = append(s.Stems, session.Stem{
				Track: track, Name: p.name.Instrument, Role: p.name.Role,
				Importance: p.name.Importance, RoleReason: p.name.Reason,
			})
		}
	}
}
