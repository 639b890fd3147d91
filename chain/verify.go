package chain

import (
	"context"
	"errors"
	"fmt"

	"lathe/audio"
	"lathe/audio/decode"
	"lathe/chain/deliver"
)

// ErrVerify is a delivery that does not hold what was meant to be in it. Nothing
// is delivered then.
var ErrVerify = errors.New("verification failed")

// toleranceDB is how far a finished master may stand above its ceiling, whatever
// was tried: what DESIGN.md promises of a delivery.
const toleranceDB = 0.02

// tally sums up samples so that two streams can be told apart: FNV-1a over
// their bits, in order. It guards against disks and codecs, not against people.
type tally struct {
	frames int64
	sums   []uint64 // by channel
}

func newTally(channels int) *tally {
	t := &tally{sums: make([]uint64, channels)}
	for c := range t.sums {
		t.sums[c] = 14695981039346656037
	}
	return t
}

// feed counts the next block. The samples are integers of at most 24 bits.
func (t *tally) feed(block [][]float64) {
	for c, x := range block {
		sum := t.sums[c]
		for _, v := range x {
			sum = (sum ^ uint64(uint32(int32(v*(1<<23))))) * 1099511628211
		}
		t.sums[c] = sum
	}
	t.frames += int64(len(block[0]))
}

// verify reads the lossless files of a cut back and compares them with what was
// cut.
func (t *tally) verify(ctx context.Context, f *deliver.Folder, names map[deliver.Format]string, want audio.Format) error {
	for _, format := range []deliver.Format{deliver.WAV, deliver.WAV16, deliver.FLAC} {
		name, ok := names[format]
		if !ok {
			continue
		}
		if err := t.verifyFile(ctx, f.Aside(name), want); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (t *tally) verifyFile(ctx context.Context, path string, want audio.Format) error {
	r, err := decode.Open(path)
	if err != nil {
		return fmt.Errorf("%w: what was written cannot be read back: %v", ErrVerify, err)
	}
	defer r.Close()
	if f := r.Format(); f.Rate != want.Rate || f.Channels != want.Channels || f.BitDepth != want.BitDepth {
		return fmt.Errorf("%w: it reads back as %s", ErrVerify, f)
	}
	read := newTally(want.Channels)
	_, err = stream(ctx, &deck{reader: r}, want.Channels, func(block [][]float64) error {
		read.feed(block)
		return nil
	})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w: what was written cannot be read back: %v", ErrVerify, err)
	case read.frames != t.frames:
		return fmt.Errorf("%w: %d of %d frames read back", ErrVerify, read.frames, t.frames)
	}
	for c := range t.sums {
		if read.sums[c] != t.sums[c] {
			return fmt.Errorf("%w: other samples read back than were written; check the disk", ErrVerify)
		}
	}
	return nil
}
