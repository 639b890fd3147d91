package mp3

import (
	"iter"
	"slices"
)

// packet is the sound of one frame: its side information, and its data, which
// may begin in the frames before it [11172-3 2.4.2.7].
type packet struct {
	header
	side  []byte
	sound []byte
	heard bool // false: silence, because the data is not there
}

// The numbers of one granule and channel, from where it begins; those after
// scaleBits come a little later in MPEG-2, whose scaleBits are 9 and not 4.
const (
	lengthBits  = 12 // of the data, in bits
	gainAt      = 12 + 9
	scaleAt     = 12 + 9 + 8
	switchAfter = 0 // window switching, after scaleBits
	blockAfter  = 1 // block type, two bits
)

// part is where the numbers of a granule and channel begin, and how many bits
// scaleBits are.
func (h header) part(granule, channel int) (at, scaleBits int) {
	if h.low {
		return 8 + h.channels + channel*63, 9
	}
	at = 9 + 5 + 4
	if h.channels == 2 {
		at = 9 + 3 + 8
	}
	return at + (granule*h.channels+channel)*59, 4
}

// parts are all granules and channels.
func (h header) parts() iter.Seq2[int, int] {
	return func(yield func(at, scaleBits int) bool) {
		for g := range h.frames() / 576 {
			for c := range h.channels {
				if !yield(h.part(g, c)) {
					return
				}
			}
		}
	}
}

// bitsAt reads a number from the most significant bit of each byte down.
func bitsAt(raw []byte, at, n int) (v int) {
	for i := at; i < at+n; i++ {
		v = v<<1 | int(raw[i>>3]>>(7-i&7)&1)
	}
	return v
}

// setBits writes one.
func setBits(raw []byte, at, n, v int) {
	for i := at + n - 1; i >= at; i-- {
		bit := byte(1) << (7 - i&7)
		raw[i>>3] &^= bit
		if v&1 != 0 {
			raw[i>>3] |= bit
		}
		v >>= 1
	}
}

// gather keeps the data of the frames before, and takes the packets out of them.
type gather struct{ before []byte }

// take is the packet of a frame.
func (g *gather) take(f frame) packet {
	const most = 511 // bytes a frame can refer back: nine bits, in MPEG-2 eight
	if f.gap > int64(len(f.raw)/2) {
		g.before = g.before[:0] // of a frame that is lost there would be data
	}
	p := packet{header: f.header, side: slices.Clone(f.raw[f.sideBegin():f.soundBegin()])}
	back := bitsAt(p.side, 0, f.backBits())
	setBits(p.side, 0, f.backBits(), 0)
	from := len(g.before) - back
	for at, scaleBits := range p.parts() {
		if bitsAt(p.side, at, lengthBits) == 0 { // no data; go-mp3 would read scale factors all the same
			setBits(p.side, at+scaleAt, scaleBits, 0)
		}
	}
	g.before = append(g.before, f.raw[f.soundBegin():]...)
	if need := p.need(); from >= 0 && from+need <= len(g.before) {
		p.heard = true
		p.sound = slices.Clone(g.before[from : from+need])
	} else {
		clear(p.side)
	}
	g.before = append(g.before[:0], g.before[max(0, len(g.before)-most):]...)
	return p
}

// backBits is how many bits of the side information say how far back the data
// begins.
func (h header) backBits() int {
	if h.low {
		return 8
	}
	return 9
}

// need is how many bytes of data the packet has.
func (p packet) need() int {
	total := 0
	for at := range p.parts() {
		total += bitsAt(p.side, at, lengthBits)
	}
	return (total + 7) / 8
}

// silent is a packet of the same length without sound.
func (p packet) silent() packet {
	return packet{header: p.header, side: make([]byte, len(p.side))}
}

// softer is the same sound softness times smaller: 12 dB.
func (p packet) softer() packet {
	p.side = slices.Clone(p.side)
	for at := range p.parts() {
		setBits(p.side, at+gainAt, 8, max(0, bitsAt(p.side, at+gainAt, 8)-8))
	}
	return p
}

// softness is eight steps of the gain, of which four are a factor of two
// [11172-3 2.4.3.4].
const softness = 4

// short tells whether there are short blocks in it.
func (p packet) short() bool {
	for at, scaleBits := range p.parts() {
		at += scaleAt + scaleBits
		if bitsAt(p.side, at+switchAfter, 1) == 1 && bitsAt(p.side, at+blockAfter, 2) == 2 {
			return true
		}
	}
	return false
}
