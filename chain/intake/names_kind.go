package intake

import (
	"fmt"
	"slices"

	"lathe/session"
)

// callOut finds what the name says of the file as a whole: stem, rough mix or
// reference. An instrument named beside the word makes it a stem: "Drum Mix".
func (r *reading) callOut() {
	if r.untaken {
		return
	}
	instrument := slices.ContainsFunc(r.hits, func(h hit) bool { return h.rank > plain && !h.aside })
	loose := len(unknownWords(r.words, r.hits, r.dull)) > 0
	for _, h := range r.hits {
		switch h.call {
		case callRough:
			if !r.spoken(h) {
				r.call, r.callHit = h.call, h
				return
			}
		case callWholeMix, callMix, callMaster, callMixToMatch:
			if !instrument {
				r.hear(h)
			}
		case callTake:
			if !instrument && !loose {
				r.hear(h)
			}
		case callReference:
			r.hear(h)
		}
	}
	for at, f := range r.folders {
		for _, h := range f.hits {
			h.at = at
			roughly := h.call == callRough || h.call == callWholeMix || h.call == callMix || h.call == callMaster
			if h.call == callReference || roughly && !instrument {
				r.hear(h)
			}
		}
	}
}

// hear keeps the call that weighs most: a reference more than a master, that
// more than a mix.
func (r *reading) hear(h hit) {
	if h.call > r.call {
		r.call, r.callHit = h.call, h
	}
}

// spoken says whether a "rough" is spoken of one instrument: "Rough Vox",
// "Drums - rough mix". What follows in another part of the name is a remark:
// "Rough Mix - vocal up"; what stands among unknown words in another part is
// perhaps a title: "Piano Man (Rough Mix)".
func (r *reading) spoken(rough hit) bool {
	apart := func(from, to int) bool {
		return slices.ContainsFunc(r.words[from:to], func(w word) bool { return w.gap >= partGap })
	}
	inFull := rough.to-rough.from > 1 // "rough mix", not just "rough"
	for _, h := range r.hits {
		switch {
		case h.rank == plain || h.aside || h.rank == faint && h.role == session.Return:
		case h.from > rough.from && apart(rough.to, h.from+1):
		case h.from < rough.from && inFull && h.loose && apart(h.to, rough.from+1):
		case h.from != rough.from:
			return true
		}
	}
	return false
}

// settleKinds decides what the files are, all names being known.
func settleKinds(names []Name, readings []*reading) {
	mixes, references := 0, 0
	for _, r := range readings {
		switch {
		case r.call == callReference:
			references++
		case r.call >= callRough && r.call <= callTake:
			mixes++
		}
	}
	// Where most files are mixes, the word does not tell them apart: the bounces
	// of a session, all called Bounce.
	stems := len(names) - references
	if stems >= 3 && mostOf(mixes, stems) {
		mixes = 0
		for _, r := range readings {
			if r.call >= callRough && r.call <= callTake {
				r.call = noCall
			}
		}
	}
	// Beside a rough mix, "bounce_0004" is a track without a name.
	if slices.ContainsFunc(readings, func(r *reading) bool { return r.call >= callRough && r.call < callTake }) {
		for _, r := range readings {
			if r.call == callTake && r.numbered() {
				r.call = noCall
			}
		}
	}
	second := noCall
	if mixes == 0 {
		second = secondChoice(readings)
	}
	for i, r := range readings {
		kind := StemFile
		switch {
		case r.call == callReference:
			kind = ReferenceFile
		case r.call >= callRough && r.call <= callTake, second != noCall && r.call == second:
			kind = RoughFile
		case r.call == callMaster || r.call == callMixToMatch:
			kind = ReferenceFile
		case second == callNoise && r.untaken:
			names[i].become(RoughFile, r)
			names[i].Reason = "the name is the title alone"
		}
		if kind != StemFile {
			names[i].become(kind, r)
		}
	}
}

// numbered says whether a program has numbered the file after the word.
func (r *reading) numbered() bool {
	at := r.callHit.to
	return at < len(r.words) && isNumber(r.words[at].key)
}

// secondChoice says which files are the rough mix when none is called so: a mix
// to match, the one file that bears the title alone (callNoise), or the master.
func secondChoice(readings []*reading) call {
	bare, toMatch, master := 0, 0, 0
	for _, r := range readings {
		switch {
		case r.untaken:
			bare++
		case r.call == callMixToMatch:
			toMatch++
		case r.call == callMaster:
			master++
		}
	}
	switch {
	case toMatch > 0:
		return callMixToMatch
	case bare == 1:
		return callNoise
	case master > 0:
		return callMaster
	}
	return noCall
}

// become makes a name that of a rough mix or a reference: it has no role. A
// reference keeps its own title as its instrument: "Snooze".
func (n *Name) become(kind Kind, r *reading) {
	where := "name"
	if r.callHit.folder {
		where = "folder"
	}
	*n = Name{File: n.File, Kind: kind, Instrument: n.Instrument, Role: session.Other, Reason: fmt.Sprintf("%q in the %s", r.callHit.text, where)}
	if kind == RoughFile {
		n.Instrument = r.name
	}
}
