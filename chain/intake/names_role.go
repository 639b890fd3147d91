package intake

import (
	"fmt"
	"slices"
	"strings"

	"lathe/session"
)

// hit is an entry of the dictionary found in a name.
type hit struct {
	sense
	from, to int    // its words
	text     string // as the artist wrote it, in small letters
	read     string // what it was taken for, if it is not spelled so
	aside    bool   // inside brackets: a remark
	loose    bool   // beside words the dictionary does not know, so perhaps in a title
	joint    bool   // "+" or "and" divides it from the hit before
	folder   bool   // found in a folder's name, not in the file's
	at       int    // which folder
}

// ands are the words that name two things, in the languages we read.
var ands = []string{"and", "n", "und", "et", "y", "e", "och", "i", "и", "plus", "と", "和", "및"}

// negations take back the word that follows: "Drums (no kick)".
var negations = []string{"no", "without", "wo", "minus", "less", "sans", "sin", "sem", "ohne", "senza", "utan", "bez", "без"}

// scan finds the entries of the dictionary in words, the longest first, and the
// words that are no part of the instrument: track numbers, formats, versions.
func (d *dictionary) scan(name string, words []word) (hits []hit, dull []bool) {
	dull = make([]bool, len(words))
	joint := false
	add := func(from, to int, s sense, read string) {
		if from > 0 && slices.Contains(negations, words[from-1].key) && words[from].gap < firmGap {
			s = sense{}
		}
		text := strings.ToLower(strings.ReplaceAll(name[words[from].from:words[to-1].to], "_", " "))
		hits = append(hits, hit{sense: s, from: from, to: to, text: text, read: read, aside: words[from].aside, joint: joint && len(hits) > 0})
		joint = false
		for i := from; i < to && s.call != noCall; i++ {
			dull[i] = true
		}
	}
	start := d.leading(words)
	for i := range start {
		dull[i] = true
	}
	for i := start; i < len(words); {
		w := words[i]
		joint = joint || w.joint
		s, taken := d.find(words[i:])
		noise := d.noise(words, i)
		switch {
		case noise > 0 && taken < 2:
			for j := i; j < i+noise; j++ {
				dull[j] = true
			}
			i += noise
		case taken > 0:
			add(i, i+taken, s, "")
			i += taken
		case i > 0 && (w.key == "l" || w.key == "r"):
			add(i, i+1, sense{marks: map[string]Modifiers{"l": Left, "r": Right}[w.key]}, "")
			i++
		case i > 0 && i == len(words)-1 && (w.key == "m" || w.key == "s"):
			add(i, i+1, sense{marks: map[string]Modifiers{"m": Mid, "s": Side}[w.key]}, "")
			i++
		default:
			if slices.Contains(ands, w.key) && len(hits) > 0 && hits[len(hits)-1].to == i {
				joint = true
			} else if read, s, ok := d.guess(w.key); ok {
				add(i, i+1, s, read)
			}
			i++
		}
	}
	loosen(words, hits, dull)
	return hits, dull
}

// loosen marks the entries in parts of the name that hold unknown words: of
// "Vox - Tom's Diner" the tom is likelier to belong to a title than the voice.
func loosen(words []word, hits []hit, dull []bool) {
	strangers := unknownWords(words, hits, dull)
	for i := range hits {
		from, to := hits[i].from, hits[i].to
		for from > 0 && words[from].gap < partGap {
			from--
		}
		for to < len(words) && words[to].gap < partGap {
			to++
		}
		hits[i].loose = slices.ContainsFunc(strangers, func(at int) bool { return from <= at && at < to })
	}
}

// unknownWords lists the words that say nothing to us.
func unknownWords(words []word, hits []hit, dull []bool) (rest []int) {
	next := 0
	for i, w := range words {
		for next < len(hits) && hits[next].to <= i {
			next++
		}
		known := next < len(hits) && hits[next].from <= i
		if !known && !dull[i] && !isNumber(w.key) && !slices.Contains(ands, w.key) {
			rest = append(rest, i)
		}
	}
	return rest
}

// verdict is what a name says about a stem.
type verdict struct {
	role     session.Role
	known    bool
	marks    Modifiers
	by       hit   // the entry that decided
	evidence []hit // and those that helped, in reading order
	rivals   []hit // the other things in the stem, when it holds several
}

// decide finds the role. A stem that holds several things, "Pad + Bass", has
// the role that matters most among theirs.
func (d *dictionary) decide(r *reading) verdict {
	var hints []hit
	for at, f := range r.folders {
		for _, h := range f.hits {
			h.at = at
			hints = append(hints, h)
		}
	}
	if r.untaken {
		return readPart(nil, hints)
	}
	var best verdict
	var rivals []hit
	for _, part := range parts(r.hits) {
		v := readPart(part, hints)
		switch {
		case !v.known || v.by.folder && best.known:
		case !best.known || best.by.folder || v.role.Importance() > best.role.Importance():
			if best.known && !best.by.folder && best.role != v.role {
				rivals = append(rivals, best.by)
			}
			best = v
		case v.role != best.role:
			rivals = append(rivals, v.by)
		}
	}
	if !best.known {
		return readPart(r.hits, hints)
	}
	best.rivals = rivals
	return best
}

// parts divides hits where the name says that it holds two things.
func parts(hits []hit) [][]hit {
	var all [][]hit
	start := 0
	for i := 1; i < len(hits); i++ {
		if hits[i].joint && !hits[i].aside {
			all = append(all, hits[start:i])
			start = i
		}
	}
	return append(all, hits[start:])
}

// readPart finds the role of a stem that holds one thing. Instruments outrank
// families, and the name outranks its remarks and the folders it lies in.
func readPart(hits, hints []hit) verdict {
	v := verdict{role: session.Other}
	main := slices.DeleteFunc(slices.Clone(hits), func(h hit) bool { return h.aside })
	aside := slices.DeleteFunc(slices.Clone(hits), func(h hit) bool { return !h.aside })
	for _, look := range []struct {
		in []hit
		rank
	}{
		{main, noun}, {aside, noun}, {main, broad}, {aside, broad}, {hints, noun}, {hints, broad},
		{main, faint}, {aside, faint}, {hints, faint}, {main, vague}, {aside, vague}, {hints, vague},
	} {
		if h, ok := pick(look.in, look.rank); ok {
			v.by, v.role, v.known = h, h.role, true
			break
		}
	}
	for _, h := range hits {
		v.marks |= h.marks
	}
	if helpful(hints, v) {
		for _, h := range hints {
			v.marks |= h.marks
		}
		hits = slices.Concat(hints, hits)
	} else if v.by.folder {
		hits = append([]hit{v.by}, hits...)
	}
	v.role = refine(v.role, v.marks)
	const telling = Lead | Backing | Double | Harmony | Adlib | Rhythm | Room
	for _, h := range hits {
		if v.known && (h.marks&telling != 0 || h == v.by) {
			v.evidence = append(v.evidence, h)
		}
	}
	return v
}

// pick chooses among entries of one rank: the last, because in "piano bass" the
// last word is the thing and the first says which; of faint and vague ones the
// first. One that stands among unknown words gives way to one that does not. A
// voice that is said to be a backing voice is one.
func pick(hits []hit, r rank) (chosen hit, ok bool) {
	for _, h := range hits {
		switch {
		case h.rank != r:
		case !ok || chosen.loose && !h.loose:
			chosen, ok = h, true
		case h.loose && !chosen.loose:
		case r <= faint:
		case h.role == session.VoxLead && (chosen.role == session.VoxBacking || chosen.role == session.VoxAdlib):
		default:
			chosen = h
		}
	}
	return chosen, ok
}

// helpful says whether what the folders say beside an instrument may be heard:
// "Lead Vocals/Guitar.wav" is no lead guitar.
func helpful(hints []hit, v verdict) bool {
	for _, h := range hints {
		if h.rank >= broad && v.known && h.role.Family() != v.role.Family() {
			return false
		}
	}
	return true
}

// refine turns a role into the closer one that the modifiers speak of.
func refine(role session.Role, marks Modifiers) session.Role {
	switch {
	case role.Family() == "vox" && marks.Has(Adlib):
		return session.VoxAdlib
	case role == session.VoxLead && marks&(Backing|Double|Harmony) != 0:
		return session.VoxBacking
	case role == session.Guitar && marks.Has(Lead):
		return session.GuitarLead
	case role == session.Synth && marks.Has(Lead):
		return session.SynthLead
	case role.Family() == "drums" && marks.Has(Room):
		return session.DrumsRoom
	}
	return role
}

// reason writes the evidence down.
func (v verdict) reason() string {
	var inFolder, inName []string
	for _, h := range append(slices.Clone(v.rivals), v.evidence...) {
		text := fmt.Sprintf("%q", h.text)
		if h.read != "" {
			text += fmt.Sprintf(", read as %q,", h.read)
		}
		into := &inName
		if h.folder {
			into = &inFolder
		}
		if !slices.Contains(*into, text) {
			*into = append(*into, text)
		}
	}
	var where []string
	if len(inFolder) > 0 {
		where = append(where, joinAnd(inFolder)+" in the folder")
	}
	if len(inName) > 0 {
		where = append(where, joinAnd(inName)+" in the name")
	}
	text := strings.ReplaceAll(strings.Join(where, ", "), ",,", ",")
	if len(v.rivals) > 0 {
		text += fmt.Sprintf("; of several things %q matters most", v.by.text)
	}
	return text
}

// joinAnd joins words as people do: a, b and c.
func joinAnd(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
