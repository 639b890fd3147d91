//go:build amd64 && !purego

package audio

import "golang.org/x/sys/cpu"

//go:generate go -C ../tools run ./asm -out ../audio/audio_amd64.s -stubs ../audio/audio_amd64.go -pkg audio audio

var avx2 = cpu.X86.HasAVX2

// sorter is, for every byte of a register, which byte of the sixteen at hand it
// gets; 0x80 is none. Eight samples of one or two channels go into the upper
// bytes of 32-bit integers, by channel.
type sorter [32]byte

func (e Encoding) sorter(channels int) (m sorter) {
	order := [2][4]int{{0, 1, 2, 3}, {0, 2, 1, 3}}[channels-1]
	for lane, sample := range order {
		for b := range e.Bytes {
			from := sample*e.Bytes + b
			if e.BigEndian {
				from = sample*e.Bytes + e.Bytes - 1 - b
			}
			at := 4*lane + 4 - e.Bytes + b
			m[at], m[16+at] = byte(from), byte(from)
		}
		for b := range 4 - e.Bytes {
			m[4*lane+b], m[16+4*lane+b] = 0x80, 0x80
		}
	}
	return m
}

// decodeMost decodes as many of the first frames as the assembly can, and
// returns how many those are.
func (e Encoding) decodeMost(dst [][]float64, raw []byte) int {
	width := e.Bytes * len(dst)
	switch {
	case !avx2 || len(dst) > 2 || e.Bytes < 2 || e.Bytes > 4:
		return 0
	case e.Float:
		n := len(raw) / width &^ 3
		if len(dst) == 1 || e.BigEndian || n == 0 {
			return 0
		}
		floatsAVX2(&dst[0][:n][0], &dst[1][:n][0], &raw[0], n)
		return n
	}
	// each load takes sixteen bytes, and moves on by those of four samples
	step, group := 4*e.Bytes, 8/len(dst)
	n := (len(raw) - (16 - step)) / (2 * step) * group
	if n <= 0 {
		return 0
	}
	m := e.sorter(len(dst))
	left := dst[0][:n]
	if len(dst) == 1 {
		monoAVX2(&left[0], &left[4], &raw[0], &m[0], step, n)
	} else {
		stereoAVX2(&left[0], &dst[1][:n][0], &raw[0], &m[0], step, n)
	}
	return n
}
