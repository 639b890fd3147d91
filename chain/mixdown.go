package chain

import (
	"context"
	"fmt"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"lathe/audio"
	"lathe/chain/enhance"
	"lathe/chain/master"
	"lathe/chain/preflight"
	"lathe/dsp"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
	"lathe/measure"
	"lathe/session"
)

// stretch is how many frames a stem is worked on before the next one's turn.
const stretch = 8 * block

// Mix is the sum after the strips, on its way to the master stage.
type Mix struct {
	Result    measure.Result // filled in when the mix was listened to
	Sidechain []float64      // power every 10 ms, as the bus compressor hears it
	spool     *audio.Spool
}

// Close gives the spool back.
func (m *Mix) Close() { m.spool.Close() }

// Open plays the mix from its first frame.
func (m *Mix) Open() (audio.Seeker, error) { return m.spool.Open() }

// mixer sums channels. Strips run side by side, a stretch at a time; while they
// work on the next stretch, the last one is summed in session order, so the
// result does not depend on who was ready first.
type mixer struct {
	channels []*channel
	room     dsp.Processor
	frames   int64
	workers  int
	sum, wet [][]float64
	sink     func(sum [][]float64) error // gets the sum, a stretch at a time
}

// newMixer puts the strips of a plan on their tapes, which come in the plan's
// order.
func newMixer(p *Plan, tapes []*tape, o Options) (_ *mixer, err error) {
	m := &mixer{frames: p.Session.Frames, workers: o.workers(), sum: audio.NewBlock(2, stretch), wet: audio.NewBlock(2, stretch)}
	defer func() {
		if err != nil {
			m.close()
		}
	}()
	rate := p.Session.SampleRateHz
	if m.room, err = enhance.ApplyBus(p.Bus.Enhance, unit.Hz(rate)); err != nil {
		return nil, err
	}
	for i, s := range p.Stems {
		c, err := newChannel(s, tapes[i], rate)
		if err != nil {
			return nil, err
		}
		m.channels = append(m.channels, c)
	}
	return m, nil
}

func (m *mixer) close() {
	for _, c := range m.channels {
		c.close()
	}
}

// mixdown prints the strips of a plan and sums them into a spool. With listen it
// also hears the sum.
func mixdown(ctx context.Context, p *Plan, tapes []*tape, o Options, listen bool) (*Mix, error) {
	m, err := newMixer(p, tapes, o)
	if err != nil {
		return nil, err
	}
	defer m.close()
	rate := p.Session.SampleRateHz
	spool, err := audio.NewSpool(o.TempDir, rate, 2)
	if err != nil {
		return nil, err
	}
	mix := &Mix{spool: spool}
	var meter *measure.Meter
	var side *measure.Ticker
	if listen {
		meter, side = measure.NewMeter(rate, 2), measure.NewSidechain(rate, master.SidechainHz)
	}
	pass := newPass("mixing", o, float64(m.frames)/float64(rate))
	m.sink = func(sum [][]float64) error {
		if listen {
			meter.Feed(sum)
			side.Feed(sum)
		}
		pass.advance(float64(len(sum[0])) / float64(rate))
		return spool.Write(sum, len(sum[0]))
	}
	if err := m.run(ctx); err != nil {
		mix.Close()
		return nil, err
	}
	pass.finish()
	if listen {
		mix.Result, mix.Sidechain = meter.Finish(), side.Ticks()
	}
	return mix, nil
}

// plainSum adds the stems up as they are and finds the highest sample.
func (h *Hearing) plainSum(ctx context.Context, o Options) (*preflight.Sum, error) {
	p := &Plan{Session: Of{SampleRateHz: h.Session.Rate, Frames: h.Session.Frames}}
	var tapes []*tape
	for i, s := range h.Session.Stems {
		p.Stems, tapes = append(p.Stems, Strip{File: s.File}), append(tapes, h.Stems[i].tape)
	}
	m, err := newMixer(p, tapes, o)
	if err != nil {
		return nil, err
	}
	defer m.close()
	frame, top, at := int64(0), 0.0, int64(0)
	m.sink = func(sum [][]float64) error {
		for _, x := range sum {
			if peak := vec.Peak(x); peak > top {
				top = peak
				at = frame + int64(slices.IndexFunc(x, func(v float64) bool { return math.Abs(v) == peak }))
			}
		}
		frame += int64(len(sum[0]))
		return nil
	}
	if err := m.run(ctx); err != nil {
		return nil, err
	}
	second := float64(at) / float64(h.Session.Rate)
	return &preflight.Sum{SamplePeakDBFS: float64(unit.FromGain(top)), At: session.Span{StartS: second, EndS: second}}, nil
}

// run hands two sets of buffers to and fro between the strips and the sum.
func (m *mixer) run(ctx context.Context) error {
	type set struct {
		stems  [][][]float64
		frames int
	}
	free, full := make(chan *set, 2), make(chan *set, 2)
	for range 2 {
		s := &set{}
		for range m.channels {
			s.stems = append(s.stems, audio.NewBlock(2, stretch))
		}
		free <- s
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(full)
		for left := m.frames; left > 0; {
			var s *set
			select {
			case s = <-free:
			case <-ctx.Done():
				return ctx.Err()
			}
			s.frames = int(min(left, stretch))
			if err := m.strips(ctx, s.stems, s.frames); err != nil {
				return err
			}
			full <- s
			left -= int64(s.frames)
		}
		return nil
	})
	g.Go(func() error {
		for s := range full {
			if err := m.add(s.stems, s.frames); err != nil {
				return err
			}
			free <- s
		}
		return nil
	})
	return g.Wait()
}

// strips lets every channel print its next frames.
func (m *mixer) strips(ctx context.Context, stems [][][]float64, frames int) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(m.workers)
	for i, c := range m.channels {
		g.Go(func() error {
			if err := c.read(ctx, audio.Slice(nil, stems[i], 0, frames)); err != nil {
				return fmt.Errorf("stem %q: %w", c.name, err)
			}
			return nil
		})
	}
	return g.Wait()
}

// add sums a stretch in session order and puts the sends through the room.
func (m *mixer) add(stems [][][]float64, frames int) error {
	sum, wet := audio.Slice(nil, m.sum, 0, frames), audio.Slice(nil, m.wet, 0, frames)
	for c := range sum {
		vec.Zero(sum[c])
		vec.Zero(wet[c])
		for i := range stems {
			x := stems[i][c][:frames]
			vec.Add(sum[c], x)
			if m.room != nil && m.channels[i].sendLin > 0 {
				vec.AddScaled(wet[c], x, m.channels[i].sendLin)
			}
		}
	}
	if m.room != nil {
		m.room.Process(wet)
		for c := range sum {
			vec.Add(sum[c], wet[c])
		}
	}
	return m.sink(sum)
}
