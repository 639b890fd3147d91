package audio

import (
	"encoding/binary"
	"math"
)

// Encoding is how one sample is written in bytes.
type Encoding struct {
	Bytes     int  // container: 1, 2, 3, 4 or 8
	Float     bool // 4 or 8 bytes, IEEE 754
	Unsigned  bool // 8-bit WAV: 128 is silence
	BigEndian bool
}

// Decode turns interleaved bytes into planar samples: len(raw) is a whole
// number of frames, and every slice of dst has room for them. Integers narrower
// than their container sit in its high bits, so only the container counts.
func (e Encoding) Decode(dst [][]float64, raw []byte) {
	var rest [2][]float64
	if done := e.decodeMost(dst, raw); done > 0 {
		raw = raw[done*e.Bytes*len(dst):]
		dst = Slice(rest[:0], dst, done, len(dst[0]))
	}
	e.decode(dst, raw)
}

// decode is Decode, and its definition.
func (e Encoding) decode(dst [][]float64, raw []byte) {
	stride := e.Bytes * len(dst)
	for c, ch := range dst {
		at := c * e.Bytes
		switch {
		case e.Float && e.Bytes == 4:
			e.decodeFloat32(ch, raw, at, stride)
		case e.Float:
			e.decodeFloat64(ch, raw, at, stride)
		case e.Bytes == 1 && e.Unsigned:
			for i := 0; at < len(raw); i, at = i+1, at+stride {
				ch[i] = float64(int(raw[at])-128) / (1 << 7)
			}
		case e.Bytes == 1:
			for i := 0; at < len(raw); i, at = i+1, at+stride {
				ch[i] = float64(int8(raw[at])) / (1 << 7)
			}
		case e.Bytes == 2:
			e.decode16(ch, raw, at, stride)
		case e.Bytes == 3:
			e.decode24(ch, raw, at, stride)
		default:
			e.decode32(ch, raw, at, stride)
		}
	}
}

func (e Encoding) order() binary.ByteOrder {
	if e.BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func (e Encoding) decodeFloat32(ch []float64, raw []byte, at, stride int) {
	order := e.order()
	for i := 0; at < len(raw); i, at = i+1, at+stride {
		ch[i] = float64(math.Float32frombits(order.Uint32(raw[at:])))
	}
}

func (e Encoding) decodeFloat64(ch []float64, raw []byte, at, stride int) {
	order := e.order()
	for i := 0; at < len(raw); i, at = i+1, at+stride {
		ch[i] = math.Float64frombits(order.Uint64(raw[at:]))
	}
}

func (e Encoding) decode16(ch []float64, raw []byte, at, stride int) {
	lo, hi := 0, 1
	if e.BigEndian {
		lo, hi = 1, 0
	}
	for i := 0; at < len(raw); i, at = i+1, at+stride {
		ch[i] = float64(int16(uint16(raw[at+lo])|uint16(raw[at+hi])<<8)) / (1 << 15)
	}
}

func (e Encoding) decode24(ch []float64, raw []byte, at, stride int) {
	lo, hi := 0, 16
	if e.BigEndian {
		lo, hi = 16, 0
	}
	for i := 0; at < len(raw); i, at = i+1, at+stride {
		s := raw[at : at+3 : at+3]
		// the sign arrives by shifting up to the top and down again
		ch[i] = float64(int32(uint32(s[0])<<(8+lo)|uint32(s[1])<<16|uint32(s[2])<<(8+hi))>>8) * (1. / (1 << 23))
	}
}

func (e Encoding) decode32(ch []float64, raw []byte, at, stride int) {
	order := e.order()
	for i := 0; at < len(raw); i, at = i+1, at+stride {
		ch[i] = float64(int32(order.Uint32(raw[at:]))) / (1 << 31)
	}
}

// Encode writes planar samples as interleaved little-endian integers of
// e.Bytes (2, 3 or 4), rounding to nearest and holding at full scale, and
// returns the bytes it wrote to. Dither, if any, is already in the samples.
func (e Encoding) Encode(raw []byte, src [][]float64, frames int) []byte {
	raw = raw[:frames*len(src)*e.Bytes]
	full := float64(int64(1) << (8*e.Bytes - 1))
	stride := e.Bytes * len(src)
	for c, ch := range src {
		at := c * e.Bytes
		for _, v := range ch[:frames] {
			n := int32(max(-full, min(full-1, math.RoundToEven(v*full))))
			switch e.Bytes {
			case 2:
				binary.LittleEndian.PutUint16(raw[at:], uint16(n))
			case 3:
				s := raw[at : at+3 : at+3]
				s[0], s[1], s[2] = byte(n), byte(n>>8), byte(n>>16)
			default:
				binary.LittleEndian.PutUint32(raw[at:], uint32(n))
			}
			at += stride
		}
	}
	return raw
}
