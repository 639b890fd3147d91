package preflight

import (
	"context"
	"slices"

	"lathe/session"
)

// Cause is one explanation of what does not null, or of how the rough mix was
// made.
type Cause struct {
	Code       string         `json:"code"` // missing-stem, polarity-flipped, stem-late, ...
	Stem       string         `json:"stem"` // the file it is about; empty for the session as a whole
	Confidence float64        `json:"confidence"`
	Heard      string         `json:"heard"`             // the evidence, for the engineer
	Message    string         `json:"message"`           // for the artist
	Fix        string         `json:"fix"`               // what to do
	At         []session.Span `json:"at,omitempty"`      // where; none for everywhere
	LowHz      float64        `json:"low_hz,omitempty"`  // of what is missing
	HighHz     float64        `json:"high_hz,omitempty"` //
	Side       string         `json:"side,omitempty"`    // left, right, or centre or both sides
	Frames     int64          `json:"frames,omitempty"`  // that a stem is late; early is negative
}

// fine are the causes that ask for nothing.
var fine = []string{"rough-bus", "level", "indistinguishable"}

// leastRest is how much of what is not explained has to be left when stems of
// other versions have taken their part, for a stem to be missing besides: a take
// does not play exactly where another does.
const leastRest = 0.35

// conclude says the gravest cause in the verdict's sentence.
func (p *Proof) conclude() {
	for _, c := range p.Causes {
		if slices.Contains(fine, c.Code) {
			continue
		}
		if p.Verdict == Mismatch {
			p.Message += " " + c.Message
		} else {
			p.Message = "The stems make the rough mix but for this: " + c.Message
		}
		return
	}
}

// explain finds the causes of what the fit left over, the gravest first.
func (q *inquiry) explain(ctx context.Context, p *Proof) ([]Cause, error) {
	accused := map[string]bool{}
	copies := q.copies()
	for _, c := range copies {
		accused[c.Stem] = true
	}
	causes := append(q.placed(accused), copies...)
	printed := q.printed()
	left := q.leftover()
	q.acquitBent(&left)
	before := left.part
	strangers, err := q.strangers(ctx, &left, accused)
	if err != nil {
		return nil, err
	}
	causes = append(causes, strangers...)
	changing, err := q.changing(ctx, left, q.usual())
	if err != nil {
		return nil, err
	}
	causes = append(causes, changing...)
	if len(changing)+len(printed) == 0 && !q.given.Lost && left.part >= leastRest*before {
		missing, err := q.missing(ctx, left)
		if err != nil {
			return nil, err
		}
		causes = append(causes, missing...)
	}
	for _, c := range causes {
		accused[c.Stem] = accused[c.Stem] || c.Code == "other-version" || c.Code == "doubled-stem"
	}
	causes = append(causes, q.levels(accused, before)...)
	causes = append(causes, printed...)
	causes = append(causes, q.indistinguishable()...)
	return append(causes, q.bus(p)...), nil
}

// Findings are the causes as findings: proof.missing-stem and so on. They warn
// where a new export is needed, or where the artist has to answer.
func (p *Proof) Findings() []session.Finding {
	var out []session.Finding
	for _, c := range p.Causes {
		severity := session.Warning
		if slices.Contains(fine, c.Code) {
			severity = session.Info
		}
		out = append(out, session.Finding{
			Code: "proof." + c.Code, Severity: severity, Stem: c.Stem, At: c.At,
			Heard: c.Heard, Message: c.Message, Fix: c.Fix,
		})
	}
	return out
}
