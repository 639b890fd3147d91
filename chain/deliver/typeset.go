package deliver

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lathe/measure"
	"lathe/session"
)

// unknown stands where nothing could be measured.
const unknown = "–"

// measurable says whether a value can be shown and drawn. No sound lies 1000 dB
// from another.
func measurable(v float64) bool { return math.Abs(v) <= 1000 }

// tenths writes a value as a meter shows it.
func tenths(v float64) string { return decimal(v, 1) }

// decimal writes a value with so many digits after the point and a true minus
// sign; a value that rounds to zero has no sign.
func decimal(v float64, digits int) string {
	if !measurable(v) {
		return unknown
	}
	text := strconv.FormatFloat(math.Abs(v), 'f', digits, 64)
	if v < 0 && strings.ContainsAny(text, "123456789") {
		return "−" + text
	}
	return text
}

// signed writes a gain or a difference, which always has a sign.
func signed(v float64) string {
	text := tenths(v)
	if v > 0 && text != unknown && text != "0.0" {
		return "+" + text
	}
	return text
}

// clock writes seconds as m:ss.d, from an hour on as h:mm:ss.d.
func clock(s float64) string {
	if !(s >= 0 && s < 1e9) {
		return unknown
	}
	n := int64(math.Round(s * 10))
	if n < 36000 {
		return fmt.Sprintf("%d:%02d.%d", n/600, n/10%60, n%10)
	}
	return fmt.Sprintf("%d:%02d:%02d.%d", n/36000, n/600%60, n/10%60, n%10)
}

// weight writes a file's length in decimal units.
func weight(bytes int64) string {
	v := float64(bytes)
	switch {
	case v >= 1e9:
		return decimal(v/1e9, 2) + " GB"
	case v >= 1e6:
		return tenths(v/1e6) + " MB"
	case v >= 1e3:
		return tenths(v/1e3) + " kB"
	}
	return strconv.FormatInt(bytes, 10) + " bytes"
}

// hertz writes the name of a frequency as scales do: 31.5, 250, 1k, 2.5k.
func hertz(hz float64) string {
	if hz >= 1000 {
		return strconv.FormatFloat(hz/1000, 'g', 3, 64) + "k"
	}
	return strconv.FormatFloat(hz, 'g', 3, 64)
}

// container writes what kind of file a track is: short names are initials.
func container(name string) string {
	if len(name) > 4 || name == "opus" {
		return heading(name)
	}
	return strings.ToUpper(name)
}

// form writes what a delivered file is.
func form(format string) string {
	switch Format(format) {
	case WAV:
		return "WAV, 24-bit"
	case WAV16:
		return "WAV, 16-bit, 44.1 kHz"
	case FLAC:
		return "FLAC, 24-bit"
	case MP3:
		return "MP3, 320 kbit/s"
	case AAC:
		return "AAC, 256 kbit/s"
	}
	return strings.ToUpper(format)
}

// heading writes the name of a stage as a heading has it.
func heading(name string) string {
	if name == "eq" {
		return "EQ"
	}
	if name == "" {
		return name
	}
	first, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[n:]
}

// build writes what a track is: "WAV, 24-bit, 48 kHz, stereo", so that narrow
// columns break between the words and not within "24-bit" or "48 kHz".
func build(f measure.File) string {
	var said []string
	if f.Format != "" {
		said = append(said, container(f.Format))
	}
	if f.BitDepth > 0 {
		said = append(said, fmt.Sprintf("%d\u2011bit", f.BitDepth))
	}
	if f.SampleRate > 0 {
		said = append(said, strconv.FormatFloat(float64(f.SampleRate)/1000, 'f', -1, 64)+"\u00a0kHz")
	}
	switch {
	case f.Channels == 1:
		said = append(said, "mono")
	case f.Channels == 2:
		said = append(said, "stereo")
	case f.Channels > 2:
		said = append(said, fmt.Sprintf("%d channels", f.Channels))
	}
	if said == nil {
		return unknown
	}
	return strings.Join(said, ", ")
}

var (
	hyphened = regexp.MustCompile(`(^|[\s(])-(\d+(?:\.\d+)?)([\s),;:%]|\.\s|\.?$)`)
	parted   = regexp.MustCompile(`(\d) (dB|dBFS|dBTP|LUFS|LU|Hz|kHz|ms|s|%)\b`)
)

// prose sets a sentence of ours as print would: numbers below zero have a minus
// sign and not a hyphen, and stay in one line with their unit. File names keep
// their hyphens.
func prose(text string) string {
	text = hyphened.ReplaceAllString(text, "$1−$2$3")
	return parted.ReplaceAllString(text, "$1\u00a0$2")
}

// shownPlaces is how many places a finding lists; a clipped stem can have
// thousands.
const shownPlaces = 12

// places writes where a finding was heard.
func places(spans []session.Span) string {
	var said []string
	for i, s := range spans {
		if i == shownPlaces {
			said = append(said, fmt.Sprintf("and at %d more places", len(spans)-i))
			break
		}
		from, to := clock(s.StartS), clock(s.EndS)
		if to != unknown && to != from {
			from += " to " + to
		}
		said = append(said, from)
	}
	return strings.Join(said, ", ")
}

// neutral replaces what could make a line read differently from what it says:
// control characters, and those that turn the direction of writing for the
// rest of the line. It works on the finished page, so that nothing is missed.
// The marks between letters of a right-to-left name stay; they turn nothing.
func neutral(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029':
		return ' '
	case r < 0x20, r >= 0x7f && r <= 0x9f,
		r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u206f', r == '\ufeff',
		r >= '\ufdd0' && r <= '\ufdef', r&0xfffe == 0xfffe:
		return '\ufffd'
	}
	return r
}
