package intake

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lathe/audio"
	"lathe/session"
	"lathe/session/sheet"
)

// brief is session.yaml: all optional, and it overrides what names say.
type brief struct {
	Title      string               `yaml:"title"`
	Artist     string               `yaml:"artist"`
	Notes      string               `yaml:"notes"`
	Rough      string               `yaml:"rough"`
	References []briefReference     `yaml:"references"`
	Stems      map[string]briefStem `yaml:"stems"`
}

type briefReference struct {
	File   string             `yaml:"file"`
	Like   []session.Likeness `yaml:"like"`
	Weight *float64           `yaml:"weight"`
}

type briefStem struct {
	Role       *session.Role `yaml:"role"`
	Importance *float64      `yaml:"importance"`
	Name       string        `yaml:"name"`
}

// Validate refuses an importance outside 0 to 1.
func (s *briefStem) Validate() error {
	if s.Importance != nil && !(*s.Importance >= 0 && *s.Importance <= 1) {
		return sheet.Field("importance", "%g, want 0 to 1", *s.Importance)
	}
	return nil
}

// Validate refuses a weight that is none.
func (r *briefReference) Validate() error {
	switch {
	case r.File == "":
		return errors.New("a reference has a file")
	case r.Weight != nil && !(*r.Weight > 0 && *r.Weight <= 100):
		return sheet.Field("weight", "%g, want more than 0 and at most 100", *r.Weight)
	}
	return nil
}

// unfit is a sheet that speaks of another session: as good as unreadable.
type unfit string

func (u unfit) Error() string        { return string(u) }
func (u unfit) Is(target error) bool { return target == ErrUnreadable }

const briefName = "session.yaml"

// readBrief reads session.yaml from the top folder, if there is one, and makes
// sure that it speaks of files that are there.
func readBrief(root string, files []string) (brief, error) {
	var b brief
	text, err := os.ReadFile(filepath.Join(root, briefName))
	if errors.Is(err, os.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return b, fmt.Errorf("%s: %w", briefName, audio.WithoutPath(err))
	}
	if err := sheet.Decode(briefName, text, &b); err != nil {
		return b, err
	}
	named := []string{}
	for file := range b.Stems {
		named = append(named, file)
	}
	for _, r := range b.References {
		named = append(named, r.File)
	}
	if b.Rough != "" {
		named = append(named, b.Rough)
	}
	slices.Sort(named)
	for _, file := range named {
		if _, ok := find(files, file); !ok {
			return b, unfit(fmt.Sprintf("%s speaks of %q, which is not in the session", briefName, file))
		}
	}
	return b, nil
}

// find looks a file up by its path in the session, or by its bare name when
// only one file has it.
func find(files []string, name string) (string, bool) {
	if slices.Contains(files, name) {
		return name, true
	}
	found, n := "", 0
	for _, f := range files {
		if f[strings.LastIndex(f, "/")+1:] == name {
			found, n = f, n+1
		}
	}
	return found, n == 1
}

// part is one file and what it is in the session.
type part struct {
	name   Name
	path   string // of a file outside the session
	like   []session.Likeness
	weight float64
}

// assign puts together what the names say, what session.yaml says and what the
// command line says; the later wins.
func assign(naming Naming, files []string, b brief, o Options, root string) ([]part, error) {
	parts := make([]part, len(naming.Names))
	for i, n := range naming.Names {
		parts[i] = part{name: n, weight: 1}
	}
	at := func(file string) *part {
		for i := range parts {
			if parts[i].name.File == file {
				return &parts[i]
			}
		}
		return nil
	}
	for name, s := range b.Stems {
		file, _ := find(files, name)
		override(&at(file).name, s)
	}
	for _, r := range b.References {
		file, _ := find(files, r.File)
		p := at(file)
		p.name.Kind, p.like = ReferenceFile, r.Like
		if r.Weight != nil {
			p.weight = *r.Weight
		}
	}
	if b.Rough != "" {
		file, _ := find(files, b.Rough)
		soleRough(parts, at(file))
	}
	if o.Rough != "" {
		p, err := outside(&parts, o.Rough, root, at)
		if err != nil {
			return nil, err
		}
		soleRough(parts, p)
	}
	for _, r := range o.References {
		p, err := outside(&parts, r, root, at)
		if err != nil {
			return nil, err
		}
		p.name.Kind, p.weight = ReferenceFile, max(p.weight, 1)
	}
	return parts, nil
}

// override is a person's word on a stem.
func override(n *Name, s briefStem) {
	n.Kind = StemFile
	if s.Name != "" {
		n.Instrument = s.Name
	}
	if s.Role != nil {
		n.Role, n.Known, n.Importance, n.Reason = *s.Role, true, s.Role.Importance(), briefName+" says so"
	}
	if s.Importance != nil {
		n.Importance = *s.Importance
	}
}

// spareFile is a rough mix that another was preferred to.
const spareFile Kind = "spare"

// soleRough makes p the rough mix, and spares whatever its name made one.
func soleRough(parts []part, p *part) {
	for i := range parts {
		if parts[i].name.Kind == RoughFile {
			parts[i].name.Kind = spareFile
		}
	}
	p.name.Kind = RoughFile
}

// outside finds a file named on the command line: one of the session's, or one
// from elsewhere, which is added.
func outside(parts *[]part, path, root string, at func(string) *part) (*part, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if base, err := filepath.Abs(root); err == nil {
		if rel, err := filepath.Rel(base, abs); err == nil {
			if p := at(filepath.ToSlash(rel)); p != nil {
				return p, nil
			}
		}
	}
	if _, err := os.Stat(abs); err != nil {
		if p := at(filepath.ToSlash(path)); p != nil { // named as the session names it
			return p, nil
		}
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), audio.WithoutPath(err))
	}
	*parts = append(*parts, part{name: Name{File: filepath.Base(abs)}, path: abs, weight: 1})
	return &(*parts)[len(*parts)-1], nil
}
