package web

import "lathe/session"

// roleWords are the roles as people say them.
var roleWords = map[session.Role]string{
	session.VoxLead: "Lead vocal", session.VoxBacking: "Backing vocals", session.VoxAdlib: "Ad-libs",
	session.Drums: "Drums", session.DrumsKick: "Kick", session.DrumsSnare: "Snare", session.DrumsHat: "Hi-hat", session.DrumsToms: "Toms",
	session.DrumsCymbals: "Cymbals", session.DrumsOverhead: "Overheads", session.DrumsRoom: "Drum room", session.Percussion: "Percussion",
	session.Bass: "Bass", session.GuitarLead: "Lead guitar", session.Guitar: "Guitar", session.Keys: "Keys",
	session.SynthLead: "Lead synth", session.Synth: "Synth", session.Pad: "Pad", session.Strings: "Strings", session.Brass: "Brass", session.Winds: "Winds",
	session.FX: "Effects", session.Return: "Effect return", session.Other: "Something else",
}

func roleWord(r session.Role) string {
	if w, ok := roleWords[r]; ok {
		return w
	}
	return string(r)
}

// roleOptions are all roles to choose from, in the order of a mixing desk.
func roleOptions() []Option {
	desk := []session.Role{
		session.VoxLead, session.VoxBacking, session.VoxAdlib, session.Drums, session.DrumsKick, session.DrumsSnare, session.DrumsHat, session.DrumsToms,
		session.DrumsCymbals, session.DrumsOverhead, session.DrumsRoom, session.Percussion, session.Bass, session.GuitarLead, session.Guitar, session.Keys,
		session.SynthLead, session.Synth, session.Pad, session.Strings, session.Brass, session.Winds, session.FX, session.Return, session.Other,
	}
	list := make([]Option, len(desk))
	for i, r := range desk {
		list[i] = Option{string(r), roleWord(r)}
	}
	return list
}

// weights are how much a stem matters, in five steps, from the most.
var weights = []struct {
	Word  string
	Least float64 // from this importance on
	Set   float64 // what choosing the word sets
}{{"Main", 0.85, 1}, {"Important", 0.65, 0.75}, {"Support", 0.48, 0.55}, {"Background", 0.33, 0.4}, {"Texture", 0, 0.2}}

// weightWord is the word for an importance.
func weightWord(importance float64) string {
	for _, w := range weights {
		if importance >= w.Least {
			return w.Word
		}
	}
	return weights[len(weights)-1].Word
}
