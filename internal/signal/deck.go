package signal

import (
	"io"
	"math"

	"lathe/audio"
	"lathe/dsp"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
)

// source is where a deck's sound comes from: play fills a block with the next
// frames and never ends.
type source interface{ play(block [][]float64) }

// deck plays a source through effects, for so many frames. It is a [Player]
// that works in blocks of its own, so that what is read does not depend on how
// it is read.
type deck struct {
	source  source
	through dsp.Series
	left    int64       // frames still to give
	early   int         // frames that the effects hold back
	tape    [][]float64 // the block that was played last
	given   int         // frames of it
}

func newDeck(s source, through dsp.Series, channels int, frames int64) *deck {
	return &deck{
		source: s, through: through, left: frames, early: through.Latency(),
		tape: audio.NewBlock(channels, blockFrames), given: blockFrames,
	}
}

// Read fills dst with the next frames.
func (d *deck) Read(dst [][]float64) (int, error) {
	n := int(min(int64(len(dst[0])), d.left))
	for done := 0; done < n; {
		if d.given == blockFrames {
			d.roll()
		}
		count := min(n-done, blockFrames-d.given)
		for c, x := range dst {
			copy(x[done:done+count], d.tape[c][d.given:])
		}
		d.given += count
		done += count
	}
	d.left -= int64(n)
	if n < len(dst[0]) {
		return n, io.EOF
	}
	return n, nil
}

// roll plays the next block that has something to give.
func (d *deck) roll() {
	for d.given == blockFrames {
		d.source.play(d.tape)
		d.through.Process(d.tape)
		d.given = min(d.early, blockFrames)
		d.early -= d.given
	}
}

// mixdown adds players up in their order. Mono stands in the middle, at its
// level on both sides.
type mixdown struct {
	from  []Player
	mono  []bool
	gains []float64
	tape  [][]float64
	view  [][]float64
}

func (m *mixdown) add(from Player, channels int, gain unit.DB) {
	m.from, m.mono, m.gains = append(m.from, from), append(m.mono, channels == 1), append(m.gains, gain.Gain())
}

func (m *mixdown) play(block [][]float64) {
	n := len(block[0])
	if len(m.tape) == 0 || len(m.tape[0]) < n {
		m.tape = audio.NewBlock(len(block), n)
	}
	for _, x := range block {
		vec.Zero(x)
	}
	for i, from := range m.from {
		channels := len(block)
		if m.mono[i] {
			channels = 1
		}
		m.view = audio.Slice(m.view, m.tape[:channels], 0, n)
		n, _ := from.Read(m.view) // a stem that has ended is silent
		for side, x := range block {
			vec.AddScaled(x[:n], m.view[min(side, channels-1)][:n], m.gains[i])
		}
	}
}

// fader is a gain.
type fader float64

func (f fader) Reset()       {}
func (f fader) Latency() int { return 0 }

// Process scales one block in place.
func (f fader) Process(channels [][]float64) {
	for _, x := range channels {
		vec.Scale(x, float64(f))
	}
}

// grid rounds to 24 bits, without dither: silence stays silent.
type grid struct{}

func (grid) Reset()       {}
func (grid) Latency() int { return 0 }

// Process rounds one block in place and holds it at full scale.
func (grid) Process(channels [][]float64) {
	const full = 1 << 23
	for _, x := range channels {
		for i, v := range x {
			x[i] = max(-full, min(full-1, math.RoundToEven(v*full))) / full
		}
	}
}
