package audio

import (
	"errors"
	"fmt"
	"math"
)

// Limits on what any header may claim. Outside them a file is refused before
// memory is taken for it.
const (
	MaxChannels = 2      // stems are mono or stereo
	MinRate     = 8000   // Hz
	MaxRate     = 768000 // Hz
)

// What a caller may branch on when a file cannot be read.
var (
	ErrUnsupported = errors.New("unsupported") // sound enough, but not for us: ADPCM, 5.1, a project file
	ErrMalformed   = errors.New("malformed")   // not what it claims to be
	ErrNotFinite   = errors.New("not finite")  // holds NaN or infinity
)

// Format is what a file says its samples are.
type Format struct {
	Container string // wav, rf64, bw64, rifx, aiff, aifc, flac, mp3, vorbis, opus, or ffmpeg's name for it
	Rate      int    // Hz
	Channels  int
	BitDepth  int   // valid bits a sample; 0 where the codec has none
	Float     bool  // floating point, so a level above 0 dBFS is not clipped
	Lossy     bool  // MP3, AAC, Vorbis, Opus
	Frames    int64 // length each channel should have; -1 when the file does not say
}

// Check refuses what Lathe does not take, in words for the artist.
func (f Format) Check() error {
	switch {
	case f.Channels < 1:
		return fmt.Errorf("it has no channels: %w", ErrMalformed)
	case f.Channels > MaxChannels:
		return fmt.Errorf("it has %d channels, and Lathe takes mono and stereo; export it as one stereo file: %w", f.Channels, ErrUnsupported)
	case f.Rate < MinRate || f.Rate > MaxRate:
		return fmt.Errorf("its sample rate is %d Hz, want %d to %d Hz: %w", f.Rate, MinRate, MaxRate, ErrUnsupported)
	}
	return nil
}

// String describes the format as a person would: "48 kHz 24-bit stereo WAV".
func (f Format) String() string {
	depth := ""
	switch {
	case f.Float:
		depth = fmt.Sprintf(" %d-bit float", f.BitDepth)
	case f.BitDepth > 0:
		depth = fmt.Sprintf(" %d-bit", f.BitDepth)
	}
	width := "mono"
	if f.Channels == 2 {
		width = "stereo"
	}
	return fmt.Sprintf("%g kHz%s %s %s", float64(f.Rate)/1000, depth, width, f.Container)
}

// Flaw is damage that a file could be read in spite of.
type Flaw struct {
	Code    string // truncated, junk, checksum, header
	Frame   int64  // where, or -1 for the file as a whole
	Message string // what is wrong, as a clause: "it ends early: ..."
}

// Reader gives the samples of one file, from the first to the last.
type Reader interface {
	// Format is known from the start; Frames may still be -1.
	Format() Format
	// Read fills dst, one slice per channel and all of one length, and returns
	// how many frames it filled: fewer than asked for only together with an
	// error, which is io.EOF at the end.
	Read(dst [][]float64) (frames int, err error)
	// Flaws are complete once Read has returned io.EOF.
	Flaws() []Flaw
	Close() error
}

// Seeker is a Reader that can jump to a frame without decoding what is before.
type Seeker interface {
	Reader
	SeekFrame(frame int64) error
}

// NewBlock makes a silent block.
func NewBlock(channels, frames int) [][]float64 {
	flat := make([]float64, channels*frames)
	block := make([][]float64, channels)
	for c := range block {
		block[c] = flat[c*frames : (c+1)*frames : (c+1)*frames]
	}
	return block
}

// Slice is the part of a block between two frames; it shares its samples.
// It writes the headers into dst so that loops need not allocate.
func Slice(dst, block [][]float64, from, to int) [][]float64 {
	dst = dst[:0]
	for _, ch := range block {
		dst = append(dst, ch[from:to])
	}
	return dst
}

// CheckFinite stops NaN and infinity at the door. first is the frame number of
// the block's start in its file.
func CheckFinite(block [][]float64, frames int, first int64, rate int) error {
	for c, ch := range block {
		sum := 0.0
		for _, v := range ch[:frames] {
			sum += v - v // 0 for finite numbers, NaN otherwise: one branch a block
		}
		if sum == 0 {
			continue
		}
		for i, v := range ch[:frames] {
			if v-v != 0 {
				return fmt.Errorf("the sample at %s (channel %d) is %g, which no sound can be; export the file again: %w",
					Clock(first+int64(i), rate), c+1, v, ErrNotFinite)
			}
		}
	}
	return nil
}

// Clock writes a position as artists read it: 3:21.04.
func Clock(frame int64, rate int) string {
	if rate <= 0 {
		return "0:00.00"
	}
	centis := int64(math.Round(float64(frame) / float64(rate) * 100))
	return fmt.Sprintf("%d:%02d.%02d", centis/6000, centis/100%60, centis%100)
}
