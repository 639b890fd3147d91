package aiff

import (
	"encoding/binary"
	"math"

	"lathe/audio"
)

// layout is what the COMM chunk says.
type layout struct {
	channels    int
	frames      int64
	bits        int
	rate        int
	compression string // NONE for AIFF
}

// codecs are the compressions that are refused, in words.
var codecs = map[string]string{
	"alaw": "A-law", "ALAW": "A-law", "ulaw": "mu-law", "ULAW": "mu-law",
	"ima4": "ADPCM", "MAC3": "MACE", "MAC6": "MACE", "ACE2": "ACE", "ACE8": "ACE",
	"QDMC": "QDesign", "QDM2": "QDesign", ".mp3": "MP3", "GSM ": "GSM", "G722": "ADPCM", "G726": "ADPCM",
}

func parseLayout(comm []byte, aifc bool) (layout, error) {
	need := 18
	if aifc {
		need = 22
	}
	if len(comm) < need {
		return layout{}, refuse(audio.ErrMalformed, "its COMM chunk has %d bytes, want %d or more; export it again", len(comm), need)
	}
	l := layout{
		channels:    int(int16(binary.BigEndian.Uint16(comm))),
		frames:      int64(binary.BigEndian.Uint32(comm[2:])),
		bits:        int(int16(binary.BigEndian.Uint16(comm[6:]))),
		compression: "NONE",
	}
	if aifc {
		l.compression = string(comm[18:22])
	}
	rate, ok := parseRate([10]byte(comm[8:18]))
	switch {
	case !ok:
		return l, refuse(audio.ErrMalformed, "its header gives no usable sample rate; export it again")
	case l.channels < 1:
		return l, refuse(audio.ErrMalformed, "its header says it has %d channels; export it again", l.channels)
	}
	l.rate = rate
	return l, audio.Format{Rate: l.rate, Channels: l.channels}.Check()
}

// encoding is how samples are written, and how many bits of each mean
// something. Where the compression fixes the width, what COMM says of it does
// not count: some programs leave 16 there.
func (l layout) encoding() (e audio.Encoding, depth int, err error) {
	e.BigEndian = true
	switch l.compression {
	case "NONE", "twos":
		return l.integers(e)
	case "sowt":
		e.BigEndian = false
		return l.integers(e)
	case "raw ":
		if l.bits < 1 || l.bits > 8 {
			return e, 0, refuse(audio.ErrUnsupported, "its samples are unsigned and have %d bits; export it as 24-bit WAV or AIFF", l.bits)
		}
		e.Bytes, e.Unsigned = 1, true
		return e, l.bits, nil
	case "in24":
		e.Bytes = 3
	case "in32":
		e.Bytes = 4
	case "fl32", "FL32":
		e.Bytes, e.Float = 4, true
	case "fl64", "FL64":
		e.Bytes, e.Float = 8, true
	default:
		if name, ok := codecs[l.compression]; ok {
			return e, 0, refuse(audio.ErrUnsupported, "it is an AIFF file with %s inside; export it as 24-bit WAV or AIFF", name)
		}
		return e, 0, refuse(audio.ErrUnsupported, "it is an AIFF file with an unknown codec inside (%q); export it as 24-bit WAV or AIFF", l.compression)
	}
	return e, 8 * e.Bytes, nil
}

// integers fills the width of signed samples: as many bytes as the bits need,
// with the bits in the high end.
func (l layout) integers(e audio.Encoding) (audio.Encoding, int, error) {
	switch {
	case l.bits < 1:
		return e, 0, refuse(audio.ErrMalformed, "its header says its samples have %d bits; export it again", l.bits)
	case l.bits > 32:
		return e, 0, refuse(audio.ErrUnsupported, "it has %d bits a sample, and Lathe takes 8 to 32; export it as 24-bit AIFF", l.bits)
	}
	e.Bytes = (l.bits + 7) / 8
	return e, l.bits, nil
}

// parseRate reads the 80-bit number that AIFF keeps its sample rate in: sign,
// 15 bits of exponent with bias 16383, and 64 of mantissa whose first is the
// one before the point.
//
//	rate = mantissa * 2^(exponent - 16383 - 63)
//
// Zero, negative, infinite, not a number and not normalised are no rates. A
// fraction of a hertz is rounded away.
func parseRate(b [10]byte) (int, bool) {
	exponent := int(binary.BigEndian.Uint16(b[:]))
	mantissa := binary.BigEndian.Uint64(b[2:])
	const (
		bias = 16383
		huge = bias + 31 // 2 GHz; a minus sign lies above it, too
	)
	if exponent < bias || exponent >= huge || mantissa>>63 == 0 {
		return 0, false
	}
	return int(math.Round(math.Ldexp(float64(mantissa), exponent-bias-63))), true
}
