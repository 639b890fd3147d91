package flac

import "encoding/binary"

// bitWriter packs numbers most significant bit first. Its buffer is as long as
// the longest packet from the start, so that writing never allocates.
type bitWriter struct {
	buf     []byte
	at      int    // bytes written
	acc     uint64 // bits not yet written, in the low end
	pending uint   // how many: always below 32 between calls
}

func (w *bitWriter) reset() { w.at, w.acc, w.pending = 0, 0, 0 }

// put writes the n low bits of v; n is at most 32, and v has no bits above.
func (w *bitWriter) put(v uint64, n uint) {
	w.acc = w.acc<<n | v
	w.pending += n
	if w.pending >= 32 {
		w.pending -= 32
		binary.BigEndian.PutUint32(w.buf[w.at:], uint32(w.acc>>w.pending))
		w.at += 4
	}
}

// putSigned writes v as two's complement in n bits.
func (w *bitWriter) putSigned(v int32, n uint) {
	w.put(uint64(v)&(1<<n-1), n)
}

// putUnary writes q zeros and a one.
func (w *bitWriter) putUnary(q uint) {
	for ; q >= 32; q -= 32 {
		w.put(0, 32)
	}
	w.put(1, q+1)
}

// align fills the last byte with zeros and returns all that was written.
func (w *bitWriter) align() []byte {
	for w.pending%8 != 0 {
		w.acc <<= 1
		w.pending++
	}
	for w.pending > 0 {
		w.pending -= 8
		w.buf[w.at] = byte(w.acc >> w.pending)
		w.at++
	}
	return w.buf[:w.at]
}
