package aiff

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"lathe/audio"
	"lathe/audio/iff"
)

// How much of the chunks beside the audio is kept.
const (
	maxComm = 512 // 22 and the name of the compression, at most 255 letters
	maxText = 64 << 10
)

const (
	soundHead = 8              // offset and block size come before the audio in SSND, [AIFF]
	unset     = math.MaxUint32 // a size that was never written, or block size of a stream
)

// found is what a file has, before anything is made of it.
type found struct {
	container string
	comm      []byte
	sound     iff.Chunk // SSND; its Size is what is there
	open      bool      // SSND does not say how long it is
	start     int64     // byte of the first frame
	texts     map[string]string
	flaws     []audio.Flaw
}

// scan looks at every chunk of the file once.
func scan(r io.ReaderAt, size int64) (*found, error) {
	var head [12]byte
	switch {
	case size <= 0:
		return nil, refuse(audio.ErrMalformed, "the file is empty")
	case size < int64(len(head)):
		return nil, refuse(audio.ErrMalformed, "the file has %d bytes, too few for any audio", size)
	}
	if _, err := iff.ReadAt(r, head[:], 0); err != nil {
		return nil, fmt.Errorf("reading it: %w", audio.WithoutPath(err))
	}
	f := &found{}
	switch kind := string(head[8:]); {
	case string(head[:4]) != "FORM":
		return nil, refuse(audio.ErrMalformed, "it is not an AIFF file")
	case kind == "AIFF":
		f.container = "aiff"
	case kind == "AIFC":
		f.container = "aifc"
	default:
		return nil, refuse(audio.ErrMalformed, "it is an IFF file, but it holds %q and not AIFF", kind)
	}
	w := iff.NewWalker(r, 12, size, binary.BigEndian)
	for w.Next() {
		f.take(w, size)
	}
	switch {
	case w.Err() != nil:
		return nil, fmt.Errorf("reading it: %w", w.Err())
	case f.comm == nil:
		return nil, refuse(audio.ErrMalformed, "it has no COMM chunk, which says what the samples are; export it again")
	}
	if last := w.Chunk(); w.Broken() && (f.sound.At == 0 || last.At != f.sound.At || last.Size <= f.sound.Size) {
		f.flaw("junk", "there is something in it that is no part of an AIFF file; it was passed over")
	}
	return f, nil
}

// take keeps what the present chunk says.
func (f *found) take(w *iff.Walker, end int64) {
	c := w.Chunk()
	switch {
	case c.ID == "COMM" && f.comm == nil:
		f.comm = w.Body(maxComm)
	case c.ID == "SSND" && f.sound.At == 0:
		left := end - c.At
		f.sound = c
		f.open = c.Size == unset && left < unset || c.Size == 0 && left > soundHead && !w.Leads()
		if f.open {
			w.Resize(left)
		}
		f.sound.Size = min(w.Chunk().Size, left)
	case c.ID == "SSND":
		f.flaw("header", "it has a second piece of audio, which was passed over")
	case c.ID == "NAME" || c.ID == "AUTH" || c.ID == "ANNO" || c.ID == "(c) ":
		if text := iff.Text(w.Body(maxText)); text != "" && f.texts[c.ID] == "" {
			if f.texts == nil {
				f.texts = map[string]string{}
			}
			f.texts[c.ID] = text
		}
	}
}

// settle finds the first frame: SSND may put an offset before it. A file that
// promises no frames need not have the chunk.
func (f *found) settle(r io.ReaderAt, promised int64) error {
	if f.sound.At == 0 && promised == 0 {
		return nil
	}
	if f.sound.At == 0 {
		return refuse(audio.ErrMalformed, "it has no SSND chunk, so there is no audio in it; export it again")
	}
	if f.sound.Size == 0 && promised == 0 {
		f.sound = iff.Chunk{}
		return nil
	}
	if f.sound.Size < soundHead {
		return refuse(audio.ErrMalformed, "its SSND chunk has %d bytes, too few for any audio; export it again", f.sound.Size)
	}
	var head [soundHead]byte
	if _, err := iff.ReadAt(r, head[:], f.sound.At); err != nil {
		return fmt.Errorf("reading it: %w", audio.WithoutPath(err))
	}
	offset := int64(binary.BigEndian.Uint32(head[:]))
	if offset > f.sound.Size-soundHead {
		return refuse(audio.ErrMalformed, "its header puts the audio behind the end of it; export it again")
	}
	f.start = f.sound.At + soundHead + offset
	return nil
}

// frames is how many whole frames there are, and what is wrong with that.
func (f *found) frames(width int64, l layout) (int64, []audio.Flaw) {
	if f.start == 0 {
		return 0, nil
	}
	bytes := f.sound.At + f.sound.Size - f.start
	there := bytes / width
	switch {
	case f.open:
		return there, []audio.Flaw{{Code: "header", Frame: -1, Message: "its header does not say how long it is, as when a recording is interrupted; it was read to the end of the file"}}
	case l.frames > there:
		return there, []audio.Flaw{iff.Shortage(l.frames, there, l.rate)}
	case l.frames < there:
		return there, []audio.Flaw{iff.Surplus(l.frames, there, l.rate)}
	}
	return there, nil
}

func (f *found) flaw(code, message string) {
	f.flaws = append(f.flaws, audio.Flaw{Code: code, Frame: -1, Message: message})
}
