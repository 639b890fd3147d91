package chain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lathe/audio"
	"lathe/audio/decode"
	"lathe/chain/deliver"
	"lathe/chain/intake"
	"lathe/chain/repair"
	"lathe/dsp"
	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// Repair is what a person asks of RepairFile.
type Repair struct {
	In, Out string
	Removed string        // where to write what was taken away; empty for nowhere
	Only    []repair.Kind // nil for every kind
	Role    session.Role  // what the file plays; empty: as its name says
}

// Repaired is what RepairFile did.
type Repaired struct {
	File    string       `json:"file"`
	Role    session.Role `json:"role"`
	Output  string       `json:"output"`
	Removed string       `json:"removed"` // the file with what was taken away; empty when nobody asked
	Moves   repair.Page  `json:"moves"`
	Change  unit.Reading `json:"removed_lufs"` // loudness of what was taken away; null when nothing was
	Flaws   []audio.Flaw `json:"-"`            // damage that could be read past
}

// RepairFile is the repair stage as a chain for one file: it is listened to,
// decided on and written, as WAV or FLAC by the ending of the name, at its own
// rate and depth. What no move touches comes out bit by bit.
func RepairFile(ctx context.Context, q Repair, o Options) (*Repaired, error) {
	format, err := decode.Probe(q.In)
	if err != nil {
		return nil, err
	}
	track := session.Track{File: filepath.Base(q.In), Path: q.In, Format: format}
	l := listener{o: o, rate: format.Rate, meter: newPass("listening", o, float64(max(0, format.Frames))/float64(format.Rate))}
	heard := &Heard{tape: &tape{track: track, rate: format.Rate}}
	defer func() { heard.tape.close() }()
	if err := l.paint(ctx, heard, stemPart); err != nil {
		return nil, err
	}
	l.meter.finish()
	stem := session.Stem{Track: track, Name: strings.TrimSuffix(track.File, filepath.Ext(track.File)), Role: q.Role}
	if stem.Role == "" {
		stem.Role = intake.ReadNames([]string{track.File}).Names[0].Role
	}
	page := repair.Decide(stem, heard.Portrait, slug(stem.Name), 1, q.Only...)
	r := &Repaired{File: track.File, Role: stem.Role, Output: filepath.Base(q.Out), Moves: page, Flaws: heard.Flaws}
	if r.Moves == nil {
		r.Moves = repair.Page{}
	}
	if q.Removed != "" {
		r.Removed = filepath.Base(q.Removed)
	}
	r.Change, err = restore(ctx, q, heard, repair.Apply(page, unit.Hz(format.Rate)), o)
	return r, err
}

// restore plays a tape through the series into the files that were asked for,
// and measures what was taken away.
func restore(ctx context.Context, q Repair, heard *Heard, series dsp.Series, o Options) (unit.Reading, error) {
	d, err := heard.tape.play()
	if err != nil {
		return 0, err
	}
	defer d.close()
	f := heard.tape.track.Format
	f.Frames = heard.Portrait.Length
	pass := newPass("repairing", o, heard.Portrait.Seconds())
	taken := measure.NewLoudness(f.Rate)
	through := newBypass(f.Channels, series)
	play := func(write, remove func([][]float64) error) error {
		err := through.run(ctx, d, f.Frames, func(before, after [][]float64) error {
			pass.advance(float64(len(after[0])) / float64(f.Rate))
			if err := write(after); err != nil {
				return err
			}
			for c, x := range before { // after is now what the file holds
				for i := range x {
					x[i] -= after[c][i]
				}
			}
			taken.Feed(before)
			return remove(before)
		})
		pass.finish()
		return err
	}
	err = deliver.WriteTrack(q.Out, f, func(write func([][]float64) error) error {
		if q.Removed == "" {
			return play(write, func([][]float64) error { return nil })
		}
		return deliver.WriteTrack(q.Removed, f, func(remove func([][]float64) error) error { return play(write, remove) })
	})
	if err != nil && q.Removed != "" && through.over {
		os.Remove(q.Removed) // it was whole when its companion failed
	}
	return taken.Integrated(), err
}

// bypass plays a stream through processors and beside them, in time.
type bypass struct {
	series        dsp.Series
	before, after [][]float64 // frames not yet given
	over          bool
}

func newBypass(channels int, series dsp.Series) *bypass {
	return &bypass{series: series, before: make([][]float64, channels), after: make([][]float64, channels)}
}

// run gives every frame of the stream as it was and as it became; give may
// change both.
func (b *bypass) run(ctx context.Context, from source, frames int64, give func(before, after [][]float64) error) error {
	channels := len(b.before)
	buf, view := audio.NewBlock(channels, block), make([][]float64, 0, channels)
	skip := b.series.Latency()
	for given := int64(0); given < frames; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := from.read(buf)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if errors.Is(err, io.EOF) { // silence pushes out what is late
			n = block
			for _, x := range buf {
				clear(x)
			}
		}
		part := audio.Slice(view, buf, 0, n)
		for c, x := range part {
			b.before[c] = append(b.before[c], x...)
		}
		b.series.Process(part)
		late := min(skip, n)
		skip -= late
		for c, x := range part {
			b.after[c] = append(b.after[c], x[late:]...)
		}
		ready := int(min(int64(len(b.after[0])), frames-given))
		if ready == 0 {
			continue
		}
		if err := give(audio.Slice(nil, b.before, 0, ready), audio.Slice(nil, b.after, 0, ready)); err != nil {
			return err
		}
		for c := range b.before {
			b.before[c] = b.before[c][:copy(b.before[c], b.before[c][ready:])]
			b.after[c] = b.after[c][:copy(b.after[c], b.after[c][ready:])]
		}
		given += int64(ready)
	}
	b.over = true
	return nil
}

// ParseRepairs reads "dc,rumble": the kinds of repair there are.
func ParseRepairs(text string) ([]repair.Kind, error) {
	var kinds []repair.Kind
	for _, word := range strings.Split(text, ",") {
		k := repair.Kind(strings.ToLower(strings.TrimSpace(word)))
		switch {
		case k == "" || slices.Contains(kinds, k):
		case slices.Contains(repair.Kinds, k):
			kinds = append(kinds, k)
		default:
			return nil, fmt.Errorf("--only names %q, which this version cannot repair; it can: %s", word, kindList())
		}
	}
	if text != "" && len(kinds) == 0 {
		return nil, fmt.Errorf("--only is %q, want one or more of %s", text, kindList())
	}
	return kinds, nil
}

func kindList() string {
	var words []string
	for _, k := range repair.Kinds {
		words = append(words, string(k))
	}
	return strings.Join(words, ", ")
}
