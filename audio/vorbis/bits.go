package vorbis

// bits reads numbers from the least significant bit of each byte up, as Vorbis
// packs them. Past the end it reads zeros and remembers it.
type bits struct {
	raw  []byte
	at   int // bit
	over bool
}

func (b *bits) read(n int) int {
	v := 0
	for i := range n {
		if b.at>>3 >= len(b.raw) {
			b.over = true
			return 0
		}
		v |= int(b.raw[b.at>>3]>>(b.at&7)&1) << i
		b.at++
	}
	return v
}

// skip passes over n bits.
func (b *bits) skip(n int) {
	b.at += n
	if b.at > 8*len(b.raw) {
		b.over = true
	}
}

func (b *bits) flag() bool { return b.read(1) == 1 }

// ilog is how many bits it takes to write x: 0 for 0, 3 for 7 [VorbisI 9.2.1].
func ilog(x int) int {
	n := 0
	for ; x > 0; x >>= 1 {
		n++
	}
	return n
}
