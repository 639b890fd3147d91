package flac

import "encoding/binary"

// crc8 is the checksum of packet headers (section 9.1.8): polynomial
// x⁸ + x² + x + 1, most significant bit first, from 0.
func crc8(b []byte) byte {
	crc := byte(0)
	for _, v := range b {
		crc = crc8Table[crc^v]
	}
	return crc
}

var crc8Table = func() (t [256]byte) {
	for i := range t {
		crc := byte(i)
		for range 8 {
			carry := crc >> 7
			crc = crc<<1 ^ carry*0x07
		}
		t[i] = crc
	}
	return t
}()

// crc16 continues the checksum of whole packets (section 9.3) over b:
// polynomial x¹⁶ + x¹⁵ + x² + 1, most significant bit first, from 0. Over a
// packet with its own checksum it is 0.
//
// Eight bytes are taken at once: crc16Tables[k] is the checksum of a byte with
// k zero bytes behind it, and checksums add.
func crc16(crc uint16, b []byte) uint16 {
	t := &crc16Tables
	for ; len(b) >= 8; b = b[8:] {
		v := binary.BigEndian.Uint64(b) ^ uint64(crc)<<48
		crc = t[7][v>>56] ^ t[6][v>>48&0xff] ^ t[5][v>>40&0xff] ^ t[4][v>>32&0xff] ^
			t[3][v>>24&0xff] ^ t[2][v>>16&0xff] ^ t[1][v>>8&0xff] ^ t[0][v&0xff]
	}
	for _, v := range b {
		crc = crc<<8 ^ t[0][byte(crc>>8)^v]
	}
	return crc
}

var crc16Tables = func() (t [8][256]uint16) {
	for i := range t[0] {
		crc := uint16(i) << 8
		for range 8 {
			carry := crc >> 15
			crc = crc<<1 ^ carry*0x8005
		}
		t[0][i] = crc
	}
	for k := 1; k < len(t); k++ {
		for i, crc := range t[k-1] {
			t[k][i] = crc<<8 ^ t[0][crc>>8]
		}
	}
	return t
}()
