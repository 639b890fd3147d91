// Package sheet reads and writes the YAML sheets that people edit: the plan
// and session.yaml. It is strict, so that a slip of the pen is told and not
// silently ignored:
//
//   - an unknown key, a key given twice, a value of the wrong kind, NaN and
//     infinity are refused with file, line and column;
//   - a value that its type's Validate refuses is refused at the value's place;
//   - aliases and tags are refused, so a small sheet stays small.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"

	"go.yaml.in/yaml/v4"
)

// MaxBytes is the largest sheet that is read: far above any real plan.
const MaxBytes = 8 << 20

// Error is what is wrong in a sheet, and where.
type Error struct {
	File         string
	Line, Column int
	Problem      string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Problem)
}

// FieldError is what Validate returns to point at one key of a sheet; any other
// error points at the whole mapping.
type FieldError struct {
	Key     string // as written in the sheet: gain_db
	Problem string
}

func (e *FieldError) Error() string { return e.Key + " is " + e.Problem }

// Field makes a FieldError: Field("q", "%g, want 0.1 to 40", q).
func Field(key, problem string, args ...any) error {
	return &FieldError{Key: key, Problem: fmt.Sprintf(problem, args...)}
}

// Validator is what a setting implements to refuse values without a meaning.
type Validator interface{ Validate() error }

// Decode reads text into the struct that into points to. file is the name that
// errors carry. An empty sheet leaves into as it is.
func Decode(file string, text []byte, into any) error {
	if len(text) > MaxBytes {
		return &Error{file, 1, 1, fmt.Sprintf("the sheet has %d bytes, want at most %d", len(text), MaxBytes)}
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	var doc yaml.Node
	if err := yaml.Load(text, &doc, yaml.WithUniqueKeys(false)); err != nil { // we say where ourselves
		return syntaxError(file, err)
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		return nil
	}
	d := decoder{file: file}
	return d.value(doc.Content[0], reflect.ValueOf(into).Elem(), "the sheet")
}

// Encode writes v as a sheet.
func Encode(v any) ([]byte, error) {
	text, err := yaml.Dump(v, yaml.WithIndent(2), yaml.WithLineWidth(-1))
	return quotedOn.ReplaceAll(text, []byte("${1}on:")), err
}

// quotedOn is the key "on", which the encoder quotes because YAML 1.1 took the
// bare word for true. Keys here are never anything but words.
var quotedOn = regexp.MustCompile(`(?m)^([ -]*)'on':`)

// syntaxError gives the parser's complaint the form of ours.
func syntaxError(file string, err error) error {
	if le := (*yaml.LoadError)(nil); errors.As(err, &le) {
		return &Error{file, max(1, le.Mark.Line), max(1, le.Mark.Column), le.Message}
	}
	return &Error{file, 1, 1, err.Error()}
}
