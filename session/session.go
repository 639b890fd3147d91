// Package session is the vocabulary of a mastering session: the nouns every
// other package shares, and no behaviour beyond what the words mean.
//
//	Session   the song as it arrived: stems, rough mix, references, brief
//	Stem      one exported group of the song
//	Role      what a stem plays, and how much that matters by default
//	Finding   something a check has to say to the artist
//	Note      why a move is in the plan
package session

import (
	"slices"

	"lathe/audio"
)

// Session is a song as it arrived: what to master and what was said about it.
type Session struct {
	Title      string
	Untitled   bool // the title is only the folder's name
	Artist     string
	Notes      string // the artist's own words
	Rate       int    // Hz; what the master will have
	Frames     int64  // length of the region every stem should cover
	BitDepth   int    // the deepest of the stems'
	Stems      []Stem // in session order: by file name, natural order
	Rough      *Track // nil when there is none
	References []Reference
	Ignored    []string // files that were passed over, by name
}

// Track is one audio file of a session, whatever part it plays.
type Track struct {
	File   string       // inside the session, with forward slashes: what plans and reports call it
	Path   string       // on this machine; never shown
	Format audio.Format // as the header has it
	SHA256 string       // of the file's bytes, once it has been listened to
}

// Stem is one exported group of the song.
type Stem struct {
	Track
	Name       string  // the instrument in the artist's words: "Lead Vocals"
	Role       Role    //
	Importance float64 // 0 to 1: how much of the song's attention it should have
	RoleReason string  // why we think so: "the name says "vox" and "lead""
}

// Reference is a finished track the artist would like to sound like.
type Reference struct {
	Track
	Like   []Likeness // what is loved about it; empty means tone and loudness
	Weight float64    // against the other references
}

// Likeness is something that can be loved about a reference.
type Likeness string

// The likenesses a session.yaml may name.
const (
	LikeTone        Likeness = "tone"
	LikeLoudness    Likeness = "loudness"
	LikeDynamics    Likeness = "dynamics"
	LikeWidth       Likeness = "width"
	LikeBassToVocal Likeness = "bass-to-vocal"
	LikeVocalLevel  Likeness = "vocal-level"
)

// Likenesses lists them all.
var Likenesses = []Likeness{LikeTone, LikeLoudness, LikeDynamics, LikeWidth, LikeBassToVocal, LikeVocalLevel}

// Note is what a person needs to agree with a move or not, and the switch to
// act on it. It closes every move of the plan.
type Note struct {
	Heard string `yaml:"heard" json:"heard"` // the evidence, with numbers
	Why   string `yaml:"why" json:"why"`     // one plain sentence
	On    bool   `yaml:"on" json:"on"`       // false undoes exactly this move
}

// Likes says whether a likeness of the reference is meant: those it names, or
// tone and loudness when it names none.
func (r Reference) Likes(l Likeness) bool {
	if len(r.Like) == 0 {
		return l == LikeTone || l == LikeLoudness
	}
	return slices.Contains(r.Like, l)
}
