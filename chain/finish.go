package chain

import (
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/sync/errgroup"

	"lathe/audio"
	"lathe/chain/master"
	"lathe/dsp"
	"lathe/dsp/resample"
	"lathe/dsp/truepeak"
	"lathe/dsp/unit"
	"lathe/measure"
)

// bus is the finished sum at one rate, with its peaks, ready for the cutter.
type bus struct {
	master.Bus
	mix, peaks *audio.Spool
}

func (b *bus) close() {
	b.mix.Close()
	b.peaks.Close()
}

// finish puts the mix through tone and glue and finds its peaks.
func finish(ctx context.Context, p *Plan, mix *Mix, o Options) (*bus, error) {
	series, err := master.Apply(p.Bus.Master, unit.Hz(p.Session.SampleRateHz))
	if err != nil {
		return nil, err
	}
	r, err := mix.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	pass := newPass("mastering", o, float64(p.Session.Frames)/float64(p.Session.SampleRateHz))
	defer pass.finish()
	return newBus(ctx, &processed{r, series}, p.Session.SampleRateHz, o, pass)
}

// converted is a bus at another rate, for a format that wants one. The peaks
// are those of that rate: a ceiling has to hold where it is delivered.
func converted(ctx context.Context, from *bus, rate int, o Options) (*bus, error) {
	conv, err := resample.New(from.Rate, rate, 2)
	if err != nil {
		return nil, err
	}
	r, err := from.mix.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return newBus(ctx, &deck{reader: r, conv: conv, in: audio.NewBlock(2, block), ready: make([][]float64, 2)}, rate, o, newPass("converting", Options{}, 0))
}

// source is anything that fills blocks: fewer frames only at the end, then
// io.EOF.
type source interface {
	read(dst [][]float64) (int, error)
}

// processed is a stream through processors that do not delay.
type processed struct {
	reader audio.Reader
	series dsp.Series
}

func (p *processed) read(dst [][]float64) (int, error) {
	n, err := p.reader.Read(dst)
	if n == 0 {
		return 0, err
	}
	p.series.Process(audio.Slice(make([][]float64, 0, 2), dst, 0, n))
	return n, nil
}

// newBus spools a stream and the envelope of its true peaks.
func newBus(ctx context.Context, from source, rate int, o Options, pass *meterman) (_ *bus, err error) {
	b := &bus{}
	if b.mix, err = audio.NewSpool(o.TempDir, rate, 2); err != nil {
		return nil, err
	}
	if b.peaks, err = audio.NewSpool(o.TempDir, rate, 1); err != nil {
		b.mix.Close()
		return nil, err
	}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	e, edge := newEnvelope(o.workers()), master.NewEdge(2)
	peaks := hearBeside(2, stretch, func(part [][]float64) error { return e.feed(edge.Feed(part, false), false, b.peaks) })
	loudness := measure.NewLoudness(rate)
	err = eachStretch(ctx, from, func(part [][]float64) error {
		loudness.Feed(part)
		peaks.feed(part)
		pass.advance(float64(len(part[0])) / float64(rate))
		return b.mix.Write(part, len(part[0]))
	})
	if err = errors.Join(err, peaks.finish()); err != nil {
		return nil, err
	}
	if err := e.feed(edge.Feed([][]float64{nil, nil}, true), true, b.peaks); err != nil {
		return nil, err
	}
	b.Bus = master.Bus{Mix: b.mix, Peaks: b.peaks, Rate: rate, Frames: b.mix.Frames(), Ticks: loudness.Ticks(), Peak: e.top}
	return b, nil
}

// eachStretch plays a source to its end.
func eachStretch(ctx context.Context, from source, hear func(part [][]float64) error) error {
	buf, view := audio.NewBlock(2, stretch), make([][]float64, 0, 2)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := from.read(buf)
		over := errors.Is(err, io.EOF)
		if err != nil && !over {
			return fmt.Errorf("bus: %w", err)
		}
		if n > 0 {
			if err := hear(audio.Slice(view, buf, 0, n)); err != nil {
				return err
			}
		}
		if over {
			return nil
		}
	}
}

// envelope finds the true peak around every frame of a stereo stream, the
// higher of the channels, a stretch at a time on several workers.
type envelope struct {
	workers int
	kernel  *truepeak.Kernel
	past    [2][]float64 // what the next frames' curve still needs
	env     []float64
	top     float64
}

// floorLin is the level below which frames need no interpolation: at the most
// drive a mix can get, 36 dB, what lies lower stays below any ceiling.
const floorLin = 0.0015

func newEnvelope(workers int) *envelope {
	e := &envelope{workers: workers, kernel: truepeak.NewKernel()}
	for c := range e.past {
		e.past[c] = make([]float64, truepeak.Reach+1)
	}
	return e
}

// feed takes the next frames and writes the envelope of those whose
// surroundings are complete; the last time, without a part, of all that are
// left.
func (e *envelope) feed(part [][]float64, last bool, to *audio.Spool) error {
	for c := range e.past {
		if last {
			e.past[c] = append(e.past[c], make([]float64, truepeak.Reach)...)
		} else {
			e.past[c] = append(e.past[c], part[c]...)
		}
	}
	n := len(e.past[0]) - 2*truepeak.Reach - 1
	if n <= 0 {
		return nil
	}
	if cap(e.env) < n {
		e.env = make([]float64, n)
	}
	env := e.env[:n]
	clear(env)
	var g errgroup.Group
	g.SetLimit(e.workers)
	for from := 0; from < n; from += block { // the same pieces for any number of workers
		end := min(from+block, n)
		g.Go(func() error {
			for c := range e.past {
				e.kernel.Envelope(env[from:end], e.past[c][from:end+2*truepeak.Reach+1], floorLin)
			}
			return nil
		})
	}
	g.Wait()
	for _, v := range env {
		e.top = max(e.top, v)
	}
	for c := range e.past {
		e.past[c] = e.past[c][:copy(e.past[c], e.past[c][n:])]
	}
	return to.Write([][]float64{env}, n)
}
