package mp3

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"lathe/audio"
)

// confident is how many frames in a row the first one needs, unless the file
// ends sooner: two bytes in any file may look like the beginning of a frame.
const confident = 4

// frame is one frame as it stands in the file. raw lives until the next one is
// read.
type frame struct {
	header
	raw []byte
	gap int64 // bytes of junk before it, since the last frame
}

// scanner finds the frames of Layer III in a file.
type scanner struct {
	in      *bufio.Reader
	word    uint32 // what all frames have in common; 0 before the first
	synced  bool   // the last frame, or a tag, ended just here
	taken   int    // length of the frame given last, still in the buffer
	junk    int64  // bytes that belong to no frame and no tag,
	before  int64  // and how many of them came before the last frame
	guesses int    // places that were looked at for free format
	cut     bool   // the last frame is not whole
	changed bool   // the rate or the layer changes where reading ended
}

func newScanner(r io.Reader) *scanner {
	return &scanner{in: bufio.NewReaderSize(r, 1<<16), synced: true}
}

// next finds the next frame. Its error is io.EOF, the file's own, or
// audio.ErrUnsupported for what is not Layer III.
func (s *scanner) next() (frame, error) {
	s.in.Discard(s.taken) // it was peeked: cannot fail
	s.taken = 0
	for {
		raw, err := s.in.Peek(tagHead)
		if len(raw) < 4 {
			s.junk += int64(len(raw))
			s.in.Discard(len(raw))
			return frame{}, err
		}
		if n := tagBytes(raw); n > 0 && s.synced {
			if err := s.pass(n); err != nil {
				return frame{}, err
			}
			s.synced = true
			continue
		}
		f, err := s.at(raw)
		if err != nil {
			return frame{}, err
		}
		if f.raw != nil {
			f.gap, s.before = s.junk-s.before, s.junk
			s.taken, s.synced, s.word = len(f.raw), true, f.word&sameMask
			return f, nil
		}
		s.resync()
	}
}

// at is the frame that begins here, or none.
func (s *scanner) at(raw []byte) (frame, error) {
	h, ok := parseHeader(raw)
	if !ok {
		return frame{}, nil
	}
	if s.word != 0 && h.word&sameMask != s.word {
		if s.synced && s.believe(h, confident) {
			s.changed = true
			return frame{}, io.EOF
		}
		return frame{}, nil
	}
	if s.word == 0 {
		return s.first(h)
	}
	if h.bytes < h.soundBegin() || !s.synced && !s.believe(h, 2) {
		return frame{}, nil
	}
	return s.whole(h)
}

// first is the first frame, if enough others follow it.
func (s *scanner) first(h header) (frame, error) {
	if h.bytes == 0 {
		if s.free(h) {
			return frame{}, fmt.Errorf("it is free-format MP3, which hardly any program reads; encode it at a standard bit rate: %w", audio.ErrUnsupported)
		}
		return frame{}, nil
	}
	if !s.believe(h, confident) {
		return frame{}, nil
	}
	if h.layer != 3 {
		return frame{}, fmt.Errorf("it is MPEG Layer %s, which is not read here, and ffmpeg reads it: %w",
			[]string{"", "I", "II"}[h.layer], audio.ErrUnsupported)
	}
	if h.bytes < h.soundBegin() {
		return frame{}, nil
	}
	return s.whole(h)
}

// whole is the frame with this header if all of it is there.
func (s *scanner) whole(h header) (frame, error) {
	raw, err := s.in.Peek(h.bytes)
	if err == nil {
		return frame{header: h, raw: raw}, nil
	}
	if !errors.Is(err, io.EOF) {
		return frame{}, err
	}
	s.cut = true
	return frame{}, io.EOF
}

// believe tells whether frames stand here one after the other, the one with
// header h first: enough of them, or as many as come before the file or a tag
// ends them. The first is whole, and so is a second, but at the beginning.
func (s *scanner) believe(h header, enough int) bool {
	for n, at := 1, 0; ; n++ {
		if h.bytes == 0 {
			return false
		}
		at += h.bytes
		raw, _ := s.in.Peek(at + tagHead)
		switch {
		case len(raw) < at:
			return n > 2 || n == 2 && s.synced
		case n == enough:
			return true
		case len(raw) < at+4 || tagBytes(raw[at:]) > 0:
			return n > 1 || s.synced
		}
		next, ok := parseHeader(raw[at:])
		if !ok || next.word&sameMask != h.word&sameMask {
			return false
		}
		h = next
	}
}

// free tells whether frames of free format begin here: the same header three
// times more, each as far away as the last, or twice before the file ends.
func (s *scanner) free(h header) bool {
	const longest = 2881 + 1 // bytes: 640 kbit/s at 32 kHz
	const mask = sameMask | bitrateBits | modeBits | emphasis
	if s.guesses++; s.guesses > 1000 { // each costs a long look
		return false
	}
	raw, _ := s.in.Peek(3*longest + 4)
	same := func(at int) bool {
		return at+4 <= len(raw) && (binary.BigEndian.Uint32(raw[at:])^h.word)&mask == 0
	}
	for d := 24; d < longest; d++ {
		at, n := d, 0
		for same(at) || same(at+1) || at > d && same(at-1) { // with a byte of padding, or without
			n++
			if at += d; n == 3 || n == 2 && at >= len(raw) {
				return true
			}
		}
	}
	return false
}

// resync moves on to where a frame may begin: at least one byte.
func (s *scanner) resync() {
	s.synced = false
	raw, _ := s.in.Peek(s.in.Buffered())
	n := len(raw)
	if at := bytes.IndexByte(raw[1:], 0xFF); at >= 0 {
		n = at + 1
	}
	s.junk += int64(n)
	s.in.Discard(n)
}

// pass leaves out n bytes, or what there is of them.
func (s *scanner) pass(n int64) error {
	for n > 0 {
		step, err := s.in.Discard(int(min(n, 1<<20)))
		n -= int64(step)
		if err != nil {
			return err
		}
	}
	return nil
}
