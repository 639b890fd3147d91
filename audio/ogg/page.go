package ogg

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

const (
	capture    = "OggS"
	headBytes  = 27
	maxBytes   = headBytes + 255 + 255*255 // the largest page there can be
	continued  = 1                         // flags
	beginning  = 2
	ending     = 4
	noGranule  = -1   // no packet ends on the page
	maxBroken  = 1000 // wrong checksums in one file; each costs up to 64 KiB of looking
	crcGenPoly = 0x04c11db7
)

// page is one page of an Ogg file. Its slices live until the next is read.
type page struct {
	flags   byte
	granule int64
	serial  uint32
	number  uint32
	lacing  []byte // lengths of the body's segments
	body    []byte
}

// parse reads the page that raw begins with. need is how many bytes that takes;
// when raw is shorter, or holds no page, ok is false.
func parse(raw []byte) (p page, need int, ok bool) {
	if len(raw) < headBytes {
		return page{}, headBytes, false
	}
	if string(raw[:4]) != capture || raw[4] != 0 {
		return page{}, 0, false
	}
	body := headBytes + int(raw[26])
	if len(raw) < body {
		return page{}, body, false
	}
	need = body
	for _, n := range raw[headBytes:body] {
		need += int(n)
	}
	if len(raw) < need {
		return page{}, need, false
	}
	raw = raw[:need]
	return page{
		flags:   raw[5],
		granule: int64(binary.LittleEndian.Uint64(raw[6:])),
		serial:  binary.LittleEndian.Uint32(raw[14:]),
		number:  binary.LittleEndian.Uint32(raw[18:]),
		lacing:  raw[headBytes:body],
		body:    raw[body:],
	}, need, checksum(raw) == binary.LittleEndian.Uint32(raw[22:])
}

// pages reads one page after the other and skips whatever is not one.
type pages struct {
	in      *bufio.Reader
	taken   int   // length of the page given last, still in the buffer
	skipped int64 // bytes that were no page, so far
	broken  int   // pages whose checksum was wrong, so far
}

func newPages(r io.Reader) *pages {
	return &pages{in: bufio.NewReaderSize(r, 1<<17)} // room for two pages
}

// next finds the next page; its error is io.EOF or the file's own. A file with
// too many broken pages ends early.
func (s *pages) next() (page, error) {
	s.in.Discard(s.taken) // it was peeked: cannot fail
	s.taken = 0
	for s.broken < maxBroken {
		raw, err := s.in.Peek(headBytes)
		if err != nil {
			s.skipped += int64(len(raw))
			s.in.Discard(len(raw))
			return page{}, err
		}
		p, need, ok := parse(raw)
		for !ok && need > len(raw) {
			if raw, err = s.in.Peek(need); err != nil {
				if err != io.EOF {
					return page{}, err
				}
				break // cut short: it is no page, but one may begin inside
			}
			p, need, ok = parse(raw)
		}
		if ok {
			s.taken = need
			return p, nil
		}
		if need > 0 && need <= len(raw) {
			s.broken++
		}
		s.resync()
	}
	return page{}, io.EOF
}

// resync moves to where the next page may begin: at least one byte on.
func (s *pages) resync() {
	raw, _ := s.in.Peek(s.in.Buffered())
	skip := max(1, len(raw)-len(capture)+1)
	if at := bytes.Index(raw[1:], []byte(capture)); at >= 0 {
		skip = at + 1
	}
	s.in.Discard(skip)
	s.skipped += int64(skip)
}

// lastPage finds the last whole page of a stream, which says where it ends, and
// comes back to where r stood. It reads backwards, at most maxTail bytes; ok is
// false when there is none.
func lastPage(r io.ReadSeeker, serial uint32) (granule int64, ok bool, err error) {
	const maxTail = 1 << 22 // 4 MiB: far more than other streams put between two pages
	here, err := r.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, false, err
	}
	end, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, false, err
	}
	defer func() {
		if _, back := r.Seek(here, io.SeekStart); err == nil {
			err = back
		}
	}()
	for tail := int64(2 * maxBytes); ; tail *= 4 {
		tail = min(tail, end, maxTail)
		if _, err := r.Seek(end-tail, io.SeekStart); err != nil {
			return 0, false, err
		}
		raw := make([]byte, tail)
		if _, err := io.ReadFull(r, raw); err != nil {
			return 0, false, err
		}
		at := tail
		for range maxBroken {
			if at = int64(bytes.LastIndex(raw[:at], []byte(capture))); at < 0 {
				break
			}
			if p, _, whole := parse(raw[at:]); whole && p.serial == serial && p.granule != noGranule {
				return p.granule, true, nil
			}
		}
		if tail == end || tail == maxTail {
			return 0, false, nil
		}
	}
}

// crcTable is the remainder of every byte: CRC-32 with the most significant bit
// first, which hash/crc32 does not have.
var crcTable = func() (table [256]uint32) {
	for i := range table {
		r := uint32(i) << 24
		for range 8 {
			if r>>31 != 0 {
				r = r<<1 ^ crcGenPoly
			} else {
				r <<= 1
			}
		}
		table[i] = r
	}
	return table
}()

// checksum is that of a whole page, whose own checksum counts as zero [RFC3533].
func checksum(raw []byte) uint32 {
	crc := uint32(0)
	for _, b := range raw[:22] {
		crc = crc<<8 ^ crcTable[byte(crc>>24)^b]
	}
	for range 4 {
		crc = crc<<8 ^ crcTable[byte(crc>>24)]
	}
	for _, b := range raw[26:] {
		crc = crc<<8 ^ crcTable[byte(crc>>24)^b]
	}
	return crc
}
