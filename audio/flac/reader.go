package flac

import (
	"bufio"
	"crypto/md5"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"

	"lathe/audio"
)

// Reader gives the samples of one FLAC file. It is an [audio.Seeker].
//
// State: one packet and 64 KiB of the file. Not safe for concurrent use.
type Reader struct {
	src         io.ReadSeeker
	tape        tape
	start       int64 // of the first packet in the file
	info        streamInfo
	known       bool   // there is a STREAMINFO
	first       header // of the first packet, which all others must be like
	format      audio.Format
	digest      hash.Hash // nil where there is nothing to compare it with
	raw         []byte
	packet      [][]int32 // what is decoded, and not yet read
	scale       float64
	decoded     int64 // frames, up to the end of packet
	err         error // why reading has stopped
	misnumbered bool  // packets do not count what they should
	flaws       []audio.Flaw
}

const bufferBytes = 64 << 10

// NewReader reads the front of a FLAC file: its metadata, of which only
// STREAMINFO is kept, and the header of the first packet, which is believed
// where the two disagree. Closing the reader closes r if r can be closed.
func NewReader(r io.ReadSeeker) (audio.Reader, error) {
	o := &Reader{src: r, tape: tape{in: bufio.NewReaderSize(r, bufferBytes)}}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, audio.WithoutPath(err)
	}
	if err := o.metadata(); err != nil {
		return nil, err
	}
	o.start = o.tape.played
	if err := o.meet(); err != nil {
		return nil, err
	}
	if err := o.format.Check(); err != nil {
		return nil, err
	}
	if o.known && o.info.md5 != [16]byte{} {
		o.digest = md5.New()
	}
	o.scale = math.Ldexp(1, 1-o.format.BitDepth)
	return o, nil
}

// meet looks at the first packet and settles the format.
func (r *Reader) meet() error {
	f := audio.Format{Container: "flac", Rate: r.info.rate, Channels: r.info.channels, BitDepth: r.info.depth, Frames: r.info.frames}
	if f.Frames == 0 {
		f.Frames = -1
	}
	b, err := r.tape.peek(maxHeader)
	if err != nil {
		return audio.WithoutPath(err)
	}
	if len(b) == 0 && r.known { // a file without packets: what it says must do
		r.format = f
		return r.checkDepth()
	}
	h, err := parseHeader(b)
	if err != nil {
		return fmt.Errorf("it has no sound that can be read: %v: %w", err, audio.ErrMalformed)
	}
	r.first, f.Channels = h, h.channels()
	if h.rate > 0 {
		f.Rate = h.rate
	}
	if h.depth > 0 {
		f.BitDepth = h.depth
	}
	if r.known && (f.Rate != r.info.rate || f.Channels != r.info.channels || f.BitDepth != r.info.depth) {
		r.flaw("header", 0, "its header says %s, its sound is %s",
			describe(r.info.rate, r.info.depth, r.info.channels), describe(f.Rate, f.BitDepth, f.Channels))
	}
	r.format = f
	return r.checkDepth()
}

func (r *Reader) checkDepth() error {
	if d := r.format.BitDepth; d < 4 { // section 8.2
		return fmt.Errorf("its samples have %d bits, want 4 to 32: %w", d, audio.ErrMalformed)
	}
	return nil
}

func describe(rate, depth, channels int) string {
	width := fmt.Sprintf("%d channels", channels)
	switch channels {
	case 1:
		width = "mono"
	case 2:
		width = "stereo"
	}
	return fmt.Sprintf("%g kHz %d-bit %s", float64(rate)/1000, depth, width)
}

// Format is what the first packet says, and what STREAMINFO says of the length.
func (r *Reader) Format() audio.Format { return r.format }

// Flaws are complete once Read has returned io.EOF.
func (r *Reader) Flaws() []audio.Flaw { return r.flaws }

// Close closes the file, if it can be closed.
func (r *Reader) Close() error {
	if c, ok := r.src.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// Read fills dst with what comes next.
func (r *Reader) Read(dst [][]float64) (int, error) {
	want, n := len(dst[0]), 0
	for n < want {
		if r.left() == 0 {
			if r.err == nil {
				r.err = r.next()
			}
			if r.err != nil {
				return n, r.err
			}
		}
		took := min(want-n, r.left())
		for c, ch := range r.packet {
			out := dst[c][n : n+took]
			for i, v := range ch[:took] {
				out[i] = float64(v) * r.scale
			}
			r.packet[c] = ch[took:]
		}
		n += took
	}
	return n, nil
}

// left is how many decoded frames have not been read.
func (r *Reader) left() int {
	if len(r.packet) == 0 {
		return 0
	}
	return len(r.packet[0])
}

// next decodes a packet. Its error is the file's, or io.EOF where the sound
// ends, be it as it should or in damage, which is then told.
func (r *Reader) next() error {
	b, err := r.tape.peek(maxHeader)
	if err != nil {
		return audio.WithoutPath(err)
	}
	if len(b) == 0 {
		r.finish()
		return io.EOF
	}
	h, err := parseHeader(b)
	if err != nil {
		r.stray(b)
		return io.EOF
	}
	if change := r.changes(h); change != "" {
		r.flaw("header", r.decoded, "%s at %s, and only what is before that was read", change, audio.Clock(r.decoded, r.format.Rate))
		return io.EOF
	}
	channels, err := r.tape.packet(h, r.format.BitDepth)
	switch {
	case errors.Is(err, errPacket):
		r.broken()
		return io.EOF
	case err != nil:
		return err
	}
	if r.digest != nil {
		r.raw = interleave(r.raw[:0], channels, r.format.BitDepth)
		r.digest.Write(r.raw)
	}
	r.misnumbered = r.misnumbered || r.position(h) != r.decoded
	r.packet = channels
	r.decoded += int64(h.frames)
	return nil
}

// changes says what about a packet is not like the first one. A file cannot
// change its rate or channels half way, here, and neither its bit depth: no
// program writes that, flac itself refuses it, and what level it means would be
// a guess.
func (r *Reader) changes(h header) string {
	f := &r.format
	switch {
	case h.rate != 0 && h.rate != f.Rate:
		return fmt.Sprintf("its sample rate changes from %d to %d Hz", f.Rate, h.rate)
	case h.channels() != f.Channels:
		return fmt.Sprintf("it changes from %d to %d channels", f.Channels, h.channels())
	case h.depth != 0 && h.depth != f.BitDepth:
		return fmt.Sprintf("it changes from %d to %d bits", f.BitDepth, h.depth)
	}
	return ""
}
