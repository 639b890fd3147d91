package main

import (
	"context"
	"encoding/json"
	"strings"

	"lathe/chain"
	"lathe/chain/intake"
)

// said is one thing that the check said, a finding or a cause of the proof.
type said struct {
	Code       string  `json:"code"` // without "proof."
	Severity   string  `json:"severity"`
	Stem       string  `json:"stem"`
	At         []span  `json:"at,omitempty"`
	Confidence float64 `json:"confidence,omitempty"` // of a cause; 0 for a finding
	text       string
}

type span struct {
	StartS float64 `json:"start_s"`
	EndS   float64 `json:"end_s"`
}

func (s said) alarms() bool { return s.Severity == "warning" || s.Severity == "blocker" }

// answer is all of it.
type answer struct {
	said    []said
	verdict string
	late    *float64 // frames that the rough mix is late; nil when it could not be told
	err     error    // the check broke off
}

// wire is what the bench reads of `lathe check --json`.
type wire struct {
	Findings []struct {
		Code, Severity, Stem, Heard, Message string
		At                                   []span
	}
	Proof struct {
		Verdict string
		Offset  *float64 `json:"offset_frames"`
		Causes  []struct {
			Code, Stem, Message string
			Confidence          float64
		}
	}
}

// quietCauses are no accusations (issue 3): processing on the rough mix is
// fine, and stems that cannot be told apart are nobody's fault.
var quietCauses = []string{"rough-bus", "indistinguishable"}

// likely is the confidence from which a cause of the proof counts as said when
// no finding repeats it.
const likely = 0.5

// check asks Lathe what it thinks of a folder, and reads the JSON that a script
// would read.
func check(ctx context.Context, dir string) answer {
	arrived, err := intake.Open(ctx, dir, intake.Options{})
	if err != nil {
		return answer{err: err}
	}
	defer arrived.Close()
	h, err := chain.Check(ctx, arrived, chain.Options{Workers: 1})
	if err != nil {
		return answer{err: err}
	}
	defer h.Close()
	b, err := json.Marshal(h.Report())
	if err != nil {
		return answer{err: err}
	}
	return read(b)
}

func read(b []byte) answer {
	var w wire
	if err := json.Unmarshal(b, &w); err != nil {
		return answer{err: err}
	}
	a := answer{verdict: w.Proof.Verdict, late: w.Proof.Offset}
	mirrored := map[string]bool{}
	for _, f := range w.Findings {
		code, ofProof := strings.CutPrefix(f.Code, "proof.")
		if ofProof {
			mirrored[code+"\x00"+f.Stem] = true
		}
		a.said = append(a.said, said{Code: code, Severity: f.Severity, Stem: f.Stem, At: f.At, text: f.Heard + " " + f.Message})
	}
	for _, c := range w.Proof.Causes {
		told := mirrored[c.Code+"\x00"+c.Stem]
		if !told && c.Confidence < likely { // a thought, not a word
			continue
		}
		s := said{Code: c.Code, Severity: "info", Stem: c.Stem, Confidence: c.Confidence, text: c.Message}
		if !told && !contains(quietCauses, c.Code) { // it accuses all the same
			s.Severity = "warning"
		}
		a.said = append(a.said, s)
	}
	return a
}
