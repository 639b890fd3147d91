package measure

// edgeS is how much of a file's beginning and end is kept, in seconds.
const edgeS = 0.1

// Edges is the very beginning and the very end of a file, sample by sample,
// one slice per channel: at most a tenth of a second of each.
type Edges struct {
	Opening, Closing [][]float32
}

// edger fills Edges.
type edger struct {
	out  Edges
	keep int // frames
}

func newEdger(rate, channels int) *edger {
	e := &edger{keep: int(edgeS * float64(rate))}
	e.out.Opening, e.out.Closing = make([][]float32, channels), make([][]float32, channels)
	return e
}

func (e *edger) feed(block [][]float64) {
	for c, x := range block {
		for _, v := range x[:min(len(x), e.keep-len(e.out.Opening[c]))] {
			e.out.Opening[c] = append(e.out.Opening[c], float32(v))
		}
		last := x[max(0, len(x)-e.keep):]
		old := e.out.Closing[c]
		if extra := len(old) + len(last) - e.keep; extra > 0 {
			old = old[:copy(old, old[extra:])]
		}
		for _, v := range last {
			old = append(old, float32(v))
		}
		e.out.Closing[c] = old
	}
}
