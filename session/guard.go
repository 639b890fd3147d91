package session

import "lathe/dsp/unit"

// Guard is one promise of doing no harm, and whether it was kept: a number
// before and after, and the limit it was held to. A stage whose guard failed
// has stepped back, and says so here.
type Guard struct {
	Name    string       `json:"name"` // eq.masked-share, master.psr, ...
	Before  unit.Reading `json:"before"`
	After   unit.Reading `json:"after"`
	Unit    string       `json:"unit"` // dB, LU, %
	Kept    bool         `json:"kept"`
	Message string       `json:"message"` // one plain sentence
}
