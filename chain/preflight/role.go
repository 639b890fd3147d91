package preflight

import (
	"fmt"
	"strings"

	"lathe/measure"
	"lathe/session"
)

// heardAs begins the reason of a role that was given by ear.
const heardAs = "the name does not say; it sounds like "

// bySound is the role that a sound suggests. A pitched instrument may be any of
// many, and a guess would be worth nothing.
var bySound = map[Voice]session.Role{
	SoundsKick: session.DrumsKick, SoundsDrums: session.Drums, SoundsHats: session.DrumsHat,
	SoundsBass: session.Bass, SoundsVoice: session.VoxBacking,
}

// Listen gives a stem whose name says nothing the role that it sounds like. A
// voice counts as a backing vocal: which is the lead, only the artist knows.
func Listen(s *session.Stem, p *measure.Portrait) {
	if s.Role != session.Other || strings.Contains(s.RoleReason, "session.yaml") {
		return
	}
	v := SoundsLike(p)
	if v == SoundsUnknown {
		return
	}
	s.RoleReason = heardAs + string(v)
	if role, ok := bySound[v]; ok {
		s.Role, s.Importance = role, role.Importance()
	}
}

// roleConflict finds stems that sound nothing like their name says. It speaks
// up only where no instrument of that name could sound so.
func roleConflict(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		if s.Portrait.Silent() || strings.HasPrefix(s.RoleReason, heardAs) {
			continue
		}
		d := soundOf(s.Portrait)
		if d.active*s.Portrait.Seconds() < soundsLeastS {
			continue
		}
		why := d.unlike(s.Role)
		if why == "" {
			continue
		}
		out = append(out, session.Finding{
			Code: "role.conflict", Severity: session.Warning, Stem: s.File,
			Heard:   fmt.Sprintf("%s: %.0f %% of the power below 150 Hz, %.0f %% above 5 kHz, %.0f %% left 0.1 s after a hit", why, 100*d.low, 100*d.high, 100*d.hold),
			Message: fmt.Sprintf("By its name %s is %s, but it sounds like %s.", s.File, plain(s.Role), SoundsLike(s.Portrait)),
			Fix:     "Perhaps two files were swapped or misnamed. Rename it, or say what it is in session.yaml.",
		})
	}
	return out
}

// plain is a role in words.
func plain(r session.Role) string {
	family, member, found := strings.Cut(string(r), ".")
	if !found {
		return family
	}
	if family == "vox" {
		return member + " vocals"
	}
	return member
}

// unlike says what speaks against a role, or nothing.
func (s sound) unlike(r session.Role) string {
	tone := s.hold > 0.6 && s.rings > 1
	click := s.hold < 0.1 && s.rings < 0.3 && s.onsets > 3
	switch r {
	case session.DrumsKick, session.Bass:
		if s.low < 0.05 && s.centre > 8.5 {
			return "there is no bass in it"
		}
		if r == session.DrumsKick && tone {
			return "it holds its tones"
		}
	case session.DrumsHat, session.DrumsCymbals:
		if s.high < 0.08 && s.centre < 18 {
			return "there is no treble in it"
		}
	case session.DrumsSnare:
		if s.low > 0.85 || tone {
			return "it is all bass, or holds its tones"
		}
	case session.VoxLead, session.VoxBacking, session.VoxAdlib:
		if s.low > 0.7 || s.high > 0.7 || click {
			return "no voice is so low, so high or so short"
		}
	case session.Guitar, session.GuitarLead, session.Keys, session.Strings, session.Brass, session.Winds, session.Pad:
		if s.high > 0.75 && s.onsets > 3 {
			return "it is all treble, in short hits"
		}
	}
	return ""
}
