package mp3

import (
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
)

// tagHead is how many bytes of a tag tell how long it is.
const tagHead = 32

// tagBytes is the length of the tag that raw begins with, if it is one: ID3v2,
// APE or ID3v1.
func tagBytes(raw []byte) int64 {
	switch {
	case len(raw) >= 10 && string(raw[:3]) == "ID3" && raw[3] != 0xFF && (raw[6]|raw[7]|raw[8]|raw[9]) < 0x80:
		n := int64(raw[6])<<21 | int64(raw[7])<<14 | int64(raw[8])<<7 | int64(raw[9]) // seven bits to the byte
		if raw[5]&0x10 != 0 {                                                         // a footer
			n += 10
		}
		return n + 10
	case len(raw) >= tagHead && string(raw[:8]) == "APETAGEX":
		if raw[23]&0x20 == 0 { // its end
			return tagHead
		}
		return tagHead + int64(binary.LittleEndian.Uint32(raw[12:]))
	case len(raw) >= 3 && string(raw[:3]) == "TAG":
		return 128
	}
	return 0
}

// musicEnd is where the tags at the end of the file begin: ID3v1, Lyrics3 and
// APE, in any order.
func musicEnd(r io.ReadSeeker) (int64, error) {
	end, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	for range 8 { // tags there can be
		raw := make([]byte, min(128, end))
		if _, err := r.Seek(end-int64(len(raw)), io.SeekStart); err != nil {
			return 0, err
		}
		if _, err := io.ReadFull(r, raw); err != nil {
			return 0, err
		}
		n := endTagBytes(raw)
		if n == 0 || n > end {
			break
		}
		end -= n
	}
	return end, nil
}

// endTagBytes is the length of the tag that raw, the last 128 bytes, ends with.
func endTagBytes(raw []byte) int64 {
	n := len(raw)
	switch {
	case n >= 128 && string(raw[:3]) == "TAG":
		return 128
	case n >= 32 && string(raw[n-32:n-24]) == "APETAGEX":
		length := int64(binary.LittleEndian.Uint32(raw[n-20:])) // with this, its end
		if raw[n-9]&0x80 != 0 {                                 // and a beginning
			length += 32
		}
		return max(32, length)
	case n >= 15 && string(raw[n-9:]) == "LYRICS200":
		length, err := strconv.Atoi(string(raw[n-15 : n-9]))
		if err == nil && length >= 0 {
			return int64(length) + 15
		}
	}
	return 0
}

// tag is what the encoder says about the file in its first frame.
type tag struct {
	frames  int64 // Layer III frames with music; -1 when it does not say
	gapless bool  // the next two are known
	delay   int   // frames of silence before the music, the decoder's not counted
	padding int   // frames of silence after it
}

// parseTag reads the Xing, Info or VBRI tag of a first frame, if it has one.
func parseTag(f frame) (tag, bool) {
	t := tag{frames: -1}
	if raw := f.raw[4:]; len(raw) >= 50 && string(raw[32:36]) == "VBRI" { // Fraunhofer; always in this place
		t.frames = int64(binary.BigEndian.Uint32(raw[46:]))
		return t, true
	}
	var raw []byte
	for _, at := range []int{4, f.sideBegin()} { // some count a checksum, some do not
		if at += f.sideBytes(); at+8 <= len(f.raw) && (string(f.raw[at:at+4]) == "Xing" || string(f.raw[at:at+4]) == "Info") {
			raw = f.raw[at+4:]
		}
	}
	if raw == nil {
		return t, false
	}
	flags := binary.BigEndian.Uint32(raw)
	raw = raw[4:]
	for i, length := range []int{4, 4, 100, 4} { // frames, bytes, table of contents, quality
		if flags&(1<<i) == 0 {
			continue
		}
		if len(raw) < length {
			return t, true
		}
		if i == 0 {
			t.frames = int64(binary.BigEndian.Uint32(raw))
		}
		raw = raw[length:]
	}
	if len(raw) < 24 {
		return t, true
	}
	switch string(raw[:4]) { // who wrote it [LAME]
	case "LAME", "L3.9", "Lavf", "Lavc":
		t.gapless = true
		t.delay = int(raw[21])<<4 | int(raw[22])>>4
		t.padding = int(raw[22]&15)<<8 | int(raw[23])
	}
	return t, true
}

// plural counts things.
func plural(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
