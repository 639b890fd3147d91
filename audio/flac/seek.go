package flac

import (
	"bytes"
	"errors"
	"io"

	"lathe/audio"
)

const (
	nearBytes = 64 << 10 // of packets that are decoded rather than searched
	maxFalse  = 100      // bytes in one search that looked like a packet and were none
)

// SeekFrame goes to a frame: reading continues there. The packet is found by
// bisection over the file, by the numbers in packet headers; seek tables are
// not consulted, so they cannot lie. Where the numbers do not count what they
// should (old encoders, spliced files) everything before the frame is decoded.
//
// A file that was not read from its first frame to its last is not compared
// with its checksum.
func (r *Reader) SeekFrame(frame int64) error {
	frame = max(0, frame)
	if r.format.Frames >= 0 {
		frame = min(frame, r.format.Frames)
	}
	r.digest, r.err, r.packet = nil, nil, nil
	at, first := r.start, int64(0)
	if !r.misnumbered && !r.oldNumbers() && r.first.frames > 0 {
		var err error
		if at, first, err = r.bisect(frame); err != nil {
			return err
		}
	}
	if err := r.wind(at); err != nil {
		return err
	}
	r.decoded = first
	for r.err == nil && r.decoded <= frame {
		r.packet = nil
		r.err = r.next()
	}
	if r.err != nil {
		r.packet = nil
		if errors.Is(r.err, io.EOF) {
			return nil
		}
		return r.err
	}
	skip := r.left() - int(r.decoded-frame)
	for c, ch := range r.packet {
		r.packet[c] = ch[skip:]
	}
	return nil
}

// oldNumbers says whether blocks differ in length and packet headers say
// otherwise, as encoders did before 2007: numbers then mean nothing.
func (r *Reader) oldNumbers() bool {
	return !r.first.variable && r.known && r.info.minBlock != r.info.maxBlock
}

// position is the first frame of a packet by its number, counted from the first
// packet.
func (r *Reader) position(h header) int64 {
	n := int64(h.number - r.first.number)
	if !h.variable {
		n *= int64(r.first.frames)
	}
	return n
}

// bisect finds a packet that begins at or before a frame, and not far before.
func (r *Reader) bisect(frame int64) (at, first int64, err error) {
	end, err := r.src.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, 0, audio.WithoutPath(err)
	}
	at = r.start
	for end-at > nearBytes {
		middle := at + (end-at)/2
		found, position, err := r.find(middle, end)
		switch {
		case err != nil:
			return 0, 0, err
		case found < 0 || position > frame || position <= first:
			end = middle
		default:
			at, first = found, position
		}
	}
	return at, first, nil
}

// find is the first packet in a stretch of the file that can be decoded, and
// its first frame; found is -1 when there is none.
func (r *Reader) find(from, to int64) (found, position int64, err error) {
	if err := r.wind(from); err != nil {
		return 0, 0, err
	}
	for wrong := 0; r.tape.played < to && wrong < maxFalse; {
		b, err := r.tape.peek(maxHeader)
		if err != nil {
			return 0, 0, audio.WithoutPath(err)
		}
		at := r.tape.played
		if h, err := parseHeader(b); err == nil && h.variable == r.first.variable && r.changes(h) == "" {
			_, err := r.tape.packet(h, r.format.BitDepth)
			if err == nil {
				return at, r.position(h), nil
			}
			if !errors.Is(err, errPacket) {
				return 0, 0, err
			}
			wrong++
			if err := r.wind(at + 1); err != nil {
				return 0, 0, err
			}
			continue
		}
		if len(b) == 0 {
			break
		}
		ahead, _ := r.tape.in.Peek(r.tape.in.Buffered())
		next := bytes.IndexByte(ahead[1:], 0xff)
		if next < 0 {
			next = len(ahead) - 1
		}
		r.tape.skip(1 + next) // it has been peeked: cannot fail
	}
	return -1, 0, nil
}

// wind goes to a byte of the file.
func (r *Reader) wind(at int64) error {
	if _, err := r.src.Seek(at, io.SeekStart); err != nil {
		return audio.WithoutPath(err)
	}
	r.tape.in.Reset(r.src)
	r.tape.played, r.tape.head, r.tape.err = at, nil, nil
	return nil
}
