//go:build unix

package portal_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// The promise of /api/v1: what a program relied on stays. testdata/openapi.json
// is the API as it was last promised; LATHE_PROMISE=1 go test -run NothingBreaks
// promises what has been added since.
const promised = "testdata/openapi.json"

// TestNothingBreaks holds the API as it is served against what was promised.
func TestNothingBreaks(t *testing.T) {
	d := onFiles(t)
	a := d.ask(t, "GET", "/api/v1/openapi.json", "")
	if a.StatusCode != 200 {
		t.Fatalf("the document: %d", a.StatusCode)
	}
	now := parsed(t, []byte(a.text))
	text, err := os.ReadFile(promised)
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range breaks(parsed(t, text), now) {
		t.Errorf("a program that relied on /api/v1 breaks: %s", broken)
	}
	if os.Getenv("LATHE_PROMISE") != "" && !t.Failed() {
		text, err := json.MarshalIndent(now, "", "\t")
		if err == nil {
			err = os.WriteFile(promised, append(text, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

type tree = map[string]any

func parsed(t *testing.T, text []byte) (doc tree) {
	t.Helper()
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// breaks says what was promised and is not so any more.
func breaks(old, now tree) (list []string) {
	c := &compare{old: old, now: now, seen: map[string]bool{}}
	before, after := at(old, "paths"), at(now, "paths")
	for _, path := range sorted(before) {
		for _, method := range sorted(at(before, path)) {
			was, is := at(before, path, method), at(after, path, method)
			where := strings.ToUpper(method) + " " + path
			if is == nil {
				c.say("%s is gone", where)
				continue
			}
			c.operation(where, was, is)
		}
	}
	return c.list
}

// compare holds two documents against each other.
type compare struct {
	old, now tree
	list     []string
	seen     map[string]bool // pairs of named shapes that are being compared
}

func (c *compare) say(format string, args ...any) {
	c.list = append(c.list, fmt.Sprintf(format, args...))
}

// at goes down a tree by names; nil when one is missing.
func at(v any, names ...string) tree {
	for _, n := range names {
		m, _ := v.(tree)
		v = m[n]
	}
	m, _ := v.(tree)
	return m
}

func sorted(m tree) []string { return slices.Sorted(maps.Keys(m)) }

func texts(v any) (list []string) {
	all, _ := v.([]any)
	for _, one := range all {
		list = append(list, fmt.Sprint(one))
	}
	if one, ok := v.(string); ok {
		list = []string{one}
	}
	return list
}

func (c *compare) operation(where string, was, is tree) {
	params := func(op tree) map[string]tree {
		all := map[string]tree{}
		list, _ := op["parameters"].([]any)
		for _, p := range list {
			p, _ := p.(tree)
			all[fmt.Sprint(p["in"], " ", p["name"])] = p
		}
		return all
	}
	before, after := params(was), params(is)
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if after[name] == nil {
			c.say("%s does not take %s any more", where, name)
			continue
		}
		c.shape(where+" "+name, at(before[name], "schema"), at(after[name], "schema"), sent)
	}
	for name, p := range after {
		if p["required"] == true && (before[name] == nil || before[name]["required"] != true) {
			c.say("%s now needs %s", where, name)
		}
	}
	if req := at(is, "requestBody"); req != nil {
		if req["required"] == true && at(was, "requestBody")["required"] != true {
			c.say("%s now needs a body", where)
		}
		for _, kind := range sorted(at(was, "requestBody", "content")) {
			if at(req, "content", kind) == nil {
				c.say("%s does not take %s any more", where, kind)
				continue
			}
			c.shape(where+" body", at(was, "requestBody", "content", kind, "schema"), at(req, "content", kind, "schema"), sent)
		}
	}
	for _, status := range sorted(at(was, "responses")) {
		if at(is, "responses", status) == nil {
			c.say("%s does not answer %s any more", where, status)
			continue
		}
		for _, kind := range sorted(at(was, "responses", status, "content")) {
			then := at(is, "responses", status, "content", kind)
			if then == nil {
				c.say("%s %s does not answer in %s any more", where, status, kind)
				continue
			}
			c.shape(where+" "+status, at(was, "responses", status, "content", kind, "schema"), at(then, "schema"), answered)
		}
	}
}

// direction says who has to understand: the server what is sent, programs what
// is answered.
type direction int

const (
	sent direction = iota
	answered
)

func resolve(doc, shape tree) (tree, string) {
	if ref, ok := shape["$ref"].(string); ok {
		return at(doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...), ref
	}
	return shape, ""
}

// shape compares two schemas. What is sent may become looser, what is answered
// stricter or richer.
func (c *compare) shape(where string, was, is tree, way direction) {
	was, a := resolve(c.old, was)
	is, b := resolve(c.now, is)
	if pair := fmt.Sprint(a, b, way); a != "" && c.seen[pair] {
		return
	} else if a != "" {
		c.seen[pair] = true
	}
	if was == nil || is == nil {
		if was != nil {
			c.say("%s has no shape any more", where)
		}
		return
	}
	narrow := func(what string, old, now []string) { // what one side may use must be known to the other
		from, to := old, now
		if way == answered {
			from, to = now, old
		}
		if len(to) == 0 {
			return // anything goes
		}
		for _, v := range from {
			if !slices.Contains(to, v) {
				c.say("%s: %s %s is new or gone: it was %v, it is %v", where, what, v, old, now)
			}
		}
		if len(from) == 0 {
			c.say("%s: %s was %v, it is %v", where, what, old, now)
		}
	}
	narrow("the type", texts(was["type"]), texts(is["type"]))
	narrow("the value", texts(was["enum"]), texts(is["enum"]))
	if way == sent {
		for name, tighter := range map[string]func(old, now float64) bool{
			"minimum": more, "minLength": more, "minItems": more, "maximum": less, "maxLength": less, "maxItems": less,
		} {
			now, has := is[name].(float64)
			old, had := was[name].(float64)
			if has && (!had || tighter(old, now)) {
				c.say("%s: %s was %v, it is %v", where, name, was[name], is[name])
			}
		}
		if !reflect.DeepEqual(was["pattern"], is["pattern"]) && is["pattern"] != nil {
			c.say("%s: the pattern was %v, it is %v", where, was["pattern"], is["pattern"])
		}
	}
	c.fields(where, was, is, way)
	if at(was, "items") != nil {
		c.shape(where+"[]", at(was, "items"), at(is, "items"), way)
	}
}

func more(old, now float64) bool { return now > old }
func less(old, now float64) bool { return now < old }

func (c *compare) fields(where string, was, is tree, way direction) {
	before, after := at(was, "properties"), at(is, "properties")
	for _, name := range sorted(before) {
		if at(after, name) == nil {
			if way == answered || is["additionalProperties"] == false {
				c.say("%s.%s is gone", where, name)
			}
			continue
		}
		c.shape(where+"."+name, at(before, name), at(after, name), way)
	}
	from, to := texts(was["required"]), texts(is["required"])
	if way == sent {
		from, to = to, from
	}
	for _, name := range from {
		if !slices.Contains(to, name) {
			c.say("%s.%s is %s", where, name, map[direction]string{sent: "needed now", answered: "not always there any more"}[way])
		}
	}
}
