package spoil

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

var soundEndings = []string{".wav", ".flac", ".aif", ".aiff", ".mp3", ".ogg", ".m4a"}

// Folder is a session of the real stems in a folder: a stretch of 13 s that
// depends on seed and number, with silence before and after, at levels of its
// own, and a rough mix that is made anew. Files that are called a rough mix are
// left out. ffmpeg reads them.
//
// Real stems have faults of their own. Who asks must ask about the session as
// it is first, and hold against a check only what it says beyond that.
func Folder(dir string, seed uint64, number int) (*Session, error) {
	c := chanceOf(seed, fmt.Sprint(filepath.Base(dir), " ", number))
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	s := &Session{Number: number, Title: strings.ToUpper(filepath.Base(dir)), seed: c.bits(), Mode: Mode(number % 3)}
	var names []string
	for _, e := range entries {
		ending := strings.ToLower(filepath.Ext(e.Name()))
		if slices.Contains(soundEndings, ending) && !strings.Contains(strings.ToLower(e.Name()), "rough") {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no stems in %s", filepath.Base(dir))
	}
	var whole []Sound
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		sound, rate, err := decodeWhole(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if s.Rate == 0 {
			s.Rate = rate
		}
		if rate != s.Rate {
			return nil, fmt.Errorf("%s has %d Hz, the others %d", name, rate, s.Rate)
		}
		whole = append(whole, sound)
	}
	s.excerpts(names, whole, c)
	s.balance(c)
	s.mix()
	return s, nil
}

// excerpts fills the stems with one stretch of all files.
func (s *Session) excerpts(names []string, whole []Sound, c *chance) {
	longest := 0
	for _, w := range whole {
		longest = max(longest, w.frames())
	}
	startS := c.between(1, max(1.1, s.seconds(longest)-bodyS-1))
	leadS := c.between(0.25, 0.6)
	for i, w := range whole {
		sound := excerpt(w, s.Rate, startS, leadS, c.between(0.2, 1.2), c.between(0.3, 0.9))
		if sound.peak() < 0.01 {
			continue
		}
		name := strings.TrimSuffix(names[i], filepath.Ext(names[i]))
		s.Stems = append(s.Stems, &Track{Name: name, File: name + ".wav", Sound: sound, Form: Form{Rate: s.Rate, Bits: 24}})
	}
}
