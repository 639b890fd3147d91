package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// bend is law.plain on n points, a multiple of 4.
func bend() {
	TEXT("bendAVX2", NOSPLIT, "func(points, law *float64, n int)")
	Pragma("noescape")
	Doc("bendAVX2 is law.plain for n points, a multiple of 4.")
	points, law, n := Load(Param("points"), GP64()), Load(Param("law"), GP64()), Load(Param("n"), GP64())
	var l [9]reg.VecVirtual
	for i := range l {
		l[i] = YMM()
		VBROADCASTSD(Mem{Base: law, Disp: 8 * i}, l[i])
	}
	in, top, bottom, scale, one, seventh, fifths, minus, even := l[0], l[1], l[2], l[3], l[4], l[5], l[6], l[7], l[8]
	Label("bend_loop")
	x, held, sq, rest, odd := YMM(), YMM(), YMM(), YMM(), YMM()
	VMULPD(Mem{Base: points}, in, x)
	VMINPD(x, top, held)
	VMAXPD(held, bottom, held)
	VMULPD(held, held, sq)
	VMULPD(scale, sq, sq)
	VMULPD(seventh, sq, odd)
	VSUBPD(odd, fifths, odd)
	VMULPD(odd, sq, odd)
	VADDPD(odd, minus, odd)
	VSUBPD(sq, one, rest)
	VMULPD(rest, rest, rest)
	VMULPD(rest, rest, rest)
	VSUBPD(rest, one, rest)
	VMULPD(rest, even, rest)
	VMULPD(held, sq, sq)
	VMULPD(sq, odd, odd)
	VSUBPD(x, held, held)
	VADDPD(odd, held, held)
	VADDPD(rest, held, held)
	VMOVUPD(held, Mem{Base: points})
	ADDQ(Imm(32), points)
	SUBQ(Imm(4), n)
	JNZ(LabelRef("bend_loop"))
	VZEROUPPER()
	RET()
}
