package flac

import "encoding/binary"

const (
	marker          = "fLaC"
	streamInfoBytes = 34
	maxBlockBytes   = 1<<24 - 1 // of one metadata block, section 8.1
)

// Metadata block types, section 8.1.
const (
	kindStreamInfo    = 0
	kindSeekTable     = 3
	kindVorbisComment = 4
	kindForbidden     = 127
)

// streamInfo is what a file says about all of its packets (section 8.2). 0 is
// "not known" everywhere.
type streamInfo struct {
	minBlock, maxBlock int // frames; the last packet does not count
	minBytes, maxBytes int // of a packet
	rate               int // Hz
	channels           int
	depth              int // bits
	frames             int64
	md5                [16]byte
}

func parseStreamInfo(b *[streamInfoBytes]byte) streamInfo {
	word := binary.BigEndian.Uint64(b[10:]) // 20 bits rate, 3 channels less 1, 5 depth less 1, 36 frames
	s := streamInfo{
		minBlock: int(binary.BigEndian.Uint16(b[0:])),
		maxBlock: int(binary.BigEndian.Uint16(b[2:])),
		minBytes: int(binary.BigEndian.Uint32(b[4:]) >> 8),
		maxBytes: int(binary.BigEndian.Uint32(b[6:]) & 0xffffff),
		rate:     int(word >> 44),
		channels: int(word>>41&7) + 1,
		depth:    int(word>>36&31) + 1,
		frames:   int64(word & (1<<36 - 1)),
	}
	copy(s.md5[:], b[18:])
	return s
}

func (s streamInfo) append(b []byte) []byte {
	b = appendBytes(b, uint64(s.minBlock), 2)
	b = appendBytes(b, uint64(s.maxBlock), 2)
	b = appendBytes(b, uint64(s.minBytes), 3)
	b = appendBytes(b, uint64(s.maxBytes), 3)
	frames := uint64(s.frames)
	if frames >= 1<<36 {
		frames = 0
	}
	b = appendBytes(b, uint64(s.rate)<<44|uint64(s.channels-1)<<41|uint64(s.depth-1)<<36|frames, 8)
	return append(b, s.md5[:]...)
}

// appendBlockHeader writes what stands in front of a metadata block.
func appendBlockHeader(b []byte, kind int, last bool, length int) []byte {
	if last {
		kind |= 0x80
	}
	return appendBytes(append(b, byte(kind)), uint64(length), 3)
}
