package spoil

import (
	"encoding/binary"
	"math"
	"os"
)

// Form is how a sound is written.
type Form struct {
	Rate  int // Hz, as the header says it
	Bits  int // 16, 24; 32 is float
	Short int // bytes of samples that the header promises and the file has not
}

// wave is a WAV file: RIFF, fmt, data. 16 bits get triangular dither of one
// step either way, as exports do; 24 bits are rounded.
func wave(s Sound, f Form, c *chance) []byte {
	size := f.Bits / 8
	data := size * len(s) * s.frames()
	tag := 1
	if f.Bits == 32 {
		tag = 3
	}
	le := binary.LittleEndian
	b := make([]byte, 0, 44+data)
	b = append(b, "RIFF"...)
	b = le.AppendUint32(b, uint32(36+data))
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(b, uint16(tag))
	b = le.AppendUint16(b, uint16(len(s)))
	b = le.AppendUint32(b, uint32(f.Rate))
	b = le.AppendUint32(b, uint32(f.Rate*size*len(s)))
	b = le.AppendUint16(b, uint16(size*len(s)))
	b = le.AppendUint16(b, uint16(f.Bits))
	b = append(b, "data"...)
	b = le.AppendUint32(b, uint32(data))
	for i := range s.frames() {
		for _, ch := range s {
			switch f.Bits {
			case 32:
				b = le.AppendUint32(b, math.Float32bits(float32(ch[i])))
			case 16:
				b = le.AppendUint16(b, uint16(step(ch[i], 15, dither(ch[i], c))))
			default:
				v := step(ch[i], 23, 0)
				b = append(b, byte(v), byte(v>>8), byte(v>>16))
			}
		}
	}
	return b[:len(b)-f.Short]
}

// dither leaves digital silence alone, as most exports do.
func dither(v float64, c *chance) float64 {
	if v == 0 {
		return 0
	}
	return c.float() - c.float()
}

// step is the integer of so many bits below the sign that is nearest.
func step(v float64, bits int, dither float64) int32 {
	full := float64(int(1) << bits)
	return int32(max(-full, min(full-1, math.Round(v*full+dither))))
}

func writeFile(path string, b []byte) error { return os.WriteFile(path, b, 0o600) }
