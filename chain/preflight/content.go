package preflight

import (
	"fmt"
	"math"
	"strings"

	"lathe/session"
)

// silent finds stems without sound.
func silent(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		if !s.Portrait.Silent() {
			continue
		}
		heard := "nothing rises above -70 LUFS"
		if s.Portrait.Defects.FirstSound < 0 {
			heard = "every sample is zero"
		}
		out = append(out, session.Finding{
			Code: "silent", Severity: session.Warning, Stem: s.File, Heard: heard,
			Message: fmt.Sprintf("%s is silent.", s.File),
			Fix:     "If it should not be, check that the track was not muted and export it again.",
		})
	}
	return out
}

// deadDB is how far a side lies below the other to count as dead: specs/dsp.md
// section 2.
const deadDB = 60

// oneSided finds stereo stems with sound on one side alone, but for cross-talk.
func oneSided(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		side, balance := s.Portrait.Defects.OneSided, float64(s.Portrait.Balance)
		heard := "every sample of the %s channel is zero"
		switch {
		case s.Portrait.Silent():
			continue
		case side == 0 && math.Abs(balance) > deadDB: // what cannot be measured is not above
			heard = fmt.Sprintf("the %%s channel is %.0f dB below the other", math.Abs(balance))
			side = 1
			if balance > 0 {
				side = 2
			}
		case side == 0:
			continue
		}
		name, other := "left", "right"
		if side == 2 {
			name, other = other, name
		}
		out = append(out, session.Finding{
			Code: "side.dead", Severity: session.Warning, Stem: s.File,
			Heard:   fmt.Sprintf(heard, other),
			Message: fmt.Sprintf("%s sounds on the %s side only.", s.File, name),
			Fix:     "If it is panned that way, all is well. If a cable or a track was missing, export it again.",
		})
	}
	return out
}

// dualMono finds stereo files that hold one channel twice.
func dualMono(h Heard) []session.Finding {
	var files []string
	for _, s := range h.Stems {
		if s.Portrait.Defects.DualMono {
			files = append(files, s.File)
		}
	}
	if len(files) == 0 {
		return nil
	}
	return []session.Finding{{
		Code: "mono.dual", Severity: session.Info, Stem: oneOf(files),
		Heard:   fmt.Sprintf("left equals right in %s", strings.Join(files, ", ")),
		Message: fmt.Sprintf("%s the same left and right.", stemsAre(files)),
		Fix:     "That is fine: it sounds in the middle, as a mono file would.",
	}}
}

// unknownNames finds stems whose names tell nothing.
func unknownNames(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		if s.Role != session.Other && !strings.HasPrefix(s.RoleReason, heardAs) {
			continue
		}
		out = append(out, session.Finding{
			Code: "name.unknown", Severity: session.Info, Stem: s.File,
			Heard:   s.RoleReason,
			Message: fmt.Sprintf("The name of %s does not say what it is%s.", s.File, andSounds(s.RoleReason)),
			Fix:     "Name it \"Instrument - Song\", or say what it is in session.yaml; until then we go by what we hear.",
		})
	}
	return out
}

// andSounds says what was heard instead.
func andSounds(reason string) string {
	if v, ok := strings.CutPrefix(reason, heardAs); ok {
		return "; it sounds like " + v
	}
	return ""
}

// noTitle tells when the names share no words.
func noTitle(h Heard) []session.Finding {
	if h.Session.Title != "" && !h.Session.Untitled {
		return nil
	}
	return []session.Finding{{
		Code: "name.title", Severity: session.Info,
		Heard:   "the file names share no words",
		Message: fmt.Sprintf("The names of the stems do not say which song they are of; we call it %s.", h.Session.Title),
		Fix:     "Name stems \"Instrument - Song\", or put the title into session.yaml.",
	}}
}

// roughMissing tells when there is nothing to compare with.
func roughMissing(h Heard) []session.Finding {
	if h.Session.Rough != nil {
		return nil
	}
	return []session.Finding{{
		Code: "rough.missing", Severity: session.Info,
		Heard:   "no file is named rough, mix, 2mix or premaster",
		Message: "There is no rough mix.",
		Fix:     "Add the mix as you have been hearing it, named \"Rough Mix\": it shows where the song should go, and Lathe checks the stems against it.",
	}}
}
