package web

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"

	"lathe/studio"
)

// edit is one change of a plan: a switch, or a number.
type edit struct {
	id   string // of the move; "target" for the head
	path string // empty: the switch
	on   bool
	n    json.Number
}

// editsIn are what a form changes against the plan that it was made from.
func editsIn(form url.Values, from document) (list []edit, err error) {
	for _, m := range from.moves() {
		if !form.Has("move:" + m.id) {
			continue
		}
		if on := form.Get("on:"+m.id) != ""; on != m.on() {
			list = append(list, edit{id: m.id, on: on})
		}
		for _, s := range m.settings() {
			n, ok, err := typed(form, "v:"+m.id+":"+s.path, s.number)
			if err != nil {
				return nil, studio.Errorf(studio.BadInput, "%s, %s: %v", stemWord(m.stem), m.sentence(), err)
			}
			if ok {
				list = append(list, edit{id: m.id, path: s.path, n: n})
			}
		}
	}
	target, _ := from["target"].(map[string]any)
	for _, key := range []string{"integrated_lufs", "ceiling_dbtp"} {
		was, _ := target[key].(json.Number)
		n, ok, err := typed(form, "target:"+key, was)
		if err != nil {
			return nil, studio.Errorf(studio.BadInput, "%s: %v", spans["target."+key].label, err)
		}
		if ok {
			list = append(list, edit{id: "target", path: key, n: n})
		}
	}
	return list, nil
}

// typed is a number of a form, when it is another than it was.
func typed(form url.Values, name string, was json.Number) (json.Number, bool, error) {
	text := strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(form.Get(name)), minus, "-"), ",", ".")
	if !form.Has(name) || text == was.String() {
		return "", false, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return "", false, fmt.Errorf("%q is no number", form.Get(name))
	}
	before, _ := was.Float64()
	return json.Number(strconv.FormatFloat(v, 'f', -1, 64)), v != before, nil
}

// apply makes the changes in a plan; those to moves it does not have are left
// out, and told.
func (d document) apply(edits []edit) (lost []edit) {
	moves := map[string]move{}
	for _, m := range d.moves() {
		moves[m.id] = m
	}
	for _, e := range edits {
		if e.id == "target" {
			if target, ok := d["target"].(map[string]any); ok {
				target[e.path] = e.n
			}
			continue
		}
		m, ok := moves[e.id]
		switch {
		case !ok:
			lost = append(lost, e)
		case e.path == "":
			m.body["on"] = e.on
		case m.set(e.path, e.n) != nil:
			lost = append(lost, e)
		}
	}
	return lost
}

// planWish is something an artist or engineer asks for in plain words, in steps.
type planWish struct{ louder, warmer, vocal int }

// How much a step of a wish is: what is just heard (a decibel of loudness or
// voice), and half of that for a shelf, which moves half the spectrum.
const (
	louderLU = 1.0
	warmerDB = 0.5
	vocalDB  = 0.7
)

// grant turns wishes into visible edits: the target's loudness, a tone move on
// the bus, the voices' level.
func (d document) grant(w planWish) error {
	if w.louder != 0 {
		target, ok := d["target"].(map[string]any)
		was, isNumber := target["integrated_lufs"].(json.Number)
		if !ok || !isNumber {
			return studio.Errorf(studio.Conflict, "the plan has no target")
		}
		v, _ := was.Float64()
		target["integrated_lufs"] = number(math.Min(0, v+louderLU*float64(w.louder)))
	}
	if w.vocal != 0 {
		if !d.sing(vocalDB * float64(w.vocal)) {
			return studio.Errorf(studio.Conflict, "no stem of this song is a voice; say so on the session's page, if one is")
		}
	}
	if w.warmer != 0 {
		return d.tilt(warmerDB * float64(w.warmer))
	}
	return nil
}

func number(v float64) json.Number {
	return json.Number(strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64))
}

// sing moves every voice by so much.
func (d document) sing(db float64) (any bool) {
	voices := map[string]bool{}
	for _, v := range d.voices() {
		voices[v] = true
	}
	for _, m := range d.moves() {
		if m.kind == "gain" && m.stage == "balance" && voices[m.stem] {
			if v := m.value("gain_db"); !math.IsNaN(v) && m.set("gain_db", number(v+db)) == nil {
				any = true
			}
		}
	}
	return any
}

// tone is the id of the move that a wish for another tone makes.
const tone = "master.wish-tone"

// tilt makes lows louder and highs softer by so much, or the other way round.
func (d document) tilt(db float64) error {
	bus, ok := d["bus"].(map[string]any)
	if !ok {
		return studio.Errorf(studio.Conflict, "the plan has no bus")
	}
	for _, m := range d.moves() {
		if m.id == tone {
			db += m.at("filters/0/gain_db")
		}
	}
	shelf := func(shape string, hz int, gain float64) map[string]any {
		return map[string]any{"shape": shape, "freq_hz": json.Number(strconv.Itoa(hz)), "gain_db": number(gain), "q": json.Number("0.7")}
	}
	filters := []any{shelf("low-shelf", 200, db), shelf("high-shelf", 5000, -db)}
	body := map[string]any{"id": tone, "match": map[string]any{"filters": filters}, "on": true,
		"heard": "somebody asked for another tone", "why": fmt.Sprintf("lows by %s, highs by %s", change(db, "dB"), change(-db, "dB"))}
	list, _ := bus["master"].([]any)
	for i, each := range list {
		if m, ok := each.(map[string]any); ok && m["id"] == tone {
			list[i] = body
			return nil
		}
	}
	at := 0 // behind what matches the reference, before the glue
	for i, each := range list {
		if m, ok := each.(map[string]any); ok && m["match"] != nil {
			at = i + 1
		}
	}
	bus["master"] = append(list[:at:at], append([]any{body}, list[at:]...)...)
	return nil
}

// at is a number at a path within a move's settings, or 0.
func (m move) at(path string) float64 {
	for _, s := range m.settings() {
		if s.path == path {
			v, _ := s.number.Float64()
			return v
		}
	}
	return 0
}

// difference is what two plans do otherwise, in words.
type difference struct {
	Stem, What string
	Was, Is    string
}

// differences are what a plan does otherwise than another.
func differences(was, is document) (list []difference) {
	before := map[string]move{}
	for _, m := range was.moves() {
		before[m.id] = m
	}
	oldT, _ := was["target"].(map[string]any)
	newT, _ := is["target"].(map[string]any)
	for _, key := range []string{"integrated_lufs", "ceiling_dbtp"} {
		if fmt.Sprint(oldT[key]) != fmt.Sprint(newT[key]) {
			s := spans["target."+key]
			list = append(list, difference{"Mix", s.label, signed(fmt.Sprint(oldT[key])) + " " + s.unit, signed(fmt.Sprint(newT[key])) + " " + s.unit})
		}
	}
	for _, m := range is.moves() {
		o, ok := before[m.id]
		delete(before, m.id)
		if !ok {
			list = append(list, difference{stemWord(m.stem), m.sentence(), "–", "new"})
			continue
		}
		if o.on() != m.on() {
			list = append(list, difference{stemWord(m.stem), m.sentence(), onOff(o.on()), onOff(m.on())})
		}
		had := map[string]json.Number{}
		for _, s := range o.settings() {
			had[s.path] = s.number
		}
		for _, s := range m.settings() {
			if n, ok := had[s.path]; ok && n != s.number {
				sp, known := spanOf(m.kind, s.key)
				if !known {
					sp.label = s.key
				}
				list = append(list, difference{stemWord(m.stem), m.sentence() + ": " + s.label + sp.label, signed(n.String()) + " " + sp.unit, signed(s.number.String()) + " " + sp.unit})
			}
		}
	}
	for _, m := range was.moves() {
		if _, gone := before[m.id]; gone {
			list = append(list, difference{stemWord(m.stem), m.sentence(), "there", "taken out"})
		}
	}
	return list
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
