package preflight

import (
	"slices"

	"lathe/audio"
	"lathe/measure"
	"lathe/session"
)

// Heard is a session as the checks get it.
type Heard struct {
	Session *session.Session
	Stems   []Stem // in session order
	Rough   *Track
	Sum     *Sum // nil when the stems were not added up
}

// Track is one file that was listened to.
type Track struct {
	session.Track
	Portrait *measure.Portrait
	Flaws    []audio.Flaw
}

// Stem is one stem that was listened to.
type Stem struct {
	session.Stem
	Portrait *measure.Portrait
	Flaws    []audio.Flaw
	Play     func() (Player, func() error, error) // opens the stem, and what closes it again; nil: it cannot be heard again
}

// Sum is what the stems make when they are simply added.
type Sum struct {
	SamplePeakDBFS float64
	At             session.Span // of the highest peak
}

// check is one question to a session.
type check func(h Heard) []session.Finding

// checks are all of them, in the order in which their findings are told when
// they weigh the same.
var checks = []check{
	noAudio, damage, // can it be read
	regionStart, onsetCut, tailCut, regionShort, regionLong, ratesDiffer, depthLow, depthPadded, upsampled, lossy, // was it exported right
	clipped, limited, hot, between, sumHot, offset, noiseFloor, mainsHum, bleed, busOn, // is it clean
	silent, oneSided, duplicates, polaritySides, polarityStems, dualMono, // is it what it says
	unknownNames, roleConflict, noTitle, roughMissing, // do we know what is meant
}

// Check asks every question. The heaviest findings come first.
func Check(h Heard) []session.Finding {
	var findings []session.Finding
	for _, c := range checks {
		findings = append(findings, c(h)...)
	}
	Sort(findings)
	return findings
}

// Sort puts the heaviest findings first and otherwise leaves their order.
func Sort(findings []session.Finding) {
	weight := map[session.Severity]int{session.Blocker: 0, session.Warning: 1, session.Info: 2}
	slices.SortStableFunc(findings, func(a, b session.Finding) int { return weight[a.Severity] - weight[b.Severity] })
}
