package mp3

import "encoding/binary"

// press makes a new file of packets: all frames of the highest bit rate, and the
// data of a packet as early in the frame before as the format allows. What an
// encoder got into frames of any size fits into these.
//
// That is done because go-mp3 plays noise when the data a frame refers to is
// missing, and takes some MPEG-2 frames for a byte shorter than they are, after
// which all is noise. MPEG-2.5, which it does not know, differs from MPEG-2 in
// nothing but the rate, and has the tables of 16 kHz.
type press struct {
	early int // bytes of the next packet that are in the frame made last
	out   []byte
}

const (
	highest = 14 << 12 // bit rate: 320 kbit/s, in MPEG-2 160
	rate16  = 2 << 10  // 16 kHz
)

// frame makes the frame of packet p. The data of next, which may be nil, begins
// in it.
func (s *press) frame(p packet, next *packet) (raw []byte, fits bool) {
	word := p.word&^(bitrateBits|paddingBit|emphasis) | highest | protection
	switch {
	case !p.low:
		word |= paddingBit // the longest there is; go-mp3 gets that of MPEG-2 wrong
	case p.word&versionBits == version25:
		word = word&^(versionBits|rateBits) | version2 | rate16
	}
	s.out = binary.BigEndian.AppendUint32(s.out[:0], word)
	h, _ := parseHeader(s.out)
	s.out = append(s.out, p.side...)
	setBits(s.out[4:], 0, p.backBits(), s.early)
	s.out = append(s.out, p.sound[s.early:]...)
	room := h.bytes - len(s.out)
	if room < 0 {
		return nil, false
	}
	s.early = 0
	if next != nil {
		s.early = min(room, len(next.sound), 1<<p.backBits()-1)
	}
	s.out = append(s.out, make([]byte, room-s.early)...)
	if next != nil {
		s.out = append(s.out, next.sound[:s.early]...)
	}
	return s.out, true
}
