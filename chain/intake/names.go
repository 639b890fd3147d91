package intake

import (
	"math"
	"slices"
	"strings"

	"lathe/session"
)

// Naming is what the names of a session's files say together. No name is read
// alone: what most of them share is the song's title, and says nothing about
// any stem.
type Naming struct {
	Title string // in the artist's spelling; empty when the names share nothing
	Names []Name // in the order given
}

// Name is what one file's name says.
type Name struct {
	File       string // as given
	Kind       Kind
	Instrument string       // the artist's words for it, title and noise removed, original case: "Lead Vocals"; never empty while the file has a name
	Role       session.Role // session.Other when the name says nothing, and for files that are no stems
	Known      bool         // the name decided the role
	Importance float64      // 0 to 1, in steps of 0.05: the role's, moved by lead, double, a number; 0 for files that are no stems
	Modifiers  Modifiers
	Index      int    // the 2 of "Guitars 2"; 0 when there is none
	Reason     string // plain words with the tokens that decided: `"vox" and "lead" in the name`
}

// Kind is the part a file plays in a session.
type Kind string

// The kinds of file.
const (
	StemFile      Kind = "stem"
	RoughFile     Kind = "rough"
	ReferenceFile Kind = "reference"
)

// Modifiers are what a name says beside the instrument, one bit each.
type Modifiers uint32

// The modifiers. Main and solo count as lead; a stack of voices as a double.
const (
	Lead Modifiers = 1 << iota
	Backing
	Double
	Harmony
	Adlib
	Rhythm
	Room
	Amp
	DI
	Dry
	Wet
	Top
	Bottom
	In
	Out
	Left
	Right
	Mid
	Side
)

var modifierNames = []string{
	"lead", "backing", "double", "harmony", "adlib", "rhythm", "room", "amp", "DI", "dry", "wet",
	"top", "bottom", "in", "out", "left", "right", "mid", "side",
}

// Has says whether all of the others are among m.
func (m Modifiers) Has(others Modifiers) bool { return m&others == others }

// String lists the modifiers: "lead, left".
func (m Modifiers) String() string {
	var names []string
	for i, name := range modifierNames {
		if m.Has(1 << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// ReadNames reads the names of a session's audio files: paths inside the
// session, with forward slashes. Folders are hints: "Vox/Lead.wav" is a lead
// vocal. What is returned does not depend on the order of the files, on capital
// letters where words are divided by spaces, or on how accents are encoded.
//
// Rough mixes and references are told by their names. These are decided by the
// session as a whole: a "master", a "ref mix" or a file with nothing but the
// song's title is the rough mix if no other file is; failing that, the first two
// are references (the artist had a finished version to compare with) and the
// last is a stem.
func ReadNames(files []string) Naming {
	d := theDictionary()
	readings := make([]*reading, len(files))
	for i, file := range files {
		readings[i] = d.reading(file)
	}
	t := d.findTitle(readings)
	naming := Naming{Title: t.text, Names: make([]Name, len(files))}
	for i, r := range readings {
		d.removeTitle(r, t)
		naming.Names[i] = d.nameOf(r)
		r.callOut()
	}
	settleKinds(naming.Names, readings)
	return naming
}

// reading is one file's name on its way to being understood.
type reading struct {
	file    string
	name    string // cleaned, without folders and extension
	words   []word // of name; the title's are taken out once it is known
	folders []folder
	hits    []hit  // what the dictionary finds in words
	dull    []bool // of every word: it is no part of the instrument
	titled  bool   // the title was among the words
	untaken bool   // the title was all there was; words still holds it
	call    call   // what the name says of the whole file
	callHit hit
}

// folder is one folder of a path, as far as it is a hint.
type folder struct {
	name string
	hits []hit
}

// reading takes a path apart. A folder with a word the dictionary does not know
// is named after something else than an instrument, and is no hint.
func (d *dictionary) reading(file string) *reading {
	path := strings.Split(file, "/")
	r := &reading{file: file, name: cleanName(withoutExtension(path[len(path)-1]))}
	if r.name == "" {
		r.name = cleanName(path[len(path)-1])
	}
	r.words = d.read(r.name)
	r.hits, r.dull = d.scan(r.name, r.words)
	for _, part := range path[:len(path)-1] {
		f := folder{name: cleanName(part)}
		words := d.read(f.name)
		hits, dull := d.scan(f.name, words)
		if len(unknownWords(words, hits, dull)) == 0 {
			for i := range hits {
				hits[i].folder = true
			}
			f.hits = hits
		}
		r.folders = append(r.folders, f)
	}
	return r
}

// nameOf says what a reading means, as a stem.
func (d *dictionary) nameOf(r *reading) Name {
	n := Name{File: r.file, Kind: StemFile, Role: session.Other, Reason: "the name does not say"}
	v := d.decide(r)
	n.Role, n.Known, n.Modifiers, n.Index = v.role, v.known, v.marks, r.index()
	n.Instrument = r.instrument(v)
	if v.known {
		n.Reason = v.reason()
	}
	n.Importance = importance(v, n.Index)
	return n
}

// importance is the role's share of attention, moved by what the name says. The
// steps are those of specs/dsp.md section 3: a rhythm guitar or "Guitars 2" has
// 0.45 where the guitar has 0.65. What the role itself says is not counted twice.
func importance(v verdict, index int) float64 {
	share := v.role.Importance()
	if !v.known {
		return share
	}
	const up, down = 0.15, 0.2
	leads := v.role == session.VoxLead || v.role == session.GuitarLead || v.role == session.SynthLead
	backs := v.role == session.VoxBacking || v.role == session.VoxAdlib
	places := v.role == session.DrumsRoom || v.role == session.Return
	if v.marks.Has(Lead) && v.marks&(Double|Harmony) == 0 && !leads {
		share += up
	}
	supports := v.marks&(Backing|Double|Harmony|Adlib|Rhythm) != 0 && !backs
	if supports || index >= 2 && isPlural(v.by.text) {
		share -= down
	}
	if v.marks.Has(Room) && !places {
		share -= down
	}
	return math.Round(max(0, min(1, share))*20) / 20
}

// isPlural says whether the word that decided stands in the plural: "Guitars".
func isPlural(text string) bool {
	singular, ok := strings.CutSuffix(text, "s")
	return ok && !strings.HasSuffix(singular, "s") && theDictionary().knows(singular) // "bass" is no plural
}

// index is the number that tells stems of one instrument apart.
func (r *reading) index() int {
	named := false
	for i, w := range r.words {
		switch {
		case r.dull[i]:
		case isNumber(w.key) && len(w.key) <= 2 && named && !r.taken(i):
			return valueOf(w.key)
		default:
			named = true
		}
	}
	return 0
}

// taken says whether words[i] belongs to an entry of the dictionary.
func (r *reading) taken(i int) bool {
	for _, h := range r.hits {
		if h.from <= i && i < h.to {
			return true
		}
	}
	return false
}

// instrument is the artist's own words: what is left of the name. A folder that
// decided the role comes first: "Vox Lead". A name of nothing but noise, "Track
// 07", is all the artist says, so it stays.
func (r *reading) instrument(v verdict) string {
	var b strings.Builder
	if v.known && v.by.folder {
		b.WriteString(r.folders[v.by.at].name)
	}
	last := -1
	noise := !slices.Contains(r.dull, false)
	for i, w := range r.words {
		if r.dull[i] && !noise {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(r.between(last, i))
		}
		b.WriteString(w.text(r.name))
		last = i
	}
	if last < 0 || noise && !r.titled {
		return r.name
	}
	return b.String()
}

// between is what the artist wrote between two words, if it says something: a
// hyphen, a plus, nothing at all. Everything else becomes a space.
func (r *reading) between(last, i int) string {
	if last < 0 || last+1 != i {
		return " "
	}
	written := r.name[r.words[last].to:r.words[i].from]
	switch strings.TrimSpace(written) {
	case "":
		if r.words[last].to <= r.words[i].from && written == "" {
			return ""
		}
	case "+", "&", "-", ",":
		return written
	}
	return " "
}

// valueOf reads a short run of digits.
func valueOf(digits string) (n int) {
	for _, r := range digits {
		if r < '0' || r > '9' {
			return 0 // digits of another script, which fold does not turn into ours
		}
		n = 10*n + int(r-'0')
	}
	return n
}
