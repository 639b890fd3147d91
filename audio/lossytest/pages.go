package lossytest

import "encoding/binary"

// MendPages gives all pages of an Ogg file the right checksum, so that fuzzing
// gets past it.
func MendPages(raw []byte) []byte {
	raw = append([]byte(nil), raw...)
	for at := 0; at+27 <= len(raw); {
		if string(raw[at:at+4]) != "OggS" {
			at++
			continue
		}
		end := at + 27 + int(raw[at+26])
		for i := at + 27; i < min(at+27+int(raw[at+26]), len(raw)); i++ {
			end += int(raw[i])
		}
		if end > len(raw) {
			return raw
		}
		clear(raw[at+22 : at+26])
		binary.LittleEndian.PutUint32(raw[at+22:], crc(raw[at:end]))
		at = end
	}
	return raw
}

// crc divides by the polynomial of Ogg (RFC 3533, 6), bit by bit.
func crc(raw []byte) uint32 {
	r := uint32(0)
	for _, b := range raw {
		r ^= uint32(b) << 24
		for range 8 {
			top := r >> 31
			r <<= 1
			if top == 1 {
				r ^= 0x04C11DB7
			}
		}
	}
	return r
}
