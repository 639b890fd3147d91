package flac

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"
)

const vendor = "Lathe"

// Tag is one thing a file says about itself: TITLE, ARTIST, COMMENT.
type Tag struct{ Name, Value string }

// check refuses what section 8.6 does not allow: names are printable ASCII
// without an equals sign or a tilde, values are UTF-8.
func (t Tag) check() error {
	odd := func(r rune) bool { return r < 0x20 || r > 0x7d || r == '=' }
	switch {
	case t.Name == "" || strings.ContainsFunc(t.Name, odd):
		return fmt.Errorf("tag name is %q, want printable ASCII without = or ~", t.Name)
	case !utf8.ValidString(t.Value):
		return fmt.Errorf("tag %s is %q, want UTF-8", t.Name, t.Value)
	}
	return nil
}

// vorbisComment is the metadata block for the tags (section 8.6); unlike all
// else in a FLAC file its lengths are little-endian.
func vorbisComment(tags []Tag) ([]byte, error) {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(vendor)))
	b = append(b, vendor...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(tags)))
	for _, t := range tags {
		if err := t.check(); err != nil {
			return nil, err
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(len(t.Name)+1+len(t.Value)))
		b = append(append(append(b, t.Name...), '='), t.Value...)
		if len(b) > maxBlockBytes {
			return nil, fmt.Errorf("the tags have more than %d bytes, which FLAC does not hold", maxBlockBytes)
		}
	}
	return b, nil
}
