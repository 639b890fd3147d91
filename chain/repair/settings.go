package repair

import (
	"errors"
	"fmt"

	"lathe/session"
	"lathe/session/sheet"
)

// Kind is what a repair takes away.
type Kind string

// The kinds there are.
const (
	DC     Kind = "dc"     // a wave that stands off centre
	Rumble Kind = "rumble" // power below anything that is played
	Edges  Kind = "edges"  // the clicks of a file that starts or ends in the middle of a wave
)

// Kinds lists them all.
var Kinds = []Kind{DC, Rumble, Edges}

// Page is this stage's page of the plan for one stem: moves in the order they
// are made.
type Page []Move

// Move is one repair: exactly one of its kinds is set.
type Move struct {
	ID           string    `yaml:"id" json:"id"`
	Highpass     *Highpass `yaml:"highpass,omitempty" json:"highpass,omitempty"`
	Fade         *Fade     `yaml:"fade,omitempty" json:"fade,omitempty"`
	session.Note `yaml:",inline"`
}

// Highpass takes away what lies below a frequency.
type Highpass struct {
	FreqHz float64 `yaml:"freq_hz" json:"freq_hz"`
	Slope  int     `yaml:"slope_db_per_octave" json:"slope_db_per_octave"` // 12, 24 or 48
}

// Fade softens an edge: a raised cosine from or to silence.
type Fade struct {
	AtS float64 `yaml:"at_s" json:"at_s"`                       // the edge, in seconds of the session's region
	In  float64 `yaml:"in_ms,omitempty" json:"in_ms,omitempty"` // after the edge, from silence
	Out float64 `yaml:"out_ms,omitempty" json:"out_ms,omitempty"`
}

// Validate refuses a move of no kind or of two.
func (m *Move) Validate() error {
	if (m.Highpass == nil) == (m.Fade == nil) {
		return errors.New("a repair move has one of highpass and fade")
	}
	return nil
}

// Validate refuses what no repair needs.
func (h *Highpass) Validate() error {
	switch {
	case !(h.FreqHz >= 1 && h.FreqHz <= 500):
		return sheet.Field("freq_hz", "%g, want 1 to 500", h.FreqHz)
	case h.Slope != 12 && h.Slope != 24 && h.Slope != 48:
		return sheet.Field("slope_db_per_octave", "%d, want 12, 24 or 48", h.Slope)
	}
	return nil
}

// Validate refuses fades that are none, and fades that would be heard.
func (f *Fade) Validate() error {
	switch {
	case !(f.AtS >= 0 && f.AtS <= 86400):
		return sheet.Field("at_s", "%g, want 0 to 86400", f.AtS)
	case (f.In == 0) == (f.Out == 0):
		return errors.New("a fade has one of in_ms and out_ms")
	case !(f.In >= 0 && f.In <= 1000):
		return sheet.Field("in_ms", "%g, want 0 to 1000", f.In)
	case !(f.Out >= 0 && f.Out <= 1000):
		return sheet.Field("out_ms", "%g, want 0 to 1000", f.Out)
	}
	return nil
}

// Does is the move in a few words.
func (m Move) Does() string {
	switch {
	case m.Highpass != nil:
		return fmt.Sprintf("highpass at %g Hz, %d dB an octave", m.Highpass.FreqHz, m.Highpass.Slope)
	case m.Fade.In > 0:
		return fmt.Sprintf("fade in over %g ms", m.Fade.In)
	}
	return fmt.Sprintf("fade out over %g ms", m.Fade.Out)
}
