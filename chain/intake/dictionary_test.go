package intake

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryWordMeansOneThing(t *testing.T) {
	senses := map[string]sense{}
	for _, table := range tables {
		for _, e := range table {
			for _, phrase := range e.phrases() {
				for _, key := range keysOf(phrase) {
					if other, ok := senses[key]; ok && other != e.sense {
						t.Errorf("%q is both %+v and %+v", phrase, other, e.sense)
					}
					senses[key] = e.sense
				}
			}
		}
	}
}

func TestEveryRowNamesItsLanguages(t *testing.T) {
	languages := []string{"en", "fr", "es", "pt", "de", "it", "sv", "pl", "ru", "ja", "zh", "ko"}
	seen := map[string]bool{}
	for _, table := range tables {
		for _, e := range table {
			for row := range strings.SplitSeq(strings.TrimSpace(e.words), "\n") {
				tags, _, ok := strings.Cut(row, ":")
				for tag := range strings.FieldsSeq(tags) {
					seen[tag] = true
					if !ok || !slices.Contains(languages, tag) {
						t.Errorf("row %q is in no language", row)
					}
				}
			}
		}
	}
	for _, l := range languages {
		if !seen[l] {
			t.Errorf("no row is in %q", l)
		}
	}
}

func TestOrdinaryWordsAreNeeded(t *testing.T) {
	d := theDictionary()
	bare := *d
	bare.ordinary = nil
	for word := range d.ordinary {
		if _, _, ok := bare.guess(word); !ok && len(bare.pieces(word)) == 0 {
			t.Errorf("%q would not be taken for anything; take it off the list", word)
		}
		if d.knows(word) {
			t.Errorf("%q is in the dictionary; take it off the list", word)
		}
	}
}

func TestSlipsOfThePen(t *testing.T) {
	for _, tt := range []struct{ word, want string }{
		{"snaer", "snare"}, {"sanre", "snare"}, {"snarre", "snare"}, // exchanged, doubled
		{"gutiar", "guitar"}, {"guitr", "guitar"}, {"guittar", "guitar"}, {"giutar", "guitar"},
		{"symth", "synth"}, {"pianp", "piano"}, // the next key
		{"pecrussion", "percussion"}, {"percusion", "percusion"}, // Spanish, so no slip
		{"vocla", "vocal"}, {"trumept", "trumpet"}, {"saxophome", "saxophone"}, {"backnig", "backing"},
		{"refernce", "reference"}, {"tambourime", "tambourine"},
		{"glass", ""}, {"class", ""}, {"grass", ""}, {"spring", ""}, {"strong", ""}, {"snake", ""}, {"share", ""},
		{"drugs", ""}, {"chair", ""}, {"boots", ""}, {"roots", ""}, {"crown", ""}, {"better", ""}, {"satin", ""},
		{"ringo", ""}, {"tomorrow", ""}, {"hatred", ""}, {"keystone", ""}, {"headroom", ""}, {"orchid", ""},
		{"kic", ""}, {"vox", "vox"}, {"bas", "bas"}, {"basd", ""}, // too short to be a slip
	} {
		d := theDictionary()
		got, _, _ := d.guess(tt.word)
		if d.knows(tt.word) {
			got = tt.word
		}
		if got != tt.want {
			t.Errorf("%q is read as %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestWordsWrittenTogether(t *testing.T) {
	for _, tt := range []struct{ word, want string }{
		{"leadguitar", "lead guitar"}, {"leadvoxdt", "lead vox dt"}, {"kickin", "kick in"}, {"snareup", "snare up"},
		{"elecgtr", "elec gtr"}, {"synthstrings", "synth strings"}, {"drumroom", "drum room"}, {"backingvox", "backing vox"},
		{"bgvox", ""}, // an entry
		{"bassoon", ""}, {"tomorrow", ""}, {"keystone", ""}, {"headroom", ""}, {"orchid", ""}, {"ringo", ""}, {"satin", ""}, {"hatred", ""},
		{"upbeat", ""}, {"breakout", ""}, {"breakfast", ""}, {"subway", ""}, {"rapture", ""}, {"clapton", ""}, {"organic", ""}, {"basin", ""},
	} {
		if got := strings.Join(theDictionary().pieces(tt.word), " "); got != tt.want {
			t.Errorf("%q is divided into %q, want %q", tt.word, got, tt.want)
		}
	}
}
