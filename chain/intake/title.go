package intake

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// title is what most names of a session share: the song, often with its artist.
type title struct {
	text    string
	phrases []phrase // taken out of every name; the last is the song
}

// phrase is a run of words in the names.
type phrase struct {
	keys    []string
	atStart bool // most names begin with it
}

// maxTitle is the longest title, in words, that is looked for among words that
// nothing divides, and maxRuns how many runs of words are tried: names made to
// be slow should not be.
const maxTitle, maxRuns = 12, 200

// mostOf says whether count of n names are enough to share something: more than
// 60 %, DESIGN.md section 4.
func mostOf(count, n int) bool { return 10*count > 6*n }

// findTitle finds what the names share. Names of references do not count: they
// bear other titles.
//
// Where the names are divided into parts ("Kick - Kick It"), the title is a
// whole part. Where they are not ("Kick It Snare"), it is the longest run of
// words that most names share, less the instruments at its ends: "Wonderwall
// Guitar" in "Wonderwall Guitar 1" and "Wonderwall Guitar 2" is a song and an
// instrument. A run that consists of words from the dictionary only is an
// instrument, unless the names go on to tell of others.
func (d *dictionary) findTitle(readings []*reading) title {
	pool := bearers(readings)
	if len(pool) < 2 {
		return title{}
	}
	t := title{phrases: d.sharedParts(pool)}
	if len(t.phrases) == 0 {
		if keys := d.sharedRun(pool); len(keys) > 0 {
			t.phrases = []phrase{{keys: keys}}
		}
	}
	if len(t.phrases) == 0 {
		return title{text: d.sharedFolder(pool)}
	}
	for i, p := range t.phrases {
		starts, holds := 0, 0
		for _, r := range pool {
			if found := r.occurrences(p.keys); len(found) > 0 {
				holds++
				if found[0] <= d.leading(r.words) {
					starts++
				}
			}
		}
		t.phrases[i].atStart = 2*starts > holds
	}
	t.text = spelling(pool, t.phrases[len(t.phrases)-1])
	return t
}

// bearers are the readings that should bear the title: all but the references,
// unless "reference" is itself what the names share.
func bearers(readings []*reading) []*reading {
	isReference := func(h hit) bool { return h.call == callReference }
	var named, rest []*reading
	for _, r := range readings {
		inFolder := slices.ContainsFunc(r.folders, func(f folder) bool { return slices.ContainsFunc(f.hits, isReference) })
		switch {
		case inFolder:
		case slices.ContainsFunc(r.hits, isReference):
			named = append(named, r)
		default:
			rest = append(rest, r)
		}
	}
	if len(named) > len(rest) {
		return append(rest, named...)
	}
	return rest
}

// sharedParts finds the parts that most names share, in the order in which the
// names have them: the artist before the song.
func (d *dictionary) sharedParts(pool []*reading) []phrase {
	whole := map[string]int{}
	for _, r := range pool {
		seen := map[string]bool{}
		for _, part := range r.parts() {
			for ; len(part) > 0; part = part[1:] { // with and without the number it begins with: "7 Rings"
				if key := joinKeys(part); len(key) > 1 && !seen[key] {
					seen[key] = true
					whole[key]++
				}
				if !isNumber(part[0].key) {
					break
				}
			}
		}
	}
	var found []phrase
	for _, key := range slices.Sorted(maps.Keys(whole)) {
		keys := strings.Split(key, " ")
		if whole[key] < 2 || !mostOf(2*whole[key], len(pool)) {
			continue
		}
		holders := holding(pool, keys)
		if mostOf(len(holders), len(pool)) && 2*whole[key] >= len(holders) && d.nameable(holders, keys, true) {
			found = append(found, phrase{keys: keys})
		}
	}
	found = withNumbers(pool, found)
	order := map[string]int{}
	for _, p := range found {
		for _, r := range pool {
			if at := r.occurrences(p.keys); len(at) > 0 {
				order[strings.Join(p.keys, " ")] += 100 * at[0] / len(r.words)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b phrase) int {
		return cmp.Compare(order[strings.Join(a.keys, " ")], order[strings.Join(b.keys, " ")])
	})
	return found
}

// withNumbers drops of "7 Rings" and "Rings" the one that fewer names have, or
// else the shorter.
func withNumbers(pool []*reading, found []phrase) []phrase {
	dropped := map[string]bool{}
	for _, p := range found {
		rest := p.keys[1:]
		if !isNumber(p.keys[0]) || !slices.ContainsFunc(found, func(q phrase) bool { return slices.Equal(q.keys, rest) }) {
			continue
		}
		if len(holding(pool, p.keys)) == len(holding(pool, rest)) {
			dropped[strings.Join(rest, " ")] = true
		} else {
			dropped[strings.Join(p.keys, " ")] = true
		}
	}
	return slices.DeleteFunc(found, func(p phrase) bool { return dropped[strings.Join(p.keys, " ")] })
}

// parts are the parts of a name, without formats and versions at their ends.
func (r *reading) parts() [][]word {
	var all [][]word
	start := 0
	for i := 1; i <= len(r.words); i++ {
		if i < len(r.words) && r.words[i].gap < partGap {
			continue
		}
		from, to := r.trimmed(start, i)
		if from < to {
			all = append(all, r.words[from:to])
		}
		start = i
	}
	return all
}

// openers are words without a meaning for the ear that a title may begin with.
var openers = []string{
	"final", "new", "take", "version", "raw", "mix", "rough", "master", "demo", "bounce", "bounced", "ref", "reference",
}

// trimmed narrows a run of words to what may be a title.
func (r *reading) trimmed(from, to int) (int, int) {
	for to > from && r.dull[to-1] && !r.closes(to-1) {
		to--
	}
	for from < to && r.dull[from] && !r.opens(from, to) {
		from++
	}
	return from, to
}

// opens says whether a dull word may begin a title: "Rough Diamond" and "7
// Rings" do, "07 Rings" does not.
func (r *reading) opens(i, to int) bool {
	key := r.words[i].key
	return slices.Contains(openers, key) || isNumber(key) && key[0] != '0' && i+1 < to
}

// closes says whether a dull word may end a title: "Point of Reference" may,
// "Stems" and "v2" may not.
func (r *reading) closes(i int) bool {
	afterStranger := i > 0 && !r.dull[i-1] && !r.taken(i-1)
	return afterStranger && slices.ContainsFunc(r.hits, func(h hit) bool { return h.from <= i && i < h.to && h.call > callNoise })
}

// sharedRun finds the longest run of words that most names share, if it can be a
// title, and takes instruments off its ends.
func (d *dictionary) sharedRun(pool []*reading) []string {
	count := map[string]int{}
	for _, r := range pool {
		seen := map[string]bool{}
		for _, part := range r.parts() {
			for i := range part {
				for j := i + 1; j <= min(len(part), i+maxTitle); j++ {
					if key := joinKeys(part[i:j]); !seen[key] {
						seen[key] = true
						count[key]++
					}
				}
			}
		}
	}
	maps.DeleteFunc(count, func(_ string, n int) bool {
		return n < len(pool) && (len(pool) < 4 || !mostOf(n, len(pool))) // two of three is chance
	})
	runs := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(count[b]-count[a], strings.Count(b, " ")-strings.Count(a, " "), cmp.Compare(a, b))
	})
	for _, run := range runs[:min(len(runs), maxRuns)] {
		keys := strings.Split(run, " ")
		if holders := holding(pool, keys); d.nameable(holders, keys, false) {
			return d.withoutInstruments(holders, keys)
		}
	}
	return nil
}

// nameable says whether a run of words can be the title of the names that hold
// it. A word the dictionary does not know makes it one. Otherwise it takes
// names that each go on to tell of another instrument than the run does.
func (d *dictionary) nameable(holders []*reading, keys []string, wholePart bool) bool {
	if len(d.strangers(keys)) > 0 {
		return true
	}
	if !slices.ContainsFunc(keys, func(k string) bool { return !isNumber(k) }) && !d.knows(strings.Join(keys, "")) {
		return len(strings.Join(keys, "")) >= 3 && wholePart // "1999"
	}
	v, ok := d.sound(keys)
	switch {
	case !ok:
		return false
	case v.known && (wholePart || v.by.rank == noun):
		return mostOf(d.others(holders, keys, v), len(holders))
	case !v.known && wholePart:
		return len(holders) >= 3 && d.others(holders, keys, v) == len(holders)
	}
	return false
}

// strangers are the words of a run that the dictionary does not know.
func (d *dictionary) strangers(keys []string) []int {
	words := asWords(keys)
	name := strings.Join(keys, " ")
	hits, dull := d.scan(name, words)
	return unknownWords(words, hits, dull)
}

// sound is what a run of words would say as the name of a stem; not ok when it
// says only what kind of file that is, or nothing.
func (d *dictionary) sound(keys []string) (v verdict, ok bool) {
	words := asWords(keys)
	hits, dull := d.scan(strings.Join(keys, " "), words)
	if !slices.Contains(dull, false) || len(hits) == 0 {
		return verdict{}, false
	}
	return readPart(hits, nil), true
}

// asWords makes words of keys, as if a name consisted of them.
func asWords(keys []string) []word {
	words := make([]word, len(keys))
	at := 0
	for i, key := range keys {
		words[i] = word{key: key, from: at, to: at + len(key), gap: spaceGap}
		at += len(key) + 1
	}
	return words
}

// others counts the names that, without the run, tell of an instrument the run
// does not speak of. "Drums" speaks of a snare, a kick does not.
func (d *dictionary) others(holders []*reading, keys []string, run verdict) (count int) {
	for _, r := range holders {
		rest := r.without(phrase{keys: keys})
		hits, _ := d.scan(r.name, rest)
		v := readPart(hits, nil)
		family := run.role.Family() == v.role.Family() && (run.by.rank < noun || run.role.Family() == string(run.role) || run.role.Family() == "vox")
		if v.known && v.by.rank > faint && v.role != run.role && !family {
			count++
		}
	}
	return count
}

// withoutInstruments takes the words off the ends of a title that speak of the
// stems: an instrument, unless the names tell of others beside it, and
// modifiers on the side where the rest of the name is.
func (d *dictionary) withoutInstruments(holders []*reading, keys []string) []string {
	strangers := d.strangers(keys)
	if len(strangers) == 0 {
		return keys
	}
	first, last := strangers[0], strangers[len(strangers)-1]
	starts, ends := 0, 0
	for _, r := range holders {
		at := r.occurrences(keys)[0]
		if from, _ := r.trimmed(0, len(r.words)); at <= max(from, d.leading(r.words)) {
			starts++
		}
		if _, to := r.trimmed(0, len(r.words)); at+len(keys) >= to {
			ends++
		}
	}
	keep := func(end []string, outer bool) bool {
		v, ok := d.sound(end)
		if ok && v.known && v.by.rank > faint {
			return mostOf(d.others(holders, keys, v), len(holders))
		}
		return outer
	}
	if last+1 < len(keys) && !keep(keys[last+1:], 2*ends > len(holders)) {
		keys = keys[:last+1]
	}
	if first > 0 && !keep(keys[:first], 2*starts > len(holders)) {
		keys = keys[first:]
	}
	return keys
}

// sharedFolder is the name of the innermost folder that most files lie in, if it
// is named after a song: if it has a word that is not in the dictionary.
func (d *dictionary) sharedFolder(pool []*reading) (text string) {
	count := map[string]int{}
	depth := map[string]int{}
	for _, r := range pool {
		for i, f := range r.folders {
			if depth[f.name] <= i {
				depth[f.name] = i + 1
			}
			if !slices.ContainsFunc(r.folders[:i], func(g folder) bool { return g.name == f.name }) {
				count[f.name]++
			}
		}
	}
	deepest := 0
	for _, name := range slices.Sorted(maps.Keys(count)) {
		r := &reading{name: name, words: d.read(name)}
		r.hits, r.dull = d.scan(name, r.words)
		from, to := r.trimmed(0, len(r.words))
		named := from < to && len(unknownWords(r.words, r.hits, r.dull)) > 0
		if named && mostOf(count[name], len(pool)) && depth[name] > deepest {
			deepest = depth[name]
			text = strings.ReplaceAll(name[r.words[from].from:r.words[to-1].to], "_", " ")
		}
	}
	return text
}
