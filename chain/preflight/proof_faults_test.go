package preflight_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"lathe/chain/preflight"
	"lathe/internal/material"
)

// faulty is one way to spoil a session, and the cause that it should be given.
type faulty struct {
	name string
	code string // the cause; empty: nobody is accused
	stem string // begins so; empty: the session as a whole
	do   func(t *testing.T, s *song, i int, seed uint64)
}

var faults = []faulty{
	{"nothing", "", "", nil},
	{"kick upside down", "polarity-flipped", "Kick", flip},
	{"backing vocals upside down", "polarity-flipped", "Backing", flip},
	{"lead 10 ms late", "stem-late", "Lead", late(441)},
	{"hats 12 samples early", "stem-late", "Hi-Hat", late(-12)},
	{"bass 5 ms late", "stem-late", "Bass", late(220)},
	{"snare 64 samples late", "stem-late", "Snare", late(64)},
	{"guitar 0.4 s late", "stem-late", "Acoustic", late(17640)},
	{"bass without the silence before it", "stem-late", "Bass", shorn(23341)},
	{"lead without the silence before it", "stem-late", "Lead", shorn(12931)},
	{"lead half a sample late", "stem-late", "Lead", faster(1, 0.5)},
	{"kick on a clock of its own", "drift", "Kick", faster(1+80e-6, 0)},
	{"keys at 44.1 kHz taken for 48", "rate-mislabel", "Electric", faster(48000./44100, 0)},
	{"no kick", "missing-stem", "", func(_ *testing.T, s *song, _ int, _ uint64) { s.drop(0) }},
	{"no snare", "missing-stem", "", func(_ *testing.T, s *song, _ int, _ uint64) { s.drop(1) }},
	{"no hats", "missing-stem", "", dropNamed("Hi-Hat")},
	{"no lead", "missing-stem", "", dropNamed("Lead")},
	{"no backing vocals", "missing-stem", "", dropNamed("Backing")},
	{"no guitar", "missing-stem", "", dropNamed("Acoustic")},
	{"other lead", "other-version", "Lead", other},
	{"other guitar", "other-version", "Acoustic", other},
	{"other backing vocals", "other-version", "Backing", other},
	{"lead twice", "doubled-stem", "Lead", twice},
	{"keys in the file twice as loud", "doubled-stem", "Electric", func(_ *testing.T, s *song, i int, _ uint64) { s.stems[i] = s.stems[i].times(2) }},
	{"guitar printed into the bass too", "doubled-stem", "Acoustic", func(t *testing.T, s *song, i int, _ uint64) {
		b := s.stem(t, "Bass")
		s.stems[b] = s.stems[b].times(1)
		s.stems[b].add(s.stems[i], 1, 0)
	}},
	{"another song", "wrong-song", "", func(_ *testing.T, s *song, _ int, seed uint64) { s.rough = band(seed+50).rough.faster(0.853, 0) }},
	{"pad 3 dB down", "level", "Synth", func(_ *testing.T, s *song, i int, _ uint64) { s.stems[i] = s.stems[i].times(0.708) }},
	{"a part that is not in the rough mix", "other-version", "Extra", extra},
}

func flip(_ *testing.T, s *song, i int, _ uint64) { s.stems[i] = s.stems[i].times(-1) }

// shorn exports everything with silence before it, but for one stem, whose file
// begins with its first sound and so plays early.
func shorn(frames int) func(*testing.T, *song, int, uint64) {
	return func(_ *testing.T, s *song, i int, _ uint64) {
		for k := range s.stems {
			if k != i {
				s.stems[k] = s.stems[k].after(frames)
			}
		}
		s.rough = s.rough.after(frames)
	}
}

func late(frames int) func(*testing.T, *song, int, uint64) {
	return func(_ *testing.T, s *song, i int, _ uint64) { s.stems[i] = s.stems[i].moved(frames) }
}

func faster(ratio, late float64) func(*testing.T, *song, int, uint64) {
	return func(_ *testing.T, s *song, i int, _ uint64) { s.stems[i] = s.stems[i].faster(ratio, late) }
}

func dropNamed(name string) func(*testing.T, *song, int, uint64) {
	return func(t *testing.T, s *song, _ int, _ uint64) { s.drop(s.stem(t, name)) }
}

func other(_ *testing.T, s *song, i int, seed uint64) { s.stems[i] = band(seed + 50).stems[i] }

func twice(_ *testing.T, s *song, i int, _ uint64) {
	s.names, s.stems = append(s.names, s.names[i]+" copy"), append(s.stems, s.stems[i])
}

func extra(_ *testing.T, s *song, _ int, seed uint64) {
	s.names, s.stems = append(s.names, "Extra"), append(s.stems, band(seed + 60).stems[1])
}

// spoiled is a made session with a fault, its rough mix through a bus or not.
func (f faulty) spoiled(t *testing.T, seed uint64, driveDB float64) *song {
	s := band(seed)
	if driveDB >= 0 {
		s.rough = glued(t, s.rough, driveDB)
	}
	if f.do == nil {
		return s
	}
	i := 0
	if f.stem != "" && f.stem != "Extra" {
		i = s.stem(t, f.stem)
	}
	f.do(t, s, i, seed)
	return s
}

// judge says what is wrong with the causes found: what was missed, and who was
// accused falsely. Rough-bus, level and indistinguishable ask for nothing.
func (f faulty) judge(causes []preflight.Cause) (missed bool, cried []string) {
	missed = f.code != ""
	for _, c := range causes {
		if c.Code == f.code && strings.HasPrefix(c.Stem, f.stem) && (f.stem != "") == (c.Stem != "") {
			missed = false
			continue
		}
		if !slices.Contains([]string{"rough-bus", "indistinguishable"}, c.Code) {
			cried = append(cried, fmt.Sprintf("%s %s (%s)", c.Code, c.Stem, c.Heard))
		}
	}
	return missed, cried
}

// few are the faults that differ most.
var few = []string{
	"nothing", "lead half a sample late", "bass without the silence before it", "keys at 44.1 kHz taken for 48",
	"no snare", "other guitar", "guitar printed into the bass too",
}

// Every fault is told by its cause and nobody else is accused: all faults in
// some songs, through a bus or not. The issue asks for 95 causes right in a
// hundred and at most one false alarm in a hundred clean stems.
func TestCausesAreNamedRight(t *testing.T) {
	seeds := []uint64{1}
	if material.Long() {
		seeds = []uint64{1, 2, 3}
	}
	missed, cried, count := 0, 0, 0
	var mu sync.Mutex
	t.Run("told", func(t *testing.T) {
		for k, f := range faults {
			drives := []float64{-1, 10}
			if !material.Long() {
				if at := slices.Index(few, f.name); at < 0 || testing.Short() && at%3 != 0 {
					continue
				}
				drives = drives[k%2 : k%2+1]
			}
			t.Run(f.name, func(t *testing.T) {
				t.Parallel()
				for _, seed := range seeds {
					for _, drive := range drives {
						p := f.spoiled(t, seed, drive).prove(t)
						m, c := f.judge(p.Causes)
						mu.Lock()
						count++
						if m {
							missed++
						}
						cried += len(c)
						mu.Unlock()
						if m || len(c) > 0 {
							t.Logf("song %d, bus driven %g dB: missed is %v, false are %q; %s", seed, drive, m, c, p.Message)
						}
					}
				}
			})
		}
	})
	t.Logf("%d sessions: %d missed, %d false alarms", count, missed, cried)
	if 20*missed > count || cried*100 > 12*count {
		t.Errorf("of %d faults %d were missed, and there were %d false alarms", count, missed, cried)
	}
}

// What is told elsewhere is not looked for again: a stem whose file is broken,
// and the tops that were cut off one.
func TestWhatIsKnownIsNotMissing(t *testing.T) {
	for _, known := range []bool{false, true} {
		broken, bent := bandOf(5, 8, 1), bandOf(5, 8, 1)
		broken.drop(1)
		broken.lost = known
		bent.bend(bent.stem(t, "Kick"), 0.3)
		if !known {
			bent.bent = nil
		}
		for name, s := range map[string]*song{"a broken file": broken, "cut tops": bent} {
			missed := slices.ContainsFunc(s.prove(t).Causes, func(c preflight.Cause) bool { return c.Code == "missing-stem" })
			if missed == known {
				t.Errorf("%s: a part is told to be missing: %v, and the reason is known: %v", name, missed, known)
			}
		}
	}
}
