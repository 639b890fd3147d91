// Package delay makes signals wait a whole number of frames.
package delay

// Line delays one or two channels.
//
// Shape: the channels it was made for, in place. Latency: its length. State:
// that many frames. Not safe for concurrent use.
type Line struct {
	frames int
	ring   [][]float64
	at     int
}

// New makes a line of the given length.
func New(channels, frames int) *Line {
	l := &Line{frames: frames, ring: make([][]float64, channels)}
	for c := range l.ring {
		l.ring[c] = make([]float64, frames)
	}
	return l
}

// Reset fills the line with silence.
func (l *Line) Reset() {
	for _, r := range l.ring {
		clear(r)
	}
	l.at = 0
}

// Latency is the length of the line.
func (l *Line) Latency() int { return l.frames }

// Process delays one block in place.
func (l *Line) Process(channels [][]float64) {
	if l.frames == 0 || len(channels) == 0 {
		return
	}
	at := l.at
	for c, x := range channels {
		ring := l.ring[c]
		at = l.at
		for i, v := range x {
			x[i], ring[at] = ring[at], v
			if at++; at == len(ring) {
				at = 0
			}
		}
	}
	l.at = at
}
