package chain

import (
	"errors"
	"fmt"
	"io"

	"lathe/audio"
	"lathe/audio/decode"
	"lathe/dsp/resample"
	"lathe/session"
)

// block is how many frames are worked on at a time: 32 KiB a channel, which a
// core keeps close by.
const block = 4096

// tape is one track, ready to be played as often as needed at the session's
// rate. What is slow to decode, or has to be converted, is played from a spool
// once it has been heard for the first time.
type tape struct {
	track session.Track
	rate  int          // it plays at
	spool *audio.Spool // nil: from the file itself
}

// close gives the spool back.
func (t *tape) close() {
	if t.spool != nil {
		t.spool.Close()
		t.spool = nil
	}
}

// direct says whether the file can be played again and again at no cost.
func (t *tape) direct() bool {
	switch t.track.Format.Container {
	case "wav", "rf64", "bw64", "rifx", "aiff", "aifc":
		return t.track.Format.Rate == t.rate
	}
	return false
}

// deck plays a tape from its beginning.
type deck struct {
	reader audio.Reader
	conv   *resample.Converter // nil when the rate is right
	in     [][]float64         // block for the converter
	ready  [][]float64         // converted and not yet read
	at     int                 // first frame of ready
	over   bool
}

// play opens the tape.
func (t *tape) play() (*deck, error) {
	if t.spool != nil {
		r, err := t.spool.Open()
		return &deck{reader: r}, err
	}
	r, err := decode.Open(t.track.Path)
	if err != nil {
		return nil, err
	}
	d := &deck{reader: r}
	if f := r.Format(); f.Rate != t.rate {
		if d.conv, err = resample.New(f.Rate, t.rate, f.Channels); err != nil {
			r.Close()
			return nil, fmt.Errorf("%s: %w", t.track.File, err)
		}
		d.in = audio.NewBlock(f.Channels, block)
		d.ready = make([][]float64, f.Channels)
	}
	return d, nil
}

// channels is how many the track has.
func (d *deck) channels() int { return d.reader.Format().Channels }

// close stops playing.
func (d *deck) close() error { return d.reader.Close() }

// read fills dst, one slice per channel of the track, and returns how many
// frames it filled: fewer than asked for only at the end or with an error. The
// end is io.EOF, alone.
func (d *deck) read(dst [][]float64) (int, error) {
	if d.conv == nil {
		n, err := d.reader.Read(dst)
		if n > 0 && errors.Is(err, io.EOF) {
			err = nil
		}
		return n, err
	}
	n := 0
	for n < len(dst[0]) {
		if d.at == len(d.ready[0]) {
			if d.over {
				break
			}
			if err := d.convert(); err != nil {
				return n, err
			}
			continue
		}
		k := min(len(dst[0])-n, len(d.ready[0])-d.at)
		for c := range dst {
			copy(dst[c][n:n+k], d.ready[c][d.at:])
		}
		n, d.at = n+k, d.at+k
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// convert turns the next block of the file into the session's rate.
func (d *deck) convert() error {
	for c := range d.ready {
		d.ready[c] = d.ready[c][:0]
	}
	d.at = 0
	n, err := d.reader.Read(d.in)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	d.ready = d.conv.Feed(d.ready, audio.Slice(nil, d.in, 0, n))
	if errors.Is(err, io.EOF) {
		d.ready = d.conv.Finish(d.ready)
		d.over = true
	}
	return nil
}

// stereo fills both sides of dst for a strip: a mono track plays on both, and
// after the end of the track there is silence.
func (d *deck) stereo(dst [][]float64) error {
	n, err := d.read(dst[:d.channels()])
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	for _, x := range dst {
		clear(x[n:])
	}
	if d.channels() == 1 {
		copy(dst[1], dst[0])
	}
	return nil
}
