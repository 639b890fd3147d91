//go:build amd64 && !purego

package fft

import "golang.org/x/sys/cpu"

//go:generate go -C ../../tools run ./asm -out ../dsp/fft/fft_amd64.s -stubs ../dsp/fft/fft_amd64.go -pkg fft fft

var avx2 = cpu.X86.HasAVX2

func (s *stage) first(yr, yi, xr, xi []float64) {
	if avx2 && s.quarter%4 == 0 {
		firstAVX2(&yr[0], &yi[0], &xr[0], &xi[0], &s.tables[0], s.quarter)
		return
	}
	s.plainFirst(yr, yi, xr, xi)
}

func (s *stage) pass4(yr, yi, xr, xi []float64) {
	if avx2 { // the stride of every pass but the first is a multiple of 4
		pass4AVX2(&yr[0], &yi[0], &xr[0], &xi[0], &s.tables[0], s.stride, s.quarter)
		return
	}
	s.plainPass4(yr, yi, xr, xi)
}
