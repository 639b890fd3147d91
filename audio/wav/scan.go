package wav

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
	maxForm = 64 // WAVEFORMATEXTENSIBLE takes 40
	maxBext = 64 << 10
	maxIXML = 1 << 20
	maxList = 64 << 10 // of all of them
)

const unknownSize = math.MaxUint32 // a data size that was never written, or stands in ds64

// found is what a file has, before anything is made of it.
type found struct {
	container string
	order     binary.ByteOrder
	form      []byte    // the fmt chunk
	sound     iff.Chunk // its Size is what is there
	promised  int64     // bytes of audio as the header has it; -1 when it does not say
	long      int64     // bytes of audio by ds64; -1 without one
	bext      []byte
	ixml      []byte
	texts     map[string]string
	listed    int64 // bytes of LIST chunks that were looked at
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
	f := &found{order: binary.LittleEndian, long: -1}
	switch string(head[:4]) {
	case "RIFF":
		f.container = "wav"
	case "RIFX":
		f.container, f.order = "rifx", binary.BigEndian
	case "RF64":
		f.container = "rf64"
	case "BW64":
		f.container = "bw64"
	default:
		return nil, refuse(audio.ErrMalformed, "it is not a WAV file")
	}
	if kind := string(head[8:]); kind != "WAVE" {
		return nil, refuse(audio.ErrMalformed, "it is a RIFF file, but it holds %q and not WAVE", kind)
	}
	w := iff.NewWalker(r, 12, size, f.order)
	for w.Next() {
		f.take(w, size)
	}
	switch {
	case w.Err() != nil:
		return nil, fmt.Errorf("reading it: %w", w.Err())
	case f.sound.At == 0:
		return nil, refuse(audio.ErrMalformed, "it has no data chunk, so there is no audio in it; export it again")
	case f.form == nil:
		return nil, refuse(audio.ErrMalformed, "it has no fmt chunk, which says what the samples are; export it again")
	}
	if w.Broken() && f.promised <= f.sound.Size {
		f.flaw("junk", "after the audio there is something that is no part of a WAV file; it was passed over")
	}
	return f, nil
}

// take keeps what the present chunk says.
func (f *found) take(w *iff.Walker, end int64) {
	c := w.Chunk()
	switch {
	case c.ID == "fmt ":
		form := w.Body(maxForm)
		if f.form == nil {
			f.form = form
		} else if string(form) != string(f.form) {
			f.flaw("header", "it says twice what its samples are, and not the same; the first was believed")
		}
	case c.ID == "data" && f.sound.At == 0:
		f.takeSound(w, end)
	case c.ID == "data":
		f.flaw("header", "it has a second piece of audio, which was passed over")
	case c.ID == "ds64" && (f.container == "rf64" || f.container == "bw64") && f.long < 0:
		if b := w.Body(16); len(b) == 16 {
			if n := binary.LittleEndian.Uint64(b[8:]); n <= math.MaxInt64 {
				f.long = int64(n)
			}
		}
	case c.ID == "bext" && f.bext == nil:
		f.bext = w.Body(maxBext)
	case c.ID == "iXML" && f.ixml == nil:
		f.ixml = w.Body(maxIXML)
	case c.ID == "LIST":
		body := w.Body(maxList - f.listed)
		f.listed += int64(len(body))
		f.takeList(body)
	}
}

// takeSound settles how many bytes of audio there are, and how many were
// promised.
func (f *found) takeSound(w *iff.Walker, end int64) {
	f.sound = w.Chunk()
	left := end - f.sound.At
	f.promised = f.sound.Size
	switch {
	case f.long > 0 && (f.sound.Size == unknownSize || f.sound.Size == 0):
		f.promised = f.long
	case f.sound.Size == 0 && left >= 8 && !w.Leads(), neverWritten(f.sound.Size) && f.sound.Size > left:
		f.promised = -1
		f.flaw("header", "its header does not say how long it is, as when a recording is interrupted; it was read to the end of the file")
	case f.long > 0 && f.long != f.sound.Size:
		f.flaw("header", "its header gives two lengths; the shorter form was believed")
	}
	f.sound.Size = left
	if f.promised >= 0 {
		f.sound.Size = min(f.promised, left)
		w.Resize(f.promised)
	} else {
		w.Resize(left)
	}
}

// neverWritten knows the sizes that programs put into a header when they
// cannot come back and correct it: just below 4 GiB (ffmpeg, GStreamer) and
// just below 2 GiB (sox writes 0x7ffff000), less at most a header of 64 KiB.
func neverWritten(size int64) bool {
	return size >= unknownSize-1<<16 || size >= math.MaxInt32-1<<16 && size <= math.MaxInt32
}

// takeList reads the texts of a LIST chunk of kind INFO. Lists inside the
// list are texts like any other: nothing recurses.
func (f *found) takeList(body []byte) {
	if len(body) < 4 || string(body[:4]) != "INFO" {
		return
	}
	for body = body[4:]; len(body) >= 8; {
		id, size := string(body[:4]), int64(f.order.Uint32(body[4:]))
		body = body[8:]
		n := min(size, int64(len(body)))
		if text := iff.Text(body[:n]); text != "" && f.texts[id] == "" {
			if f.texts == nil {
				f.texts = map[string]string{}
			}
			f.texts[id] = text
		}
		body = body[min(size+size&1, int64(len(body))):]
	}
}

// frames is how many whole frames there are, and what is wrong with that.
func (f *found) frames(width int64, rate int) (int64, []audio.Flaw) {
	there, rest := f.sound.Size/width, f.sound.Size%width
	padding := rest == 1 && there*width%2 == 1 // counted in the size, as Logic does
	switch {
	case f.promised < 0:
		return there, nil
	case f.promised/width > there:
		return there, []audio.Flaw{iff.Shortage(f.promised/width, there, rate)}
	case rest != 0 && !padding:
		return there, []audio.Flaw{{Code: "truncated", Frame: there, Message: "it ends in the middle of a sample; the rest of that was left out"}}
	}
	return there, nil
}

func (f *found) flaw(code, message string) {
	f.flaws = append(f.flaws, audio.Flaw{Code: code, Frame: -1, Message: message})
}
