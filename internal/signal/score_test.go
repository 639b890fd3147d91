package signal

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// songs are all that is written down.
func songs() map[string]*piece {
	return map[string]*piece{"Quiet Machine": quietMachine(demoRate), "Paper Lanterns": paperLanterns(demoRate)}
}

func TestFormIsAsPromised(t *testing.T) {
	p := quietMachine(demoRate)
	var bars []int
	for _, s := range p.form {
		bars = append(bars, s.bars)
	}
	if !slices.Equal(bars, []int{4, 8, 8, 2}) {
		t.Errorf("the sections have %v bars, want 4, 8, 8 and 2", bars)
	}
	// by hand: bar 20 begins 80 beats after the start, at 60/104 s each
	if got := p.frame(20, 0); got != 2215385 {
		t.Errorf("bar 20 begins at frame %d, want 2215385", got)
	}
	for bar, want := range map[int]int{0: 4, 3: 4, 4: 8, 19: 8, 20: 2, 21: 2} {
		if s, _ := p.section(bar); s.bars != want {
			t.Errorf("bar %d is in a section of %d bars, want %d", bar, s.bars, want)
		}
	}
	if s, _ := p.section(22); s != nil {
		t.Error("there is a section after the last bar")
	}
}

func TestPitch(t *testing.T) {
	for name, want := range map[string]float64{"C4": 60, "A4": 69, "B3": 59, "F#2": 42, "G1": 31} { // MIDI 1.0: middle C is 60
		if got := pitch(name); got != want {
			t.Errorf("%s is %g, want %g", name, got, want)
		}
	}
	if got := quietMachine(demoRate).hertz(72); got != 440 { // C5, written three semitones above A4
		t.Errorf("a written C5 sounds at %g Hz, want 440", got)
	}
}

func TestStrokes(t *testing.T) {
	got := strokes([]string{"................", "R---..5.....r---"}, 3)
	want := []stroke{{0, 1, 'R'}, {1.5, 0.25, '5'}, {3, 1, 'r'}}
	if !slices.Equal(got, want) {
		t.Errorf("bar 3 is %v, want %v", got, want)
	}
}

func TestTune(t *testing.T) {
	got := tune("A4 - . ~G4 | - C4")
	want := []tone{{0, 2, 69, false}, {3, 3, 67, true}, {6, 2, 60, false}}
	if !slices.Equal(got, want) {
		t.Errorf("the tune is %v, want %v", got, want)
	}
}

// TestEverythingWrittenCanBePlayed reads the scores as a copyist would.
func TestEverythingWrittenCanBePlayed(t *testing.T) {
	for title, p := range songs() {
		for i, s := range p.form {
			patterns := slices.Concat(s.kick, s.snare, s.hats, s.shaker, s.congas, s.tambourine, s.bass, s.keys, s.guitar)
			for _, pattern := range patterns {
				if len(pattern) != 16 {
					t.Errorf("%s, section %d: %q has %d steps, want 16", title, i, pattern, len(pattern))
				}
				if strings.HasPrefix(pattern, "-") || strings.Trim(pattern, "XxOo.-RrCcDdu12345") != "" {
					t.Errorf("%s, section %d: %q cannot be played", title, i, pattern)
				}
			}
			for _, name := range s.chords {
				ch, ok := chords[name]
				if !ok {
					t.Fatalf("%s, section %d: no chord %q", title, i, name)
				}
				if n := len(pitches(ch.strings)); n != 5 {
					t.Errorf("%s has %d strings, want 5", name, n)
				}
			}
			for _, l := range slices.Concat(s.lead, s.high, s.middle, s.low) {
				checkLine(t, title, i, s.bars, l)
			}
		}
	}
}

func checkLine(t *testing.T, title string, section, bars int, l line) {
	t.Helper()
	sung := 0
	for _, tone := range tune(l.notes) {
		if !tone.slurred {
			sung++
		}
		if tone.pitch < pitch("G3") || tone.pitch > pitch("E5") {
			t.Errorf("%s, section %d, bar %d: nobody sings %g", title, section, l.bar, tone.pitch)
		}
	}
	if words := syllables(l.words); len(words) != sung {
		t.Errorf("%s, section %d, bar %d: %d syllables for %d notes", title, section, l.bar, len(words), sung)
	}
	for _, name := range strings.Fields(strings.ReplaceAll(l.words, ",", " ")) {
		if _, ok := phones[name]; !ok {
			t.Errorf("%s, section %d, bar %d: no phone %q", title, section, l.bar, name)
		}
	}
	for _, s := range syllables(l.words) {
		if s.vowel.voiced == 0 {
			t.Errorf("%s, section %d, bar %d: a syllable of %q has no vowel", title, section, l.bar, l.words)
		}
	}
	if n := len(strings.Split(l.notes, "|")); l.bar+n > bars {
		t.Errorf("%s, section %d, bar %d: the line outlasts its section", title, section, l.bar)
	}
}

// TestMelodyKeepsToTheHarmony: a long note that begins a bar belongs to the
// bar's chord.
func TestMelodyKeepsToTheHarmony(t *testing.T) {
	for title, p := range songs() {
		for i := range p.form {
			s := &p.form[i]
			for _, l := range slices.Concat(s.lead, s.high, s.middle, s.low) {
				for _, tone := range tune(l.notes) {
					bar, beat := math.Modf(tone.beat / 4)
					if beat != 0 || tone.beats < 2 {
						continue
					}
					ch := s.chord(l.bar + int(bar))
					if !slices.ContainsFunc(pitches(ch.keys+" "+ch.bass+" "+ch.strings), func(n float64) bool { return math.Mod(n-tone.pitch, 12) == 0 }) {
						t.Errorf("%s, section %d, bar %d: %g over %q", title, i, l.bar+int(bar), tone.pitch, s.chords[(l.bar+int(bar))%len(s.chords)])
					}
				}
			}
		}
	}
}
