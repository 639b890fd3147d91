package enhance

import (
	"errors"
	"fmt"

	"lathe/dsp/shape"
	"lathe/dsp/unit"
	"lathe/session"
	"lathe/session/sheet"
)

// Page is this stage's page of the plan for one stem.
type Page []Move

// Move is one enhancement of a stem: exactly one of its kinds is set.
type Move struct {
	ID           string     `yaml:"id" json:"id"`
	Saturate     *Saturate  `yaml:"saturate,omitempty" json:"saturate,omitempty"`
	Multiband    *Multiband `yaml:"multiband,omitempty" json:"multiband,omitempty"`
	Send         *Send      `yaml:"send,omitempty" json:"send,omitempty"`
	session.Note `yaml:",inline"`
}

// BusPage is what the stage does once for all stems.
type BusPage []BusMove

// BusMove is the room that the sends go to.
type BusMove struct {
	ID           string `yaml:"id" json:"id"`
	Room         *Room  `yaml:"room" json:"room"`
	session.Note `yaml:",inline"`
}

// Saturate adds harmonics.
type Saturate struct {
	DriveDB float64 `yaml:"drive_db" json:"drive_db"` // level into the curve
	Even    float64 `yaml:"even" json:"even"`         // 0 for odd harmonics alone, 1 for as many even ones
	Mix     float64 `yaml:"mix" json:"mix"`           // 0 to 1
}

// Multiband compresses bands on their own.
type Multiband struct {
	CrossoversHz []float64 `yaml:"crossovers_hz" json:"crossovers_hz"`
	Bands        []Band    `yaml:"bands" json:"bands"` // lowest first, one more than crossovers
}

// Band is one band of a Multiband.
type Band struct {
	ThresholdDB float64 `yaml:"threshold_db" json:"threshold_db"` // of level: a full-scale sine is 0
	Ratio       float64 `yaml:"ratio" json:"ratio"`
	KneeDB      float64 `yaml:"knee_db" json:"knee_db"`
	AttackMS    float64 `yaml:"attack_ms" json:"attack_ms"`
	ReleaseMS   float64 `yaml:"release_ms" json:"release_ms"`
	MakeupDB    float64 `yaml:"makeup_db" json:"makeup_db"`
}

// Send is how much of the stem goes to the room.
type Send struct {
	LevelDB float64 `yaml:"level_db" json:"level_db"` // of the reverberation against the stem
}

// Room is the shared reverberation.
type Room struct {
	DecayS     float64 `yaml:"decay_s" json:"decay_s"`
	PreDelayMS float64 `yaml:"predelay_ms" json:"predelay_ms"`
	HighpassHz float64 `yaml:"highpass_hz" json:"highpass_hz"`
	LowpassHz  float64 `yaml:"lowpass_hz" json:"lowpass_hz"`
	Damping    float64 `yaml:"damping" json:"damping"`
}

// Validate refuses a move of no kind or of several.
func (m *Move) Validate() error {
	kinds := 0
	for _, set := range []bool{m.Saturate != nil, m.Multiband != nil, m.Send != nil} {
		if set {
			kinds++
		}
	}
	if kinds != 1 {
		return errors.New("an enhance move has one of saturate, multiband and send")
	}
	return nil
}

// Validate refuses a move without a room.
func (m *BusMove) Validate() error {
	if m.Room == nil {
		return errors.New("an enhance move of the bus has a room")
	}
	return nil
}

// Validate refuses what has no musical meaning.
func (s *Saturate) Validate() error { return s.settings().Validate() }

func (s *Saturate) settings() shape.Settings {
	return shape.Settings{Drive: unit.DB(s.DriveDB), Even: s.Even, Mix: s.Mix}
}

// Validate refuses bands that do not fit their crossovers.
func (m *Multiband) Validate() error {
	if len(m.CrossoversHz) < 1 || len(m.CrossoversHz) > 5 {
		return sheet.Field("crossovers_hz", "a list of %d, want 1 to 5", len(m.CrossoversHz))
	}
	last := 0.0
	for _, f := range m.CrossoversHz {
		if !(f >= 60 && f <= 16000 && f > 1.5*last) {
			return sheet.Field("crossovers_hz", "%g after %g, want 60 to 16000, each at least half an octave above the last", f, last)
		}
		last = f
	}
	if len(m.Bands) != len(m.CrossoversHz)+1 {
		return sheet.Field("bands", "a list of %d, want %d for %d crossovers", len(m.Bands), len(m.CrossoversHz)+1, len(m.CrossoversHz))
	}
	return nil
}

// Validate refuses what has no musical meaning.
func (b *Band) Validate() error {
	for _, r := range []struct {
		key              string
		value, low, high float64
	}{
		{"threshold_db", b.ThresholdDB, -90, 12}, {"ratio", b.Ratio, 1, 20}, {"knee_db", b.KneeDB, 0, 24},
		{"attack_ms", b.AttackMS, 0.1, 500}, {"release_ms", b.ReleaseMS, 1, 5000}, {"makeup_db", b.MakeupDB, -12, 12},
	} {
		if err := within(r.key, r.value, r.low, r.high); err != nil {
			return err
		}
	}
	return nil
}

// Validate refuses what has no musical meaning.
func (s *Send) Validate() error { return within("level_db", s.LevelDB, -60, 6) }

// Validate refuses rooms that do not exist.
func (r *Room) Validate() error {
	for _, v := range []struct {
		key              string
		value, low, high float64
	}{
		{"decay_s", r.DecayS, 0.1, 10}, {"predelay_ms", r.PreDelayMS, 0, 250},
		{"highpass_hz", r.HighpassHz, 20, 2000}, {"lowpass_hz", r.LowpassHz, 1000, 20000}, {"damping", r.Damping, 0, 0.9},
	} {
		if err := within(v.key, v.value, v.low, v.high); err != nil {
			return err
		}
	}
	return nil
}

func within(key string, value, low, high float64) error {
	if value >= low && value <= high {
		return nil
	}
	return sheet.Field(key, "%g, want %g to %g", value, low, high)
}

// Does is the move in a few words.
func (m Move) Does() string {
	switch {
	case m.Saturate != nil:
		return fmt.Sprintf("saturation, %+.1f dB of drive, %.0f %% mixed in", m.Saturate.DriveDB, 100*m.Saturate.Mix)
	case m.Multiband != nil:
		working := 0
		for _, b := range m.Multiband.Bands {
			if b.Ratio > 1 {
				working++
			}
		}
		return fmt.Sprintf("compression in %d of %d bands", working, len(m.Multiband.Bands))
	}
	return fmt.Sprintf("%+.0f dB to the room", m.Send.LevelDB)
}

// Does is the move in a few words.
func (m BusMove) Does() string {
	return fmt.Sprintf("a room of %.1f s, %.0f ms away", m.Room.DecayS, m.Room.PreDelayMS)
}
