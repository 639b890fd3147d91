package signal

import (
	"math"
	"strings"
)

// piece is what a band plays from. Every bar has four beats. All notes are
// written in C and sound key semitones away.
type piece struct {
	rate  float64 // Hz
	tempo float64 // beats a minute
	key   float64 // semitones from the written note to the one that sounds
	seed  uint64  // of all that players leave to chance
	form  []section
	again bool // from the top, for ever
}

// section is some bars with one feeling. A list of patterns has one string for
// a bar and repeats within the section; see strokes and tune for how to read
// them. An instrument without patterns is silent.
type section struct {
	bars   int
	loud   float64 // how hard everybody plays, 0 to 1
	chords []string

	kick, snare, hats            []string
	shaker, congas, tambourine   []string
	bass, keys, guitar, bells    []string
	pad                          float64 // how open its filter is, 0 to 1; 0 is silent
	lead, high, middle, low      []line
	crash, swell, riser, outward bool // a crash on one; a swell or a riser into the next section; the last one
}

// bars is the length of the form.
func (p *piece) bars() int {
	n := 0
	for _, s := range p.form {
		n += s.bars
	}
	return n
}

// section finds the section that a bar of the piece is in, and which bar of
// the section it is; nil outside the piece.
func (p *piece) section(bar int) (*section, int) {
	if p.again {
		bar %= p.bars()
	}
	for i := range p.form {
		s := &p.form[i]
		if bar < s.bars {
			return s, bar
		}
		bar -= s.bars
	}
	return nil, 0
}

// seconds is how long some beats take.
func (p *piece) seconds(beats float64) float64 { return beats * 60 / p.tempo }

// frame is where a beat of a bar falls.
func (p *piece) frame(bar int, beat float64) int64 {
	return p.frames(float64(4*bar) + beat)
}

// frames is how many frames some beats take.
func (p *piece) frames(beats float64) int64 {
	return int64(math.Round(p.seconds(beats) * p.rate))
}

// chance is what a player leaves to chance in one bar.
func (p *piece) chance(player string, bar int) *chance {
	return chanceFor(p.seed, keyOf(player), uint64(bar))
}

// keyOf turns a name into a number: FNV-1a.
func keyOf(name string) uint64 {
	key := uint64(14695981039346656037)
	for _, b := range []byte(name) {
		key = (key ^ uint64(b)) * 1099511628211
	}
	return key
}

// chord is one bar's harmony, as each player reads it.
type chord struct {
	bass    string
	keys    string // from below, moving as little as can be from chord to chord
	strings string // of the guitar, from the lowest
}

// chords are all that are played, written in C.
var chords = map[string]chord{
	"C":     {"C2", "G3 C4 E4", "C3 G3 C4 E4 G4"},
	"Cadd9": {"C2", "G3 C4 D4 E4", "C3 G3 D4 E4 G4"},
	"C/E":   {"E2", "G3 C4 E4", "E3 G3 C4 E4 G4"},
	"Dm7":   {"D2", "F3 A3 C4 D4", "D3 F3 A3 C4 F4"},
	"Em7":   {"E2", "G3 B3 D4 E4", "E3 G3 B3 D4 E4"},
	"Fmaj7": {"F2", "A3 C4 E4", "F3 A3 C4 E4 A4"},
	"F6":    {"F2", "A3 C4 D4 F4", "F3 A3 C4 D4 F4"},
	"G":     {"G1", "G3 B3 D4", "G2 D3 G3 B3 D4"},
	"G/B":   {"B1", "G3 B3 D4", "B2 D3 G3 B3 D4"},
	"Gsus":  {"G1", "G3 C4 D4 F4", "G2 D3 G3 C4 D4"},
	"Am7":   {"A1", "G3 C4 E4", "A2 E3 G3 C4 E4"},
}

// chord is the harmony of a bar of the section.
func (s *section) chord(bar int) chord { return chords[s.chords[bar%len(s.chords)]] }

// stroke is one thing to do in a bar.
type stroke struct {
	beat, beats float64 // when, and how long
	key         byte    // what, and how hard; the instrument knows
}

// strokes reads bar's pattern: the characters divide the bar evenly, a dot is
// a rest and a dash holds on to what was struck before it.
func strokes(patterns []string, bar int) []stroke {
	if len(patterns) == 0 {
		return nil
	}
	pattern := patterns[bar%len(patterns)]
	step := 4 / float64(len(pattern))
	var out []stroke
	for i, key := range []byte(pattern) {
		switch {
		case key == '-' && len(out) > 0:
			out[len(out)-1].beats += step
		case key != '.':
			out = append(out, stroke{float64(i) * step, step, key})
		}
	}
	return out
}

// tone is one note of a tune.
type tone struct {
	beat, beats float64
	pitch       float64 // as written: MIDI numbers, 60 is C4
	slurred     bool    // the syllable before goes on
}

// tune reads notes: the words between two bar lines divide a bar evenly, a dot
// is a rest, a dash holds on, and a tilde before a note slurs it to the last.
func tune(text string) []tone {
	var out []tone
	for bar, words := range strings.Split(text, "|") {
		words := strings.Fields(words)
		step := 4 / float64(len(words))
		for i, w := range words {
			switch {
			case w == "-":
				out[len(out)-1].beats += step
			case w != ".":
				name, slurred := strings.CutPrefix(w, "~")
				out = append(out, tone{float64(4*bar) + float64(i)*step, step, pitch(name), slurred})
			}
		}
	}
	return out
}

// pitches reads the notes of a chord.
func pitches(names string) []float64 {
	var out []float64
	for _, name := range strings.Fields(names) {
		out = append(out, pitch(name))
	}
	return out
}

// pitch reads the name of a note, a letter, perhaps a sharp, an octave: C4 is
// 60, A4 is 69.
func pitch(name string) float64 {
	const steps = "C D EF G A B"
	letter, octave := name[:1], name[1:]
	n := float64(strings.Index(steps, letter))
	if rest, sharp := strings.CutPrefix(octave, "#"); sharp {
		n, octave = n+1, rest
	}
	return n + 12*float64(octave[0]-'0'+1)
}

// hertz is the frequency of a written note.
func (p *piece) hertz(pitch float64) float64 { return freqHz(pitch + p.key) }

// freqHz is the frequency of a MIDI number: A4, 69, is 440 Hz.
func freqHz(midi float64) float64 { return 440 * math.Exp2((midi-69)/12) }
