package signal

import "strings"

// phone is one sound of speech: where the throat's first three formants stand,
// and how much of each source there is.
type phone struct {
	formants [3]float64 // Hz, of a grown man
	voiced   float64    // the vocal cords; 1 in a vowel
	breath   float64    // noise at the cords, through the throat
	hiss     float64    // noise at the teeth, past the throat
	hissHz   float64    // where that noise is strongest
	nasal    float64    // how much goes through the nose, 0 to 1
	ms       float64    // how long, as a consonant; 0 for a vowel
	shut     float64    // ms of it with the mouth closed, before it bursts
	into     string     // the vowel a diphthong ends in
}

// phones are written as in the ARPAbet. The vowels' formants are the men's
// averages of G. E. Peterson, H. L. Barney, "Control Methods Used in a Study
// of the Vowels", J. Acoust. Soc. Am. 24(2), 1952, table II; those of the
// consonants are where the vowels beside them bend to.
var phones = map[string]phone{
	"IY": {formants: [3]float64{270, 2290, 3010}, voiced: 1},
	"IH": {formants: [3]float64{390, 1990, 2550}, voiced: 1},
	"EH": {formants: [3]float64{530, 1840, 2480}, voiced: 1},
	"AE": {formants: [3]float64{660, 1720, 2410}, voiced: 1},
	"AA": {formants: [3]float64{730, 1090, 2440}, voiced: 1},
	"AO": {formants: [3]float64{570, 840, 2410}, voiced: 1},
	"UH": {formants: [3]float64{440, 1020, 2240}, voiced: 1},
	"UW": {formants: [3]float64{300, 870, 2240}, voiced: 1},
	"AH": {formants: [3]float64{640, 1190, 2390}, voiced: 1},
	"ER": {formants: [3]float64{490, 1350, 1690}, voiced: 1},
	"AX": {formants: [3]float64{500, 1400, 2450}, voiced: 0.9}, // the vowel of "the"
	"AY": {formants: [3]float64{730, 1190, 2440}, voiced: 1, into: "IH"},
	"EY": {formants: [3]float64{530, 1840, 2480}, voiced: 1, into: "IY"},
	"OW": {formants: [3]float64{550, 900, 2400}, voiced: 1, into: "UW"},

	"M":  {formants: [3]float64{270, 1050, 2200}, voiced: 0.42, nasal: 1, ms: 75},
	"N":  {formants: [3]float64{270, 1550, 2500}, voiced: 0.40, nasal: 1, ms: 70},
	"NG": {formants: [3]float64{280, 1950, 2600}, voiced: 0.40, nasal: 1, ms: 85},
	"L":  {formants: [3]float64{360, 1050, 2750}, voiced: 0.60, ms: 70},
	"R":  {formants: [3]float64{380, 1150, 1560}, voiced: 0.65, ms: 70},
	"W":  {formants: [3]float64{300, 680, 2200}, voiced: 0.55, ms: 75},
	"V":  {formants: [3]float64{280, 1150, 2350}, voiced: 0.38, hiss: 0.05, hissHz: 6500, ms: 60},
	"DH": {formants: [3]float64{300, 1350, 2550}, voiced: 0.40, hiss: 0.03, hissHz: 6000, ms: 45},
	"Z":  {formants: [3]float64{280, 1650, 2600}, voiced: 0.30, hiss: 0.26, hissHz: 6800, ms: 75},
	"S":  {formants: [3]float64{320, 1650, 2600}, hiss: 0.55, hissHz: 6900, ms: 105},
	"SH": {formants: [3]float64{320, 1800, 2500}, hiss: 0.60, hissHz: 3600, ms: 110},
	"TH": {formants: [3]float64{320, 1350, 2550}, hiss: 0.10, hissHz: 6200, ms: 80},
	"HH": {formants: [3]float64{500, 1400, 2450}, breath: 0.55, ms: 70},
	"T":  {formants: [3]float64{320, 1750, 2650}, hiss: 0.50, hissHz: 5200, ms: 78, shut: 48},
	"K":  {formants: [3]float64{320, 1850, 2300}, hiss: 0.42, hissHz: 2300, ms: 85, shut: 50},
	"P":  {formants: [3]float64{320, 900, 2300}, hiss: 0.22, hissHz: 1300, ms: 78, shut: 52},
	"B":  {formants: [3]float64{270, 900, 2300}, voiced: 0.10, hiss: 0.20, hissHz: 1100, ms: 58, shut: 46},
	"D":  {formants: [3]float64{270, 1750, 2600}, voiced: 0.10, hiss: 0.25, hissHz: 4800, ms: 52, shut: 38},
}

// inhaled is a breath taken through the mouth before a phrase.
var inhaled = phone{formants: [3]float64{620, 1500, 2600}, breath: 0.2}

// line is a phrase to sing, from a bar of its section on: the notes, as tune
// reads them, and a syllable for every note that is not slurred. Commas divide
// the syllables.
type line struct {
	bar          int
	notes, words string
}

// syllable is what is sung to one note: the consonants before the beat, the
// vowel on it, and the consonants at its end.
type syllable struct {
	onset, coda []phone
	vowel       phone
}

// syllables reads the words of a line.
func syllables(words string) []syllable {
	var out []syllable
	for _, word := range strings.Split(words, ",") {
		var s syllable
		sung := false
		for _, name := range strings.Fields(word) {
			ph := phones[name]
			switch {
			case ph.ms == 0:
				s.vowel, sung = ph, true
			case sung:
				s.coda = append(s.coda, ph)
			default:
				s.onset = append(s.onset, ph)
			}
		}
		out = append(out, s)
	}
	return out
}

// lasting is how many seconds some consonants take.
func lasting(consonants []phone) float64 {
	ms := 0.
	for _, ph := range consonants {
		ms += ph.ms
	}
	return ms / 1000
}
