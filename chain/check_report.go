package chain

import (
	"lathe/audio"
	"lathe/chain/preflight"
	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// CheckReport is what `lathe check` has to say.
type CheckReport struct {
	Session  CheckedSession    `json:"session"`
	Findings []session.Finding `json:"findings"`
	Proof    *preflight.Proof  `json:"proof"`
}

// CheckedSession is the session as it was understood.
type CheckedSession struct {
	Title      string         `json:"title"`
	Artist     string         `json:"artist,omitempty"`
	SampleRate int            `json:"sample_rate"`
	Frames     int64          `json:"frames"`
	Duration   unit.Reading   `json:"duration_s"`
	TempoBPM   unit.Reading   `json:"tempo_bpm"` // null when unsure, like the key
	Key        *string        `json:"key"`       // "A minor"
	Stems      []CheckedStem  `json:"stems"`
	Rough      *measure.File  `json:"rough"`
	References []measure.File `json:"references"`
	Ignored    []string       `json:"ignored"`
}

// CheckedStem is one stem as it was understood.
type CheckedStem struct {
	File       string       `json:"file"`
	Name       string       `json:"name"`
	Role       session.Role `json:"role"`
	Importance float64      `json:"importance"`
	RoleReason string       `json:"role_reason"`
	Format     string       `json:"format"`
	Channels   int          `json:"channels"`
	SampleRate int          `json:"sample_rate"`
	BitDepth   int          `json:"bit_depth"`
	Frames     int64        `json:"frames"`
	SamplePeak unit.Reading `json:"sample_peak_dbfs"`
	TruePeak   unit.Reading `json:"true_peak_dbtp"`
	Integrated unit.Reading `json:"integrated_lufs"`
	SHA256     string       `json:"sha256"`
}

// Report is the hearing as `lathe check` shows it.
func (h *Hearing) Report() *CheckReport {
	s := h.Session
	c := CheckedSession{
		Title: s.Title, Artist: s.Artist, SampleRate: s.Rate, Frames: s.Frames,
		Stems: []CheckedStem{}, References: []measure.File{}, Ignored: append([]string{}, s.Ignored...),
	}
	if s.Rate > 0 {
		c.Duration = seconds(s.Frames, s.Rate)
	}
	music := preflight.MusicOf(h.preflight())
	if c.TempoBPM = music.TempoBPM; music.Key != "" {
		c.Key = &music.Key
	}
	for i, stem := range s.Stems {
		p := h.Stems[i].Portrait
		c.Stems = append(c.Stems, CheckedStem{
			File: stem.File, Name: stem.Name, Role: stem.Role, Importance: stem.Importance, RoleReason: stem.RoleReason,
			Format: stem.Format.Container, Channels: stem.Format.Channels, SampleRate: stem.Format.Rate, BitDepth: stem.Format.BitDepth,
			Frames: ownFrames(stem.Format, p), SamplePeak: p.SamplePeak, TruePeak: p.TruePeak, Integrated: p.Integrated, SHA256: stem.SHA256,
		})
	}
	if h.Rough != nil {
		f := fileOf(*s.Rough, h.Rough)
		c.Rough = &f
	}
	for i, r := range s.References {
		c.References = append(c.References, fileOf(r.Track, h.References[i]))
	}
	proof := h.Proof
	if proof == nil {
		proof = preflight.Unproven()
	}
	return &CheckReport{Session: c, Findings: onTheWire(h.Findings), Proof: proof}
}

// ownFrames is the length at the file's own rate, as far as it is known: what
// was heard, unless it was converted.
func ownFrames(f audio.Format, p *measure.Portrait) int64 {
	if f.Rate == p.Rate || f.Frames < 0 {
		return p.Length
	}
	return f.Frames
}
