package deliver

import (
	"lathe/measure"
	"lathe/session"
)

// Page is everything report.html shows, in the order in which it shows it.
type Page struct {
	Title, Artist, Engine string
	Summary               []string // plain sentences
	Tracks                []PageTrack
	Target                PageTarget
	Reached               bool
	Stages                []PageStage // what was changed, in path order
	Guards                []session.Guard
	Findings              []session.Finding
	Files                 []File
	Fingerprint           string // of the stems
	Command               string // that prints the same again
}

// PageTrack is one column of the numbers and one line of the charts.
type PageTrack struct {
	Letter   string // A rough mix, B master, C and on references
	Name     string // "Master"
	File     measure.File
	Loudness []float64 // short-term LUFS, ten times a second; the first ends at 3 s; -Inf for silence
}

// PageStage is one stage and its moves.
type PageStage struct {
	Name  string // repair
	Does  string // what the stage is for, in a few words
	Moves []PageMove
}

// PageMove is one move as a person reads it.
type PageMove struct {
	ID, Stem, Does string // Stem is empty on the bus
	session.Note
}

// PageTarget is where the master should have arrived.
type PageTarget struct {
	Name                        string
	IntegratedLUFS, CeilingDBTP float64
}
