package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// convolve computes n outputs, a multiple of 4: dst[i] += Σ taps[k]·x[i+k], in
// the order of k. Thirty-two outputs at a time keep eight sums in flight: a sum
// waits three or four cycles for its last addition.
func convolve() {
	TEXT("convolveAVX2", NOSPLIT, "func(dst, x, taps *float64, n, m int)")
	Pragma("noescape")
	Doc("convolveAVX2 is convolve for n outputs, a multiple of 4, and m taps.")
	dst, x, taps := Load(Param("dst"), GP64()), Load(Param("x"), GP64()), Load(Param("taps"), GP64())
	n, m := Load(Param("n"), GP64()), Load(Param("m"), GP64())
	for _, width := range []int{32, 16, 4} {
		outer := labelled("outer", width)
		inner := labelled("inner", width)
		done := labelled("done", width)
		Label(outer)
		CMPQ(n, Imm(uint64(width)))
		JL(LabelRef(done))
		acc := make([]reg.VecVirtual, width/4)
		for i := range acc {
			acc[i] = YMM()
			VMOVUPD(Mem{Base: dst, Disp: 32 * i}, acc[i])
		}
		at, tap, left := GP64(), GP64(), GP64()
		MOVQ(x, at)
		MOVQ(taps, tap)
		MOVQ(m, left)
		Label(inner)
		h := YMM()
		VBROADCASTSD(Mem{Base: tap}, h)
		for i := range acc {
			p := YMM()
			VMULPD(Mem{Base: at, Disp: 32 * i}, h, p)
			VADDPD(p, acc[i], acc[i])
		}
		ADDQ(Imm(8), at)
		ADDQ(Imm(8), tap)
		DECQ(left)
		JNZ(LabelRef(inner))
		for i := range acc {
			VMOVUPD(acc[i], Mem{Base: dst, Disp: 32 * i})
		}
		ADDQ(U32(8*width), dst)
		ADDQ(U32(8*width), x)
		SUBQ(Imm(uint64(width)), n)
		JMP(LabelRef(outer))
		Label(done)
	}
	VZEROUPPER()
	RET()
}

// dot is the sum of n products, n a multiple of 16, in 16 lanes that are added
// pairwise at the end.
func dot() {
	TEXT("dotAVX2", NOSPLIT, "func(a, b *float64, n int) float64")
	Pragma("noescape")
	Doc("dotAVX2 is dot for n products, a multiple of 16.")
	a, b, n := Load(Param("a"), GP64()), Load(Param("b"), GP64()), Load(Param("n"), GP64())
	acc := make([]reg.VecVirtual, 4)
	for i := range acc {
		acc[i] = YMM()
		VXORPD(acc[i], acc[i], acc[i])
	}
	Label("dot_loop")
	CMPQ(n, Imm(16))
	JL(LabelRef("dot_done"))
	for i := range acc {
		v := YMM()
		VMOVUPD(Mem{Base: a, Disp: 32 * i}, v)
		VMULPD(Mem{Base: b, Disp: 32 * i}, v, v)
		VADDPD(v, acc[i], acc[i])
	}
	ADDQ(Imm(128), a)
	ADDQ(Imm(128), b)
	SUBQ(Imm(16), n)
	JMP(LabelRef("dot_loop"))
	Label("dot_done")
	// lanes l, l+4, l+8, l+12: (0+1)+(2+3) of the vectors, then of the lanes
	VADDPD(acc[1], acc[0], acc[0])
	VADDPD(acc[3], acc[2], acc[2])
	VADDPD(acc[2], acc[0], acc[0])
	high := XMM()
	VEXTRACTF128(Imm(1), acc[0], high)
	low := acc[0].AsX()
	pairs := XMM()
	VHADDPD(high, low, pairs) // low0+low1, high0+high1
	swapped := XMM()
	VUNPCKHPD(pairs, pairs, swapped)
	VADDSD(swapped, pairs, pairs)
	Store(pairs, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// peak is the largest magnitude of n numbers, a multiple of 16.
func peak() {
	TEXT("peakAVX2", NOSPLIT, "func(x *float64, n int) float64")
	Pragma("noescape")
	Doc("peakAVX2 is peak for n numbers, a multiple of 16.")
	x, n := Load(Param("x"), GP64()), Load(Param("n"), GP64())
	mask := YMM()
	VPCMPEQQ(mask, mask, mask)
	VPSRLQ(Imm(1), mask, mask)
	acc := make([]reg.VecVirtual, 4)
	for i := range acc {
		acc[i] = YMM()
		VXORPD(acc[i], acc[i], acc[i])
	}
	Label("peak_loop")
	CMPQ(n, Imm(16))
	JL(LabelRef("peak_done"))
	for i := range acc {
		v := YMM()
		VANDPD(Mem{Base: x, Disp: 32 * i}, mask, v)
		VMAXPD(v, acc[i], acc[i])
	}
	ADDQ(Imm(128), x)
	SUBQ(Imm(16), n)
	JMP(LabelRef("peak_loop"))
	Label("peak_done")
	VMAXPD(acc[1], acc[0], acc[0])
	VMAXPD(acc[3], acc[2], acc[2])
	VMAXPD(acc[2], acc[0], acc[0])
	high := XMM()
	VEXTRACTF128(Imm(1), acc[0], high)
	low := acc[0].AsX()
	VMAXPD(high, low, low)
	swapped := XMM()
	VUNPCKHPD(low, low, swapped)
	VMAXSD(swapped, low, low)
	Store(low, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// multiply writes n products, n a multiple of 16.
func multiply() {
	TEXT("multiplyAVX2", NOSPLIT, "func(dst, a, b *float64, n int)")
	Pragma("noescape")
	Doc("multiplyAVX2 is multiply for n products, a multiple of 16.")
	dst, a, b, n := Load(Param("dst"), GP64()), Load(Param("a"), GP64()), Load(Param("b"), GP64()), Load(Param("n"), GP64())
	Label("multiply_loop")
	for i := range 4 {
		v := YMM()
		VMOVUPD(Mem{Base: a, Disp: 32 * i}, v)
		VMULPD(Mem{Base: b, Disp: 32 * i}, v, v)
		VMOVUPD(v, Mem{Base: dst, Disp: 32 * i})
	}
	ADDQ(U32(128), a)
	ADDQ(U32(128), b)
	ADDQ(U32(128), dst)
	SUBQ(Imm(16), n)
	JNZ(LabelRef("multiply_loop"))
	VZEROUPPER()
	RET()
}

// sumDifference turns n pairs into their sums and differences, n a multiple of
// 16.
func sumDifference() {
	TEXT("sumDifferenceAVX2", NOSPLIT, "func(a, b *float64, n int)")
	Pragma("noescape")
	Doc("sumDifferenceAVX2 is sumDifference for n pairs, a multiple of 16.")
	a, b, n := Load(Param("a"), GP64()), Load(Param("b"), GP64()), Load(Param("n"), GP64())
	Label("sumDifference_loop")
	for i := range 4 {
		x, y, sum := YMM(), YMM(), YMM()
		VMOVUPD(Mem{Base: a, Disp: 32 * i}, x)
		VMOVUPD(Mem{Base: b, Disp: 32 * i}, y)
		VADDPD(y, x, sum)
		VSUBPD(y, x, x)
		VMOVUPD(sum, Mem{Base: a, Disp: 32 * i})
		VMOVUPD(x, Mem{Base: b, Disp: 32 * i})
	}
	ADDQ(U32(128), a)
	ADDQ(U32(128), b)
	SUBQ(Imm(16), n)
	JNZ(LabelRef("sumDifference_loop"))
	VZEROUPPER()
	RET()
}

func labelled(name string, width int) string { return fmt.Sprintf("%s_%d", name, width) }
