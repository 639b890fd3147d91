package opus

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	codec "github.com/pion/opus"

	"lathe/audio"
	"lathe/audio/ogg"
	"lathe/dsp/unit"
)

const (
	rate      = 48000
	magic     = "OpusHead"
	maxFrames = rate * 120 / 1000 // of one packet [RFC6716 3.2.5]
)

// NewReader opens the first Opus stream of an Ogg file. Closing it does not
// close r.
func NewReader(r io.ReadSeeker) (audio.Reader, error) {
	stream, err := ogg.Open(r, magic)
	if err != nil {
		return nil, err
	}
	head, err := stream.Packet()
	if err != nil {
		return nil, err
	}
	h, err := parseHead(head)
	if err != nil {
		return nil, err
	}
	format := audio.Format{Container: "opus", Rate: rate, Channels: h.channels, Lossy: true}
	if err := format.Check(); err != nil {
		return nil, err
	}
	tags, err := stream.Packet()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("it ends within its headers: %w", audio.ErrMalformed)
	case err != nil:
		return nil, err
	case len(tags) < 8 || string(tags[:8]) != "OpusTags":
		return nil, fmt.Errorf("its Opus headers are damaged: %w", audio.ErrMalformed)
	}
	d := &decoder{channels: h.channels, gainLin: float32(h.gain.Gain())}
	d.Lost()
	return stream.Play(d, format, ogg.Timing{PreSkip: h.preSkip, MaxFrames: maxFrames})
}

// head is the identification header.
type head struct {
	channels int
	preSkip  int64   // frames the decoder needs to settle
	gain     unit.DB // to apply to everything
}

// parseHead reads the identification header [RFC7845 5.1].
func parseHead(raw []byte) (head, error) {
	if len(raw) < 19 {
		return head{}, fmt.Errorf("its Opus header ends early: %w", audio.ErrMalformed)
	}
	if raw[8] > 15 { // up to there they can be read as version 1
		return head{}, fmt.Errorf("its Opus header is of version %d, want at most 15: %w", raw[8], audio.ErrUnsupported)
	}
	h := head{
		channels: int(raw[9]),
		preSkip:  int64(binary.LittleEndian.Uint16(raw[10:])),
		gain:     unit.DB(int16(binary.LittleEndian.Uint16(raw[16:]))) / 256,
	}
	if raw[18] == 0 || h.channels > audio.MaxChannels { // too many channels are refused in other words
		return h, nil
	}
	// the other families list streams; ours decodes one, its channels in order
	if len(raw) < 21+h.channels {
		return head{}, fmt.Errorf("its Opus header ends early: %w", audio.ErrMalformed)
	}
	inOrder := raw[19] == 1 && int(raw[20]) == h.channels-1 && raw[18] != 3
	for c, from := range raw[21 : 21+h.channels] {
		inOrder = inOrder && int(from) == c
	}
	if !inOrder {
		return head{}, fmt.Errorf("its channels are packed apart (mapping family %d), which is not read here, and ffmpeg may: %w", raw[18], audio.ErrUnsupported)
	}
	return h, nil
}

// decoder is one Opus stream. It implements ogg.Codec.
type decoder struct {
	codec    codec.Decoder
	channels int
	gainLin  float32
}

var errNoAudio = errors.New("not an Opus packet")

// Frames reads the first bytes of a packet [RFC6716 3.1, 3.2].
func (d *decoder) Frames(packet []byte) (int, error) {
	if len(packet) == 0 {
		return 0, errNoAudio
	}
	count := 1
	switch packet[0] & 3 {
	case 1, 2:
		count = 2
	case 3:
		if len(packet) < 2 {
			return 0, errNoAudio
		}
		count = int(packet[1] & 63)
	}
	frames := count * frameLength(packet[0]>>3)
	if frames == 0 || frames > maxFrames {
		return 0, errNoAudio
	}
	return frames, nil
}

// frameLength is how long one frame of a configuration plays: the table of
// [RFC6716 3.1].
func frameLength(configuration byte) int {
	switch {
	case configuration < 12: // SILK: 10, 20, 40 or 60 ms
		return [4]int{480, 960, 1920, 2880}[configuration&3]
	case configuration < 16: // hybrid: 10 or 20 ms
		return 480 << (configuration & 1)
	default: // CELT: 2.5, 5, 10 or 20 ms
		return 120 << (configuration & 3)
	}
}

// Decode plays a packet.
func (d *decoder) Decode(packet []byte, out []float32) error {
	n, err := d.codec.DecodeToFloat32(packet, out)
	if err != nil {
		d.Lost() // its state may be half changed
		return err
	}
	if n*d.channels != len(out) {
		return errNoAudio
	}
	if d.gainLin != 1 {
		for i := range out {
			out[i] *= d.gainLin
		}
	}
	return nil
}

// Lost starts the decoder anew.
func (d *decoder) Lost() {
	d.codec, _ = codec.NewDecoderWithOutput(rate, d.channels) // refuses other rates and channels only
}
