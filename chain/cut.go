package chain

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"lathe/audio"
	"lathe/chain/deliver"
	"lathe/chain/master"
	"lathe/dsp/dither"
	"lathe/dsp/unit"
	"lathe/measure"
)

// Cut is one master file set at one rate and depth, as it was measured after
// dither: exactly what the files hold.
type Cut struct {
	master.Cut
	Result   measure.Result
	Worst    unit.Reading // true peak as the meter that reads highest has it
	Loudness []float64    // short-term, ten times a second
	Frames   int64
	Rate     int
	BitDepth int
	Names    map[deliver.Format]string
}

// overDB is how far a true peak may stand above the ceiling, whoever measures
// it: the meter's own uncertainty. What is more is taken out by lowering the limiter's ceiling by
// as much and cutting again.
const overDB = 0.01

// cutter cuts masters from one plan into one folder.
type cutter struct {
	plan   *Plan
	folder *deliver.Folder
	final  master.Final
	o      Options
}

func newCutter(p *Plan, f *deliver.Folder, o Options) *cutter {
	return &cutter{plan: p, folder: f, final: p.Bus.Master.Final(p.Target), o: o}
}

// cut finds the drive for a bus, or takes the one that is given, and writes the
// files.
func (c *cutter) cut(ctx context.Context, b *bus, depth int, shape dither.Shape, names map[deliver.Format]string, given *master.Cut) (*Cut, error) {
	tool := master.NewCutter(b.Bus, c.final)
	var found master.Cut
	var err error
	if given != nil {
		found = *given
	} else {
		pass := newPass("levelling", c.o, float64(b.Frames)/float64(b.Rate))
		if found, err = tool.Solve(ctx); err != nil {
			return nil, err
		}
		pass.finish()
	}
	for attempt := 1; ; attempt++ {
		cut, err := c.write(ctx, tool, found, b, depth, shape, names)
		if err != nil {
			return nil, err
		}
		over := float64(cut.Worst) - c.final.Target.CeilingDBTP
		switch {
		case c.final.Limiter == nil || !cut.Worst.Known() || over <= overDB:
			return cut, nil
		case attempt == 4 && over <= toleranceDB:
			return cut, nil
		case attempt == 4:
			return nil, fmt.Errorf("%w: peaks stand at %s dBTP, above the ceiling of %.1f", ErrVerify, cut.Worst, c.final.Target.CeilingDBTP)
		}
		tool.LowerDB += over
		if given == nil {
			if found, err = tool.Again(ctx, found); err != nil {
				return nil, err
			}
		}
	}
}

// write cuts once.
func (c *cutter) write(ctx context.Context, tool *master.Cutter, found master.Cut, b *bus, depth int, shape dither.Shape, names map[deliver.Format]string) (*Cut, error) {
	r, err := deliver.NewRecorder(c.folder, deliver.Setting{
		Rate: b.Rate, BitDepth: depth, Frames: b.Frames, Shape: shape, Seed: c.seed(),
		Tags: deliver.Tags{Title: c.plan.Session.Title, Artist: c.plan.Session.Artist, Software: Engine},
	}, names)
	if err != nil {
		return nil, err
	}
	meter := measure.NewMeter(b.Rate, 2)
	written := newTally(2)
	pass := newPass("cutting", c.o, float64(b.Frames)/float64(b.Rate))
	heard := hearBeside(2, block, func(block [][]float64) error {
		written.feed(block)
		meter.Feed(block)
		return nil
	})
	err = tool.Cut(ctx, found, func(block [][]float64) error {
		if err := r.Write(block); err != nil {
			return err
		}
		heard.feed(block)
		pass.advance(float64(len(block[0])) / float64(b.Rate))
		return nil
	})
	if err = errors.Join(err, heard.finish()); err != nil {
		r.Abort()
		return nil, err
	}
	pass.finish()
	cut := &Cut{Cut: found, Result: meter.Finish(), Worst: meter.WorstPeak(), Loudness: tenth(meter.Loudness().ShortTerm()), Frames: b.Frames, Rate: b.Rate, BitDepth: depth, Names: names}
	if err := r.Close(c.folder, cut.Result); err != nil {
		return nil, err
	}
	return cut, written.verify(ctx, c.folder, names, audio.Format{Rate: b.Rate, Channels: 2, BitDepth: depth})
}

// seed comes from the stems alone, so that the same session always gets the
// same dither.
func (c *cutter) seed() uint64 {
	sum := sha256.Sum256([]byte(c.plan.Session.Fingerprint))
	return binary.LittleEndian.Uint64(sum[:])
}

// file is the cut as reports show it.
func (c *Cut) file(format deliver.Format) measure.File {
	return measure.File{
		File: c.Names[format], Format: "wav", SampleRate: c.Rate, BitDepth: c.BitDepth, Channels: 2, Frames: c.Frames,
		Duration: seconds(c.Frames, c.Rate), Result: c.Result,
	}
}

// reached says whether the master is as loud as the target asks, as measured in
// the file.
func (c *Cut) reached(t master.Target) bool {
	return math.Abs(float64(c.Result.Integrated)-t.IntegratedLUFS) <= 0.1 // LU: what a meter shows
}

// missed is the sentence for a target that could not be reached.
func (c *Cut) missed(t master.Target) string {
	return fmt.Sprintf("%.1f LUFS cannot be reached: the loudest this mix can be cut below %.1f dBTP is %s LUFS", t.IntegratedLUFS, t.CeilingDBTP, c.Result.Integrated)
}
