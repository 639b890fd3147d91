// Package dsp is the workbench: filters, transforms, dynamics. Nothing here
// knows what a stem is, reads a file or makes a decision.
//
//	unit        decibels and hertz as types
//	vec         sums, scalings and peaks of slices
//	fft window  transforms and their windows
//	biquad fir  filters; crossover splits that sum flat
//	dynamics    compressors and the true-peak limiter
//	shape       saturation without aliases
//	reverb      a feedback delay network
//	delay       whole-sample delays
//	resample    rational rate conversion
//	dither      the last step before integers
//	linalg      small least squares
//	dsptest     the contract every processor signs
package dsp

// Processor changes blocks of audio in place.
//
// Blocks are planar: one slice per channel, all of one length, of any length.
// A processor never allocates in Process, trusts that its input is finite, and
// lets its state reach exact zero in silence. Output frame i belongs to input
// frame i - Latency.
type Processor interface {
	Process(channels [][]float64)
	Reset()       // forget the past: the next block starts from silence
	Latency() int // frames
}

// Skipper is a Processor whose work depends on where in the song it is: a fade, a
// click that is taken out.
type Skipper interface {
	Processor
	// Skip goes on by so many frames without hearing them.
	Skip(frames int64)
}

// Series runs processors one after another.
type Series []Processor

// Process runs the block through every processor in order.
func (s Series) Process(channels [][]float64) {
	for _, p := range s {
		p.Process(channels)
	}
}

// Reset resets every processor.
func (s Series) Reset() {
	for _, p := range s {
		p.Reset()
	}
}

// Skip goes on by so many frames without hearing them.
func (s Series) Skip(frames int64) {
	for _, p := range s {
		if p, ok := p.(Skipper); ok {
			p.Skip(frames)
		}
	}
}

// Latency is the sum of the latencies, in frames.
func (s Series) Latency() int {
	sum := 0
	for _, p := range s {
		sum += p.Latency()
	}
	return sum
}
