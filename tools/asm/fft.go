package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// butterfly is the arithmetic of one radix-4 step on four columns; see
// stage.first and stage.pass4 in Go.
type butterfly struct {
	ar, ai, br, bi, cr, ci, dr, di reg.VecVirtual
}

// turn leaves the sums a+c and b+d in a and b, the difference a-c in c, and
// -i(b-d) in d. Sixteen registers have to be enough: more would be AVX-512.
func (f *butterfly) turn() {
	t := YMM()
	VSUBPD(f.cr, f.ar, t) // a-c
	VADDPD(f.cr, f.ar, f.ar)
	f.cr = t
	t = YMM()
	VSUBPD(f.ci, f.ai, t)
	VADDPD(f.ci, f.ai, f.ai)
	f.ci = t
	rotRe := YMM()
	VSUBPD(f.di, f.bi, rotRe) // bi-di
	VADDPD(f.di, f.bi, f.bi)
	t = YMM()
	VSUBPD(f.br, f.dr, t) // dr-br
	VADDPD(f.dr, f.br, f.br)
	f.dr, f.di = rotRe, t
}

// store writes a+b, and leaves a-b in a.
func (f *butterfly) store(re, im Mem) {
	t := YMM()
	VADDPD(f.br, f.ar, t)
	VMOVUPD(t, re)
	t = YMM()
	VADDPD(f.bi, f.ai, t)
	VMOVUPD(t, im)
	VSUBPD(f.br, f.ar, f.ar)
	VSUBPD(f.bi, f.ai, f.ai)
}

// times is (tr + i ti)(wr + i wi), rounded as Go rounds it. It uses ti up.
func times(tr, ti reg.VecVirtual, wr, wi Op) (re, im reg.VecVirtual) {
	re, im = YMM(), YMM()
	VMULPD(wr, tr, re)
	VMULPD(wi, ti, im)
	VSUBPD(im, re, re)
	VMULPD(wi, tr, im)
	VMULPD(wr, ti, ti)
	VADDPD(ti, im, im)
	return re, im
}

func loadY(m Mem) reg.VecVirtual {
	v := YMM()
	VMOVUPD(m, v)
	return v
}

// apart makes a+b and a-b of two registers, the difference in place of a.
func apart(a, b reg.VecVirtual) (sum, difference reg.VecVirtual) {
	sum = YMM()
	VADDPD(b, a, sum)
	VSUBPD(b, a, a)
	return sum, a
}

// pass4 is stage.pass4 for a stride that is a multiple of 4.
func pass4() {
	TEXT("pass4AVX2", NOSPLIT, "func(yr, yi, xr, xi, tw *float64, stride, quarter int)")
	Pragma("noescape")
	Doc("pass4AVX2 is pass4 for a stride that is a multiple of 4; tw is the six tables, one after another.")
	yr, yi := Load(Param("yr"), GP64()), Load(Param("yi"), GP64())
	xr, xi := Load(Param("xr"), GP64()), Load(Param("xi"), GP64())
	tw := Load(Param("tw"), GP64())
	st, table := Load(Param("stride"), GP64()), Load(Param("quarter"), GP64())
	left := GP64()
	MOVQ(table, left)
	SHLQ(Imm(3), st)    // bytes from one output to the next
	SHLQ(Imm(3), table) // bytes of one twiddle table
	sq, sq3, st3 := GP64(), GP64(), GP64()
	MOVQ(st, sq)
	IMULQ(left, sq) // bytes from a to b
	LEAQ(Mem{Base: sq, Index: sq, Scale: 2}, sq3)
	LEAQ(Mem{Base: st, Index: st, Scale: 2}, st3)
	Label("pass4_p")
	// the six twiddles of this p
	w := make([]reg.VecVirtual, 6)
	at := GP64()
	MOVQ(tw, at)
	for i := range w {
		w[i] = YMM()
		VBROADCASTSD(Mem{Base: at}, w[i])
		if i < 5 {
			ADDQ(table, at)
		}
	}
	columns := GP64()
	MOVQ(st, columns)
	Label("pass4_k")
	f := butterfly{
		ar: loadY(Mem{Base: xr}), ai: loadY(Mem{Base: xi}),
		br: loadY(Mem{Base: xr, Index: sq, Scale: 1}), bi: loadY(Mem{Base: xi, Index: sq, Scale: 1}),
		cr: loadY(Mem{Base: xr, Index: sq, Scale: 2}), ci: loadY(Mem{Base: xi, Index: sq, Scale: 2}),
		dr: loadY(Mem{Base: xr, Index: sq3, Scale: 1}), di: loadY(Mem{Base: xi, Index: sq3, Scale: 1}),
	}
	f.turn()
	f.store(Mem{Base: yr}, Mem{Base: yi})
	re, im := times(f.ar, f.ai, w[2], w[3])
	VMOVUPD(re, Mem{Base: yr, Index: st, Scale: 2})
	VMOVUPD(im, Mem{Base: yi, Index: st, Scale: 2})
	re1, re3 := apart(f.cr, f.dr)
	im1, im3 := apart(f.ci, f.di)
	re, im = times(re1, im1, w[0], w[1])
	VMOVUPD(re, Mem{Base: yr, Index: st, Scale: 1})
	VMOVUPD(im, Mem{Base: yi, Index: st, Scale: 1})
	re, im = times(re3, im3, w[4], w[5])
	VMOVUPD(re, Mem{Base: yr, Index: st3, Scale: 1})
	VMOVUPD(im, Mem{Base: yi, Index: st3, Scale: 1})
	for _, p := range []reg.Register{yr, yi, xr, xi} {
		ADDQ(Imm(32), p)
	}
	SUBQ(Imm(32), columns)
	JNZ(LabelRef("pass4_k"))
	// x has moved on by one stride; y has too, and has three more to go
	ADDQ(st3, yr)
	ADDQ(st3, yi)
	ADDQ(Imm(8), tw)
	DECQ(left)
	JNZ(LabelRef("pass4_p"))
	VZEROUPPER()
	RET()
}

// first is stage.first for a quarter that is a multiple of 4.
func first() {
	TEXT("firstAVX2", NOSPLIT, "func(yr, yi, xr, xi, tw *float64, quarter int)")
	Pragma("noescape")
	Doc("firstAVX2 is first for a quarter that is a multiple of 4; tw is the six tables, one after another.")
	yr, yi := Load(Param("yr"), GP64()), Load(Param("yi"), GP64())
	xr, xi := Load(Param("xr"), GP64()), Load(Param("xi"), GP64())
	tw := Load(Param("tw"), GP64())
	left := Load(Param("quarter"), GP64())
	q, q3 := GP64(), GP64()
	MOVQ(left, q)
	SHLQ(Imm(3), q)
	LEAQ(Mem{Base: q, Index: q, Scale: 2}, q3)
	Label("first_p")
	f := butterfly{
		ar: loadY(Mem{Base: xr}), ai: loadY(Mem{Base: xi}),
		br: loadY(Mem{Base: xr, Index: q, Scale: 1}), bi: loadY(Mem{Base: xi, Index: q, Scale: 1}),
		cr: loadY(Mem{Base: xr, Index: q, Scale: 2}), ci: loadY(Mem{Base: xi, Index: q, Scale: 2}),
		dr: loadY(Mem{Base: xr, Index: q3, Scale: 1}), di: loadY(Mem{Base: xi, Index: q3, Scale: 1}),
	}
	f.turn()
	at := GP64()
	LEAQ(Mem{Base: tw, Index: q, Scale: 4}, at) // the last two tables
	y0r, d0r := apart(f.ar, f.br)
	y0i, d0i := apart(f.ai, f.bi)
	y2r, y2i := times(d0r, d0i, Mem{Base: tw, Index: q, Scale: 2}, Mem{Base: tw, Index: q3, Scale: 1})
	re1, re3 := apart(f.cr, f.dr)
	im1, im3 := apart(f.ci, f.di)
	y1r, y1i := times(re1, im1, Mem{Base: tw}, Mem{Base: tw, Index: q, Scale: 1})
	y3r, y3i := times(re3, im3, Mem{Base: at}, Mem{Base: at, Index: q, Scale: 1})
	transpose(yr, y0r, y1r, y2r, y3r)
	transpose(yi, y0i, y1i, y2i, y3i)
	for _, p := range []reg.Register{xr, xi, tw} {
		ADDQ(Imm(32), p)
	}
	ADDQ(Imm(128), yr)
	ADDQ(Imm(128), yi)
	SUBQ(Imm(4), left)
	JNZ(LabelRef("first_p"))
	VZEROUPPER()
	RET()
}

// transpose stores four columns of four as four rows.
func transpose(to reg.Register, a, b, c, d reg.VecVirtual) {
	ab0, ab1, cd0, cd1 := YMM(), YMM(), YMM(), YMM()
	VUNPCKLPD(b, a, ab0)
	VUNPCKHPD(b, a, ab1)
	VUNPCKLPD(d, c, cd0)
	VUNPCKHPD(d, c, cd1)
	for i, pick := range []struct {
		low, high reg.VecVirtual
		half      uint64
	}{{ab0, cd0, 0x20}, {ab1, cd1, 0x20}, {ab0, cd0, 0x31}, {ab1, cd1, 0x31}} {
		row := YMM()
		VPERM2F128(Imm(pick.half), pick.high, pick.low, row)
		VMOVUPD(row, Mem{Base: to, Disp: 32 * i})
	}
}
