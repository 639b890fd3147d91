package signal

import (
	"math"

	"lathe/dsp/vec"
)

// clip is the sound of one note, stroke or phrase, laid on the tape at a frame.
type clip struct {
	at          int64 // may be before the song begins
	sound       []float64
	wide        []float64 // the right channel, where it is not the left one again
	left, right float64   // linear gains
}

// panned lays a mono sound between left, -1, and right, 1, at equal power; in
// the middle, and in a mono stem, it keeps its level.
func panned(at int64, sound []float64, position, gainLin float64) clip {
	sin, cos := math.Sincos((position + 1) * math.Pi / 4)
	return clip{at: at, sound: sound, left: gainLin * cos * math.Sqrt2, right: gainLin * sin * math.Sqrt2}
}

// part is what one player does in a bar of the piece. A clip may begin up to a
// bar before its bar, for breath and consonants, and last as long as it likes.
type part func(bar int) []clip

// performance plays a part, and keeps the clips that sound and nothing else.
type performance struct {
	piece    *piece
	part     part
	at       int64 // on the tape
	bar      int   // the next one to prepare
	sounding []clip
}

// play fills a block. Clips are added in the order in which they were
// prepared, so that the sum does not depend on the blocks.
func (p *performance) play(block [][]float64) {
	until := p.at + int64(len(block[0]))
	for p.piece.frame(p.bar-1, 0) < until {
		p.sounding = append(p.sounding, p.part(p.bar)...)
		p.bar++
	}
	for _, ch := range block {
		vec.Zero(ch)
	}
	kept := p.sounding[:0]
	for _, c := range p.sounding {
		c.add(block, p.at)
		if c.at+int64(len(c.sound)) > until {
			kept = append(kept, c)
		}
	}
	clear(p.sounding[len(kept):])
	p.sounding = kept
	p.at = until
}

// add mixes what falls into a block that starts at a frame of the tape.
func (c *clip) add(block [][]float64, at int64) {
	n := int64(len(block[0]))
	from, to := max(c.at, at), min(c.at+int64(len(c.sound)), at+n)
	if from >= to {
		return
	}
	vec.AddScaled(block[0][from-at:to-at], c.sound[from-c.at:to-c.at], c.left)
	if len(block) == 2 {
		right := c.sound
		if c.wide != nil {
			right = c.wide
		}
		vec.AddScaled(block[1][from-at:to-at], right[from-c.at:to-c.at], c.right)
	}
}
