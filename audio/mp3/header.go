package mp3

// header is the first four bytes of a frame [11172-3 2.4.1.3].
type header struct {
	word     uint32
	layer    int  // 1, 2 or 3
	low      bool // MPEG-2 or 2.5: half the rates, half the frame
	rate     int  // Hz
	channels int
	bytes    int // the whole frame; 0 in free format, where it does not say
}

// What of the word has to be the same in all frames of a stream: the sync bits,
// version, layer and rate.
const sameMask = 0xFFFE0C00

const (
	versionBits = 0x00180000
	version25   = 0
	version2    = 0x00100000
	protection  = 0x00010000 // set when there is no checksum
	bitrateBits = 0x0000F000
	rateBits    = 0x00000C00
	paddingBit  = 0x00000200
	modeBits    = 0x000000C0
	jointStereo = 0x00000040
	mono        = 0x000000C0
	intensity   = 0x00000010
	emphasis    = 0x00000003
)

// bitrates in kbit/s by layer; the low ones are MPEG-2's [11172-3 2.4.2.3,
// 13818-3 2.4.2.3].
var (
	bitrates = [4][15]int{
		1: {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
		2: {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
		3: {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	}
	lowBitrates = [4][15]int{
		1: {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
		2: {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
		3: {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	}
	rates = [3]int{44100, 48000, 32000}
)

// parseHeader reads the header that raw begins with, if it is one.
func parseHeader(raw []byte) (header, bool) {
	if len(raw) < 4 || raw[0] != 0xFF || raw[1]>>5 != 7 {
		return header{}, false
	}
	h := header{word: uint32(raw[0])<<24 | uint32(raw[1])<<16 | uint32(raw[2])<<8 | uint32(raw[3])}
	h.layer = 4 - int(h.word>>17&3)
	bitrate, rate := int(h.word>>12&15), int(h.word>>10&3)
	if h.layer == 4 || bitrate == 15 || rate == 3 || h.word&versionBits == 0x00080000 {
		return header{}, false
	}
	h.rate = rates[rate]
	switch h.word & versionBits {
	case version2:
		h.low, h.rate = true, h.rate/2
	case version25:
		h.low, h.rate = true, h.rate/4
	}
	h.channels = 2
	if h.word&modeBits == mono {
		h.channels = 1
	}
	if bitrate > 0 {
		h.bytes = h.length()
	}
	return h, true
}

// kbits is the bit rate, in kbit/s.
func (h header) kbits() int {
	if h.low {
		return lowBitrates[h.layer][h.word>>12&15]
	}
	return bitrates[h.layer][h.word>>12&15]
}

// padding is how many slots the frame has beyond what the bit rate comes to.
func (h header) padding() int {
	return int(h.word & paddingBit / paddingBit)
}

// length of the frame in bytes: what the bit rate comes to in the time it plays.
func (h header) length() int {
	kbits, padding := h.kbits(), h.padding()
	switch {
	case h.layer == 1:
		return (12000*kbits/h.rate + padding) * 4
	case h.layer == 3 && h.low:
		return 72000*kbits/h.rate + padding
	default:
		return 144000*kbits/h.rate + padding
	}
}

// frames is how many a Layer III frame plays.
func (h header) frames() int {
	if h.low {
		return 576
	}
	return 1152
}

// sideBytes is the length of the side information of Layer III, which comes
// after the header and its checksum [11172-3 2.4.1.7].
func (h header) sideBytes() int {
	switch {
	case !h.low && h.channels == 2:
		return 32
	case h.low && h.channels == 1:
		return 9
	default:
		return 17
	}
}

// sideBegin is where the side information begins.
func (h header) sideBegin() int {
	if h.word&protection == 0 {
		return 6
	}
	return 4
}

// soundBegin is where the data begins: as many bytes has the shortest frame.
func (h header) soundBegin() int { return h.sideBegin() + h.sideBytes() }
