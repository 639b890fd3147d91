package chain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"golang.org/x/sync/errgroup"

	"lathe/audio"
	"lathe/chain/intake"
	"lathe/chain/preflight"
	"lathe/measure"
	"lathe/session"
)

// Heard is one track after listening.
type Heard struct {
	Portrait *measure.Portrait // nil when the track cannot be read
	Result   *measure.Result   // of rough mix and references
	Loudness []float64         // short-term, ten times a second, of the same
	Flaws    []audio.Flaw
	tape     *tape
}

// Hearing is a session after listening: everything the stages decide from.
type Hearing struct {
	Session    *session.Session
	Stems      []*Heard // in session order
	Rough      *Heard   // nil when there is none
	References []*Heard
	Findings   []session.Finding
	Proof      *preflight.Proof // nil without a rough mix
	Sum        *preflight.Sum
}

// Close gives the spools back.
func (h *Hearing) Close() {
	for _, t := range append(append([]*Heard{h.Rough}, h.Stems...), h.References...) {
		if t != nil && t.tape != nil {
			t.tape.close()
		}
	}
}

// Listen decodes every track once, several at a time, and paints its portrait.
// It settles the session's rate and region. A track that breaks off in the
// middle is a finding.
func Listen(ctx context.Context, arrived *intake.Arrived, o Options) (_ *Hearing, err error) {
	s := arrived.Session
	settleRate(s)
	h := &Hearing{Session: s, Findings: arrived.Findings, Stems: make([]*Heard, len(s.Stems)), References: make([]*Heard, len(s.References))}
	defer func() {
		if err != nil {
			h.Close()
		}
	}()
	l := listener{o: o, rate: s.Rate, meter: newMeterman("listening", o, s)}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(o.workers())
	for i := range s.Stems {
		g.Go(func() error { return l.hear(ctx, &s.Stems[i].Track, &h.Stems[i], stemPart) })
	}
	if s.Rough != nil {
		g.Go(func() error { return l.hear(ctx, s.Rough, &h.Rough, roughPart) })
	}
	for i := range s.References {
		g.Go(func() error { return l.hear(ctx, &s.References[i].Track, &h.References[i], referencePart) })
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	l.meter.finish()
	h.drop(l.broken)
	for _, t := range h.Stems {
		s.Frames = max(s.Frames, t.Portrait.Length)
	}
	return h, nil
}

// settleRate chooses the rate most stems have, the higher of two that are
// equally common, and the deepest depth.
func settleRate(s *session.Session) {
	votes := map[int]int{}
	for _, stem := range s.Stems {
		votes[stem.Format.Rate]++
		s.BitDepth = max(s.BitDepth, stem.Format.BitDepth)
	}
	for rate, n := range votes {
		if best := votes[s.Rate]; n > best || n == best && rate > s.Rate {
			s.Rate = rate
		}
	}
}

// listener hears tracks.
type listener struct {
	o     Options
	rate  int
	meter *meterman

	mu     sync.Mutex
	broken map[*session.Track]error
}

// part is what a track is in the session, and so what has to be known of it.
type part int

const (
	stemPart      part = iota // played again and again; no meters
	roughPart                 // played again for the proof; meters
	referencePart             // heard once, at its own rate, for it is never mixed; meters
)

// hear listens to one track.
func (l *listener) hear(ctx context.Context, track *session.Track, into **Heard, as part) error {
	heard := &Heard{tape: &tape{track: *track, rate: l.rate}}
	*into = heard
	if as == referencePart {
		heard.tape.rate = track.Format.Rate
	}
	sum, err := intake.Digest(ctx, track.Path)
	if err == nil {
		track.SHA256 = sum
		heard.tape.track = *track
		err = l.paint(ctx, heard, as)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errOurs):
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken == nil {
		l.broken = map[*session.Track]error{}
	}
	l.broken[track] = err
	return nil
}

// errOurs marks errors that are not the track's fault: no space for a spool.
var errOurs = errors.New("working storage")

// paint plays the track once from its first to its last frame.
func (l *listener) paint(ctx context.Context, heard *Heard, as part) error {
	d, err := heard.tape.play()
	if err != nil {
		return err
	}
	defer d.close()
	channels, rate := d.channels(), heard.tape.rate
	painter := measure.NewPainter(rate, channels)
	var meter *measure.Meter
	if as != stemPart {
		meter = measure.NewMeter(rate, channels)
	}
	var spool *audio.Spool
	if as != referencePart && !heard.tape.direct() {
		if spool, err = audio.NewSpool(l.o.TempDir, rate, channels); err != nil {
			return fmt.Errorf("%w: %w", errOurs, err)
		}
		defer func() {
			if heard.tape.spool == nil {
				spool.Close()
			}
		}()
	}
	buf, view := audio.NewBlock(channels, block), make([][]float64, 0, channels)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := d.read(buf)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		part := audio.Slice(view, buf, 0, n)
		painter.Feed(part)
		if meter != nil {
			meter.Feed(part)
		}
		if spool != nil {
			if err := spool.Write(part, n); err != nil {
				return fmt.Errorf("%w: %w", errOurs, err)
			}
		}
		l.meter.advance(float64(n) / float64(rate))
	}
	heard.Portrait, heard.Flaws = painter.Finish(), d.reader.Flaws()
	if meter != nil {
		result := meter.Finish()
		heard.Result, heard.Loudness = &result, tenth(meter.Loudness().ShortTerm())
	}
	heard.tape.spool = spool
	return nil
}

// tenth keeps every tenth value: ten a second of a hundred.
func tenth(series []float64) []float64 {
	var out []float64
	for i := 0; i < len(series); i += 10 {
		out = append(out, series[i])
	}
	return out
}

// drop takes the tracks that broke off out of the session, with a finding
// each. Stems keep their order.
func (h *Hearing) drop(broken map[*session.Track]error) {
	s := h.Session
	var stems []session.Stem
	var heard []*Heard
	for i := range s.Stems {
		if err := broken[&s.Stems[i].Track]; err != nil {
			h.Findings = append(h.Findings, intake.Unreadable(s.Stems[i].File, true, err))
			h.Stems[i].tape.close()
			continue
		}
		stems, heard = append(stems, s.Stems[i]), append(heard, h.Stems[i])
	}
	var references []session.Reference
	var heardReferences []*Heard
	for i := range s.References {
		if err := broken[&s.References[i].Track]; err != nil {
			h.Findings = append(h.Findings, intake.Unreadable(s.References[i].File, false, err))
			continue
		}
		references, heardReferences = append(references, s.References[i]), append(heardReferences, h.References[i])
	}
	if s.Rough != nil && broken[s.Rough] != nil {
		h.Findings = append(h.Findings, intake.Unreadable(s.Rough.File, false, broken[s.Rough]))
		s.Rough, h.Rough = nil, nil
	}
	s.Stems, h.Stems, s.References, h.References = stems, heard, references, heardReferences
}
