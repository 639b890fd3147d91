package chain

import (
	"lathe/chain/compare"
	"lathe/chain/deliver"
	"lathe/chain/master"
	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// Report is what a run of master or print has to say: report.json, and what
// report.html shows.
type Report struct {
	Master     *measure.File        `json:"master"`
	Variants   []measure.File       `json:"variants,omitempty"` // the master at other rates and depths
	Rough      *measure.File        `json:"rough"`
	References []measure.File       `json:"references"`
	Mix        *measure.Result      `json:"mix,omitempty"` // the sum before the master stage
	Target     master.Target        `json:"target"`
	Reached    bool                 `json:"target_reached"`
	Limiter    LimiterReport        `json:"limiter"`
	Plan       *Plan                `json:"plan"`
	Comparison []compare.Difference `json:"comparison"`
	Guards     []session.Guard      `json:"guards"`
	Findings   []session.Finding    `json:"findings"`
	Files      []deliver.File       `json:"files"`
	Timing     Timing               `json:"timing"`

	// short-term loudness, ten times a second, for the charts
	loudness, roughLoudness []float64
	referenceLoudness       [][]float64
}

// newReport begins a report: lists are never null on the wire.
func newReport(findings []session.Finding) *Report {
	return &Report{Findings: onTheWire(findings), Guards: []session.Guard{}, References: []measure.File{}, Files: []deliver.File{}, Comparison: []compare.Difference{}}
}

// onTheWire makes sure that no list of a finding is null.
func onTheWire(findings []session.Finding) []session.Finding {
	out := append([]session.Finding{}, findings...)
	for i := range out {
		if out[i].At == nil {
			out[i].At = []session.Span{}
		}
	}
	return out
}

// LimiterReport is what the limiter did.
type LimiterReport struct {
	DriveDB unit.Reading `json:"drive_db"` // gain into it
	MostDB  unit.Reading `json:"most_db"`  // reduction of the highest peak
	UsualDB unit.Reading `json:"usual_db"` // 95th percentile while it works
	Share   unit.Ratio   `json:"share"`    // of the time in which it works
}

// Timing is how long a run took.
type Timing struct {
	WallS     unit.Reading `json:"wall_s"`
	RealtimeX unit.Reading `json:"realtime_x"` // seconds of song for a second of work
}

func seconds(frames int64, rate int) unit.Reading {
	return unit.Reading(float64(frames) / float64(rate))
}

// fileOf is a track that was listened to, as reports show it.
func fileOf(t session.Track, h *Heard) measure.File {
	return measure.File{
		File: t.File, Format: t.Format.Container, SampleRate: t.Format.Rate, BitDepth: t.Format.BitDepth, Channels: t.Format.Channels,
		Frames: ownFrames(t.Format, h.Portrait), Duration: seconds(h.Portrait.Length, h.Portrait.Rate), Result: *h.Result,
	}
}

// tracks fills in rough mix and references.
func (r *Report) tracks(h *Hearing) {
	if h.Rough != nil {
		f := fileOf(*h.Session.Rough, h.Rough)
		r.Rough, r.roughLoudness = &f, h.Rough.Loudness
	}
	for i, ref := range h.Session.References {
		r.referenceLoudness = append(r.referenceLoudness, h.References[i].Loudness)
		r.References = append(r.References, fileOf(ref.Track, h.References[i]))
	}
}
