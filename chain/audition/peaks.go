package audition

import (
	"encoding/binary"
	"math"
)

// PeakFrames is how many frames a column of stored peaks covers.
const PeakFrames = 256

// headBytes are before the columns of a .dat file: version, flags, rate, frames
// a column, columns, channels.
const headBytes = 24

// columns collects the least and the greatest sample of every PeakFrames.
type columns struct {
	dat    []byte
	least  []float64
	most   []float64
	frames int // in the column that is being filled
}

func newColumns(channels int) *columns {
	return &columns{dat: make([]byte, headBytes), least: make([]float64, channels), most: make([]float64, channels)}
}

func (c *columns) feed(part [][]float64) {
	for from := 0; from < len(part[0]); {
		n := min(len(part[0])-from, PeakFrames-c.frames)
		for ch, x := range part {
			if c.frames == 0 {
				c.least[ch], c.most[ch] = x[from], x[from]
			}
			least, most := c.least[ch], c.most[ch]
			for _, v := range x[from : from+n] {
				if v < least {
					least = v
				}
				if v > most {
					most = v
				}
			}
			c.least[ch], c.most[ch] = least, most
		}
		from += n
		if c.frames += n; c.frames == PeakFrames {
			c.close()
		}
	}
}

func (c *columns) close() {
	for ch := range c.least {
		c.dat = append(c.dat, eightBits(c.least[ch]), eightBits(c.most[ch]))
	}
	c.frames = 0
}

// eightBits is a sample as the file has it: round(128·v), held at -128 and 127.
func eightBits(v float64) byte {
	return byte(int8(max(-128, min(127, math.Round(128*v)))))
}

func (c *columns) finish(rate int) []byte {
	if c.frames > 0 {
		c.close()
	}
	wide := 2 * len(c.least)
	// version 2, flag 1: 8 bits
	for i, v := range []int{2, 1, rate, PeakFrames, (len(c.dat) - headBytes) / wide, len(c.least)} {
		binary.LittleEndian.PutUint32(c.dat[4*i:], uint32(v))
	}
	return c.dat
}
