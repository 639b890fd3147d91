package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// integers decodes eight samples at a time, n frames of one or two channels in
// all. Each half of a register takes four samples from step bytes; mask moves
// them into the upper bytes of four 32-bit integers, which the scale 2^-31
// makes the numbers they stand for, exactly. Two channels come sorted within
// each half; the halves are then swapped into channels.
func integers(name string, stereo bool) {
	TEXT(name, NOSPLIT, "func(left, right *float64, raw, mask *byte, step, n int)")
	Pragma("noescape")
	frames := 8
	if stereo {
		frames = 4
		Doc(name + " decodes n frames of two channels, a multiple of 4.")
	} else {
		Doc(name + " decodes n frames of one channel, a multiple of 8; right is the fifth sample of left.")
	}
	left, right := Load(Param("left"), GP64()), Load(Param("right"), GP64())
	raw, maskAt := Load(Param("raw"), GP64()), Load(Param("mask"), GP64())
	step, n := Load(Param("step"), GP64()), Load(Param("n"), GP64())
	mask, scale := YMM(), YMM()
	VMOVDQU(Mem{Base: maskAt}, mask)
	bits := GP64()
	MOVQ(U64(uint64(1023-31)<<52), bits) // 2^-31
	MOVQ(bits, scale.AsX())
	VBROADCASTSD(scale.AsX(), scale)
	Label(name + "_loop")
	words := YMM()
	VMOVDQU(Mem{Base: raw}, words.AsX())
	VINSERTI128(Imm(1), Mem{Base: raw, Index: step, Scale: 1}, words, words)
	VPSHUFB(mask, words, words)
	if stereo {
		VPERMQ(Imm(0b11_01_10_00), words, words)
	}
	high := XMM()
	VEXTRACTI128(Imm(1), words, high)
	for _, half := range []struct {
		words reg.Register
		to    reg.Register
	}{{words.AsX(), left}, {high, right}} {
		v := YMM()
		VCVTDQ2PD(half.words, v)
		VMULPD(v, scale, v)
		VMOVUPD(v, Mem{Base: half.to})
		ADDQ(U32(8*frames), half.to)
	}
	LEAQ(Mem{Base: raw, Index: step, Scale: 2}, raw)
	SUBQ(U32(frames), n)
	JNZ(LabelRef(name + "_loop"))
	VZEROUPPER()
	RET()
}

// floats decodes n frames of two channels of 32-bit floats, a multiple of 4.
func floats() {
	TEXT("floatsAVX2", NOSPLIT, "func(left, right *float64, raw *byte, n int)")
	Pragma("noescape")
	Doc("floatsAVX2 decodes n frames of two channels of 32-bit floats, a multiple of 4.")
	left, right := Load(Param("left"), GP64()), Load(Param("right"), GP64())
	raw, n := Load(Param("raw"), GP64()), Load(Param("n"), GP64())
	Label("floats_loop")
	words := YMM()
	VMOVUPS(Mem{Base: raw}, words)
	VPERMILPS(Imm(0b11_01_10_00), words, words) // L0 L1 R0 R1 in each half
	VPERMPD(Imm(0b11_01_10_00), words, words)
	high := XMM()
	VEXTRACTF128(Imm(1), words, high)
	for _, half := range []struct {
		words reg.Register
		to    reg.Register
	}{{words.AsX(), left}, {high, right}} {
		v := YMM()
		VCVTPS2PD(half.words, v)
		VMOVUPD(v, Mem{Base: half.to})
		ADDQ(Imm(32), half.to)
	}
	ADDQ(Imm(32), raw)
	SUBQ(Imm(4), n)
	JNZ(LabelRef("floats_loop"))
	VZEROUPPER()
	RET()
}
