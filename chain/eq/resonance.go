package eq

import (
	"fmt"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

const (
	ringShare     = 0.75 // of the time: a note does not sound that long, a ringing body does
	ringDB        = 8.   // above the half octave on each side
	noteDB        = 20.  // what stands out more is a tone that someone meant
	mostRings     = 2    // a stem
	ringCutShare  = 0.3  // of how far it stands out
	mostRingCutDB = 3.
)

// struck are the roles that play no notes: what rings there is a drum, a room
// or a microphone. Elsewhere a frequency that is always there is most likely
// the key of the song.
var struck = map[session.Role]bool{
	session.Drums: true, session.DrumsSnare: true, session.DrumsHat: true, session.DrumsCymbals: true,
	session.DrumsOverhead: true, session.DrumsRoom: true, session.Percussion: true,
}

// resonances proposes a narrow cut where a stem rings whatever it plays.
func resonances(h Heard, amount float64) Page {
	if !struck[h.Stem.Role] || h.Portrait.Silent() {
		return nil
	}
	var page Page
	rings := h.Portrait.Frames.Rings
	for range mostRings {
		top := -1
		for i, r := range rings {
			if r.Share >= ringShare && r.Prominence >= ringDB && r.Prominence < noteDB && (top < 0 || r.Prominence > rings[top].Prominence) {
				top = i
			}
		}
		if top < 0 {
			break
		}
		r, freq := rings[top], measure.FineHz(top)
		depth := unit.Round(min(mostRingCutDB, ringCutShare*r.Prominence)*amount, 0.1)
		for i := max(0, top-3); i <= min(len(rings)-1, top+3); i++ {
			rings[i] = measure.Ring{}
		}
		if depth < leastCutDB {
			continue
		}
		page = append(page, Move{
			ID:  fmt.Sprintf("eq.%s.ring-%d", h.Slug, len(page)+1),
			Cut: &Cut{FreqHz: round(float64(freq)), GainDB: -depth, Q: 10},
			Note: session.Note{
				Heard: fmt.Sprintf("%s stands %.0f dB out of its surroundings %.0f %% of the time, whatever is played", hertz(freq), r.Prominence, 100*r.Share),
				Why:   "a resonance tires the ear",
				On:    true,
			},
		})
	}
	return page
}
