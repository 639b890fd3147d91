package ogg_test

import (
	"encoding/binary"
	"errors"
	"slices"
)

// sheaf is a page to be written.
type sheaf struct {
	flags   byte // 1 goes on from the page before, 2 first, 4 last
	granule int64
	serial  uint32
	number  uint32
	packets [][]byte
	open    bool // the last packet goes on on the next page
}

// write gives the bytes of a page, after [RFC3533 6].
func (s sheaf) write() []byte {
	var lacing, body []byte
	for i, p := range s.packets {
		n := len(p)
		for ; n >= 255; n -= 255 {
			lacing = append(lacing, 255)
		}
		if i < len(s.packets)-1 || !s.open {
			lacing = append(lacing, byte(n))
		}
		body = append(body, p...)
	}
	raw := append([]byte("OggS\x00"), s.flags)
	raw = binary.LittleEndian.AppendUint64(raw, uint64(s.granule))
	raw = binary.LittleEndian.AppendUint32(raw, s.serial)
	raw = binary.LittleEndian.AppendUint32(raw, s.number)
	raw = append(raw, 0, 0, 0, 0, byte(len(lacing)))
	raw = slices.Concat(raw, lacing, body)
	binary.LittleEndian.PutUint32(raw[22:], crc(raw))
	return raw
}

// crc divides by the polynomial of [RFC3533 6] bit by bit.
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

// counting is a codec whose packets hold the number of their first frame and
// how many they have: a frame's sample is its number.
type counting struct{ lost int }

func tone(first, frames int) []byte {
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{1}, uint16(first)), uint16(frames))
}

var errTone = errors.New("no tone")

func (c *counting) Frames(packet []byte) (int, error) {
	if len(packet) != 5 {
		return 0, errTone
	}
	return int(binary.BigEndian.Uint16(packet[3:])), nil
}

func (c *counting) Decode(packet []byte, out []float32) error {
	switch packet[0] {
	case 1:
		for i := range out {
			out[i] = float32(int(binary.BigEndian.Uint16(packet[1:])) + i)
		}
		return nil
	case 2:
		out[0] = 99
		return errTone
	default:
		panic("no tone")
	}
}

func (c *counting) Lost() { c.lost++ }
