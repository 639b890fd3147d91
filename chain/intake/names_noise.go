package intake

import (
	"regexp"
	"slices"
	"unicode/utf8"
)

// keyNote is a key in one word: "Am", "F#m", "Bbmin", "C#". A letter alone is not:
// "Synth A" and "Synth B" are two synths.
var keyNote = regexp.MustCompile(`^[a-g]([#b](m|min|maj|minor|major)?|m|mi|min|maj|minor|major)7?$`)

var (
	keyQualities = []string{"m", "min", "minor", "maj", "major", "dur", "moll"}
	rateUnits    = []string{"bit", "bits", "bpm", "khz", "k", "hz", "db", "kbps", "ms"}
	versions     = []string{"v", "ver", "vers", "version"}
	tracks       = []string{"track", "trk", "audio", "take", "tk", "ch", "chan", "channel"} // as a workstation numbers them
	dull         = []string{"track", "trk", "audio"}                                        // even without a number
)

// leading counts the numbers a name begins with, as long as something follows:
// the 01 of "01_Kick". A number that belongs to an entry is none: "808 Kick".
func (d *dictionary) leading(words []word) int {
	for i, w := range words {
		_, taken := d.find(words[i:])
		if !isNumber(w.key) || len(w.key) > 3 || taken > 0 || d.noise(words, i) > 0 {
			return i
		}
	}
	return 0
}

// noise counts the words from words[i] that say nothing about the instrument:
// "v2", "take 3", "track 07", "24bit", "44k1", "120bpm", "Am", "2024-05-01".
func (d *dictionary) noise(words []word, i int) int {
	at := func(j int) string {
		if i+j >= len(words) {
			return ""
		}
		return words[i+j].key
	}
	w := at(0)
	switch {
	case slices.Contains(versions, w) || slices.Contains(tracks, w):
		n := 1
		for n <= 3 && isNumber(at(n)) && numeric(func(j int) string { return at(n + j) }) == 0 {
			n++
		}
		if n == 1 && !slices.Contains(dull, w) {
			return 0
		}
		return n
	case w == "key":
		n := 1
		if at(n) == "of" {
			n++
		}
		if k := keyAt(at(n), at(n+1), true); k > 0 {
			return n + k
		}
		return 0
	case w == "bpm" && isNumber(at(1)):
		return 2
	case isNumber(w):
		return numeric(at)
	case i > 0 && words[i-1].key == "i" && w == "am": // "Who I Am" is in no key
		return 0
	case d.knows(w):
		return 0
	default:
		return keyAt(w, at(1), i > 0 && words[i-1].key == "bpm")
	}
}

// keyAt counts the words of a musical key: "Am", "A minor". A bare letter is one
// only where a key is expected.
func keyAt(w, next string, expected bool) int {
	letter := len(w) == 1 && w >= "a" && w <= "g"
	switch {
	case keyNote.MatchString(w):
		return 1
	case (letter || len(w) == 2 && keyNote.MatchString(w)) && slices.Contains(keyQualities, next) && next != "m":
		return 2
	case letter && expected:
		return 1
	}
	return 0
}

// numeric counts the words of a rate, a depth, a tempo or a date that begins
// with a number.
func numeric(at func(int) string) int {
	w, next := at(0), at(1)
	year := func(s string) bool { return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") }
	short := func(s string) bool { return isNumber(s) && len(s) <= 2 }
	switch {
	case utf8.RuneCountInString(w) >= 5: // 44100, 20240501
		return 1
	case year(w) && short(next) && short(at(2)), short(w) && short(next) && isNumber(at(2)) && year(at(2)):
		return 3
	case (w == "44" || w == "88" || w == "176") && isNumber(next) && (at(2) == "k" || at(2) == "khz"):
		return 3
	case (w == "44" || w == "88" || w == "176") && next == "k" && isNumber(at(2)):
		return 3
	case next == "k" && at(2) == "hz", next == "d" && at(2) == "b": // "48kHz", "-6 dB": a capital inside
		return 3
	case slices.Contains(rateUnits, next):
		return 2
	case (w == "32" || w == "64") && (next == "f" || next == "fp" || next == "float"), (w == "16" || w == "24" || w == "32") && next == "b":
		return 2
	}
	return 0
}
