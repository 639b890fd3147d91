package vorbis

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	codec "github.com/jfreymuth/vorbis"

	"lathe/audio"
	"lathe/audio/ogg"
)

// The first byte of a header packet; "vorbis" follows.
const (
	identification = 1
	comment        = 3
	setting        = 5
	magic          = "\x01vorbis"
)

// NewReader opens the first Vorbis stream of an Ogg file. Closing it does not
// close r.
func NewReader(r io.ReadSeeker) (audio.Reader, error) {
	stream, err := ogg.Open(r, magic)
	if err != nil {
		return nil, err
	}
	head, err := header(stream, identification)
	if err != nil {
		return nil, err
	}
	d := &decoder{}
	format, err := d.identify(head)
	if err != nil {
		return nil, err
	}
	if _, err = header(stream, comment); err != nil { // tags are intake's business
		return nil, err
	}
	tables, err := header(stream, setting)
	if err != nil {
		return nil, err
	}
	s, err := readSetup(tables[len(magic):], format.Channels)
	if err != nil {
		return nil, err
	}
	d.long = s.long
	if err := ogg.Guard(func() error {
		if err := d.codec.ReadHeader(head); err != nil {
			return err
		}
		return d.codec.ReadHeader(tables)
	}); err != nil {
		return nil, malformed("the decoder refuses it")
	}
	d.block = make([]float32, d.codec.BufferSize())
	return stream.Play(d, format, ogg.Timing{LeadIn: true, MaxFrames: d.blocks[1] / 2})
}

// header reads one of the three header packets, in their order.
func header(stream *ogg.Stream, kind byte) ([]byte, error) {
	packet, err := stream.Packet()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("it ends within its headers: %w", audio.ErrMalformed)
	case err != nil:
		return nil, err
	case len(packet) < len(magic) || packet[0] != kind || string(packet[1:len(magic)]) != magic[1:]:
		return nil, fmt.Errorf("its Vorbis headers are damaged: %w", audio.ErrMalformed)
	}
	return packet, nil
}

// decoder is one Vorbis stream. It implements ogg.Codec.
type decoder struct {
	codec    codec.Decoder
	channels int
	blocks   [2]int // lengths of a short and of a long block
	long     []bool // by mode
	before   int    // length of the block before the one measured next, 0 for none
	block    []float32
}

// identify reads the identification header [VorbisI 4.2.2].
func (d *decoder) identify(head []byte) (audio.Format, error) {
	if len(head) < 30 {
		return audio.Format{}, malformed("its first header ends early")
	}
	d.channels = int(head[11])
	d.blocks = [2]int{1 << (head[28] & 15), 1 << (head[28] >> 4)}
	format := audio.Format{
		Container: "vorbis",
		Rate:      int(binary.LittleEndian.Uint32(head[12:])),
		Channels:  d.channels,
		Lossy:     true,
	}
	switch {
	case binary.LittleEndian.Uint32(head[7:]) != 0:
		return audio.Format{}, unsupported("version %d", binary.LittleEndian.Uint32(head[7:]))
	case d.blocks[0] < 64 || d.blocks[0] > d.blocks[1] || d.blocks[1] > 8192 || head[29]&1 == 0:
		return audio.Format{}, malformed("blocks of %d and %d", d.blocks[0], d.blocks[1])
	}
	return format, format.Check()
}

// errNoAudio is a packet that holds no sound.
var errNoAudio = errors.New("not an audio packet")

// Frames is a quarter of the block before and a quarter of this one: half of
// either overlaps the other [VorbisI 1.3.2].
func (d *decoder) Frames(packet []byte) (int, error) {
	if len(packet) == 0 || packet[0]&1 != 0 {
		return 0, errNoAudio
	}
	mode := int(packet[0]>>1) & (1<<ilog(len(d.long)-1) - 1)
	if mode >= len(d.long) {
		return 0, errNoAudio
	}
	block := d.blocks[0]
	if d.long[mode] {
		block = d.blocks[1]
	}
	frames := 0
	if d.before > 0 {
		frames = d.before/4 + block/4
	}
	d.before = block
	return frames, nil
}

// Decode plays a packet. The first after a loss only fills the overlap.
func (d *decoder) Decode(packet []byte, out []float32) error {
	if len(out) == 0 {
		d.codec.Clear()
	}
	samples, err := d.codec.DecodeInto(packet, d.block)
	if err != nil {
		return err
	}
	copy(out, samples) // shorter only when the packet lies about the block before it
	return nil
}

// Lost forgets the block before: it does not overlap the next.
func (d *decoder) Lost() { d.before = 0 }
