package wav

import (
	"encoding/binary"
	"io"

	"lathe/audio"
	"lathe/audio/iff"
)

// Codes of the fmt chunk, [MS94].
const (
	codePCM        = 0x0001
	codeFloat      = 0x0003
	codeExtensible = 0xFFFE
)

// codecs are the others one meets, in words.
var codecs = map[int]string{
	0x0002: "ADPCM", 0x0006: "A-law", 0x0007: "mu-law", 0x0010: "ADPCM", 0x0011: "ADPCM",
	0x0031: "GSM", 0x0050: "MPEG", 0x0055: "MP3", 0x0092: "AC-3", 0x00FF: "AAC",
	0x0160: "Windows Media Audio", 0x0161: "Windows Media Audio", 0x0162: "Windows Media Audio",
	0x1610: "AAC", 0x2000: "AC-3", 0x2001: "DTS", 0x674F: "Vorbis", 0xF1AC: "FLAC",
}

// guidTail is what follows the code in the GUIDs that stand for codes: Data2,
// Data3 and Data4 of xxxxxxxx-0000-0010-8000-00AA00389B71, where the first two
// are numbers in the file's order of bytes.
const guidTail = "\x80\x00\x00\xaa\x00\x38\x9b\x71"

// layout is what the fmt chunk says.
type layout struct {
	code     int
	channels int
	rate     int
	byteRate int64
	align    int // bytes a frame
	bits     int // a sample, container included
	valid    int // of these, by the extension; 0 when it does not say
}

func parseLayout(form []byte, order binary.ByteOrder) (layout, error) {
	if len(form) < 14 {
		return layout{}, refuse(audio.ErrMalformed, "its fmt chunk has %d bytes, want 16 or more; export it again", len(form))
	}
	l := layout{
		code:     int(order.Uint16(form)),
		channels: int(order.Uint16(form[2:])),
		rate:     int(order.Uint32(form[4:])),
		byteRate: int64(order.Uint32(form[8:])),
		align:    int(order.Uint16(form[12:])),
	}
	if len(form) >= 16 {
		l.bits = int(order.Uint16(form[14:]))
	} else if l.channels > 0 { // the first edition of the chunk ends here
		l.bits = 8 * l.align / l.channels
	}
	if l.code == codeExtensible {
		if err := l.extend(form, order); err != nil {
			return l, err
		}
	}
	if l.code != codePCM && l.code != codeFloat {
		return l, l.refuseCodec()
	}
	if l.channels == 0 {
		return l, refuse(audio.ErrMalformed, "its header says it has no channels; export it again")
	}
	if l.rate == 0 {
		return l, refuse(audio.ErrMalformed, "its header says its sample rate is 0; export it again")
	}
	return l, audio.Format{Rate: l.rate, Channels: l.channels}.Check()
}

// extend reads what WAVE_FORMAT_EXTENSIBLE adds. Which speakers a channel is
// for does not matter to mono and stereo.
func (l *layout) extend(form []byte, order binary.ByteOrder) error {
	if len(form) < 40 {
		return refuse(audio.ErrMalformed, "its fmt chunk has %d bytes, want 40 for this kind; export it again", len(form))
	}
	l.valid = int(order.Uint16(form[18:]))
	guid := form[24:40]
	if order.Uint16(guid[4:]) != 0x0000 || order.Uint16(guid[6:]) != 0x0010 || string(guid[8:]) != guidTail {
		return refuse(audio.ErrUnsupported, "its samples are of a kind that is neither PCM nor float; export it as 24-bit WAV")
	}
	l.code = int(order.Uint32(guid))
	return nil
}

func (l layout) refuseCodec() error {
	if name, ok := codecs[l.code]; ok {
		return refuse(audio.ErrUnsupported, "it is a WAV file with %s inside; export it as 24-bit WAV", name)
	}
	return refuse(audio.ErrUnsupported, "it is a WAV file with an unknown codec inside (0x%04x); export it as 24-bit WAV", l.code)
}

// encoding decides how samples are written, and what to say of a header that
// contradicts itself.
func (l layout) encoding(f *found) (e audio.Encoding, flaws []audio.Flaw, err error) {
	e.BigEndian = f.order == binary.BigEndian
	e.Bytes = (l.bits + 7) / 8
	switch {
	case l.bits == 0:
		return e, nil, refuse(audio.ErrMalformed, "its header says its samples have no bits; export it again")
	case l.code == codeFloat && l.bits != 32 && l.bits != 64:
		return e, nil, refuse(audio.ErrUnsupported, "it is %d-bit float, and Lathe takes 32-bit and 64-bit; export it as 32-bit float", l.bits)
	case l.code == codePCM && l.bits > 32:
		return e, nil, refuse(audio.ErrUnsupported, "it has %d bits a sample, and Lathe takes 8 to 32; export it as 24-bit WAV", l.bits)
	}
	e.Float = l.code == codeFloat
	wide, narrow := l.align/l.channels, int64(l.rate*l.channels*e.Bytes)
	if !e.Float && l.align%l.channels == 0 && wide > e.Bytes && wide <= 4 && l.byteRate != narrow {
		e.Bytes = wide
	}
	e.Unsigned = e.Bytes == 1
	if width := e.Bytes * l.channels; width != l.align {
		agrees := l.align == 0 || l.byteRate == int64(l.rate*width) || f.sound.Size%int64(width) == 0
		if !agrees {
			return e, nil, refuse(audio.ErrMalformed, "its header gives a frame %d bytes where %d bits and %d channels take %d; export it again", l.align, l.bits, l.channels, width)
		}
		flaws = append(flaws, audio.Flaw{Code: "header", Frame: -1, Message: "its header is wrong about the size of a frame; that was worked out again"})
	}
	if l.valid > 8*e.Bytes {
		flaws = append(flaws, audio.Flaw{Code: "header", Frame: -1, Message: "its header claims more bits than a sample has room for"})
	}
	return e, flaws, nil
}

// depth is how many bits of a sample mean something.
func (l layout) depth(e audio.Encoding) int {
	switch {
	case e.Float:
		return l.bits
	case l.valid > 0:
		return min(l.valid, 8*e.Bytes)
	}
	return l.bits
}

// checkPadding refuses samples with whole bytes of padding that are not empty.
// Some programs put 24 bits at the low end of 32, 48 dB too quiet, and an old
// one writes floats under the name of 24-bit integers; a few spots of the file
// tell.
func (l layout) checkPadding(r io.ReaderAt, f *found, e audio.Encoding) error {
	const spots, spotBytes = 16, 4096
	empty := e.Bytes - (l.depth(e)+7)/8
	if e.Float || empty <= 0 {
		return nil
	}
	from := 0 // the low end of a little-endian sample
	if e.BigEndian {
		from = e.Bytes - empty
	}
	buf := make([]byte, spotBytes/e.Bytes*e.Bytes)
	for i := range int64(spots) {
		at := f.sound.Size / spots * i
		at -= at % int64(e.Bytes)
		n, _ := iff.ReadAt(r, buf[:min(int64(len(buf)), f.sound.Size-at)], f.sound.At+at) // reading will tell of errors
		for s := buf[:n]; len(s) >= e.Bytes; s = s[e.Bytes:] {
			for _, b := range s[from : from+empty] {
				if b != 0 {
					return refuse(audio.ErrUnsupported, "it claims %d bits in samples of %d and fills the rest too, so its level cannot be known; export it as plain 24-bit WAV", l.depth(e), 8*e.Bytes)
				}
			}
		}
	}
	return nil
}
