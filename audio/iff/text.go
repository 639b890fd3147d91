package iff

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text makes a string of what a chunk says: up to the first zero byte, taken
// as UTF-8 or else as Latin-1. It can be shown on any terminal or page: lines
// end in a newline, and other control characters become spaces.
func Text(raw []byte) string {
	if end := bytes.IndexByte(raw, 0); end >= 0 {
		raw = raw[:end]
	}
	var s strings.Builder
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	if utf8.Valid(raw) {
		for _, r := range string(raw) {
			s.WriteRune(printable(r))
		}
	} else {
		for _, b := range raw {
			s.WriteRune(printable(rune(b)))
		}
	}
	return strings.TrimSpace(s.String())
}

// printable keeps what can be seen: no controls, and none of the invisible
// marks that turn the direction of writing.
func printable(r rune) rune {
	if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
		return ' '
	}
	return r
}
