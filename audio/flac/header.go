package flac

import (
	"errors"
	"fmt"
	"slices"
)

// maxHeader is the length in bytes of the longest packet header.
const maxHeader = 16

// What the codes in a packet header stand for, sections 9.1.2 and 9.1.4; 0 is
// "as in STREAMINFO", -1 is reserved.
var (
	rateCodes  = []int{0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000}
	depthCodes = []int{0, 8, 12, -1, 16, 20, 24, 32}
)

// Stereo is how two channels are stored, section 9.1.3; below leftSide it is
// the number of channels less 1, each as it is.
const (
	leftRight = 1
	leftSide  = 8
	sideRight = 9
	midSide   = 10
)

// header is what stands in front of a packet (section 9.1).
type header struct {
	frames   int    // block size
	rate     int    // Hz; 0 is as in STREAMINFO
	depth    int    // bits; 0 is as in STREAMINFO
	stereo   int    // or the number of channels
	variable bool   // blocks differ in length: number counts frames, not packets
	number   uint64 // of the packet in the stream, or of its first frame
	length   int    // bytes, with the checksum
}

func (h header) channels() int {
	if h.stereo >= leftSide {
		return 2
	}
	return h.stereo + 1
}

var (
	errSync   = errors.New("there is no packet")
	errCut    = errors.New("the packet header is cut short")
	errHeader = errors.New("the packet header is damaged")
)

// parseHeader reads the header that b begins with; b has maxHeader bytes, or
// all there are.
func parseHeader(b []byte) (header, error) {
	if len(b) < 2 || b[0] != 0xff || b[1]&0xfe != 0xf8 {
		return header{}, errSync
	}
	if len(b) < 6 {
		return header{}, errCut
	}
	h := header{variable: b[1]&1 == 1, stereo: int(b[3] >> 4), depth: depthCodes[b[3]>>1&7]}
	if h.stereo > midSide || h.depth < 0 || b[3]&1 != 0 {
		return header{}, errHeader
	}
	number, n := codedNumber(b[4:])
	if n == 0 {
		return header{}, errHeader
	}
	h.number = number
	rest, sized := h.blockSize(b[2]>>4, b[4+n:])
	rest, timed := h.sampleRate(b[2]&15, rest)
	if len(rest) == 0 {
		return header{}, errCut
	}
	h.length = len(b) - len(rest) + 1
	if !sized || !timed || crc8(b[:h.length]) != 0 {
		return header{}, errHeader
	}
	if h.frames > 65535 {
		return header{}, fmt.Errorf("a packet has %d frames, want at most 65535", h.frames)
	}
	return h, nil
}

// codedNumber reads the number that b begins with, in UTF-8 stretched to 36
// bits (section 9.1.5), and says how many bytes it takes: 0 when it is none.
func codedNumber(b []byte) (number uint64, n int) {
	lead := b[0]
	for lead&0x80 != 0 {
		lead <<= 1
		n++
	}
	switch {
	case n == 0:
		return uint64(lead), 1
	case n == 1 || n > 7 || n > len(b):
		return 0, 0
	}
	number = uint64(lead >> n)
	for _, v := range b[1:n] {
		if v&0xc0 != 0x80 {
			return 0, 0
		}
		number = number<<6 | uint64(v&0x3f)
	}
	return number, n
}

// blockSize understands the block size code, for which it may take bytes of
// rest (sections 9.1.1 and 9.1.6).
func (h *header) blockSize(code byte, rest []byte) ([]byte, bool) {
	switch {
	case code == 0:
		return rest, false
	case code == 1:
		h.frames = 192
	case code <= 5:
		h.frames = 576 << (code - 2)
	case code >= 8:
		h.frames = 256 << (code - 8)
	default:
		v, rest := take(rest, int(code)-5)
		h.frames = v + 1
		return rest, true
	}
	return rest, true
}

// sampleRate understands the sample rate code (sections 9.1.2 and 9.1.7).
func (h *header) sampleRate(code byte, rest []byte) ([]byte, bool) {
	switch code {
	case 12:
		h.rate, rest = take(rest, 1)
		h.rate *= 1000
	case 13:
		h.rate, rest = take(rest, 2)
	case 14:
		h.rate, rest = take(rest, 2)
		h.rate *= 10
	case 15:
		return rest, false
	default:
		h.rate = rateCodes[code]
	}
	return rest, true
}

// take reads a number of n bytes. When b is too short nothing is left of it.
func take(b []byte, n int) (int, []byte) {
	if len(b) < n {
		return 0, nil
	}
	v := 0
	for _, c := range b[:n] {
		v = v<<8 | int(c)
	}
	return v, b[n:]
}

// append writes the header to b, in a stream of fixed blocks. A rate or a depth
// without a code of its own is left to STREAMINFO.
func (h header) append(b []byte) []byte {
	from := len(b)
	block, blockBytes := byte(7), 2
	if h.frames == blockFrames {
		block, blockBytes = 12, 0
	}
	rate, tail, rateBytes := h.rateCode()
	depth := max(0, slices.Index(depthCodes, h.depth))
	b = append(b, 0xff, 0xf8, block<<4|rate, byte(h.stereo<<4|depth<<1))
	b = appendNumber(b, h.number)
	b = appendBytes(b, uint64(h.frames-1), blockBytes)
	b = appendBytes(b, uint64(tail), rateBytes)
	return append(b, crc8(b[from:]))
}

// rateCode is the code for the rate, and what it takes at the end of the header.
func (h header) rateCode() (code byte, tail, bytes int) {
	if at := slices.Index(rateCodes, h.rate); at > 0 {
		return byte(at), 0, 0
	}
	switch {
	case h.rate%1000 == 0 && h.rate <= 255*1000:
		return 12, h.rate / 1000, 1
	case h.rate <= 65535:
		return 13, h.rate, 2
	case h.rate%10 == 0 && h.rate <= 655350:
		return 14, h.rate / 10, 2
	}
	return 0, 0, 0
}

// appendNumber writes v as codedNumber reads it.
func appendNumber(b []byte, v uint64) []byte {
	if v < 0x80 {
		return append(b, byte(v))
	}
	n := 2 // n bytes hold 6(n-1) bits and 7-n more
	for v>>(5*n+1) != 0 {
		n++
	}
	b = append(b, ^byte(0xff>>n)|byte(v>>(6*(n-1))))
	for n--; n > 0; n-- {
		b = append(b, 0x80|byte(v>>(6*(n-1)))&0xbf)
	}
	return b
}

// appendBytes writes the n low bytes of v.
func appendBytes(b []byte, v uint64, n int) []byte {
	for n--; n >= 0; n-- {
		b = append(b, byte(v>>(8*n)))
	}
	return b
}
