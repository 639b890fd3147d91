package spoil

import "errors"

// ErrUnfit is the answer of a kind to a session on which the fault could not be
// heard by the physical measure that the kind states.
var ErrUnfit = errors.New("the session has nothing that this fault could be heard on")

// Span is a stretch in seconds.
type Span struct {
	StartS float64 `json:"start_s"`
	EndS   float64 `json:"end_s"`
}

// Label is the truth about a spoilt session.
type Label struct {
	Accept []string // codes that notice the fault, any of them
	Cause  []string // those among them that name it right
	Also   []string // codes that follow from the fault on the same stem or the session: neither asked for nor false
	Around []string // codes that follow from it on any stem
	Stems  []string // the files that may be named; empty: the session as a whole
	Places []Span   // where; empty: everywhere, or no place to ask for
	// Late is by how many frames of the session's rate the rough mix begins
	// late, where that is the question.
	Late    *float64
	Dose    string // how strong, in words
	Control bool   // nothing is wrong: music, or a rough mix that may be so
}

// Kind is one way to spoil a session, or to make one that only looks spoilt.
type Kind struct {
	Name     string // "clip.turned-down"
	Control  bool
	Doses    []float64 // strengths; a session gets one by its seed
	Recorded bool      // the rough mix has it too
	Spoil    func(*Job) (Label, error)
}

// Job is a session on its way to be spoilt.
type Job struct {
	*Session
	Dose float64
	c    *chance
	base *Session
}

// Do does the harm to a copy of the session. The same seed does the same.
func (k Kind) Do(s *Session, seed uint64) (*Session, Label, error) {
	c := chanceOf(seed^s.seed, k.Name)
	j := &Job{Session: s.fork(), c: c, base: s}
	start := c.below(len(k.Doses))
	for n := range k.Doses { // the dose drawn, else the next that can be heard
		j.Session, j.Dose = s.fork(), k.Doses[(start+n)%len(k.Doses)]
		label, err := k.Spoil(j)
		if errors.Is(err, ErrUnfit) {
			continue
		}
		if err == nil && k.Recorded {
			j.mix()
		}
		label.Control = k.Control
		return j.Session, label, err
	}
	return nil, Label{}, ErrUnfit
}

// inOrder tries stems in an order by chance until one is fit.
func (j *Job) inOrder(fit func(i int) bool) (int, error) {
	for _, i := range j.c.order(len(j.Stems)) {
		if fit(i) {
			return i, nil
		}
	}
	return 0, ErrUnfit
}

// heardInMix says whether a stem holds a hundredth of the rough mix's power.
func (j *Job) heardInMix(i int) bool { return j.shareDB(i, silence(2, j.frames())) > -20 }

// shareDB is how loud the difference that a stem's new sound makes is
// in the rough mix, in dB of the whole.
func (j *Job) shareDB(i int, now Sound) float64 {
	d := j.base.Stems[i].Sound.stereo().clone()
	d.add(now.stereo(), -1, 0)
	return d.rmsDB() + j.FadersDB[i] - j.base.sum().rmsDB()
}

// audible says whether a change of the mix stands above what the bus hides:
// -35 dB where stems simply add (specs/dsp.md: below that two signals are the
// same), -15 dB through a bus.
func (j *Job) audible(i int, now Sound) bool {
	limit := -35.0
	if j.Mode == Processed {
		limit = -15
	}
	return j.shareDB(i, now) >= limit
}

// span is one stretch of frames, in seconds.
func (j *Job) span(from, to int) []Span {
	return []Span{{StartS: j.seconds(from), EndS: j.seconds(to)}}
}
