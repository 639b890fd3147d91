package flac

import (
	"math"
	"math/bits"
)

// signal is what one subframe may hold: left, right, mid or side of a block.
type signal struct {
	samples []int32
	depth   int // bits of a sample in the subframe
	wasted  int // low bits that are 0 in every sample, and left out: section 9.2.2
	flat    bool
	taps    taps
	bits    float64 // that the subframe will take, by estimate
}

// set takes the wasted bits out of samples, which it changes.
func (s *signal) set(samples []int32, depth int) {
	s.samples, s.depth, s.wasted = samples, depth, 0
	all, differ := int32(0), int32(0)
	for _, v := range samples {
		all |= v
		differ |= v ^ samples[0]
	}
	s.flat = differ == 0
	if s.flat {
		return
	}
	if s.wasted = bits.TrailingZeros32(uint32(all)); s.wasted > 0 {
		s.depth -= s.wasted
		for i := range samples {
			samples[i] >>= s.wasted
		}
	}
}

// header writes a subframe's first bits (sections 9.2.1 and 9.2.2).
func (s *signal) header(w *bitWriter, kind int) {
	w.put(uint64(kind), 7)
	if s.wasted == 0 {
		w.put(0, 1)
		return
	}
	w.put(1, 1)
	w.putUnary(uint(s.wasted - 1))
}

// raw writes the first n samples as they are.
func (s *signal) raw(w *bitWriter, n int) {
	for _, v := range s.samples[:n] {
		w.putSigned(v, uint(s.depth))
	}
}

// Subframe types, section 9.2.1.
const (
	kindConstant = 0
	kindVerbatim = 1
	kindFixed    = 8  // and the order
	kindLPC      = 32 // and the order less 1
)

// attempt is one way to write a signal by prediction.
type attempt struct {
	residual []int32
	taps     taps
	fixed    bool // of taps only the order counts
	rice     rice
	bits     int // exactly, but for the subframe's header; MaxInt when it cannot be written
}

// linear tries a linear predictor.
func (a *attempt) linear(s *signal, q taps) {
	a.residual = a.residual[:len(s.samples)]
	a.taps, a.fixed, a.bits = q, false, math.MaxInt
	if q.order > 0 && q.predict(a.residual, s.samples) {
		a.rice.fit(a.residual, q.order)
		a.bits = q.order*(s.depth+precision) + 4 + 5 + a.rice.bits
	}
}

// byDifference tries the fixed predictor of an order.
func (a *attempt) byDifference(s *signal, order int) {
	a.residual = a.residual[:len(s.samples)]
	difference(a.residual, s.samples, order)
	a.taps.order, a.fixed = order, true
	a.rice.fit(a.residual, order)
	a.bits = order*s.depth + a.rice.bits
}

// write writes the subframe.
func (a *attempt) write(w *bitWriter, s *signal) {
	q := &a.taps
	if a.fixed {
		s.header(w, kindFixed+q.order)
		s.raw(w, q.order)
	} else {
		s.header(w, kindLPC+q.order-1)
		s.raw(w, q.order)
		w.put(precision-1, 4)
		w.put(uint64(q.shift), 5)
		for _, c := range q.coefs[:q.order] {
			w.putSigned(c, precision)
		}
	}
	a.rice.write(w, a.residual, q.order)
}
