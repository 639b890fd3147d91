package web

import (
	"lathe/session"
	"lathe/session/advice"
)

// The small things that pages are made of. Each is shown by the part of its name
// in templates/parts.

// Chip is a word with an icon. Kind is ok, warn, bad, info or idle.
type Chip struct{ Kind, Icon, Word string }

// Note is something to know about a page; Live says that it just happened.
type Note struct {
	Kind, Title, Text string
	Live              bool
	Acts              []Act
}

// Act is a link, or with Post a button, that does one thing.
type Act struct {
	Word, Href, Icon string
	Look             string // main, quiet, risky, slim; empty is plain
	Post, Off, Save  bool
	Fields           []Pair
}

// Pair is a hidden field of a form.
type Pair struct{ Name, Value string }

// Option is one of several.
type Option struct{ Value, Word string }

// Field is one input of a form.
type Field struct {
	ID, Name, Label, Hint, Value string
	Wrong                        string // what is wrong with it, said so that it can be put right
	Type, Complete               string
	Most                         int
	Must, Optional, Long         bool
	Options                      []Option
}

// wrongs are the fields of a form to look at again.
func wrongs(fields ...Field) (list []Field) {
	for _, f := range fields {
		if f.Wrong != "" {
			list = append(list, f)
		}
	}
	return list
}

// Empty is what a page shows when there is nothing yet.
type Empty struct {
	Icon, Title, Text string
	Acts              []Act
}

// Way is how far something has come; a negative share is not known.
type Way struct {
	Word, Left string
	Share      float64
}

// place is where a finding was heard.
type place struct{ StartS, EndS float64 }

// Long is how long it lasts.
func (p place) Long() float64 { return p.EndS - p.StartS }

// findingView is a finding as people read it.
type findingView struct {
	ID, Code    string
	Kind, Word  string // how much it matters, as colour and as a word
	Stem, Title string
	Message     string
	Means       string // what the code means for any song
	Fix, Export string
	Heard       string // numbers, for those who asked for them
	Places      []place
	Seek        bool // places can be played
	Acts        []Act
	Session     string // whose page lets somebody ask about it, or live with it
	Reason      string // why somebody lives with it
	ReasonBy    string
}

// sameFindings are findings that say the same of several stems.
type sameFindings struct {
	findingView // the first
	Items       []findingView
}

// Many says whether they are told in one line, and one by one on request.
func (s sameFindings) Many() bool { return len(s.Items) > 2 }

// gather puts together what is said of several stems, in the order of the first.
func gather(all []findingView) (out []sameFindings) {
	at := map[[2]string]int{}
	for _, f := range all {
		key := [2]string{f.Kind, f.Code}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, sameFindings{findingView: f})
		}
		out[i].Items = append(out[i].Items, f)
	}
	return out
}

// mattersAs says how a severity is shown.
func mattersAs(s session.Severity) (kind, word string) {
	switch s {
	case session.Blocker:
		return "bad", "To fix"
	case session.Warning:
		return "warn", "Worth a look"
	}
	return "info", "Good to know"
}

// findingOf makes a finding readable. Numbers are shown to engineers, and to
// artists who asked for them; advice is for the artist's own program.
func findingOf(f session.Finding, daw advice.DAW, numbers bool) findingView {
	v := findingView{Code: f.Code, Stem: f.Stem, Message: f.Message, Fix: f.Fix, Export: f.Export}
	v.Kind, v.Word = mattersAs(f.Severity)
	if e, ok := advice.For(f.Code); ok {
		v.Title, v.Means = e.Title, e.Artist
		if v.Export == "" && daw != "" {
			v.Export = advice.Export(e.Topic, daw)
		}
	}
	if numbers {
		v.Heard = f.Heard
	}
	for i, at := range f.At {
		if i == 12 { // more are in the report
			break
		}
		v.Places = append(v.Places, place{at.StartS, at.EndS})
	}
	return v
}
