package spoil

import (
	"fmt"
	"os"
	"path/filepath"
)

// Track is one file of a session.
type Track struct {
	Name  string // what plays: "Kick"
	File  string // "Kick - Night Bus.wav"
	Sound Sound
	Form  Form
	Bytes []byte // instead of Sound and Form, for files that are no clean WAV

	kept string // where the clean session has this file; empty once it is changed
}

// Mode is how the rough mix was made.
type Mode int

// The modes: stems simply added; at other levels; the same through a bus.
const (
	AtUnity Mode = iota
	Balanced
	Processed
)

func (m Mode) String() string { return [...]string{"unity", "balanced", "processed"}[m] }

// Session is stems and a rough mix in memory. A kind of fault works on a copy:
// tracks are replaced, never changed.
type Session struct {
	Number int
	Title  string
	Rate   int // Hz
	Stems  []*Track
	Rough  *Track // nil when there is none
	Extra  []*Track

	Mode     Mode
	FadersDB []float64 // of the stems in the rough mix
	Bus      Bus
	seed     uint64
}

// fork is a copy to work on.
func (s *Session) fork() *Session {
	c := *s
	c.Stems = append([]*Track(nil), s.Stems...)
	c.FadersDB = append([]float64(nil), s.FadersDB...)
	return &c
}

// put replaces the sound of a stem.
func (s *Session) put(i int, sound Sound) {
	t := *s.Stems[i]
	t.Sound, t.kept = sound, ""
	s.Stems[i] = &t
}

// change edits a copy of a stem's track.
func (s *Session) change(i int, edit func(*Track)) {
	t := *s.Stems[i]
	t.kept = ""
	edit(&t)
	s.Stems[i] = &t
}

// changeRough edits a copy of the rough mix's track.
func (s *Session) changeRough(edit func(*Track)) {
	t := *s.Rough
	t.kept = ""
	edit(&t)
	s.Rough = &t
}

func (s *Session) file(name string) string { return fmt.Sprintf("%s - %s.wav", name, s.Title) }

func (s *Session) frames() int { return s.Stems[0].Sound.frames() }

// seconds of a frame.
func (s *Session) seconds(frame int) float64 { return float64(frame) / float64(s.Rate) }

// mix makes the rough mix anew from the stems as they are: faders, bus, and one
// gain where the sum would pass full scale.
func (s *Session) mix() {
	sum := s.sum()
	sum = s.Bus.through(sum, s.Rate)
	if p := sum.peak(); p > 0.97 {
		sum = sum.gain(gainDB(0.97 / p))
	}
	s.Rough = &Track{Name: "Rough Mix", File: s.file("Rough Mix"), Sound: sum, Form: Form{Rate: s.Rate, Bits: 24}}
}

// sum is the stems at their faders, before the bus.
func (s *Session) sum() Sound {
	sum := silence(2, s.frames())
	for i, t := range s.Stems {
		sum.add(t.Sound.stereo(), lin(s.FadersDB[i]), 0)
	}
	return sum
}

// Write puts the session's files into a folder. Tracks that are those of the
// clean session are linked to its files.
func (s *Session) Write(dir string) error {
	tracks := append(append([]*Track(nil), s.Stems...), s.Extra...)
	if s.Rough != nil {
		tracks = append(tracks, s.Rough)
	}
	for _, t := range tracks {
		path := filepath.Join(dir, t.File)
		if t.kept != "" && os.Link(t.kept, path) == nil {
			continue
		}
		b := t.Bytes
		if b == nil {
			b = wave(t.Sound, t.Form, chanceOf(s.seed, t.File))
		}
		if err := writeFile(path, b); err != nil {
			return err
		}
	}
	return nil
}

// Keep writes the clean session, so that spoilt ones can link to it.
func (s *Session) Keep(dir string) error {
	if err := s.Write(dir); err != nil {
		return err
	}
	for _, t := range append([]*Track{s.Rough}, s.Stems...) {
		t.kept = filepath.Join(dir, t.File)
	}
	return nil
}
