package chain

import (
	"context"
	"fmt"

	"lathe/audio"
	"lathe/chain/balance"
	"lathe/chain/enhance"
	"lathe/chain/eq"
	"lathe/chain/repair"
	"lathe/dsp"
	"lathe/dsp/unit"
)

// channel is one stem on its way to the bus: its tape, its strip, and its
// sends. It gives stereo frames in time with the song, whatever the latency of
// its processors.
type channel struct {
	name    string
	deck    *deck
	series  dsp.Series
	sendLin float64
	skip    int         // frames that come out before the song's first
	waiting [][]float64 // processed and not yet given
	view    [][]float64
	work    [][]float64
}

// newChannel puts a strip on a tape.
func newChannel(s Strip, t *tape, rate int) (*channel, error) {
	series, err := s.processor(unit.Hz(rate))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.File, err)
	}
	d, err := t.play()
	if err != nil {
		return nil, err
	}
	return &channel{
		name: s.File, deck: d, series: series, sendLin: enhance.SendLevel(s.Enhance),
		skip: series.Latency(), waiting: make([][]float64, 2),
		view: make([][]float64, 0, 2), work: audio.NewBlock(2, block),
	}, nil
}

// processor is the strip's stages in path order. A strip with nothing on has
// none, and its stem passes bit by bit.
func (s Strip) processor(rate unit.Hz) (dsp.Series, error) {
	series := repair.Apply(s.Repair, rate)
	series = append(series, balance.Apply(s.Balance)...)
	series = append(series, eq.Apply(s.EQ, rate)...)
	enhanced, err := enhance.Apply(s.Enhance, rate)
	return append(series, enhanced...), err
}

// read fills dst with the next frames of the song.
func (c *channel) read(ctx context.Context, dst [][]float64) error {
	if c.series.Latency() > 0 {
		return c.readLate(ctx, dst)
	}
	for from := 0; from < len(dst[0]); from += block {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := audio.Slice(c.view, dst, from, min(from+block, len(dst[0])))
		if err := c.deck.stereo(part); err != nil {
			return err
		}
		c.series.Process(part)
	}
	return nil
}

// readLate reads on until as many frames are waiting as are wanted.
func (c *channel) readLate(ctx context.Context, dst [][]float64) error {
	n := len(dst[0])
	for len(c.waiting[0]) < n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.deck.stereo(c.work); err != nil {
			return err
		}
		c.series.Process(c.work)
		from := min(c.skip, block)
		c.skip -= from
		for ch := range c.waiting {
			c.waiting[ch] = append(c.waiting[ch], c.work[ch][from:]...)
		}
	}
	for ch := range dst {
		copy(dst[ch], c.waiting[ch][:n])
		c.waiting[ch] = c.waiting[ch][:copy(c.waiting[ch], c.waiting[ch][n:])]
	}
	return nil
}

func (c *channel) close() { c.deck.close() }
