//go:build amd64 && !purego

package shape

import "golang.org/x/sys/cpu"

//go:generate go -C ../../tools run ./asm -out ../dsp/shape/shape_amd64.s -stubs ../dsp/shape/shape_amd64.go -pkg shape shape

var avx2 = cpu.X86.HasAVX2

func (l *law) bendBlocks(points []float64) {
	if avx2 && len(points) > 0 {
		bendAVX2(&points[0], &l[0], len(points))
		return
	}
	l.plain(points)
}
