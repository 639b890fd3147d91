package flac

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/mewkiz/flac/frame"

	"lathe/audio"
)

// tape is the file as the decoder hears it, from one packet to the next.
//
// The decoder (mewkiz/flac v1.0.14) complains to the standard logger about the
// rates 24 and 176.4 kHz, and does not know the code for 32 bits. Headers that
// have these are played to it with "as in STREAMINFO" in their place; the
// checksum of such a packet is ours to compare.
type tape struct {
	in      *bufio.Reader
	played  int64  // bytes of the file that are behind us
	head    []byte // to be played before more of the file
	patched bool
	crc     uint16 // of the packet, when patched
	err     error  // of the file, io.EOF included
	space   [maxHeader]byte
}

// Read plays on.
func (t *tape) Read(b []byte) (int, error) {
	if len(t.head) > 0 {
		n := copy(b, t.head)
		t.head = t.head[n:]
		return n, nil
	}
	n, err := t.in.Read(b)
	t.played += int64(n)
	if t.patched {
		t.crc = crc16(t.crc, b[:n])
	}
	if err != nil {
		t.err = err
	}
	return n, err
}

// skip leaves n bytes out.
func (t *tape) skip(n int) error {
	n, err := t.in.Discard(n)
	t.played += int64(n)
	return err
}

// peek shows the next bytes: n, or all there are.
func (t *tape) peek(n int) ([]byte, error) {
	b, err := t.in.Peek(n)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b, err
}

// begin winds the packet whose header has been peeked into place.
func (t *tape) begin(h header) {
	raw, _ := t.in.Peek(h.length)
	head := append(t.space[:0], raw...)
	t.patched, t.crc = false, 0
	if h.rate == 24000 && head[2]&15 == 7 || h.rate == 176400 && head[2]&15 == 2 {
		head[2] &^= 15
		t.patched = true
	}
	if h.depth == 32 {
		head[3] &^= 7 << 1
		t.patched = true
	}
	if t.patched {
		t.crc = crc16(0, raw)
		head[h.length-1] = crc8(head[:h.length-1])
	}
	t.skip(h.length) // it has been peeked: cannot fail
	t.head = head
}

// errPacket is why a packet cannot be decoded, when the file is not to blame.
var errPacket = errors.New("the packet is damaged")

// packet decodes the packet of a header. What the decoder panics on is damage.
func (t *tape) packet(h header, depth int) (channels [][]int32, err error) {
	defer func() {
		if p := recover(); p != nil {
			channels, err = nil, fmt.Errorf("%w: %v", errPacket, p)
		}
	}()
	t.begin(h)
	f, err := frame.New(t)
	if err != nil {
		return nil, t.blame()
	}
	f.BitsPerSample = uint8(depth)
	wide := depth == 32 && h.stereo == midSide
	if wide { // the decoder's own arithmetic has 32 bits, which is one too few
		f.Channels = frame.ChannelsLeftSide
	}
	err = f.Parse()
	for _, s := range f.Subframes {
		if s == nil || len(s.Samples) != h.frames {
			return nil, t.blame()
		}
		channels = append(channels, s.Samples)
	}
	if err != nil && !t.patched || t.patched && t.crc != 0 {
		return nil, t.blame()
	}
	if wide {
		join(channels[0], channels[1])
	}
	for _, ch := range channels {
		if !fits(ch, depth) {
			return nil, errPacket
		}
	}
	return channels, nil
}

// fits says whether samples keep to their depth, as those of a false one do not.
func fits(samples []int32, depth int) bool {
	large := int32(0)
	for _, v := range samples {
		large |= v ^ v>>31
	}
	return large>>(depth-1) == 0
}

// blame is the error of the file, if it had one that is not its end.
func (t *tape) blame() error {
	if t.err != nil && !errors.Is(t.err, io.EOF) {
		return audio.WithoutPath(t.err)
	}
	return errPacket
}

// join makes left and right of mid and of what the decoder gave for the other
// channel when told that mid was left: mid less side.
func join(mid, other []int32) {
	for i, m := range mid {
		side := int64(m - other[i]) // overflows there and back again
		sum := 2*int64(m) | side&1
		mid[i], other[i] = int32((sum+side)>>1), int32((sum-side)>>1)
	}
}
