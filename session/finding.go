package session

// Severity is how much a finding stands in the way.
type Severity string

// The severities. Only what mastering cannot fix blocks.
const (
	Blocker Severity = "blocker"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Span is a stretch of the song in seconds.
type Span struct {
	StartS float64 `json:"start_s"`
	EndS   float64 `json:"end_s"`
}

// Finding is something a check has to say about the music. It belongs to the
// artist, and it is not an error: only a Blocker stops the work, and only after
// every check has spoken.
type Finding struct {
	Code     string   `json:"code"` // region.short, clip.runs, ...
	Severity Severity `json:"severity"`
	Stem     string   `json:"stem"`             // the file it is about; empty for the session as a whole
	At       []Span   `json:"at"`               // where; empty for everywhere
	Heard    string   `json:"heard"`            // the evidence, with numbers, for the engineer
	Message  string   `json:"message"`          // what it means, for the artist
	Fix      string   `json:"fix"`              // what to do, or what Lathe does about it
	Export   string   `json:"export,omitempty"` // how to export it right in the artist's program, where that is known
}

// Blocked says whether any finding stops the work.
func Blocked(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity == Blocker {
			return true
		}
	}
	return false
}
