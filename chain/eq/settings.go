package eq

import (
	"errors"
	"fmt"

	"lathe/dsp/unit"
	"lathe/session"
	"lathe/session/sheet"
)

// Page is this stage's page of the plan for one stem: cuts in the order made.
type Page []Move

// Move is one cut.
type Move struct {
	ID           string `yaml:"id" json:"id"`
	Cut          *Cut   `yaml:"cut" json:"cut"`
	session.Note `yaml:",inline"`
}

// Cut is a bell. Its gain may be edited to a boost; Lathe itself never boosts.
type Cut struct {
	FreqHz float64 `yaml:"freq_hz" json:"freq_hz"`
	GainDB float64 `yaml:"gain_db" json:"gain_db"`
	Q      float64 `yaml:"q" json:"q"`
}

// Validate refuses a move without a cut.
func (m *Move) Validate() error {
	if m.Cut == nil {
		return errors.New("an eq move has a cut")
	}
	return nil
}

// Validate refuses what has no musical meaning.
func (c *Cut) Validate() error {
	switch {
	case !(c.FreqHz >= 20 && c.FreqHz <= 20000):
		return sheet.Field("freq_hz", "%g, want 20 to 20000", c.FreqHz)
	case !(c.GainDB >= -24 && c.GainDB <= 12):
		return sheet.Field("gain_db", "%g, want -24 to 12", c.GainDB)
	case !(c.Q >= 0.1 && c.Q <= 40):
		return sheet.Field("q", "%g, want 0.1 to 40", c.Q)
	}
	return nil
}

// Does is the move in a few words.
func (m Move) Does() string {
	return fmt.Sprintf("%+.1f dB at %s, Q %g", m.Cut.GainDB, hertz(unit.Hz(m.Cut.FreqHz)), m.Cut.Q)
}
