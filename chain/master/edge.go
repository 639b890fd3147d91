package master

import (
	"errors"
	"io"

	"lathe/audio"
	"lathe/dsp/fir"
)

// The low pass in front of the limiter, in cycles per sample: flat up to 0.4545
// (20 kHz at 44.1 kHz), 90 dB down from 0.4965 on.
const (
	edgeCut   = 0.4755
	edgeWidth = 0.042
	edgeDB    = 90
)

// NewEdge is the low pass in front of the limiter. Close to half the sample
// rate the curve between two samples depends on how a converter builds it:
// three meters read 0.3 dB apart on a bright mix at -9 LUFS. What nobody hears
// up there and nobody can promise a ceiling for is taken out, where there is
// something to limit.
func NewEdge(channels int) *fir.Stream {
	return fir.NewStream(fir.Lowpass(edgeCut, edgeWidth, edgeDB), channels)
}

// edged reads a mix through the low pass, in time with it.
type edged struct {
	mix   frames
	edge  *fir.Stream
	block [][]float64
	view  [][]float64
	ready [][]float64 // filtered, not yet read
	over  bool
}

func newEdged(mix frames) *edged {
	return &edged{mix: mix, edge: NewEdge(2), block: audio.NewBlock(2, cutBlock), view: make([][]float64, 0, 2), ready: make([][]float64, 2)}
}

// Read fills dst; fewer frames come only at the end, with io.EOF.
func (e *edged) Read(dst [][]float64) (int, error) {
	n := 0
	for {
		k := min(len(dst[0])-n, len(e.ready[0]))
		for c := range dst {
			copy(dst[c][n:], e.ready[c][:k])
			e.ready[c] = e.ready[c][k:]
		}
		if n += k; n == len(dst[0]) {
			return n, nil
		}
		if e.over {
			return n, io.EOF
		}
		got, err := e.mix.Read(e.block)
		if e.over = errors.Is(err, io.EOF); err != nil && !e.over {
			return n, err
		}
		out := e.edge.Feed(audio.Slice(e.view, e.block, 0, got), e.over)
		copy(e.ready, out)
	}
}
