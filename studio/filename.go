package studio

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FileName turns what a stranger calls a file into a relative path with forward
// slashes that cannot leave its folder, or "" when nothing is left of it: no
// part that climbs, no control, turning or invisible characters, none of those
// Windows keeps for itself, at most 16 parts of at most 180 bytes.
func FileName(name string) string {
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/")
	var parts []string
	for _, p := range strings.Split(name, "/") {
		p = strings.Map(func(r rune) rune {
			switch {
			case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
				return -1
			case strings.ContainsRune(`:*?"<>|`, r):
				return '_'
			}
			return r
		}, p)
		if p = strings.TrimRight(strings.Trim(p, " "), ". "); p != "" {
			parts = append(parts, shorten(p))
		}
	}
	if len(parts) > 16 || len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "/")
}

func shorten(part string) string {
	const most = 180
	if len(part) <= most {
		return part
	}
	ending := path.Ext(part)
	if len(ending) > 16 {
		ending = ""
	}
	head := part[:most-len(ending)]
	for !utf8.ValidString(head) {
		head = head[:len(head)-1]
	}
	return head + ending
}
