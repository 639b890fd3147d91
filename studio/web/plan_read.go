package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"lathe/session"
)

// document is a plan as it is read and edited here: the JSON of it, in which a
// move is found by its id and a setting by its path.
type document map[string]any

// stagesOf are the lists that hold moves, in path order.
var stagesOf = []struct{ key, word string }{
	{"repair", "Clean"}, {"balance", "Balance"}, {"eq", "Carve"}, {"enhance", "Enhance"}, {"master", "Glue and loudness"},
}

func readDocument(text []byte) (d document, err error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber() // a number is written again as it was read
	return d, dec.Decode(&d)
}

// strips are the stems' and the bus's parts of a plan, with their names.
func (d document) strips() (list []map[string]any, names []string) {
	stems, _ := d["stems"].([]any)
	for _, s := range stems {
		if strip, ok := s.(map[string]any); ok {
			name, _ := strip["file"].(string)
			list, names = append(list, strip), append(names, name)
		}
	}
	if bus, ok := d["bus"].(map[string]any); ok {
		list, names = append(list, bus), append(names, "")
	}
	return list, names
}

// move is one entry of a plan's lists.
type move struct {
	id, stem, stage, kind string
	body                  map[string]any // id, kind, heard, why, on
}

func (d document) moves() (list []move) {
	strips, names := d.strips()
	for i, strip := range strips {
		for _, st := range stagesOf {
			all, _ := strip[st.key].([]any)
			for _, each := range all {
				body, ok := each.(map[string]any)
				if !ok {
					continue
				}
				m := move{stem: names[i], stage: st.key, body: body}
				m.id, _ = body["id"].(string)
				for key, v := range body {
					if _, ok := v.(map[string]any); ok {
						m.kind = key
					}
				}
				list = append(list, m)
			}
		}
	}
	return list
}

func (m move) on() bool { on, _ := m.body["on"].(bool); return on }

func (m move) text(key string) string { s, _ := m.body[key].(string); return s }

// setting is one number of a move, and where it stands.
type setting struct {
	path, key, label string // path within the move's settings: gain_db, bands/0/ratio
	number           json.Number
}

func (m move) settings() (list []setting) {
	body, _ := m.body[m.kind].(map[string]any)
	collect(body, "", "", &list)
	slices.SortStableFunc(list, func(a, b setting) int { return strings.Compare(order(a.path), order(b.path)) })
	return list
}

// order sorts settings as an engineer turns them: where, how much, how.
func order(path string) string {
	first := []string{"freq_hz", "gain_db", "left_db", "right_db", "level_db", "drive_db", "mix", "threshold_db", "ratio", "q", "knee_db", "attack_ms", "release_ms"}
	key := path[strings.LastIndex(path, "/")+1:]
	i := slices.Index(first, key)
	if i < 0 {
		i = len(first)
	}
	return fmt.Sprintf("%s %02d %s", strings.TrimSuffix(path, key), i, key)
}

func collect(body map[string]any, path, label string, into *[]setting) {
	for key, v := range body {
		at := strings.TrimPrefix(path+"/"+key, "/")
		switch v := v.(type) {
		case json.Number:
			*into = append(*into, setting{at, key, label, v})
		case map[string]any:
			collect(v, at, label, into)
		case []any:
			for i, each := range v {
				if part, ok := each.(map[string]any); ok {
					collect(part, at+"/"+strconv.Itoa(i), label+bandWord(key, i, len(v)), into)
				}
			}
		}
	}
}

// set puts a number at a path within a move's settings.
func (m move) set(path string, n json.Number) error {
	var at any = m.body[m.kind]
	parts := strings.Split(path, "/")
	for i, part := range parts {
		switch here := at.(type) {
		case map[string]any:
			if i == len(parts)-1 {
				if _, ok := here[part].(json.Number); !ok {
					return fmt.Errorf("%s has no setting %s", m.id, path)
				}
				here[part] = n
				return nil
			}
			at = here[part]
		case []any:
			k, err := strconv.Atoi(part)
			if err != nil || k < 0 || k >= len(here) {
				return fmt.Errorf("%s has no setting %s", m.id, path)
			}
			at = here[k]
		default:
			return fmt.Errorf("%s has no setting %s", m.id, path)
		}
	}
	return fmt.Errorf("%s has no setting %s", m.id, path)
}

// value is a setting as a number, or not a number.
func (m move) value(key string) float64 {
	body, _ := m.body[m.kind].(map[string]any)
	n, ok := body[key].(json.Number)
	if !ok {
		return math.NaN()
	}
	v, err := n.Float64()
	if err != nil {
		return math.NaN()
	}
	return v
}

// sentence says in a few words what a move does.
func (m move) sentence() string {
	v := m.value
	switch m.kind {
	case "highpass":
		return "Take away what lies below " + hertz(v("freq_hz"))
	case "fade":
		return "Soften an edge"
	case "gain":
		return turned(v("gain_db"))
	case "cut":
		if v("gain_db") > 0 {
			return "Lift " + hertz(v("freq_hz")) + " by " + level(v("gain_db"), "dB")
		}
		return "Dip " + hertz(v("freq_hz")) + " by " + level(-v("gain_db"), "dB")
	case "saturate":
		return "Saturation, " + percent(v("mix")) + " %"
	case "multiband":
		return "Compress bands on their own"
	case "send":
		return "Some of the room, " + level(v("level_db"), "dB")
	case "room":
		return fmt.Sprintf("One small room for all, %.1f s", v("decay_s"))
	case "match":
		return "Bring the tone nearer to the reference"
	case "glue":
		return fmt.Sprintf("Compress the bus, %.1f to 1", v("ratio"))
	case "level":
		return "Find the gain that reaches the loudness"
	case "limiter":
		return "Keep every peak below the ceiling"
	}
	words := strings.ReplaceAll(m.kind, "_", " ")
	if words == "" {
		return "A move"
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

func turned(db float64) string {
	if db < 0 {
		return "Down " + level(-db, "dB")
	}
	return "Up " + level(db, "dB")
}

func hertz(v float64) string {
	if v >= 1000 {
		return strconv.FormatFloat(math.Round(v/10)/100, 'f', -1, 64) + "\u00a0kHz"
	}
	return strconv.FormatFloat(math.Round(v), 'f', -1, 64) + "\u00a0Hz"
}

// stemWord is what a stem is called on a page: its file without ending.
func stemWord(file string) string {
	if file == "" {
		return "Mix"
	}
	if i := strings.LastIndex(file, "."); i > 0 {
		return file[:i]
	}
	return file
}

// voices are the stems of a plan that sing.
func (d document) voices() (list []string) {
	strips, names := d.strips()
	for i, s := range strips {
		role, _ := s["role"].(string)
		if session.Role(role).Family() == "vox" {
			list = append(list, names[i])
		}
	}
	return list
}
