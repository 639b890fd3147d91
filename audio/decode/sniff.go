package decode

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"lathe/audio"
	"lathe/audio/iff"
)

// kind is what the first bytes of a file say it is.
type kind int

const (
	unknown kind = iota

	// audio that there is a reader for
	wavKind
	aiffKind
	flacKind
	mp3Kind
	vorbisKind
	opusKind
	oggFLACKind
	mp4Kind
	aacKind
	cafKind

	// what is refused, each with a sentence of its own
	emptyKind
	zerosKind
	w64Kind
	filmKind
	auKind
	wmaKind
	oggOtherKind
	midiKind
	zipKind
	rarKind
	sevenZipKind
	gzipKind
	webPageKind
	appleDoubleKind
	pdfKind
)

// sniffBytes is how much of a file is looked at: an AAC frame has at most 8191
// bytes, and the next one confirms it.
const sniffBytes = 8200

// magic is how files begin. The first row that fits counts.
var magic = []struct {
	kind   kind
	at     int
	prefix string
	then   int // where more has to stand; 0 for nothing more
	more   string
}{
	{wavKind, 0, "RIFF", 8, "WAVE"},
	{wavKind, 0, "RIFX", 8, "WAVE"},
	{wavKind, 0, "RF64", 8, "WAVE"},
	{wavKind, 0, "BW64", 8, "WAVE"},
	{w64Kind, 0, "riff\x2e\x91\xcf\x11", 0, ""},
	{filmKind, 0, "RIFF", 8, "AVI "},
	{aiffKind, 0, "FORM", 8, "AIFF"},
	{aiffKind, 0, "FORM", 8, "AIFC"},
	{flacKind, 0, "fLaC", 0, ""},
	{mp4Kind, 4, "ftyp", 0, ""},
	{cafKind, 0, "caff", 0, ""},
	{auKind, 0, ".snd", 0, ""},
	{wmaKind, 0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", 0, ""},
	{filmKind, 0, "\x1a\x45\xdf\xa3", 0, ""},
	{midiKind, 0, "MThd", 0, ""},
	{zipKind, 0, "PK\x03\x04", 0, ""},
	{zipKind, 0, "PK\x05\x06", 0, ""},
	{rarKind, 0, "Rar!\x1a\x07", 0, ""},
	{sevenZipKind, 0, "7z\xbc\xaf\x27\x1c", 0, ""},
	{gzipKind, 0, "\x1f\x8b", 0, ""},
	{appleDoubleKind, 0, "\x00\x05\x16\x07", 0, ""},
	{pdfKind, 0, "%PDF-", 0, ""},
}

// sniff says what a file is and where that begins: an ID3v2 tag in front of
// something else than MP3 is passed over.
func sniff(r io.ReaderAt, size int64) (k kind, start int64, err error) {
	if size == 0 {
		return emptyKind, 0, nil
	}
	const maxTags = 8 // in front of one another; one is usual, two happen
	tagged := false
	for range maxTags {
		head, err := peek(r, start, size)
		if err != nil {
			return unknown, 0, err
		}
		n := tagBytes(head)
		if n == 0 {
			k := sniffHead(head)
			if _, audible := readers[k]; !tagged || audible && k != mp3Kind {
				return k, start, nil
			}
			break
		}
		tagged = true
		if start += n; start >= size {
			break
		}
	}
	return mp3Kind, 0, nil // with its tags, which its reader knows
}

func peek(r io.ReaderAt, at, size int64) ([]byte, error) {
	head := make([]byte, min(sniffBytes, size-at))
	n, err := iff.ReadAt(r, head, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading it: %w", audio.WithoutPath(err))
	}
	return head[:n], nil
}

// tagBytes is the length of the ID3v2 tag that head begins with: a size in
// four bytes of seven bits, the tag's own ten, and ten more for a footer.
func tagBytes(head []byte) int64 {
	if len(head) < 10 || string(head[:3]) != "ID3" || head[3] == 0xFF || head[4] == 0xFF {
		return 0
	}
	n := int64(10)
	for i, b := range head[6:10] {
		if b >= 0x80 {
			return 0
		}
		n += int64(b) << (7 * (3 - i))
	}
	if head[5]&0x10 != 0 {
		n += 10
	}
	return n
}

func sniffHead(head []byte) kind {
	for _, m := range magic {
		if at(head, m.at, m.prefix) && (m.more == "" || at(head, m.then, m.more)) {
			return m.kind
		}
	}
	switch {
	case at(head, 0, "OggS"):
		return sniffOgg(head)
	case isADTS(head):
		return aacKind
	case isMP3(head):
		return mp3Kind
	case isWebPage(head):
		return webPageKind
	case len(bytes.Trim(head, "\x00")) == 0:
		return zerosKind
	}
	return unknown
}

func at(head []byte, from int, word string) bool {
	return len(head) >= from && bytes.HasPrefix(head[from:], []byte(word))
}

// sniffOgg looks at the first packet, which begins after the page's header of
// 27 bytes and a table whose length is the last of these.
func sniffOgg(head []byte) kind {
	if len(head) < 27 {
		return oggOtherKind
	}
	packet := 27 + int(head[26])
	switch {
	case at(head, packet, "\x01vorbis"):
		return vorbisKind
	case at(head, packet, "OpusHead"):
		return opusKind
	case at(head, packet, "\x7fFLAC"):
		return oggFLACKind
	case at(head, packet, "\x80theora"), at(head, packet, "fishead\x00"):
		return filmKind
	}
	return oggOtherKind
}

// isADTS knows a frame of raw AAC: twelve bits set, no layer where MPEG audio
// has one, and its length in 13 bits, after which the next begins. A FLAC frame
// without its file header begins in the same way.
func isADTS(head []byte) bool {
	sync := func(b []byte) bool { return b[0] == 0xFF && b[1]&0xF6 == 0xF0 }
	if len(head) < 7 || !sync(head) {
		return false
	}
	n := int(head[3]&3)<<11 | int(head[4])<<3 | int(head[5])>>5
	return n >= 7 && (len(head) < n+2 || sync(head[n:]))
}

// isMP3 knows a frame of MPEG audio: eleven bits set, then a version, a layer,
// a bit rate and a sample rate, none of them reserved.
func isMP3(head []byte) bool {
	return len(head) >= 4 && head[0] == 0xFF && head[1]&0xE0 == 0xE0 &&
		head[1]>>3&3 != 1 && head[1]>>1&3 != 0 && head[2]>>4 != 15 && head[2]>>2&3 != 3
}

// isWebPage knows what a failed download leaves behind.
func isWebPage(head []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, opening := range []string{"<!doctype html", "<html", "<head", "<body", "<script", "<!--"} {
		if len(text) >= len(opening) && bytes.EqualFold(text[:len(opening)], []byte(opening)) {
			return true
		}
	}
	return false
}
