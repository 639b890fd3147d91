package deliver

import (
	"fmt"
	"slices"
	"strings"
)

// Format is a form the master can have.
type Format string

// The formats. WAV is always delivered.
const (
	WAV   Format = "wav"   // 24-bit, the session's rate
	WAV16 Format = "wav16" // 16-bit, 44.1 kHz, noise-shaped: for CD
	FLAC  Format = "flac"  // 24-bit, the session's rate
	MP3   Format = "mp3"   // 320 kbit/s, by ffmpeg
	AAC   Format = "aac"   // 256 kbit/s in .m4a, by ffmpeg
)

// scratch is a 24-bit WAV that is encoded and not delivered.
const scratch Format = "scratch"

// ScratchName is its name while it lies aside.
const ScratchName = "scratch.wav"

// Scratch is the names of a cut that is only encoded.
func Scratch() map[Format]string { return map[Format]string{scratch: ScratchName} }

var formats = []Format{WAV, WAV16, FLAC, MP3, AAC}

// CDRate is the rate of WAV16, in Hz.
const CDRate = 44100

// ParseFormats reads "flac,wav16": what to deliver besides the WAV.
func ParseFormats(text string) ([]Format, error) {
	var out []Format
	for _, name := range strings.Split(text, ",") {
		f := Format(strings.ToLower(strings.TrimSpace(name)))
		switch {
		case f == "" || f == WAV || f == "wav24" || slices.Contains(out, f):
			continue
		case f == "cd":
			f = WAV16
		case !slices.Contains(formats, f):
			return nil, fmt.Errorf("format is %q, want one or more of wav, wav16, flac, mp3, aac", name)
		}
		out = append(out, f)
	}
	return out, nil
}
