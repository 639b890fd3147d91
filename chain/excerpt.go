package chain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"lathe/audio"
	"lathe/chain/enhance"
	"lathe/chain/intake"
	"lathe/chain/master"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
)

// Place is what an excerpt is of: one move, somewhere in the song.
type Place struct {
	Move    string  // its id
	FromS   float64 // where it begins
	LengthS float64
	Strip   bool // the stem's strip alone, not the master
	// DriveDB is the gain into the limiter that a print of the plan found. Where
	// it is not known, the excerpt is cut to the plan's loudness and AboveLU:
	// by how much this place is louder than the whole song.
	DriveDB *float64
	AboveLU float64
}

// Excerpt is a place with the move, without it, and what the move took away:
// without less with. All have two channels and the same level.
type Excerpt struct {
	Rate             int
	FromS            float64
	On, Off, Removed [][]float64
}

// What a caller may branch on.
var (
	ErrNoMove  = errors.New("the plan has no such move")
	ErrNoStrip = errors.New("the move is on the bus, which has no strip of its own")
)

// lead is how long an excerpt is run before it is heard, in seconds: by then
// filters, compressors and the room have forgotten that the song did not begin
// there.
const lead = 5

// MakeExcerpt prints a part of the song with a move and without it. It is what
// the master has there, but for dither and what happened more than a few seconds
// before.
func MakeExcerpt(ctx context.Context, arrived *intake.Arrived, p *Plan, at Place, o Options) (*Excerpt, error) {
	tapes, _, err := tapesFor(p, arrived)
	if err != nil {
		return nil, err
	}
	with, stem, err := p.switched(at.Move, true)
	if err != nil {
		return nil, err
	}
	without, _, _ := p.switched(at.Move, false)
	if at.Strip && stem < 0 {
		return nil, ErrNoStrip
	}
	rate := p.Session.SampleRateHz
	r := region{
		from:   max(0, min(int64(math.Round(at.FromS*float64(rate))), p.Session.Frames-1)),
		frames: int64(math.Round(at.LengthS * float64(rate))),
	}
	r.frames = max(1, min(r.frames, p.Session.Frames-r.from))
	r.lead = min(r.from, int64(lead*rate))
	x := &Excerpt{Rate: rate, FromS: float64(r.from) / float64(rate)}
	if at.Strip {
		with, without = with.only(stem), without.only(stem)
		tapes = tapes[stem : stem+1]
		if x.On, err = r.mix(ctx, with, tapes, o); err == nil {
			x.Off, err = r.mix(ctx, without, tapes, o)
		}
	} else {
		err = x.masters(ctx, with, without, stem, tapes, r, at, o)
	}
	if err != nil {
		return nil, err
	}
	x.Removed = audio.NewBlock(2, int(r.frames))
	for c := range x.On {
		x.On[c], x.Off[c] = x.On[c][r.lead:], x.Off[c][r.lead:]
		for i := range x.Removed[c] {
			x.Removed[c][i] = x.Off[c][i] - x.On[c][i]
		}
	}
	return x, nil
}

// masters cuts both from their mixes, at one drive.
func (x *Excerpt) masters(ctx context.Context, with, without *Plan, stem int, tapes []*tape, r region, at Place, o Options) error {
	on, off, err := r.mixes(ctx, with, without, stem, tapes, o)
	if err != nil {
		return err
	}
	drive := at.DriveDB
	if x.On, drive, err = r.cut(ctx, with, on, drive, at.AboveLU, o); err != nil {
		return err
	}
	if without.Bus.Master.Final(without.Target).Level == nil { // the level itself is off
		drive = nil
	}
	x.Off, _, err = r.cut(ctx, without, off, drive, at.AboveLU, o)
	return err
}

// mixes are both sums. The strips that are the same in both are run once: what
// the room answers to a sum is the sum of its answers.
func (r region) mixes(ctx context.Context, with, without *Plan, stem int, tapes []*tape, o Options) (on, off [][]float64, err error) {
	if stem < 0 {
		if on, err = r.mix(ctx, with, tapes, o); err != nil {
			return nil, nil, err
		}
		if off = on; !slices.EqualFunc(with.Bus.Enhance, without.Bus.Enhance, func(a, b enhance.BusMove) bool { return a.On == b.On }) {
			off, err = r.mix(ctx, without, tapes, o)
		}
		return on, off, err
	}
	others := *with
	others.Stems = slices.Delete(slices.Clone(with.Stems), stem, stem+1)
	rest, err := r.mix(ctx, &others, slices.Delete(slices.Clone(tapes), stem, stem+1), o)
	if err != nil {
		return nil, nil, err
	}
	both := [2][][]float64{}
	for i, p := range []*Plan{with, without} {
		alone := *p
		alone.Stems = p.Stems[stem : stem+1 : stem+1]
		if both[i], err = r.mix(ctx, &alone, tapes[stem:stem+1], o); err != nil {
			return nil, nil, err
		}
		for c := range rest {
			vec.Add(both[i][c], rest[c])
		}
	}
	return both[0], both[1], nil
}

// region is a part of the song, and what is run before it.
type region struct{ from, lead, frames int64 }

func (r region) all() int64 { return r.lead + r.frames }

// mix is the sum of a plan's strips there.
func (r region) mix(ctx context.Context, p *Plan, tapes []*tape, o Options) ([][]float64, error) {
	m, err := newMixer(p, tapes, o)
	if err != nil {
		return nil, err
	}
	defer m.close()
	for _, c := range m.channels {
		if err := c.skipTo(r.from-r.lead, p.Session.SampleRateHz); err != nil {
			return nil, fmt.Errorf("stem %q: %w", c.name, err)
		}
	}
	m.frames = r.all()
	out, at := audio.NewBlock(2, int(r.all())), 0
	m.sink = func(sum [][]float64) error {
		for c := range out {
			copy(out[c][at:], sum[c])
		}
		at += len(sum[0])
		return nil
	}
	return out, m.run(ctx)
}

// cut puts a mix through the bus, and says the drive it was given or found.
func (r region) cut(ctx context.Context, p *Plan, mix [][]float64, drive *float64, aboveLU float64, o Options) ([][]float64, *float64, error) {
	series, err := master.Apply(p.Bus.Master, unit.Hz(p.Session.SampleRateHz))
	if err != nil {
		return nil, nil, err
	}
	b, err := newBus(ctx, &processed{&held{block: mix, rate: p.Session.SampleRateHz}, series}, p.Session.SampleRateHz, o, newPass("excerpt", Options{}, 0))
	if err != nil {
		return nil, nil, err
	}
	defer b.close()
	final := p.Bus.Master.Final(p.Target)
	final.Target.IntegratedLUFS += aboveLU
	tool := master.NewCutter(b.Bus, final)
	var found master.Cut
	switch {
	case final.Level == nil:
	case final.Level.DriveDB != nil:
		found.DriveDB = *final.Level.DriveDB
	case drive != nil:
		found.DriveDB = *drive
	default:
		if found, err = tool.Solve(ctx); err != nil {
			return nil, nil, err
		}
	}
	out, at := audio.NewBlock(2, int(r.all())), 0
	err = tool.Cut(ctx, found, func(block [][]float64) error {
		for c := range out {
			copy(out[c][at:], block[c])
		}
		at += len(block[0])
		return nil
	})
	return out, &found.DriveDB, err
}

// held plays what is in memory.
type held struct {
	block [][]float64
	rate  int
	at    int
}

func (h *held) Format() audio.Format {
	return audio.Format{Rate: h.rate, Channels: len(h.block), Frames: int64(len(h.block[0]))}
}
func (h *held) Flaws() []audio.Flaw { return nil }
func (h *held) Close() error        { return nil }

func (h *held) Read(dst [][]float64) (int, error) {
	n := min(len(dst[0]), len(h.block[0])-h.at)
	for c := range dst {
		copy(dst[c][:n], h.block[c][h.at:])
	}
	if h.at += n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// skipTo goes to a frame of the song without hearing what is before.
func (c *channel) skipTo(frame int64, rate int) error {
	c.series.Skip(frame)
	return c.deck.skipTo(frame, rate)
}

// skipTo goes to a frame at the rate it plays at. What has to be converted is gone
// to within a frame of its own.
func (d *deck) skipTo(frame int64, rate int) error {
	if d.conv != nil {
		frame = int64(math.Round(float64(frame) * float64(d.reader.Format().Rate) / float64(rate)))
	}
	if s, ok := d.reader.(audio.Seeker); ok {
		return s.SeekFrame(frame)
	}
	buf := audio.NewBlock(d.channels(), block)
	for frame > 0 {
		n, err := d.reader.Read(audio.Slice(nil, buf, 0, int(min(frame, block))))
		if frame -= int64(n); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}
