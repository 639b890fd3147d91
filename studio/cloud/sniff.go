package cloud

import (
	"bytes"
	"encoding/binary"
	"path"
	"strings"

	"lathe/audio/parcel"
)

// nature is what bytes are, whatever they are called.
type nature int

const (
	unknownNature nature = iota
	audioNature
	zipNature
	pageNature     // HTML or an answer for programs
	documentNature // a document or an archive that is not taken
)

const headBytes = 512

// sniff goes by the first bytes of a file.
func sniff(head []byte) nature {
	at := func(offset int, magic string) bool {
		return len(head) >= offset+len(magic) && string(head[offset:offset+len(magic)]) == magic
	}
	switch {
	case at(0, "RIFF"), at(0, "RF64"), at(0, "BW64"), at(0, "RIFX"), at(0, "FORM"), at(0, "fLaC"), at(0, "caff"),
		at(0, "OggS"), at(0, "ID3"), at(4, "ftyp"), at(0, "riff\x2e\x91\xcf\x11"), at(0, "wvpk"), at(0, "MAC "), len(head) > 1 && head[0] == 0xff && head[1]&0xe0 == 0xe0 && head[1] != 0xff && head[1] != 0xfe:
		return audioNature
	case at(0, "PK\x03\x04"), at(0, "PK\x05\x06"):
		return zipNature
	case at(0, "%PDF"), at(0, "Rar!"), at(0, "7z\xbc\xaf"), at(0, "\xd0\xcf\x11\xe0"), at(0, "\x1f\x8b"):
		return documentNature
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	for _, start := range []string{"<!doctype", "<html", "<head", "<body", "<script", "<?xml", "<error", "<!--", "{\"", "{\n"} {
		if bytes.HasPrefix(text, []byte(start)) {
			return pageNature
		}
	}
	return unknownNature
}

// declaredBytes is how long a RIFF or FORM file says it is; ok is false for
// other files, and for those that were written without knowing.
func declaredBytes(head []byte) (bytes int64, ok bool) {
	if len(head) < 12 {
		return 0, false
	}
	size := uint32(0)
	switch string(head[:4]) {
	case "RIFF":
		size = binary.LittleEndian.Uint32(head[4:])
	case "FORM", "RIFX":
		size = binary.BigEndian.Uint32(head[4:])
	}
	if size == 0 || size == 0xffffffff {
		return 0, false
	}
	return int64(size) + 8, true
}

// briefName is the artist's own word on a session; it comes along.
const briefName = "session.yaml"

// passOver says why a file is not fetched, going by its name; "" means that it
// is. Junk is passed over without a word and has ok false.
func passOver(name string) (why string, ok bool) {
	base := path.Base(name)
	for _, part := range strings.Split(name, "/") {
		if parcel.Junk(part) {
			return "", false
		}
	}
	ending := strings.ToLower(path.Ext(base))
	switch {
	case parcel.Audio(base), ending == ".zip", base == briefName:
		return "", true
	case projects[ending] != "":
		return "a project of " + projects[ending] + "; export its tracks as audio", true
	case ending == ".rar", ending == ".7z", ending == ".tar", ending == ".gz", ending == ".tgz":
		return "an archive of a kind that is not opened; send a zip", true
	case ending == "":
		return "it has no ending that says what it is", true
	}
	return "not audio", true
}

// projects are sessions of other programs, by their endings.
var projects = map[string]string{
	".logicx": "Logic", ".als": "Ableton Live", ".flp": "FL Studio", ".ptx": "Pro Tools", ".ptf": "Pro Tools", ".cpr": "Cubase",
	".rpp": "Reaper", ".band": "GarageBand", ".aup3": "Audacity", ".sesx": "Audition", ".bwproject": "Bitwig", ".song": "Studio One",
	".mid": "MIDI", ".midi": "MIDI", ".reason": "Reason", ".npr": "Nuendo", ".omf": "OMF", ".aaf": "AAF",
}
