package flac

import "math"

const (
	blockFrames = 4096 // what flac's own levels 3 to 8 take
	minDepth    = 8    // of what is written
	maxDepth    = 24
)

// packer turns blocks into packets. Not safe for concurrent use: every worker
// has its own.
type packer struct {
	head        header // what all packets have in common
	whole       taper
	halves      [2]taper
	predictors  predictors
	sides       [2][]int32
	signals     [4]signal // left, right, mid, side
	best, other *attempt
	bits        bitWriter
}

func newPacker(head header) *packer {
	p := &packer{head: head, best: new(attempt), other: new(attempt)}
	p.predictors.room = make([]float64, maxOrder+blockFrames)
	p.best.residual, p.other.residual = make([]int32, blockFrames), make([]int32, blockFrames)
	p.whole.shape = make([]float64, 0, blockFrames)
	for i := range 2 {
		p.sides[i] = make([]int32, blockFrames)
		p.halves[i].shape = make([]float64, blockFrames/2)
		p.halves[i].set(i*blockFrames/2, blockFrames/2)
	}
	p.bits.buf = make([]byte, maxPacket(2, maxDepth))
	return p
}

// maxPacket is a length in bytes that no packet exceeds: every sample as it is,
// with a bit more in one channel, and what stands around them.
func maxPacket(channels, depth int) int {
	return maxHeader + channels*(blockFrames*(depth+1)/8+16) + 2
}

// pack appends the packet of one block to dst. It changes the samples.
func (p *packer) pack(dst []byte, samples [][]int32, number uint64) []byte {
	h := p.head
	h.frames, h.number = len(samples[0]), number
	if len(p.whole.shape) != h.frames { // the first block, and a shorter last one
		p.whole.set(0, h.frames)
	}
	var chosen [2]*signal
	if len(samples) == 1 {
		p.hear(0, samples[0], h.depth)
		chosen[0] = &p.signals[0]
	} else {
		h.stereo, chosen[0], chosen[1] = p.decorrelate(samples, h.depth)
	}
	from := len(dst)
	dst = h.append(dst)
	p.bits.reset()
	for _, s := range chosen[:len(samples)] {
		p.subframe(s)
	}
	dst = append(dst, p.bits.align()...)
	return appendBytes(dst, uint64(crc16(0, dst[from:])), 2)
}

// decorrelate picks the two signals that should tell the block in the fewest
// bits (section 4.2): mid is the floor of the mean of left and right, side is
// left less right. Counting the bits of all four instead of estimating them
// would save 0.05 % on real stems.
func (p *packer) decorrelate(samples [][]int32, depth int) (stereo int, a, b *signal) {
	left, right := samples[0], samples[1]
	mid, side := p.sides[0][:len(left)], p.sides[1][:len(left)]
	for i, l := range left {
		r := right[i]
		mid[i] = (l + r) >> 1
		side[i] = l - r
	}
	p.hear(0, left, depth)
	p.hear(1, right, depth)
	p.hear(2, mid, depth)
	p.hear(3, side, depth+1)
	s, least := &p.signals, math.Inf(1)
	for _, c := range []struct{ stereo, a, b int }{
		{leftRight, 0, 1}, {leftSide, 0, 3}, {sideRight, 3, 1}, {midSide, 2, 3},
	} {
		if bits := s[c.a].bits + s[c.b].bits; bits < least {
			least, stereo, a, b = bits, c.stereo, &s[c.a], &s[c.b]
		}
	}
	return stereo, a, b
}

// hear finds a linear predictor for a signal, and what it should take with it.
func (p *packer) hear(at int, samples []int32, depth int) {
	s := &p.signals[at]
	s.set(samples, depth)
	s.taps.order = 0
	switch {
	case s.flat:
		s.bits = float64(s.depth)
	case len(samples) <= 2*maxOrder: // too short to learn from
		s.bits = float64(len(samples) * s.depth)
	default:
		s.taps, s.bits = p.predictors.find(samples, s.depth, &p.whole)
		s.bits = min(s.bits, float64(len(samples)*s.depth))
	}
}

// subframe writes a signal (section 9.2): as a constant, by the predictor that
// takes the fewest bits, or as it is where prediction does not pay.
func (p *packer) subframe(s *signal) {
	w := &p.bits
	if s.flat {
		s.header(w, kindConstant)
		s.raw(w, 1)
		return
	}
	p.best.linear(s, s.taps)
	p.tryHalf(s)
	p.tryDifference(s)
	if p.best.bits < s.depth*len(s.samples) {
		p.best.write(w, s)
		return
	}
	s.header(w, kindVerbatim)
	s.raw(w, len(s.samples))
}

// uneven is how many times more the residual of one half of a block must be
// for a predictor of the other half alone to be worth trying. At 1.5 two blocks
// in five are tried again and real stems get 0.35 % smaller; trying all would
// save 0.07 % more.
const uneven = 1.5

// tryHalf tries a predictor that knows the quieter half of the block only. The
// louder half dominates one that knows both; but bits go by the logarithm, and
// a bit saved is worth the same in either half.
func (p *packer) tryHalf(s *signal) {
	if len(s.samples) != blockFrames || s.taps.order == 0 || p.best.bits == math.MaxInt {
		return
	}
	first, second := p.best.rice.halves()
	half := 0
	if first > second {
		half, first, second = 1, second, first
	}
	if float64(second) > uneven*float64(first) {
		q, _ := p.predictors.find(s.samples, s.depth, &p.halves[half])
		p.other.linear(s, q)
		p.keepBetter()
	}
}

// tryDifference tries the best of the fixed predictors, if the mean of what it
// misses says that it might win.
func (p *packer) tryDifference(s *signal) {
	n := len(s.samples)
	order, missed := 0, uint64(0)
	if n > fixedOrders {
		order, missed = bestDifference(s.samples)
		if _, bits := parameter(2*missed, n-order); bits > p.best.bits {
			return
		}
	}
	p.other.byDifference(s, order)
	p.keepBetter()
}

func (p *packer) keepBetter() {
	if p.other.bits < p.best.bits {
		p.best, p.other = p.other, p.best
	}
}
