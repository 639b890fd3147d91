package intake

import (
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"lathe/session"
)

// rank is how firmly a word decides a role.
type rank uint8

const (
	plain rank = iota // says something, but no role: "left", "bridge", "final"
	vague             // decides only when nothing else in the name does: "room", "melody"
	faint             // decides only when no instrument is named: "solo", "loop", "bus"
	broad             // a family's own name; gives way to any instrument: "drums", "synth"
	noun              // an instrument; of several the last is meant: "piano bass" is a bass
)

// call is what a word says about the file as a whole.
type call uint8

const (
	noCall         call = iota
	callNoise           // nothing at all: "final", "bounce", "24bit"; not part of the instrument
	callRough           // the rough mix, whatever follows: "rough mix", "2mix", "premaster"
	callWholeMix        // a mix of everything, unless it names an instrument: "mixdown", "full mix"
	callMix             // the same, said more often of single stems: "mix"
	callTake            // the same, if nothing else is said: "bounce", "demo"
	callMaster          // a finished version: the rough mix if there is no other, else a reference
	callMixToMatch      // "ref mix": likewise, and the likelier rough mix of the two
	callReference       // a reference
)

// sense is what the dictionary knows about a word.
type sense struct {
	role  session.Role
	rank  rank
	marks Modifiers
	call  call
}

// lemma is one entry of the dictionary: words that mean the same, a row for
// each language, which stands before the colon.
//
// A phrase is written with spaces and is found however its words are joined:
// "bass drum" is also "BassDrum", "bass-drum" and "bassdrum". A word written in
// one piece is found in pieces only where no space divides them: "hihat" is also
// "Hi-Hat", but "hi hat" has to be listed.
type lemma struct {
	sense
	words string
}

// phrases lists the words and phrases of an entry.
func (e lemma) phrases() (all []string) {
	for row := range strings.Lines(e.words) {
		_, words, _ := strings.Cut(row, ":")
		for phrase := range strings.SplitSeq(words, ",") {
			if phrase = strings.TrimSpace(phrase); phrase != "" {
				all = append(all, phrase)
			}
		}
	}
	return all
}

// tables are all the pages of the dictionary.
var tables = [][]lemma{voxWords, drumWords, percussionWords, stringedWords, keyedWords, blownWords, effectWords, markWords, callWords}

// maxPhrase is the most words of a name that an entry spans: "solo guitar lead
// left" would be four.
const maxPhrase = 5

// dictionary is the tables made ready for looking up. It is never changed.
type dictionary struct {
	senses   map[string]sense
	longest  int // runes of the longest entry written in one piece
	guesses  []string
	ordinary map[string]bool // everyday words that look like a slip of an instrument's name
}

var theDictionary = sync.OnceValue(func() *dictionary {
	d := &dictionary{senses: map[string]sense{}, ordinary: map[string]bool{}}
	for _, table := range tables {
		for _, e := range table {
			for _, phrase := range e.phrases() {
				for _, key := range keysOf(phrase) {
					d.senses[key] = e.sense
				}
			}
		}
	}
	for key, s := range d.senses {
		if !strings.Contains(key, " ") {
			d.longest = max(d.longest, utf8.RuneCountInString(key))
			tells := s.rank >= broad || s.call == callRough || s.call == callReference || s.marks&(Backing|Double|Harmony) != 0
			if utf8.RuneCountInString(key) >= minGuess && tells {
				d.guesses = append(d.guesses, key)
			}
		}
	}
	slices.Sort(d.guesses)
	for word := range strings.FieldsSeq(ordinaryWords) {
		d.ordinary[word] = true
	}
	return d
})

// keysOf returns the ways a phrase of the tables is looked up: with single
// spaces if it has any, and in one piece.
func keysOf(phrase string) []string {
	fields := strings.Fields(phrase)
	var spaced, joined []string
	for _, field := range fields {
		var keys []string
		for _, w := range splitWords(field) {
			keys = append(keys, w.key)
		}
		spaced = append(spaced, keys...)
		joined = append(joined, strings.Join(keys, ""))
	}
	readPart := strings.Join(joined, "")
	if len(fields) > 1 {
		return []string{strings.Join(spaced, " "), readPart}
	}
	return []string{readPart}
}

// find returns the longest entry that begins with words[0], and how many words
// it takes; none when it takes 0. An entry does not reach across the parts of a
// name.
func (d *dictionary) find(words []word) (s sense, taken int) {
	spaced, joined := "", ""
	for i, w := range words[:min(len(words), maxPhrase)] {
		if i > 0 {
			if w.gap == firmGap || w.joint {
				break
			}
			spaced += " "
			if w.gap != softGap {
				joined = "\x00" // no entry: a space has been crossed
			}
		}
		spaced += w.key
		joined += w.key
		if found, ok := d.senses[joined]; ok {
			s, taken = found, i+1
		} else if found, ok := d.senses[spaced]; ok {
			s, taken = found, i+1
		}
	}
	return s, taken
}

// knows says whether key is an entry in one piece.
func (d *dictionary) knows(key string) bool {
	_, ok := d.senses[key]
	return ok
}

// pieces divides a word that was written together, "leadguitar", into entries
// that cover all of it, and as few of them as possible. A word is never divided
// into an entry and a rest: "bassoon" is no bass and "tomorrow" no tom. One
// piece names an instrument, so that "breakout" is left whole; and the first is
// an instrument or its rank, so that "upbeat" is.
func (d *dictionary) pieces(key string) []string {
	const minPiece, maxWord = 2, 32 // letters
	n := len(key)
	if n < minGuess || n > maxWord || d.ordinary[key] {
		return nil
	}
	type cut struct{ pieces, from int }
	best := make([]cut, n+1)
	for end := minPiece; end <= n; end++ {
		for from := 0; from <= end-minPiece; from++ {
			if from > 0 && best[from].pieces == 0 || !d.canBePiece(key[from:end], from == 0) {
				continue
			}
			if k := best[from].pieces + 1; best[end].pieces == 0 || k < best[end].pieces {
				best[end] = cut{k, from}
			}
		}
	}
	if best[n].pieces < 2 {
		return nil
	}
	var parts []string
	for end := n; end > 0; end = best[end].from {
		parts = append(parts, key[best[end].from:end])
	}
	if !slices.ContainsFunc(parts, func(part string) bool { return d.senses[part].rank >= broad }) {
		return nil
	}
	slices.Reverse(parts)
	return parts
}

// canBePiece says whether text may stand inside a word written together. Words
// of two letters are too easily met by chance, except those that engineers
// write after an instrument and a few they write before.
func (d *dictionary) canBePiece(text string, first bool) bool {
	s, ok := d.senses[text]
	letters := utf8.RuneCountInString(text)
	switch {
	case !ok || s.call == callNoise || letters < 2:
		return false
	case first && letters == 2:
		return slices.Contains([]string{"bg", "bv", "eg", "ac", "ld", "oh"}, text)
	case first:
		return s.rank != plain || s.marks&(Lead|Backing) != 0
	case letters == 2:
		return slices.Contains([]string{"dt", "di", "in", "up", "hi", "lo", "fx"}, text)
	default:
		return true
	}
}

// A slip of the pen is looked for in words of at least minGuess letters. Short
// words lie too close together for every slip to be told from another word, so
// a wrong letter counts only in words of minWrong letters or more, and one too
// many or too few in words of minMissing, unless it doubles its neighbour.
const minGuess, minMissing, minWrong = 5, 5, 8

// guess returns the entry that key is one slip away from: two letters exchanged,
// one too many, missing or wrong. Only instruments and kinds of file are guessed
// at. There is no guess if the slips lead to entries of different sense, if the
// first letter is not right (people seldom mistype it, and "glass" is no brass),
// or if key is an ordinary word.
func (d *dictionary) guess(key string) (read string, s sense, ok bool) {
	letters := []rune(key)
	n := len(letters)
	if n < minGuess || n > d.longest+1 || d.ordinary[key] {
		return "", sense{}, false
	}
	for _, lemma := range d.guesses {
		candidate := []rune(lemma)
		if m := len(candidate); m < n-1 || m > n+1 || candidate[0] != letters[0] || n < fewest(letters, candidate) {
			continue
		}
		if found := d.senses[lemma]; !ok {
			read, s, ok = lemma, found, true
		} else if found != s {
			return "", sense{}, false
		}
	}
	return read, s, ok
}

// fewest is how many letters a word needs to be read as the entry although they
// differ; it is out of reach if they are more than one slip apart
// (Damerau-Levenshtein distance).
func fewest(word, lemma []rune) int {
	const never = math.MaxInt
	a, b := word, lemma
	var before rune
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		before = a[0]
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]:
		return minGuess
	case len(a)+len(b) == 1 && slices.Concat(a, b)[0] == before:
		return minGuess
	case len(a)+len(b) == 1:
		return minMissing
	case len(a) == 1 && len(b) == 1 && neighbours(a[0], b[0]):
		return minGuess
	case len(a) == 1 && len(b) == 1:
		return minWrong
	}
	return never
}

// neighbours says whether two keys lie side by side on a keyboard.
func neighbours(a, b rune) bool {
	for _, row := range []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"} {
		i, j := strings.IndexRune(row, a), strings.IndexRune(row, b)
		if i >= 0 && j >= 0 && (i-j == 1 || j-i == 1) {
			return true
		}
	}
	return false
}
