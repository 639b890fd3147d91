// Package aiff reads AIFF files and the uncompressed kinds of AIFF-C.
//
//	scan      which chunks are there            -> found
//	layout    what the COMM chunk says          -> audio.Encoding
//	Reader    frames (by iff.PCM), and what was said about them
//
// Decoders disagree about broken files, so these are our rules. The first COMM
// and the first SSND chunk count. The size in the FORM header is not believed
// at all. Where COMM and SSND disagree about the length, what SSND holds is
// read. Whatever was repaired so is told as an [audio.Flaw].
//
// # References
//
//   - [AIFF] Apple, "Audio Interchange File Format: AIFF", version 1.3, 1989.
//   - [AIFC] Apple, "Audio Interchange File Format AIFF-C", draft, 1991.
package aiff

import (
	"fmt"
	"io"
	"maps"

	"lathe/audio"
	"lathe/audio/iff"
)

// Reader gives the samples of one AIFF file. It is an [audio.Seeker].
type Reader struct {
	*iff.PCM
	texts map[string]string
}

// NewReader reads the header of an AIFF file of size bytes. Closing the reader
// closes r if r can be closed.
func NewReader(r io.ReaderAt, size int64) (*Reader, error) {
	found, err := scan(r, size)
	if err != nil {
		return nil, err
	}
	l, err := parseLayout(found.comm, found.container == "aifc")
	if err != nil {
		return nil, err
	}
	e, depth, err := l.encoding()
	if err != nil {
		return nil, err
	}
	if err := found.settle(r, l.frames); err != nil {
		return nil, err
	}
	f := audio.Format{Container: found.container, Rate: l.rate, Channels: l.channels, BitDepth: depth, Float: e.Float}
	frames, flaws := found.frames(int64(e.Bytes*l.channels), l)
	f.Frames = frames
	return &Reader{PCM: iff.NewPCM(r, found.start, e, f, append(found.flaws, flaws...)), texts: found.texts}, nil
}

// Info is what the text chunks say, by their four-letter names: NAME, AUTH,
// ANNO and "(c) ".
func (r *Reader) Info() map[string]string { return maps.Clone(r.texts) }

// refuse is a sentence for the artist, and what a caller may branch on.
func refuse(class error, format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), class)
}
