package parcel

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxDepth is how many folders deep a file may lie.
const MaxDepth = 16

// SafeName turns a name from outside into a relative path with forward slashes
// that cannot leave its folder and that every file system takes: valid UTF-8 in
// NFC, no control, bidirectional or invisible characters, no drive, no device,
// no part longer than 180 bytes. It is "" for what names no file, or one too
// deep.
func SafeName(name string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, "_"))
	name = strings.ReplaceAll(name, `\`, "/")
	if strings.HasSuffix(name, "/") {
		return ""
	}
	var parts []string
	for _, p := range strings.Split(name, "/") {
		p = Printable(p)
		p = strings.Trim(p, " ")
		p = strings.TrimRight(p, ". ")
		if p == "" {
			continue
		}
		p = shorten(norm.NFC.String(p)) // what was dropped may have kept an accent from its letter
		if isDevice(p) {
			p = "_" + p
		}
		parts = append(parts, p)
	}
	if len(parts) > MaxDepth {
		return ""
	}
	return strings.Join(parts, "/")
}

// SafePart is SafeName for one part: slashes become underscores.
func SafePart(name string) string {
	return SafeName(strings.NewReplacer("/", "_", `\`, "_").Replace(name))
}

// Printable drops control characters and those that turn text around or cannot
// be seen, and replaces what Windows keeps for itself.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e,
			r >= 0x2060 && r <= 0x2069, r == 0xfeff, r == 0x061c:
			return -1
		case strings.ContainsRune(`:*?"<>|`, r):
			return '_'
		}
		return r
	}, s)
}

// isDevice knows the names that are no files on Windows, with any ending.
func isDevice(part string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(part), ".")
	stem = strings.TrimRight(stem, " ")
	if slices.Contains([]string{"con", "prn", "aux", "nul", "conin$", "conout$"}, stem) {
		return true
	}
	head, last := "", rune(0)
	if n := utf8.RuneCountInString(stem); n == 4 {
		head, last = stem[:3], []rune(stem)[3]
	}
	return (head == "com" || head == "lpt") && strings.ContainsRune("0123456789¹²³", last)
}

// shorten keeps a part below what file systems take, with its ending.
func shorten(name string) string {
	const most = 180
	if len(name) <= most {
		return name
	}
	ending := path.Ext(name)
	if len(ending) > 16 {
		ending = ""
	}
	head := name[:most-len(ending)]
	for !utf8.ValidString(head) {
		head = head[:len(head)-1]
	}
	return strings.TrimRight(head, ". ") + ending
}

// Taken remembers the names given out in a folder. The zero value is an empty
// folder.
type Taken struct{ files, folders map[string]bool }

// Unique is the name, with " (2)" before its ending when one that differs in
// case alone was given out before; a file never takes the place of a folder,
// nor a folder that of a file.
func (t *Taken) Unique(name string) string {
	if t.files == nil {
		t.files, t.folders = map[string]bool{}, map[string]bool{}
	}
	dir := ""
	parts := strings.Split(name, "/")
	for _, part := range parts[:len(parts)-1] {
		dir = numbered(path.Join(dir, part), "", t.files)
		t.folders[strings.ToLower(dir)] = true
	}
	ending := path.Ext(name)
	stem := path.Join(dir, strings.TrimSuffix(parts[len(parts)-1], ending))
	name = numbered(stem, ending, t.files, t.folders)
	t.files[strings.ToLower(name)] = true
	return name
}

// numbered is stem and ending with the first number that is free.
func numbered(stem, ending string, taken ...map[string]bool) string {
	name := stem + ending
	for n := 2; slices.ContainsFunc(taken, func(t map[string]bool) bool { return t[strings.ToLower(name)] }); n++ {
		name = fmt.Sprintf("%s (%d)%s", stem, n, ending)
	}
	return name
}

// Junk knows what computers leave lying about, by the last part of a path.
func Junk(name string) bool {
	lower := strings.ToLower(name)
	switch lower {
	case "__macosx", ".ds_store", "thumbs.db", "desktop.ini":
		return true
	}
	if strings.HasPrefix(name, ".") { // ._ AppleDouble, spools of ours, version control
		return true
	}
	return slices.Contains([]string{".asd", ".reapeaks", ".reapindex", ".sfk", ".sfl", ".pkf", ".wfm", ".ovw", ".gpk", ".mrk"}, path.Ext(lower))
}

// Audio goes by the ending: what has none, or one that means nothing to us, is
// no stem.
func Audio(name string) bool {
	return slices.Contains([]string{
		".wav", ".wave", ".bwf", ".rf64", ".w64", ".aif", ".aiff", ".aifc", ".flac", ".fla", ".mp3", ".mp2",
		".ogg", ".oga", ".opus", ".m4a", ".mp4", ".aac", ".alac", ".caf", ".wma", ".wv", ".ape",
	}, strings.ToLower(path.Ext(name)))
}
