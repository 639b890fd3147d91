package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// pair runs two sections over both channels: the lower half of a register is
// left and right in the first section, the upper half, one frame behind, in the
// second. coefficients are b0 b1 b2 a1 a2, four of each; state is z1, z2 and
// what the first section made of the frame before.
func pair() {
	TEXT("pairAVX2", NOSPLIT, "func(x, y, coefficients, state *float64, n int)")
	Pragma("noescape")
	Doc("pairAVX2 is pair from its second frame on: n frames go through the first section, and the n that are one before them through the second.")
	x, y := Load(Param("x"), GP64()), Load(Param("y"), GP64())
	coefficients, state, n := Load(Param("coefficients"), GP64()), Load(Param("state"), GP64()), Load(Param("n"), GP64())
	b0, b1, b2, a1, a2 := YMM(), YMM(), YMM(), YMM(), YMM()
	VMOVUPD(Mem{Base: coefficients}, b0)
	VMOVUPD(Mem{Base: coefficients, Disp: 32}, b1)
	VMOVUPD(Mem{Base: coefficients, Disp: 64}, b2)
	VMOVUPD(Mem{Base: coefficients, Disp: 96}, a1)
	VMOVUPD(Mem{Base: coefficients, Disp: 128}, a2)
	z1, z2, out := YMM(), YMM(), YMM()
	VMOVUPD(Mem{Base: state}, z1)
	VMOVUPD(Mem{Base: state, Disp: 32}, z2)
	VMOVUPD(Mem{Base: state, Disp: 64}, out)
	Label("pair_loop")
	fresh, in := XMM(), YMM()
	VMOVSD(Mem{Base: x}, fresh)
	VMOVHPD(Mem{Base: y}, fresh, fresh)
	VINSERTF128(Imm(1), out.AsX(), fresh.AsY(), in)
	VMULPD(b0, in, out)
	VADDPD(z1, out, out)
	forward, back := YMM(), YMM()
	VMULPD(b1, in, forward)
	VMULPD(a1, out, back)
	VSUBPD(back, forward, forward)
	VADDPD(z2, forward, z1)
	VMULPD(b2, in, forward)
	VMULPD(a2, out, back)
	VSUBPD(back, forward, z2)
	done := XMM()
	VEXTRACTF128(Imm(1), out, done)
	VMOVSD(done, Mem{Base: x, Disp: -8})
	VMOVHPD(done, Mem{Base: y, Disp: -8})
	ADDQ(Imm(8), x)
	ADDQ(Imm(8), y)
	DECQ(n)
	JNZ(LabelRef("pair_loop"))
	VMOVUPD(z1, Mem{Base: state})
	VMOVUPD(z2, Mem{Base: state, Disp: 32})
	VMOVUPD(out, Mem{Base: state, Disp: 64})
	VZEROUPPER()
	RET()
}
