package chain

import (
	"sync"

	"lathe/session"
)

// meterman counts seconds of audio from several goroutines and tells them, at
// most every half second of audio.
type meterman struct {
	mu          sync.Mutex
	pass        string
	done, total float64
	told        float64
	tell        func(Progress)
}

// newMeterman counts a pass over all tracks of a session whose lengths are
// known from their headers.
func newMeterman(pass string, o Options, s *session.Session) *meterman {
	total := 0.0
	add := func(t session.Track) {
		if t.Format.Frames > 0 && t.Format.Rate > 0 {
			total += float64(t.Format.Frames) / float64(t.Format.Rate)
		}
	}
	for _, stem := range s.Stems {
		add(stem.Track)
	}
	if s.Rough != nil {
		add(*s.Rough)
	}
	for _, r := range s.References {
		add(r.Track)
	}
	return newPass(pass, o, total)
}

// newPass counts a pass of a known length in seconds.
func newPass(pass string, o Options, total float64) *meterman {
	m := &meterman{pass: pass, total: total, tell: o.Progress}
	if m.tell != nil {
		m.tell(Progress{pass, 0, total})
	}
	return m
}

func (m *meterman) advance(seconds float64) {
	if m.tell == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done += seconds
	if m.done-m.told >= 0.5 {
		m.told = m.done
		m.tell(Progress{m.pass, m.done, max(m.total, m.done)})
	}
}

func (m *meterman) finish() {
	if m.tell != nil {
		m.tell(Progress{m.pass, m.total, m.total})
	}
}

// Pass tells the progress of work that is done outside this package.
type Pass struct{ meter *meterman }

// NewPass begins a pass of a known length in seconds of audio.
func NewPass(name string, o Options, totalS float64) Pass { return Pass{newPass(name, o, totalS)} }

// Advance counts seconds of audio; it may be called from several goroutines.
func (p Pass) Advance(seconds float64) { p.meter.advance(seconds) }

// Finish says that all is done.
func (p Pass) Finish() { p.meter.finish() }
