package chain

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"lathe/chain/balance"
	"lathe/chain/enhance"
	"lathe/chain/eq"
	"lathe/chain/master"
	"lathe/chain/repair"
	"lathe/session"
	"lathe/session/sheet"
)

// PlanVersion is the version of the plan's form.
const PlanVersion = 1

// Plan is everything Print needs and everything a person may change: each
// stem's moves in path order, then the bus.
type Plan struct {
	Version int           `yaml:"version" json:"version"`
	Engine  string        `yaml:"engine" json:"engine"`
	Session Of            `yaml:"session" json:"session"`
	Target  master.Target `yaml:"target" json:"target"`
	Stems   []Strip       `yaml:"stems" json:"stems"`
	Bus     BusStrip      `yaml:"bus" json:"bus"`
}

// Of says which session a plan is for.
type Of struct {
	Title        string `yaml:"title" json:"title"`
	Artist       string `yaml:"artist,omitempty" json:"artist,omitempty"`
	SampleRateHz int    `yaml:"sample_rate_hz" json:"sample_rate_hz"`
	Frames       int64  `yaml:"frames" json:"frames"`
	Fingerprint  string `yaml:"fingerprint" json:"fingerprint"` // of the stems' names and bytes
}

// Strip is what the plan does to one stem, in the order it is done.
type Strip struct {
	File       string       `yaml:"file" json:"file"`
	Role       session.Role `yaml:"role" json:"role"`
	Importance float64      `yaml:"importance" json:"importance"`
	Repair     repair.Page  `yaml:"repair" json:"repair"`
	Balance    balance.Page `yaml:"balance" json:"balance"`
	EQ         eq.Page      `yaml:"eq" json:"eq"`
	Enhance    enhance.Page `yaml:"enhance" json:"enhance"`
}

// BusStrip is what the plan does to the sum.
type BusStrip struct {
	Enhance enhance.BusPage `yaml:"enhance" json:"enhance"`
	Master  master.Page     `yaml:"master" json:"master"`
}

// Validate refuses plans of another form, and numbers that cannot be.
func (p *Plan) Validate() error {
	switch {
	case p.Version != PlanVersion:
		return sheet.Field("version", "%d, want %d: this plan was made by another Lathe; make it again", p.Version, PlanVersion)
	case len(p.Stems) == 0:
		return sheet.Field("stems", "an empty list, want at least one stem")
	}
	seen, files := map[string]bool{}, map[string]bool{}
	for _, s := range p.Stems {
		if s.File == "" || files[s.File] {
			return sheet.Field("stems", "a list with %q twice or without a file", s.File)
		}
		files[s.File] = true
	}
	for _, id := range p.ids() {
		if id == "" || seen[id] {
			return sheet.Field("stems", "a list in which a move has the id %q, which is missing or taken", id)
		}
		seen[id] = true
	}
	return nil
}

// ids lists every move's, in the order of the path.
func (p *Plan) ids() []string {
	var ids []string
	for _, s := range p.Stems {
		for _, m := range s.Repair {
			ids = append(ids, m.ID)
		}
		for _, m := range s.Balance {
			ids = append(ids, m.ID)
		}
		for _, m := range s.EQ {
			ids = append(ids, m.ID)
		}
		for _, m := range s.Enhance {
			ids = append(ids, m.ID)
		}
	}
	for _, m := range p.Bus.Enhance {
		ids = append(ids, m.ID)
	}
	for _, m := range p.Bus.Master {
		ids = append(ids, m.ID)
	}
	return ids
}

// Moves is how many the plan has, on or off.
func (p *Plan) Moves() int { return len(p.ids()) }

// Validate refuses what no session has.
func (o *Of) Validate() error {
	switch {
	case o.SampleRateHz < 8000 || o.SampleRateHz > 768000:
		return sheet.Field("sample_rate_hz", "%d, want 8000 to 768000", o.SampleRateHz)
	case o.Frames < 1 || o.Frames > 1<<40:
		return sheet.Field("frames", "%d, want at least 1", o.Frames)
	}
	return nil
}

// Validate refuses an importance outside 0 to 1.
func (s *Strip) Validate() error {
	if !(s.Importance >= 0 && s.Importance <= 1) {
		return sheet.Field("importance", "%g, want 0 to 1", s.Importance)
	}
	return nil
}

// planHead is what a person should know who opens a plan.
const planHead = `# The plan of a master: every move with what was heard and why.
# Edit a number, set "on: false" or delete a move, and print again:
#   lathe print SESSION --plan plan.yaml -o DIR
# Units are in the names: _db decibels, _hz hertz, _ms milliseconds, _s seconds.
`

// Encode writes the plan as people edit it.
func (p *Plan) Encode() ([]byte, error) {
	text, err := sheet.Encode(p)
	return append([]byte(planHead), text...), err
}

// DecodePlan reads a plan strictly: what is unknown, doubled or out of range is
// refused with line and column. file is the name that errors carry.
func DecodePlan(file string, text []byte) (*Plan, error) {
	p := &Plan{}
	if err := sheet.Decode(file, text, p); err != nil {
		return nil, err
	}
	if p.Version == 0 {
		return nil, &sheet.Error{File: file, Line: 1, Column: 1, Problem: "it is empty, want a plan"}
	}
	return p, nil
}

// fingerprint is a short sum of the stems' names and bytes.
func fingerprint(s *session.Session) string {
	var lines []string
	for _, stem := range s.Stems {
		lines = append(lines, stem.SHA256+"  "+stem.File+"\n")
	}
	slices.Sort(lines)
	sum := sha256.New()
	for _, l := range lines {
		sum.Write([]byte(l))
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// slugs makes a short, unique name for each stem, for the ids of its moves:
// "Guitars 2" becomes guitars-2.
func slugs(stems []session.Stem) []string {
	out := make([]string, len(stems))
	taken := map[string]bool{}
	for i, s := range stems {
		base := slug(s.Name)
		name := base
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		taken[name] = true
		out[i] = name
	}
	return out
}

func slug(name string) string {
	var out []rune
	for _, r := range name {
		switch {
		case r >= 'A' && r <= 'Z':
			out = append(out, r-'A'+'a')
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127:
			out = append(out, r)
		case len(out) > 0 && out[len(out)-1] != '-':
			out = append(out, '-')
		}
	}
	for len(out) > 0 && out[len(out)-1] == '-' {
		out = out[:len(out)-1]
	}
	if len(out) == 0 {
		return "stem"
	}
	return string(out)
}
