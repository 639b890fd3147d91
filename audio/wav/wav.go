// Package wav reads and writes WAV files: RIFF, its big-endian sister RIFX,
// and RF64 and BW64, which pass 4 GiB.
//
//	scan     which chunks are there, and where the audio is   -> found
//	layout   what the fmt chunk says a sample is              -> audio.Encoding
//	Reader   frames (by iff.PCM), and what was said about them
//	Writer   frames in, sizes and loudness patched at the end
//
// Decoders disagree about broken files, so these are our rules. The first fmt
// and the first data chunk count. Sizes in the RIFF header are not believed at
// all, those of data only as far as the file goes. A length that was never
// written (0 or all ones, as streams and interrupted recordings have it) means
// everything up to the end of the file. Whatever was repaired so is told as an
// [audio.Flaw].
//
// Integers narrower than their container sit in its high bits. Where whole
// bytes of padding are not empty, nobody can know the level, and the file is
// refused.
//
// # References
//
//   - [MS94] Microsoft, "New Multimedia Data Types and Data Techniques", 1994:
//     the fmt chunk.
//   - [3285] EBU Tech 3285 v2, "Specification of the Broadcast Wave Format",
//     2011: the bext chunk.
//   - [3306] EBU Tech 3306, "RF64: An Extended File Format for Audio", 2007:
//     the ds64 chunk.
package wav

import (
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"strings"

	"lathe/audio"
	"lathe/audio/iff"
)

// Reader gives the samples of one WAV file. It is an [audio.Seeker].
type Reader struct {
	*iff.PCM
	bext   []byte
	ixml   []byte
	texts  map[string]string
	bigEnd bool
}

// NewReader reads the header of a WAV file of size bytes. Closing the reader
// closes r if r can be closed.
func NewReader(r io.ReaderAt, size int64) (*Reader, error) {
	found, err := scan(r, size)
	if err != nil {
		return nil, err
	}
	l, err := parseLayout(found.form, found.order)
	if err != nil {
		return nil, err
	}
	e, flaws, err := l.encoding(found)
	if err != nil {
		return nil, err
	}
	if err := l.checkPadding(r, found, e); err != nil {
		return nil, err
	}
	f := audio.Format{Container: found.container, Rate: l.rate, Channels: l.channels, BitDepth: l.depth(e), Float: e.Float}
	frames, short := found.frames(int64(e.Bytes*l.channels), l.rate)
	f.Frames = frames
	flaws = append(append(found.flaws, flaws...), short...)
	return &Reader{
		PCM:  iff.NewPCM(r, found.sound.At, e, f, flaws),
		bext: found.bext, ixml: found.ixml, texts: found.texts, bigEnd: e.BigEndian,
	}, nil
}

// Info is what the LIST INFO chunk says, by its four-letter names: INAM the
// title, IART the artist, ISFT the program that wrote the file.
func (r *Reader) Info() map[string]string { return maps.Clone(r.texts) }

// Bext is the broadcast extension, if the file has one.
func (r *Reader) Bext() (Bext, bool) { return parseBext(r.bext, r.bigEnd) }

// TimeReference is the frame of the session's timeline, counted from
// midnight, at which the file begins. Recorders and sequencers write it.
func (r *Reader) TimeReference() (frame int64, ok bool) {
	b, ok := r.Bext()
	return b.TimeReference, ok
}

// IXML is the iXML chunk as it stands in the file, at most 1 MiB of it.
func (r *Reader) IXML() []byte { return r.ixml }

// TrackName is the name that a recorder gave to the first track in iXML.
// Entities that the XML defines itself are not expanded: the name is empty.
func (r *Reader) TrackName() string {
	x := xml.NewDecoder(strings.NewReader(string(r.ixml)))
	var path []string
	for {
		token, err := x.Token()
		if err != nil {
			return ""
		}
		switch t := token.(type) {
		case xml.StartElement:
			if path = append(path, t.Name.Local); len(path) > maxXMLDepth {
				return ""
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if name := iff.Text(t); name != "" && strings.Join(path, "/") == "BWFXML/TRACK_LIST/TRACK/NAME" {
				return name
			}
		}
	}
}

const maxXMLDepth = 16 // iXML is four deep

// refuse is a sentence for the artist, and what a caller may branch on.
func refuse(class error, format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), class)
}
