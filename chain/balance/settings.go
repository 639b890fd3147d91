package balance

import (
	"errors"
	"fmt"

	"lathe/session"
	"lathe/session/sheet"
)

// Page is this stage's page of the plan for one stem.
type Page []Move

// Move is one change of level.
type Move struct {
	ID           string `yaml:"id" json:"id"`
	Gain         *Gain  `yaml:"gain" json:"gain"`
	session.Note `yaml:",inline"`
}

// Gain is a change of level. Left and right go on top of it, for a stem that
// the rough mix has moved to a side.
type Gain struct {
	GainDB  float64 `yaml:"gain_db" json:"gain_db"`
	LeftDB  float64 `yaml:"left_db,omitempty" json:"left_db,omitempty"`
	RightDB float64 `yaml:"right_db,omitempty" json:"right_db,omitempty"`
}

// Validate refuses a move without a gain.
func (m *Move) Validate() error {
	if m.Gain == nil {
		return errors.New("a balance move has a gain")
	}
	return nil
}

// Validate refuses what no mix needs.
func (g *Gain) Validate() error {
	for _, v := range []struct {
		key string
		db  float64
	}{{"gain_db", g.GainDB}, {"left_db", g.LeftDB}, {"right_db", g.RightDB}} {
		if !(v.db >= -60 && v.db <= 24) {
			return sheet.Field(v.key, "%g, want -60 to 24", v.db)
		}
	}
	return nil
}

// Does is the move in a few words.
func (m Move) Does() string {
	text := fmt.Sprintf("%+.2f dB", m.Gain.GainDB)
	if m.Gain.LeftDB != 0 || m.Gain.RightDB != 0 {
		text += fmt.Sprintf(" (left %+.2f, right %+.2f)", m.Gain.GainDB+m.Gain.LeftDB, m.Gain.GainDB+m.Gain.RightDB)
	}
	return text
}
