package flac

import "math"

const fixedOrders = 5 // 0 to 4: section 9.2.5

// predict writes what the taps miss of x into residual, from their order on.
// It says no when a number is too large for what section 9.2.7.3 allows.
func (q *taps) predict(residual, x []int32) bool {
	if q.order > 8 {
		return q.predict12(residual, x)
	}
	return q.predict8(residual, x)
}

// early does the first samples one by one, up to where the fast loops begin,
// and returns an or over the magnitudes of what is missed.
func (q *taps) early(residual, x []int32, until int) (large int64) {
	for i := q.order; i < min(until, len(x)); i++ {
		sum := int64(0)
		for k := range q.order {
			sum += int64(q.coefs[k]) * int64(x[i-1-k])
		}
		r := int64(x[i]) - sum>>q.shift
		large |= r ^ r>>63
		residual[i] = int32(r)
	}
	return large
}

func (q *taps) predict12(residual, x []int32) bool {
	large := q.early(residual, x, 12)
	c := &q.coefs
	c0, c1, c2, c3, c4, c5 := int64(c[0]), int64(c[1]), int64(c[2]), int64(c[3]), int64(c[4]), int64(c[5])
	c6, c7, c8, c9, c10, c11 := int64(c[6]), int64(c[7]), int64(c[8]), int64(c[9]), int64(c[10]), int64(c[11])
	shift := q.shift & 63
	for i := 12; i < len(x) && i < len(residual); i++ {
		h := (*[13]int32)(x[i-12:])
		sum := c0*int64(h[11]) + c1*int64(h[10]) + c2*int64(h[9]) + c3*int64(h[8]) +
			c4*int64(h[7]) + c5*int64(h[6]) + c6*int64(h[5]) + c7*int64(h[4]) +
			c8*int64(h[3]) + c9*int64(h[2]) + c10*int64(h[1]) + c11*int64(h[0])
		r := int64(h[12]) - sum>>shift
		large |= r ^ r>>63
		residual[i] = int32(r)
	}
	return large < math.MaxInt32
}

func (q *taps) predict8(residual, x []int32) bool {
	large := q.early(residual, x, 8)
	c := &q.coefs
	c0, c1, c2, c3 := int64(c[0]), int64(c[1]), int64(c[2]), int64(c[3])
	c4, c5, c6, c7 := int64(c[4]), int64(c[5]), int64(c[6]), int64(c[7])
	shift := q.shift & 63
	for i := 8; i < len(x) && i < len(residual); i++ {
		h := (*[9]int32)(x[i-8:])
		sum := c0*int64(h[7]) + c1*int64(h[6]) + c2*int64(h[5]) + c3*int64(h[4]) +
			c4*int64(h[3]) + c5*int64(h[2]) + c6*int64(h[1]) + c7*int64(h[0])
		r := int64(h[8]) - sum>>shift
		large |= r ^ r>>63
		residual[i] = int32(r)
	}
	return large < math.MaxInt32
}

// bestDifference is the order of the fixed predictor that misses least of x, and
// the sum of what it misses. Each order is the difference of the one before;
// the first samples, which not every order predicts, are left out.
func bestDifference(x []int32) (order int, missed uint64) {
	var sums [fixedOrders]uint64
	a := int64(x[3])
	b := a - int64(x[2])
	c := b - int64(x[2]) + int64(x[1])
	d := c - int64(x[2]) + 2*int64(x[1]) - int64(x[0])
	for _, v := range x[4:] {
		e0 := int64(v)
		e1 := e0 - a
		e2 := e1 - b
		e3 := e2 - c
		e4 := e3 - d
		a, b, c, d = e0, e1, e2, e3
		sums[0] += magnitude(e0)
		sums[1] += magnitude(e1)
		sums[2] += magnitude(e2)
		sums[3] += magnitude(e3)
		sums[4] += magnitude(e4)
	}
	for n, s := range sums {
		if s < sums[order] {
			order = n
		}
	}
	return order, sums[order]
}

func magnitude(v int64) uint64 { return uint64((v ^ v>>63) - v>>63) }

// difference writes what the fixed predictor of an order (section 9.2.5) misses
// of x into residual, from the order on.
func difference(residual, x []int32, order int) {
	residual = residual[:len(x)]
	switch order {
	case 0:
		copy(residual, x)
	case 1:
		for i := 1; i < len(x); i++ {
			residual[i] = x[i] - x[i-1]
		}
	case 2:
		for i := 2; i < len(x); i++ {
			residual[i] = x[i] - 2*x[i-1] + x[i-2]
		}
	case 3:
		for i := 3; i < len(x); i++ {
			residual[i] = x[i] - 3*x[i-1] + 3*x[i-2] - x[i-3]
		}
	default:
		for i := 4; i < len(x); i++ {
			residual[i] = x[i] - 4*x[i-1] + 6*x[i-2] - 4*x[i-3] + x[i-4]
		}
	}
}
