package sheet

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// decoder walks a parsed sheet and a Go value side by side. It knows structs
// (embedded ones are inlined), pointers, slices, maps by string, text types,
// strings, booleans, integers and floats: what our sheets are made of.
type decoder struct{ file string }

func (d decoder) errorf(at *yaml.Node, format string, args ...any) error {
	return &Error{d.file, at.Line, at.Column, fmt.Sprintf(format, args...)}
}

// value decodes node into v; name is what errors call it.
func (d decoder) value(node *yaml.Node, v reflect.Value, name string) error {
	switch {
	case node.Kind == yaml.AliasNode || node.Anchor != "":
		return d.errorf(node, "%s uses an alias; write the value out", name)
	case node.Style&yaml.TaggedStyle != 0:
		return d.errorf(node, "%s has the tag %s; leave it out", name, node.Tag)
	}
	if v.Kind() == reflect.Pointer {
		if isNull(node) {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(node, v.Elem(), name)
	}
	if text, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if node.Kind != yaml.ScalarNode {
			return d.errorf(node, "%s is %s, want a word", name, kind(node))
		}
		if err := text.UnmarshalText([]byte(node.Value)); err != nil {
			return d.errorf(node, "%v", err)
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Struct:
		return d.mapping(node, v, name)
	case reflect.Slice:
		return d.list(node, v, name)
	case reflect.Map:
		return d.table(node, v, name)
	default:
		return d.scalar(node, v, name)
	}
}

func (d decoder) mapping(node *yaml.Node, v reflect.Value, name string) error {
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return d.errorf(node, "%s is %s, want keys and values", name, kind(node))
	}
	fields := map[string]reflect.Value{}
	collect(v, fields)
	at := map[string]*yaml.Node{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, val := node.Content[i], node.Content[i+1]
		field, ok := fields[key.Value]
		switch {
		case !ok:
			return d.errorf(key, "unknown key %q in %s%s", key.Value, name, suggest(key.Value, fields))
		case at[key.Value] != nil:
			return d.errorf(key, "%s is given twice, first in line %d", key.Value, at[key.Value].Line)
		}
		at[key.Value] = val
		if err := d.value(val, field, key.Value); err != nil {
			return err
		}
	}
	return d.validate(node, v, at)
}

// validate lets the value refuse itself, at the key it complains about.
func (d decoder) validate(node *yaml.Node, v reflect.Value, at map[string]*yaml.Node) error {
	check, ok := v.Addr().Interface().(Validator)
	if !ok {
		return nil
	}
	err := check.Validate()
	if err == nil {
		return nil
	}
	if fe := (*FieldError)(nil); errors.As(err, &fe) {
		if val := at[fe.Key]; val != nil {
			node = val
		}
	}
	return d.errorf(node, "%v", err)
}

func (d decoder) list(node *yaml.Node, v reflect.Value, name string) error {
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.SequenceNode {
		return d.errorf(node, "%s is %s, want a list", name, kind(node))
	}
	v.Set(reflect.MakeSlice(v.Type(), len(node.Content), len(node.Content)))
	for i, item := range node.Content {
		if err := d.value(item, v.Index(i), fmt.Sprintf("%s[%d]", name, i)); err != nil {
			return err
		}
	}
	return nil
}

func (d decoder) table(node *yaml.Node, v reflect.Value, name string) error {
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return d.errorf(node, "%s is %s, want keys and values", name, kind(node))
	}
	v.Set(reflect.MakeMap(v.Type()))
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, val := node.Content[i], node.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			return d.errorf(key, "a key of %s is %s, want a word", name, kind(key))
		}
		if v.MapIndex(reflect.ValueOf(key.Value)).IsValid() {
			return d.errorf(key, "%q is given twice in %s", key.Value, name)
		}
		item := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(val, item, key.Value); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(key.Value), item)
	}
	return nil
}

func (d decoder) scalar(node *yaml.Node, v reflect.Value, name string) error {
	if node.Kind != yaml.ScalarNode {
		return d.errorf(node, "%s is %s, want %s", name, kind(node), wants(v, name))
	}
	tag := node.ShortTag()
	refuse := func() error { return d.errorf(node, "%s is %q, want %s", name, node.Value, wants(v, name)) }
	switch v.Kind() {
	case reflect.String:
		if tag == "!!null" {
			return nil
		}
		v.SetString(node.Value)
	case reflect.Bool:
		if tag != "!!bool" {
			return refuse()
		}
		v.SetBool(strings.EqualFold(node.Value, "true"))
	case reflect.Float64:
		if tag != "!!float" && tag != "!!int" {
			return refuse()
		}
		f, err := strconv.ParseFloat(node.Value, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return refuse()
		}
		v.SetFloat(f)
	case reflect.Int, reflect.Int64, reflect.Uint64:
		n, err := strconv.ParseInt(node.Value, 10, 64)
		if tag != "!!int" || err != nil || v.Kind() == reflect.Uint64 && n < 0 {
			return refuse()
		}
		if v.Kind() == reflect.Uint64 {
			v.SetUint(uint64(n))
		} else {
			v.SetInt(n)
		}
	default:
		return d.errorf(node, "%s cannot be written in a sheet", name)
	}
	return nil
}

// collect lists the keys of a struct; embedded structs lend it theirs.
func collect(v reflect.Value, into map[string]reflect.Value) {
	t := v.Type()
	for i := range t.NumField() {
		key, rest, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		switch {
		case strings.Contains(rest, "inline"):
			collect(v.Field(i), into)
		case key != "" && key != "-":
			into[key] = v.Field(i)
		}
	}
}

// wants says what a scalar should be; the unit is in the key's name.
func wants(v reflect.Value, name string) string {
	switch v.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		if unit := unitOf(name); unit != "" {
			return "a number of " + unit
		}
		return "a number"
	case reflect.String:
		return "a word"
	default:
		return "a whole number"
	}
}

// units are the endings a key can have, and what they stand for.
var units = []struct{ ending, name string }{
	{"_db", "decibels, without the unit"}, {"_dbtp", "dBTP, without the unit"},
	{"_lufs", "LUFS, without the unit"}, {"_hz", "hertz, without the unit"},
	{"_ms", "milliseconds, without the unit"}, {"_s", "seconds, without the unit"},
}

func unitOf(name string) string {
	for _, u := range units {
		if strings.HasSuffix(name, u.ending) {
			return u.name
		}
	}
	return ""
}

func isNull(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null"
}

func kind(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "a group of keys"
	case yaml.SequenceNode:
		return "a list"
	default:
		return strconv.Quote(node.Value)
	}
}

// suggest names the key that was probably meant, or lists them all.
func suggest(key string, fields map[string]reflect.Value) string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	best, distance := "", 4
	stem := func(s string) string { s, _, _ = strings.Cut(strings.ToLower(s), "_"); return s }
	for _, name := range names {
		switch {
		case strings.EqualFold(name, key) || stem(name) == stem(key) && distance > 1:
			best, distance = name, 1
		default:
			if n := edits(key, name); n < distance {
				best, distance = name, n
			}
		}
	}
	if best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return "; it takes " + strings.Join(names, ", ")
}

// edits is the Levenshtein distance of two short words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
