package flac

import "math/bits"

const (
	maxPartitionOrder = 8  // the subset's limit, section 7
	maxRice4          = 14 // 15 would mean an escape; section 9.2.7
	maxRice5          = 30 // 31 would mean an escape
)

// rice is how the residual of one subframe is written (section 9.2.7): cut
// into 1<<order partitions of equal length, each with a parameter k of its own.
// A residual r is folded to u = 2r or -2r-1, and written as u>>k zeros, a one,
// and the k low bits of u.
type rice struct {
	order  int
	params [1 << maxPartitionOrder]uint8
	wide   bool // parameters take 5 bits instead of 4
	bits   int  // what it all takes, exactly

	sums [2 << maxPartitionOrder]uint64 // of the folded residual: level p stands at 1<<p
}

// fit finds the partitions and parameters for a residual that begins after
// warmup samples. The search takes the mean of each partition for its law: a
// folded residual of sum s over n samples is expected to need
//
//	n (k+1) + (s - n (2^k - 1)/2) / 2^k
//
// bits, the low bits being evenly spread. The parameters that win are then
// tried against their neighbours by counting.
func (p *rice) fit(residual []int32, warmup int) {
	finest := min(maxPartitionOrder, bits.TrailingZeros(uint(len(residual))))
	for len(residual)>>finest <= warmup {
		finest--
	}
	p.sum(residual, warmup, finest)
	best := 0
	for order := finest; order >= 0; order-- {
		cost := 0
		for i := range 1 << order {
			n := len(residual) >> order
			if i == 0 {
				n -= warmup
			}
			_, c := parameter(p.sums[1<<order+i], n)
			cost += c + 4
		}
		if order == finest || cost < best {
			best, p.order = cost, order
		}
	}
	p.count(residual, warmup)
}

// sum adds up the folded residual by the finest partitions, and those by pairs.
func (p *rice) sum(residual []int32, warmup, finest int) {
	n := len(residual) >> finest
	from := warmup
	for i := range 1 << finest {
		s := uint64(0)
		for _, r := range residual[from : (i+1)*n] {
			s += uint64(fold(r))
		}
		p.sums[1<<finest+i] = s
		from = (i + 1) * n
	}
	for i := 1<<finest - 1; i >= 1; i-- {
		p.sums[i] = p.sums[2*i] + p.sums[2*i+1]
	}
}

// parameter is the best k for n folded residuals of that sum, and the bits
// that the codes are expected to take.
func parameter(sum uint64, n int) (k, cost int) {
	mean := sum / uint64(n)
	k = max(0, min(maxRice5, bits.Len64(mean*45426>>16))) // log2 of the mean times ln 2
	cost = expected(sum, n, k)
	if k > 0 {
		if c := expected(sum, n, k-1); c < cost {
			return k - 1, c
		}
	}
	return k, cost
}

func expected(sum uint64, n, k int) int {
	low := uint64(n) * (1<<k - 1) / 2
	return n*(k+1) + int((sum-min(sum, low))>>k)
}

// count settles the parameters of the chosen partitions and says exactly what
// they take.
func (p *rice) count(residual []int32, warmup int) {
	n := len(residual) >> p.order
	from := warmup
	total, top := 0, uint8(0)
	for i := range 1 << p.order {
		part := residual[from : (i+1)*n]
		from = (i + 1) * n
		k, _ := parameter(p.sums[1<<p.order+i], len(part))
		k = max(1, min(maxRice5-1, k))
		below, at, above := uint64(0), uint64(0), uint64(0)
		for _, r := range part {
			u := fold(r) >> (k - 1)
			below += uint64(u)
			at += uint64(u >> 1)
			above += uint64(u >> 2)
		}
		cost := len(part)*(k+1) + int(at)
		best := k
		if c := len(part)*k + int(below); c < cost {
			cost, best = c, k-1
		}
		if c := len(part)*(k+2) + int(above); c < cost {
			cost, best = c, k+1
		}
		p.params[i] = uint8(best)
		top = max(top, p.params[i])
		total += cost
	}
	p.wide = top > maxRice4
	p.bits = 2 + 4 + total + p.paramBits()<<p.order
}

// halves are the sums of the folded residual over both halves of a block whose
// length is even.
func (p *rice) halves() (first, second uint64) { return p.sums[2], p.sums[3] }

func (p *rice) paramBits() int {
	if p.wide {
		return 5
	}
	return 4
}

// write writes the residual as fit said.
func (p *rice) write(w *bitWriter, residual []int32, warmup int) {
	method := uint64(0)
	if p.wide {
		method = 1
	}
	w.put(method, 2)
	w.put(uint64(p.order), 4)
	n := len(residual) >> p.order
	from := warmup
	for i := range 1 << p.order {
		k := uint(p.params[i])
		w.put(uint64(k), uint(p.paramBits()))
		for _, r := range residual[from : (i+1)*n] {
			u := fold(r)
			q := uint(u >> k)
			low := uint64(u)&(1<<k-1) | 1<<k
			if length := q + 1 + k; length <= 32 {
				w.put(low, length)
			} else {
				w.putUnary(q)
				w.put(low&^(1<<k), k)
			}
		}
		from = (i + 1) * n
	}
}

// fold maps 0, -1, 1, -2, 2 to 0, 1, 2, 3, 4.
func fold(r int32) uint32 { return uint32(r<<1) ^ uint32(r>>31) }
