package master

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"lathe/audio"
	"lathe/dsp/dynamics"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
	"lathe/measure"
)

const (
	// MostDriveDB is the most gain that is ever put on a mix. What needs more
	// is noise, or a mistake.
	MostDriveDB = 36

	// WithinLU is how near to the wanted loudness a search is told to come,
	// unless someone edits it.
	WithinLU = 0.02

	cutBlock = 4096
)

// Opener opens a stream from its first frame, as often as it is asked.
type Opener interface {
	Open() (audio.Seeker, error)
}

// frames fills blocks: fewer only at the end, with io.EOF.
type frames interface {
	Read(dst [][]float64) (frames int, err error)
}

// Bus is the finished sum, waiting for its level.
type Bus struct {
	Mix    Opener // two channels
	Peaks  Opener // one channel: the true peak around every frame behind [NewEdge], linear
	Rate   int
	Frames int64
	Ticks  []float64 // K-weighted power of the mix every 10 ms
	Peak   float64   // the highest of Peaks
}

// Cut is what a Cutter found.
type Cut struct {
	DriveDB   float64 // gain into the limiter
	CeilingDB float64 // that the limiter works to; a hair below the one asked for when its own motion raised a peak
	Reached   bool    // the wanted loudness, within WithinLU
	LUFS      float64 // what it gives
	Limiting  Limiting
}

// Limiting is how much the limiter does, in dB, positive.
type Limiting struct {
	MostDB  float64
	UsualDB float64 // 95th percentile of the frames in which it works
	Share   float64 // of all frames in which it takes 0.1 dB or more
}

// Cutter finds the gain that makes the bus as loud as wanted and cuts the
// master with it.
type Cutter struct {
	bus   Bus
	final Final
	// LowerDB takes the limiter's ceiling down: what the last cut's true peak
	// was over.
	LowerDB float64
}

// NewCutter prepares to cut the bus as the page says.
func NewCutter(bus Bus, final Final) *Cutter { return &Cutter{bus: bus, final: final} }

// Solve finds the drive. The loudness rises with the drive, ever more slowly
// as the limiter takes its share, so the search goes by secants from below; two
// neighbours are tried at a time, side by side.
func (c *Cutter) Solve(ctx context.Context) (Cut, error) {
	start := measure.Integrated(c.bus.Ticks)
	if c.final.Level == nil || !start.Known() {
		return c.try(ctx, 0)
	}
	if d := c.final.Level.DriveDB; d != nil {
		return c.try(ctx, *d)
	}
	target := c.final.Target.IntegratedLUFS
	low := target - float64(start) // exact while nothing is limited
	if !c.limits(low) {
		cut, err := c.try(ctx, min(low, MostDriveDB))
		cut.Reached = math.Abs(cut.LUFS-target) <= c.final.Level.WithinLU
		return cut, err
	}
	return c.search(ctx, low, 2, c.final.Level.WithinLU/4)
}

// Again finds the drive anew after the ceiling was lowered a little, near a cut
// that Solve found: a lower ceiling costs loudness.
func (c *Cutter) Again(ctx context.Context, cut Cut) (Cut, error) {
	if c.final.Level == nil || c.final.Level.DriveDB != nil || !cut.Reached || !c.limits(cut.DriveDB) {
		return cut, nil
	}
	return c.search(ctx, cut.DriveDB, 0.2, c.final.Level.WithinLU/2)
}

// search looks above a drive, the first time a step above, until it is near
// enough. It keeps the best cut so far and a secant through the last two.
func (c *Cutter) search(ctx context.Context, from, stepDB, enoughLU float64) (Cut, error) {
	target := c.final.Target.IntegratedLUFS
	near, far := min(from, MostDriveDB), min(from+stepDB, MostDriveDB)
	var best Cut
	for range 8 {
		a, b, err := c.pair(ctx, near, far)
		if err != nil {
			return Cut{}, err
		}
		for _, cut := range []Cut{a, b} {
			if best == (Cut{}) || math.Abs(cut.LUFS-target) < math.Abs(best.LUFS-target) {
				best = cut
			}
		}
		if math.Abs(best.LUFS-target) <= enoughLU || near == far {
			break
		}
		slope := (b.LUFS - a.LUFS) / (b.DriveDB - a.DriveDB) // LU per dB
		next := a.DriveDB + (target-a.LUFS)/max(slope, 0.05)
		next = min(MostDriveDB, max(from, next))
		// the neighbour lies on the side the curve bends to
		near, far = next, min(MostDriveDB, next+max(0.02, math.Abs(next-best.DriveDB)/8))
	}
	best.Reached = math.Abs(best.LUFS-target) <= c.final.Level.WithinLU
	return best, nil
}

// pair tries two drives at the same time.
func (c *Cutter) pair(ctx context.Context, near, far float64) (a, b Cut, err error) {
	if near == far {
		a, err = c.try(ctx, near)
		return a, a, err
	}
	done := make(chan error, 1)
	go func() {
		var err error
		b, err = c.try(ctx, far)
		done <- err
	}()
	a, err = c.try(ctx, near)
	return a, b, errors.Join(err, <-done)
}

// try measures one drive without keeping the sound.
func (c *Cutter) try(ctx context.Context, driveDB float64) (Cut, error) {
	loudness := measure.NewLoudness(c.bus.Rate)
	limiting, err := c.run(ctx, driveDB, func(block [][]float64) error {
		loudness.Feed(block)
		return nil
	})
	cut := Cut{DriveDB: driveDB, CeilingDB: float64(c.ceiling()), LUFS: math.Inf(-1), Limiting: limiting}
	if i := loudness.Integrated(); i.Known() {
		cut.LUFS = float64(i)
	}
	return cut, err
}

// Cut gives the master, block by block, to sink.
func (c *Cutter) Cut(ctx context.Context, cut Cut, sink func(block [][]float64) error) error {
	_, err := c.run(ctx, cut.DriveDB, sink)
	return err
}

func (c *Cutter) ceiling() unit.DB {
	if c.final.Limiter == nil {
		return 0
	}
	return unit.DB(c.final.Target.CeilingDBTP - c.LowerDB)
}

// limits says whether there is anything to limit at a drive. What a mix that
// stays below the ceiling is delivered as is the mix and nothing else.
func (c *Cutter) limits(driveDB float64) bool {
	return c.final.Limiter != nil && (c.LowerDB > 0 || c.bus.Peak*unit.DB(driveDB).Gain() > c.ceiling().Gain())
}

// run puts the bus through drive and limiter. The gain is late by the
// look-ahead, so the mix is read that much later than its peaks.
func (c *Cutter) run(ctx context.Context, driveDB float64, sink func([][]float64) error) (Limiting, error) {
	mix, err := c.bus.Mix.Open()
	if err != nil {
		return Limiting{}, err
	}
	defer mix.Close()
	drive := unit.DB(driveDB).Gain()
	var from frames = mix
	var rider *gains
	if c.limits(driveDB) {
		from = newEdged(mix)
		r, peaks, err := c.rider()
		if err != nil {
			return Limiting{}, err
		}
		defer peaks.Close()
		rider = r
	}
	var tally tally
	block, gain := audio.NewBlock(2, cutBlock), make([]float64, cutBlock)
	view := make([][]float64, 0, 2)
	for left := c.bus.Frames; left > 0; {
		if err := ctx.Err(); err != nil {
			return Limiting{}, err
		}
		n := int(min(left, cutBlock))
		out := audio.Slice(view, block, 0, n)
		if _, err := readFull(from, out); err != nil {
			return Limiting{}, fmt.Errorf("reading the mix: %w", err)
		}
		for _, x := range out {
			vec.Scale(x, drive)
		}
		if rider != nil {
			if err := rider.next(gain[:n], drive); err != nil {
				return Limiting{}, err
			}
			tally.add(gain[:n])
			for _, x := range out {
				for i, g := range gain[:n] {
					x[i] *= g
				}
			}
		}
		if err := sink(out); err != nil {
			return Limiting{}, err
		}
		left -= int64(n)
	}
	return tally.limiting(), nil
}

// gains reads peaks and turns them into gains that are in time with the mix.
type gains struct {
	rider *dynamics.Rider
	peaks audio.Reader
	skip  int // gains still to be dropped: they are for frames before the first
	over  bool
	buf   []float64
}

// rider opens the peaks.
func (c *Cutter) rider() (*gains, audio.Reader, error) {
	r, err := dynamics.NewRider(unit.Hz(c.bus.Rate), c.final.Limiter.settings(c.ceiling()))
	if err != nil {
		return nil, nil, err
	}
	peaks, err := c.bus.Peaks.Open()
	if err != nil {
		return nil, nil, err
	}
	g := &gains{rider: r, peaks: peaks, skip: r.Latency(), buf: make([]float64, cutBlock)}
	return g, peaks, nil
}

// next writes the gains of the next frames of the mix.
func (g *gains) next(gain []float64, drive float64) error {
	for g.skip > 0 {
		n := min(g.skip, len(g.buf))
		if err := g.ride(g.buf[:n], drive); err != nil {
			return err
		}
		g.skip -= n
	}
	return g.ride(gain, drive)
}

// ride reads as many peaks as gain is long; after the end there are none.
func (g *gains) ride(gain []float64, drive float64) error {
	n := 0
	if !g.over {
		var err error
		n, err = g.peaks.Read([][]float64{gain})
		switch {
		case errors.Is(err, io.EOF):
			g.over = true
		case err != nil:
			return fmt.Errorf("reading the peaks: %w", err)
		}
	}
	clear(gain[n:])
	g.rider.Ride(gain, gain, drive)
	return nil
}

// readFull reads a whole block; the end of the stream is an error, for the
// caller knows how long it is.
func readFull(r frames, block [][]float64) (int, error) {
	n, err := r.Read(block)
	if n == len(block[0]) {
		return n, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// worksDB is the reduction from which a limiter is said to work.
const worksDB = 0.1

// tally counts how often the gain is how low, by hundredths of a decibel.
type tally struct {
	counts [6001]int
	all    int
}

func (t *tally) add(gain []float64) {
	t.all += len(gain)
	// every 16th frame is enough: the gain moves over milliseconds
	for i := 0; i < len(gain); i += 16 {
		if g := gain[i]; g < worksLin {
			t.counts[min(len(t.counts)-1, int(-2000*math.Log10(g)))] += min(16, len(gain)-i)
		}
	}
}

// worksLin is worksDB as a gain.
var worksLin = unit.DB(-worksDB).Gain()

func (t *tally) limiting() Limiting {
	var l Limiting
	working := 0
	for db, n := range t.counts {
		if working += n; n > 0 {
			l.MostDB = float64(db) / 100
		}
	}
	if working == 0 {
		return l
	}
	l.Share = float64(working) / float64(t.all)
	seen := 0
	for db, n := range t.counts {
		if seen += n; seen*20 >= working*19 {
			l.UsualDB = float64(db) / 100
			break
		}
	}
	return l
}
