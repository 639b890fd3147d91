package intake

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// gap is what divides a word from the one before it.
type gap uint8

const (
	softGap  gap = iota // a hyphen, a change of case, a step from letters to digits: "Hi-Hat", "LeadVox", "Gtr2"
	spaceGap            // a space, a dot, an underscore among underscores
	partGap             // an underscore in a name that has spaces: another part, though a phrase may reach across
	firmGap             // another part of the name: " - ", a bracket, a comma
)

// word is one word of a name.
type word struct {
	key      string // small letters without accents: what the dictionary is asked for
	from, to int    // where it stands in the cleaned name, in bytes
	gap      gap    // to the word before; firm for the first
	joint    bool   // a "+", an "&" or a comma stands before it: two things in one stem
	aside    bool   // inside brackets, while other words are not
}

// text is the word as the artist wrote it.
func (w word) text(name string) string { return name[w.from:w.to] }

// extensions are the endings of audio files, without the dot.
var extensions = []string{
	"wav", "wave", "bwf", "rf64", "w64", "aif", "aiff", "aifc", "caf", "flac", "alac",
	"mp3", "m4a", "mp4", "aac", "ogg", "oga", "opus", "wma",
}

// withoutExtension drops the ending of an audio file. Other endings are left,
// so that "Kick v2.1" keeps all of its name.
func withoutExtension(name string) string {
	dot := strings.LastIndexByte(name, '.')
	if dot > 0 && slices.Contains(extensions, strings.ToLower(name[dot+1:])) {
		return name[:dot]
	}
	return name
}

// cleanName makes a name safe to show and the same on every system: composed
// Unicode, no control characters, nothing that hides or turns the text.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r): // zero-width, bidirectional marks
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	return strings.TrimSpace(norm.NFC.String(name))
}

// foreign are the Latin letters that do not come apart into a plain letter and
// an accent.
var foreign = strings.NewReplacer("ł", "l", "ø", "o", "œ", "oe", "æ", "ae", "ß", "ss", "đ", "d", "ı", "i", "♯", "#", "♭", "b")

// fold is text in small letters without accents, so that spellings meet: "Café"
// and "CAFE", full-width and ordinary letters. Japanese and Korean letters keep
// their marks.
func fold(text string) string {
	text = strings.ToLower(norm.NFKC.String(text))
	text = strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36F { // combining accents
			return -1
		}
		return r
	}, norm.NFKD.String(text))
	return foreign.Replace(norm.NFKC.String(text))
}

// splitWords finds the words of a cleaned name.
func splitWords(name string) []word {
	runes := []rune(name)
	at := make([]int, len(runes)+1) // byte offset of every rune
	for i, r := range runes {
		at[i+1] = at[i] + len(string(r))
	}
	var words []word
	start := -1
	closeAt := func(i int) {
		if start >= 0 {
			key := strings.Map(dropApostrophe, fold(name[at[start]:at[i]]))
			words = append(words, word{key: key, from: at[start], to: at[i]})
			start = -1
		}
	}
	for i := range runes {
		switch {
		case !inWord(runes, i, start):
			closeAt(i)
			continue
		case start >= 0 && cutsAt(runes, i):
			closeAt(i)
		}
		if start < 0 {
			start = i
		}
	}
	closeAt(len(runes))
	divide(name, words)
	return words
}

// inWord says whether runes[i] belongs to a word, the one begun at start if
// start is not negative. A sharp belongs to a note, an apostrophe to the letters
// around it.
func inWord(runes []rune, i, start int) bool {
	r := runes[i]
	switch {
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return true
	case start < 0:
		return false
	case unicode.IsMark(r):
		return true
	case isAccidental(r):
		return i-start == 1 && strings.ContainsRune("ABCDEFGabcdefg", runes[start])
	default:
		return isApostrophe(r) && i+1 < len(runes) && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1])
	}
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

func isAccidental(r rune) bool { return r == '#' || r == '♯' || r == '♭' }

func dropApostrophe(r rune) rune {
	if isApostrophe(r) {
		return -1
	}
	return r
}

// cutsAt says whether a new word begins at runes[i] although no separator
// stands before it: "Lead|Vox", "Gtr|2", "BG|Vox", "ギター|L". A plural s does not
// begin one: "OHs".
func cutsAt(runes []rune, i int) bool {
	a, b := runes[i-1], runes[i]
	switch {
	case isApostrophe(a) || isApostrophe(b) || unicode.IsMark(b) || isAccidental(a) || isAccidental(b):
		return false
	case unicode.IsDigit(a) != unicode.IsDigit(b):
		return true
	case unicode.IsDigit(b):
		return false
	case hasCase(a) != hasCase(b):
		return true
	case !unicode.IsUpper(b):
		return false
	case !unicode.IsUpper(a):
		return isSmall(a)
	case i+1 >= len(runes) || !isSmall(runes[i+1]):
		return false
	default:
		plural := runes[i+1] == 's' && (i+2 >= len(runes) || !isSmall(runes[i+2]))
		return !plural
	}
}

func hasCase(r rune) bool { return unicode.IsUpper(r) || unicode.IsLower(r) }

// isSmall says whether r is a small letter that could have been a capital: not
// the ß of "GROßE TROMMEL".
func isSmall(r rune) bool { return unicode.IsLower(r) && unicode.ToUpper(r) != r }

const openBrackets, closeBrackets = "([{（【「『［", ")]}）】」』］"

// divide says of each word how far it is from the one before it. Underscores
// are spaces in a name that has no others, and divide parts in one that has.
func divide(name string, words []word) {
	underscore := spaceGap
	for i, w := range words {
		if i == 0 {
			continue
		}
		before := words[i-1]
		byCase := before.to == w.from && !isNumber(before.key) && !isNumber(w.key)
		if byCase || strings.ContainsRune(name[before.to:w.from], ' ') {
			underscore = partGap
		}
	}
	depth, outside, end := 0, false, 0
	for i := range words {
		w := &words[i]
		between := name[end:w.from]
		end = w.to
		for _, r := range between {
			switch {
			case strings.ContainsRune(openBrackets, r):
				depth++
			case strings.ContainsRune(closeBrackets, r):
				depth = max(0, depth-1)
			}
		}
		w.aside = depth > 0
		outside = outside || depth == 0
		w.joint = i > 0 && strings.ContainsAny(between, "+&,＋＆、/")
		dash := strings.Contains(between, " -") || strings.Contains(between, "- ")
		switch {
		case i == 0 || dash || strings.ContainsAny(between, openBrackets+closeBrackets+"|,;:~=–—•·、"):
			w.gap = firmGap
		case between == "" || between == "-" || between == "‐":
			w.gap = softGap
		case strings.Contains(between, "_"):
			w.gap = underscore
		default:
			w.gap = spaceGap
		}
	}
	for i := range words {
		words[i].aside = words[i].aside && outside
	}
}

// maxWords is how many words of a name are read; the 255 bytes a file system
// allows hold no more.
const maxWords = 128

// read finds the words of a cleaned name and divides those that were written
// together, as far as the dictionary knows their pieces.
func (d *dictionary) read(name string) []word {
	var words []word
	for _, w := range splitWords(name) {
		words = append(words, d.divided(name, w)...)
	}
	return words[:min(len(words), maxWords)]
}

// divided returns the pieces of w, or w itself.
func (d *dictionary) divided(name string, w word) []word {
	if d.knows(w.key) || isNumber(w.key) {
		return []word{w}
	}
	parts := d.pieces(w.key)
	if unspaced(w.key) && len(w.key) <= maxWords {
		parts = d.runs(w.key)
	}
	if len(parts) < 2 {
		return []word{w}
	}
	words := make([]word, 0, len(parts))
	rest := w
	for i, part := range parts {
		piece := rest
		piece.key = part
		if i < len(parts)-1 {
			piece.to = rest.from + prefixOf(rest.text(name), part)
		}
		words = append(words, piece)
		rest.from, rest.gap, rest.joint = piece.to, softGap, false
	}
	return words
}

// prefixOf returns how many bytes of text fold to key.
func prefixOf(text, key string) int {
	for i := range text {
		if i > 0 && strings.Map(dropApostrophe, fold(text[:i])) == key {
			return i
		}
	}
	return len(text)
}

// unspaced says whether key is in a script that puts no spaces between words.
func unspaced(key string) bool {
	for _, r := range key {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
	}
	return false
}

// runs divides text of a script without spaces into the longest entries it
// holds and what lies between them. An entry of a single letter counts only if
// entries cover the whole text: 鼓 alone is a drum, in a title it need not be.
func (d *dictionary) runs(text string) []string {
	letters := []rune(text)
	for shortest := 1; shortest <= 2; shortest++ {
		var parts []string
		known, loose := 0, 0
		for i := 0; i < len(letters); {
			n := min(d.longest, len(letters)-i)
			for n >= shortest && !d.knows(string(letters[i:i+n])) {
				n--
			}
			if n >= shortest {
				if loose > 0 {
					parts, loose = append(parts, string(letters[i-loose:i])), 0
				}
				parts = append(parts, string(letters[i:i+n]))
				known, i = known+n, i+n
				continue
			}
			loose, i = loose+1, i+1
		}
		if loose > 0 {
			parts = append(parts, string(letters[len(letters)-loose:]))
		}
		if known == len(letters) || shortest == 2 {
			return parts
		}
	}
	return nil
}

// isNumber says whether key consists of digits.
func isNumber(key string) bool {
	return key != "" && strings.IndexFunc(key, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}
