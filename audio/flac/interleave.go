package flac

import "slices"

// interleave appends samples as the checksum in STREAMINFO wants them (section
// 8.2): little-endian, in as few bytes as hold the depth.
func interleave(raw []byte, samples [][]int32, depth int) []byte {
	width := (depth + 7) / 8
	stride := width * len(samples)
	at := len(raw)
	raw = slices.Grow(raw, len(samples[0])*stride)[:at+len(samples[0])*stride]
	for c, ch := range samples {
		b := raw[at+c*width:]
		switch width {
		case 1:
			for i, v := range ch {
				b[i*stride] = byte(v)
			}
		case 2:
			for i, v := range ch {
				o := b[i*stride : i*stride+2]
				o[0], o[1] = byte(v), byte(v>>8)
			}
		case 3:
			for i, v := range ch {
				o := b[i*stride : i*stride+3]
				o[0], o[1], o[2] = byte(v), byte(v>>8), byte(v>>16)
			}
		default:
			for i, v := range ch {
				o := b[i*stride : i*stride+4]
				o[0], o[1], o[2], o[3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
			}
		}
	}
	return raw
}
