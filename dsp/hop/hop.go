// Package hop runs processors that only know one block length - those that
// work in transforms - on blocks of any length.
package hop

// Worker processes exactly Hop frames at a time, in place. Its latency is its
// own; waiting for a full hop is the Runner's.
type Worker interface {
	Hop() int
	ProcessHop(channels [][]float64)
	Reset()
	Latency() int
}

// Runner feeds a Worker.
//
// Shape: the channels it was made for, in place. Latency: one hop and the
// worker's. State: one hop. Not safe for concurrent use.
type Runner struct {
	worker Worker
	buf    [][]float64
	at     int
}

// New makes a runner for the given number of channels.
func New(w Worker, channels int) *Runner {
	r := &Runner{worker: w, buf: make([][]float64, channels)}
	for c := range r.buf {
		r.buf[c] = make([]float64, w.Hop())
	}
	return r
}

// Reset forgets the past.
func (r *Runner) Reset() {
	r.worker.Reset()
	for _, b := range r.buf {
		clear(b)
	}
	r.at = 0
}

// Latency is one hop, to fill it, and what the worker takes.
func (r *Runner) Latency() int { return len(r.buf[0]) + r.worker.Latency() }

// Process swaps fresh input for finished output, a stretch at a time.
func (r *Runner) Process(channels [][]float64) {
	for from, n := 0, len(channels[0]); from < n; {
		count := min(n-from, len(r.buf[0])-r.at)
		for c, x := range channels {
			x, b := x[from:from+count], r.buf[c][r.at:r.at+count]
			for i, v := range x {
				x[i], b[i] = b[i], v
			}
		}
		from += count
		if r.at += count; r.at == len(r.buf[0]) {
			r.worker.ProcessHop(r.buf)
			r.at = 0
		}
	}
}
