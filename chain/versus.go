package chain

import (
	"context"
	"path/filepath"

	"lathe/audio"
	"lathe/audio/decode"
	"lathe/chain/compare"
	"lathe/chain/preflight"
	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// Compared is several files side by side; the first is the master.
type Compared struct {
	Files       []measure.File `json:"files"`
	Comparisons []Versus       `json:"comparisons"` // the first file against each of the others
	Flaws       [][]audio.Flaw `json:"-"`           // damage that could be read past, by file
	heard       []*Heard
}

// Versus is the master against one other file.
type Versus struct {
	compare.Difference
	Offset unit.Reading `json:"offset_frames"` // of the master's rate, by which the other is late; null when they have nothing in common
	Null   unit.Reading `json:"null_db"`       // what is left of the other when the master, aligned and at one gain, is taken away
}

// CompareFiles measures files at their own rates, and sets the first beside
// each of the others: at equal loudness, and shifted so that they start
// together where they are the same music.
func CompareFiles(ctx context.Context, paths []string, o Options) (*Compared, error) {
	c := &Compared{Files: []measure.File{}, Comparisons: []Versus{}}
	for _, path := range paths {
		f, flaws, err := MeasureFile(ctx, path, o)
		if err != nil {
			return nil, err
		}
		c.Files, c.Flaws = append(c.Files, f), append(c.Flaws, flaws)
	}
	defer func() {
		for _, h := range c.heard {
			h.tape.close()
		}
	}()
	if err := c.listen(ctx, paths, o); err != nil {
		return nil, err
	}
	for i := 1; i < len(paths); i++ {
		v := Versus{Difference: compare.Of(c.Files[0], c.Files[i], compare.Other), Offset: unit.NotMeasurable(), Null: unit.NotMeasurable()}
		if err := c.align(ctx, &v, i); err != nil {
			return nil, err
		}
		c.Comparisons = append(c.Comparisons, v)
	}
	return c, nil
}

// listen makes a tape of every file at the rate of the first, and paints its
// portrait.
func (c *Compared) listen(ctx context.Context, paths []string, o Options) error {
	total := 0.
	for _, f := range c.Files {
		total += float64(f.Duration)
	}
	l := listener{o: o, rate: c.Files[0].SampleRate, meter: newPass("aligning", o, total)}
	for _, path := range paths {
		format, err := decode.Probe(path)
		if err != nil {
			return err
		}
		h := &Heard{tape: &tape{track: session.Track{File: filepath.Base(path), Path: path, Format: format}, rate: l.rate}}
		c.heard = append(c.heard, h)
		if err := l.paint(ctx, h, stemPart); err != nil {
			return err
		}
	}
	l.meter.finish()
	return nil
}

// align asks the sum-to-rough proof whether the master alone makes the other
// file: its offset, and what is left of the two.
func (c *Compared) align(ctx context.Context, v *Versus, other int) error {
	a, b := c.heard[0], c.heard[other]
	if a.Portrait.Silent() || b.Portrait.Silent() {
		return nil
	}
	g := preflight.Given{
		Files: []string{c.Files[0].File}, StemTicks: [][]float64{a.Portrait.Ticks}, RoughTicks: b.Portrait.Ticks,
		Frames: a.Portrait.Length, Rate: c.Files[0].SampleRate,
	}
	for _, h := range []*Heard{a, b} {
		p, err := h.tape.player(h.Portrait.Length)
		if err != nil {
			return err
		}
		defer p.reader.Close()
		if h == a {
			g.Stems = append(g.Stems, p)
		} else {
			g.Rough = p
		}
	}
	proof, err := preflight.Prove(ctx, g)
	if err != nil {
		return err
	}
	v.Offset, v.Null = proof.Offset, proof.NullUnity
	return nil
}
