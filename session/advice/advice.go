// Package advice is one table of what findings mean and what to do about them,
// shared by the command line, the report and the studio's pages.
//
//	Entry   one code of a finding   -> a title, a text for the artist, one for the engineer
//	Topic   what went wrong         -> the part of an export that it belongs to
//	DAW     the artist's program    -> how to export that part right, there
//
// A finding itself carries what is particular to it: names, numbers, places.
// What is here is general, holds for every song, and depends on nothing.
package advice

import (
	"fmt"
	"slices"
	"strings"
)

// Topic is a part of an export that advice can be given on.
type Topic string

// The topics. An entry without one asks for no new export.
const (
	NoTopic  Topic = ""
	Region   Topic = "region"   // every stem from 0:00 to the end
	Bypass   Topic = "bypass"   // nothing on the master bus
	Headroom Topic = "headroom" // no clipping, no normalising
	Format   Topic = "format"   // WAV, 24 bits, the project's rate
	Tracks   Topic = "tracks"   // one file for every track, all of them
	Names    Topic = "names"    // what files are called
	Phase    Topic = "phase"    // polarity, delay, mono
)

// Topics lists them all.
var Topics = []Topic{Region, Bypass, Headroom, Format, Tracks, Names, Phase}

// Entry is what one code of a finding means, for any song.
type Entry struct {
	Code     string
	Title    string // a few words for a list
	Artist   string // what it means, in one or two plain sentences
	Engineer string // what was measured, and from where on it counts
	Topic    Topic
}

// For returns what a code means. Codes that were never given an entry have
// none; a test of the module keeps that from happening.
func For(code string) (Entry, bool) {
	i, ok := slices.BinarySearchFunc(entries, code, func(e Entry, code string) int { return strings.Compare(e.Code, code) })
	if !ok {
		return Entry{}, false
	}
	return entries[i], true
}

// Entries lists all codes in alphabetical order.
func Entries() []Entry { return slices.Clone(entries) }

// DAW is a program that music is made with.
type DAW string

// DAWs lists those we know the way around in.
var DAWs = []DAW{"ableton", "cubase", "flstudio", "logic", "protools", "reaper", "studioone"}

var dawNames = map[DAW]string{
	"ableton": "Ableton Live", "cubase": "Cubase", "flstudio": "FL Studio", "logic": "Logic Pro",
	"protools": "Pro Tools", "reaper": "REAPER", "studioone": "Studio One",
}

// Name is what its maker calls it.
func (d DAW) Name() string { return dawNames[d] }

// ParseDAW reads the name of a program as people write it: "Ableton Live",
// "ableton", "FL Studio", "pro-tools".
func ParseDAW(text string) (DAW, error) {
	key := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' {
			return -1
		}
		return r
	}, strings.ToLower(text))
	for _, d := range DAWs {
		name := strings.ReplaceAll(strings.ToLower(d.Name()), " ", "")
		if key == string(d) || key == name || slices.Contains(alsoCalled[d], key) {
			return d, nil
		}
	}
	return "", fmt.Errorf("DAW is %q, want one of %s", text, known())
}

var alsoCalled = map[DAW][]string{
	"ableton": {"live"}, "logic": {"logicprox"}, "flstudio": {"fl", "fruityloops"}, "protools": {"pt"}, "studioone": {"s1", "studiopro"},
}

func known() string {
	words := make([]string, len(DAWs))
	for i, d := range DAWs {
		words[i] = string(d)
	}
	return strings.Join(words, ", ")
}

// Export says how a part of an export is done right in a program, in a
// sentence or two: "In REAPER: ...". It is empty without a topic.
func Export(topic Topic, daw DAW) string {
	text, ok := exports[topic][daw]
	if !ok {
		return ""
	}
	return "In " + daw.Name() + ": " + text
}
