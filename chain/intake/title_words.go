package intake

import (
	"maps"
	"slices"
	"strings"
)

// spelling is how most names write the title. Of equals, one in small and
// capital letters is preferred.
func spelling(pool []*reading, p phrase) string {
	count := map[string]int{}
	for _, r := range pool {
		if at, ok := r.place(p); ok {
			words := r.words[at : at+len(p.keys)]
			count[strings.ReplaceAll(r.name[words[0].from:words[len(words)-1].to], "_", " ")]++
		}
	}
	oneCase := func(s string) bool { return s == strings.ToLower(s) || s == strings.ToUpper(s) }
	best := ""
	for _, text := range slices.Sorted(maps.Keys(count)) {
		if count[text] > count[best] || count[text] == count[best] && oneCase(best) && !oneCase(text) {
			best = text
		}
	}
	return best
}

// occurrences are the places where keys stand in the name.
func (r *reading) occurrences(keys []string) (at []int) {
	for i := 0; i+len(keys) <= len(r.words); i++ {
		if slices.EqualFunc(r.words[i:i+len(keys)], keys, func(w word, key string) bool { return w.key == key }) {
			at = append(at, i)
		}
	}
	return at
}

// place is where the title stands in the name: as a whole part if it can, else
// on the side where most names have it.
func (r *reading) place(p phrase) (at int, ok bool) {
	found := r.occurrences(p.keys)
	if len(found) == 0 {
		return 0, false
	}
	if !p.atStart {
		slices.Reverse(found)
	}
	for _, i := range found {
		end := i + len(p.keys)
		if r.words[i].gap >= partGap && (end == len(r.words) || r.words[end].gap >= partGap) {
			return i, true
		}
	}
	return found[0], true
}

// without is the name's words less one occurrence of p. What follows the title
// is another part of the name.
func (r *reading) without(p phrase) []word {
	at, ok := r.place(p)
	if !ok {
		return r.words
	}
	rest := slices.Concat(r.words[:at], r.words[at+len(p.keys):])
	if at < len(rest) {
		rest[at].gap = firmGap
	}
	return rest
}

// holding are the readings with keys in their names.
func holding(pool []*reading, keys []string) []*reading {
	return slices.DeleteFunc(slices.Clone(pool), func(r *reading) bool { return len(r.occurrences(keys)) == 0 })
}

func joinKeys(words []word) string {
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.key
	}
	return strings.Join(keys, " ")
}

// removeTitle takes the title out of a name. A name that is nothing but the
// title keeps its words: they are all the artist says. If the title could be an
// instrument ("Horns.wav" of a song called Horns), it is read as one.
func (d *dictionary) removeTitle(r *reading, t title) {
	whole := r.words
	touched := false
	for _, p := range t.phrases {
		rest := r.without(p)
		touched = touched || len(rest) < len(r.words)
		r.words = rest
	}
	if !touched {
		return
	}
	r.hits, r.dull = d.scan(r.name, r.words)
	r.titled = true
	numbered := slices.ContainsFunc(r.words, func(w word) bool { return slices.Contains(tracks, w.key) || w.key == "key" })
	called := slices.ContainsFunc(r.hits, func(h hit) bool { return h.call > callNoise })
	if slices.Contains(r.dull, false) || called || numbered {
		return
	}
	r.words = whole
	r.hits, r.dull = d.scan(r.name, r.words)
	r.untaken = len(d.strangers(t.phrases[len(t.phrases)-1].keys)) > 0
}
