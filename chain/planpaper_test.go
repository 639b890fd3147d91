package chain_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lathe/chain"
)

// docs/plan.md is what people hold a plan against: whatever a plan can say has
// to be in it.
func TestThePaperDescribesEveryKey(t *testing.T) {
	paper, err := os.ReadFile(filepath.Join("..", "docs", "plan.md"))
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{} // by heading
	for _, text := range strings.Split(string(paper), "\n## ")[1:] {
		name, body, _ := strings.Cut(text, "\n")
		sections[name] = body
	}
	w := walk{}
	w.through(reflect.TypeFor[chain.Plan](), "The head")
	if !w[place{"repair", "slope_db_per_octave"}] || !w[place{"eq", "heard"}] || !w[place{"master", "lookahead_ms"}] {
		t.Fatalf("the walk through the plan has not been everywhere: %v", w)
	}
	for at := range w {
		if !describes(sections[at.section], at.key) && !describes(sections["Every move"], at.key) && !describes(sections["A strip"], at.key) {
			t.Errorf("docs/plan.md has no row for %q under %q", at.key, at.section)
		}
	}
}

// describes says whether a row of a table begins with the key, alone or among
// others, and goes on with its meaning.
func describes(paper, key string) bool {
	for line := range strings.Lines(paper) {
		cells := strings.Split(line, "|")
		if len(cells) >= 5 && strings.Contains(cells[1], "`"+key+"`") && strings.TrimSpace(cells[3]) != "" {
			return true
		}
	}
	return false
}

// place is a key and the section of the paper that should describe it: the
// same key means something else in another stage.
type place struct{ section, key string }

// walk collects the key of every field of a plan.
type walk map[place]bool

func (w walk) through(of reflect.Type, section string) {
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice:
		w.through(of.Elem(), section)
	case reflect.Struct:
		for i := range of.NumField() {
			field, below := of.Field(i), section
			key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
			if key != "" && key != "-" {
				w[place{section, key}] = true
			}
			if slices.Contains(chain.Stages, key) {
				below = key
			}
			w.through(field.Type, below)
		}
	}
}
