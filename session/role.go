package session

import (
	"fmt"
	"slices"
	"strings"
)

// Role is what a stem plays. A dot divides a family from its member:
// drums.kick is of the family drums.
type Role string

// The roles a stem can have.
const (
	VoxLead       Role = "vox.lead"
	VoxBacking    Role = "vox.backing"
	VoxAdlib      Role = "vox.adlib"
	Drums         Role = "drums"
	DrumsKick     Role = "drums.kick"
	DrumsSnare    Role = "drums.snare"
	DrumsHat      Role = "drums.hat"
	DrumsToms     Role = "drums.toms"
	DrumsCymbals  Role = "drums.cymbals"
	DrumsOverhead Role = "drums.overhead"
	DrumsRoom     Role = "drums.room"
	Percussion    Role = "percussion"
	Bass          Role = "bass"
	GuitarLead    Role = "guitar.lead"
	Guitar        Role = "guitar"
	Keys          Role = "keys"
	SynthLead     Role = "synth.lead"
	Synth         Role = "synth"
	Pad           Role = "pad"
	Strings       Role = "strings"
	Brass         Role = "brass"
	Winds         Role = "winds"
	FX            Role = "fx"
	Return        Role = "return"
	Other         Role = "other"
)

// importance is how much of a listener's attention a role has by default; the
// name, the sound and the artist move it from there. The figures are those of
// specs/dsp.md section 3: an engineer's priorities, not a measurement.
var importance = map[Role]float64{
	VoxLead: 1, VoxBacking: .45, VoxAdlib: .45,
	Drums: .8, DrumsKick: .8, DrumsSnare: .75, DrumsHat: .45, DrumsToms: .45,
	DrumsCymbals: .4, DrumsOverhead: .5, DrumsRoom: .3, Percussion: .45,
	Bass: .8, GuitarLead: .85, Guitar: .65, Keys: .65,
	SynthLead: .85, Synth: .55, Pad: .35, Strings: .5, Brass: .55, Winds: .5,
	FX: .25, Return: .25, Other: .5,
}

// Roles lists every role, families first.
func Roles() []Role {
	roles := make([]Role, 0, len(importance))
	for r := range importance {
		roles = append(roles, r)
	}
	slices.Sort(roles)
	return roles
}

// ParseRole reads a role as session.yaml and the plan write it.
func ParseRole(text string) (Role, error) {
	r := Role(text)
	if _, ok := importance[r]; !ok {
		return "", fmt.Errorf("role is %q, want one of %s", text, join(Roles()))
	}
	return r, nil
}

// UnmarshalText reads a role and refuses one that does not exist.
func (r *Role) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRole(string(text))
	return err
}

// Family is the part before the dot: drums for drums.kick.
func (r Role) Family() string {
	family, _, _ := strings.Cut(string(r), ".")
	return family
}

// Importance is the role's share of attention when nothing else is known.
func (r Role) Importance() float64 { return importance[r] }

// join writes a list for an error message.
func join[T ~string](words []T) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = string(w)
	}
	return strings.Join(parts, ", ")
}

// UnmarshalText reads a likeness and refuses one that does not exist.
func (l *Likeness) UnmarshalText(text []byte) error {
	if !slices.Contains(Likenesses, Likeness(text)) {
		return fmt.Errorf("like is %q, want one of %s", text, join(Likenesses))
	}
	*l = Likeness(text)
	return nil
}
