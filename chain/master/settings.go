package master

import (
	"errors"
	"fmt"
	"time"

	"lathe/dsp/dynamics"
	"lathe/dsp/unit"
	"lathe/session"
	"lathe/session/sheet"
)

// Target is where the master should arrive.
type Target struct {
	Name           string  `yaml:"name" json:"name"` // streaming, loud, reference ...: what was asked for
	IntegratedLUFS float64 `yaml:"integrated_lufs" json:"integrated_lufs"`
	CeilingDBTP    float64 `yaml:"ceiling_dbtp" json:"ceiling_dbtp"`
}

// Validate refuses levels nobody masters to.
func (t *Target) Validate() error {
	return ranges{{"integrated_lufs", t.IntegratedLUFS, -70, 0}, {"ceiling_dbtp", t.CeilingDBTP, -20, 0}}.check()
}

// Page is this stage's page of the plan.
type Page []Move

// Move is one step of the bus: exactly one of its kinds is set.
type Move struct {
	ID           string   `yaml:"id" json:"id"`
	Match        *Match   `yaml:"match,omitempty" json:"match,omitempty"`
	Glue         *Glue    `yaml:"glue,omitempty" json:"glue,omitempty"`
	Level        *Level   `yaml:"level,omitempty" json:"level,omitempty"`
	Limiter      *Limiter `yaml:"limiter,omitempty" json:"limiter,omitempty"`
	session.Note `yaml:",inline"`
}

// Match is a handful of filters that bring the tone nearer to a reference.
type Match struct {
	Filters []Filter `yaml:"filters" json:"filters"`
}

// Filter is one of them.
type Filter struct {
	Shape  string  `yaml:"shape" json:"shape"` // bell, low-shelf, high-shelf
	FreqHz float64 `yaml:"freq_hz" json:"freq_hz"`
	GainDB float64 `yaml:"gain_db" json:"gain_db"`
	Q      float64 `yaml:"q" json:"q"`
}

// Glue is the bus compressor.
type Glue struct {
	ThresholdDB float64 `yaml:"threshold_db" json:"threshold_db"`
	Ratio       float64 `yaml:"ratio" json:"ratio"`
	KneeDB      float64 `yaml:"knee_db" json:"knee_db"`
	AttackMS    float64 `yaml:"attack_ms" json:"attack_ms"`
	ReleaseMS   float64 `yaml:"release_ms" json:"release_ms"`
	SustainMS   float64 `yaml:"sustain_ms" json:"sustain_ms"`
	HighpassHz  float64 `yaml:"highpass_hz" json:"highpass_hz"` // its detector hears nothing below
}

// Level searches for the gain that makes the master as loud as the plan's
// target.
type Level struct {
	WithinLU float64  `yaml:"within_lu" json:"within_lu"`                   // of the target
	DriveDB  *float64 `yaml:"drive_db,omitempty" json:"drive_db,omitempty"` // use this gain and do not search
}

// Limiter is the true-peak limiter; its ceiling is the plan's target.
type Limiter struct {
	LookaheadMS float64 `yaml:"lookahead_ms" json:"lookahead_ms"`
	ReleaseMS   float64 `yaml:"release_ms" json:"release_ms"`
	SustainMS   float64 `yaml:"sustain_ms" json:"sustain_ms"`
}

// Validate refuses a move of no kind or of several.
func (m *Move) Validate() error {
	kinds := 0
	for _, set := range []bool{m.Match != nil, m.Glue != nil, m.Level != nil, m.Limiter != nil} {
		if set {
			kinds++
		}
	}
	if kinds != 1 {
		return errors.New("a master move has one of match, glue, level and limiter")
	}
	return nil
}

// Validate refuses what has no musical meaning.
func (f *Filter) Validate() error {
	if f.Shape != "bell" && f.Shape != "low-shelf" && f.Shape != "high-shelf" {
		return sheet.Field("shape", "%q, want bell, low-shelf or high-shelf", f.Shape)
	}
	return ranges{{"freq_hz", f.FreqHz, 20, 20000}, {"gain_db", f.GainDB, -12, 12}, {"q", f.Q, 0.1, 20}}.check()
}

// Validate refuses what has no musical meaning.
func (g *Glue) Validate() error {
	return ranges{
		{"threshold_db", g.ThresholdDB, -90, 12}, {"ratio", g.Ratio, 1, 20}, {"knee_db", g.KneeDB, 0, 24},
		{"attack_ms", g.AttackMS, 0.1, 500}, {"release_ms", g.ReleaseMS, 1, 5000}, {"sustain_ms", g.SustainMS, 0, 10000},
		{"highpass_hz", g.HighpassHz, 0, 1000},
	}.check()
}

// Validate refuses what the search cannot do.
func (l *Level) Validate() error {
	check := ranges{{"within_lu", l.WithinLU, 0.01, 1}}
	if l.DriveDB != nil {
		check = append(check, bounds{"drive_db", *l.DriveDB, -60, MostDriveDB})
	}
	return check.check()
}

// Validate refuses what the limiter cannot do.
func (l *Limiter) Validate() error {
	return ranges{
		{"lookahead_ms", l.LookaheadMS, 0.5, 20},
		{"release_ms", l.ReleaseMS, 1, 5000}, {"sustain_ms", l.SustainMS, 1, 10000},
	}.check()
}

func (l *Limiter) settings(ceiling unit.DB) dynamics.LimiterSettings {
	return dynamics.LimiterSettings{
		Ceiling: ceiling, Lookahead: milliseconds(l.LookaheadMS),
		Release: milliseconds(l.ReleaseMS), Sustain: milliseconds(l.SustainMS),
	}
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

// bounds is what a number may be.
type bounds struct {
	key              string
	value, low, high float64
}

type ranges []bounds

func (r ranges) check() error {
	for _, b := range r {
		if !(b.value >= b.low && b.value <= b.high) {
			return sheet.Field(b.key, "%g, want %g to %g", b.value, b.low, b.high)
		}
	}
	return nil
}

// Does is the move in a few words.
func (m Move) Does() string {
	switch {
	case m.Match != nil:
		text := ""
		for i, f := range m.Match.Filters {
			if i > 0 {
				text += ", "
			}
			text += fmt.Sprintf("%+.1f dB at %g Hz", f.GainDB, f.FreqHz)
			if f.Shape != "bell" {
				text += " (" + f.Shape + ")"
			}
		}
		return text
	case m.Glue != nil:
		return fmt.Sprintf("compression %g:1 above %.1f dB, %g ms attack", m.Glue.Ratio, m.Glue.ThresholdDB, m.Glue.AttackMS)
	case m.Level != nil && m.Level.DriveDB != nil:
		return fmt.Sprintf("%+.2f dB of gain", *m.Level.DriveDB)
	case m.Level != nil:
		return "the gain that reaches the target"
	}
	return fmt.Sprintf("true-peak limiter, %g ms look-ahead, %g ms release", m.Limiter.LookaheadMS, m.Limiter.ReleaseMS)
}
