package chain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lathe/audio"
	"lathe/chain/balance"
	"lathe/chain/preflight"
	"lathe/dsp/unit"
	"lathe/session"
)

// player is a tape that can be heard from anywhere.
type player struct {
	reader audio.Seeker
	at     int64
	frames int64
	view   [][]float64
}

// player opens the tape; it has been spooled if its file cannot jump.
func (t *tape) player(frames int64) (*player, error) {
	d, err := t.play()
	if err != nil {
		return nil, err
	}
	s, ok := d.reader.(audio.Seeker)
	if !ok || d.conv != nil {
		d.close()
		return nil, fmt.Errorf("%s: cannot be heard from anywhere", t.track.File)
	}
	return &player{reader: s, frames: frames}, nil
}

// At fills left and right from a frame on, with silence outside the track.
func (p *player) At(from int64, left, right []float64) error {
	clear(left)
	clear(right)
	start, end := max(from, 0), min(from+int64(len(left)), p.frames)
	if start >= end {
		return nil
	}
	if start != p.at {
		if err := p.reader.SeekFrame(start); err != nil {
			return err
		}
	}
	a, b := int(start-from), int(end-from)
	p.view = append(p.view[:0], left[a:b], right[a:b])
	n, err := p.reader.Read(p.view[:p.reader.Format().Channels])
	p.at = start + int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if p.reader.Format().Channels == 1 {
		copy(right[a:b], left[a:b])
	}
	return nil
}

// prove asks whether the stems make the rough mix.
func (h *Hearing) prove(ctx context.Context) (*preflight.Proof, error) {
	if h.Rough == nil || h.Rough.Portrait.Silent() || !slices.ContainsFunc(h.Stems, func(s *Heard) bool { return !s.Portrait.Silent() }) {
		return nil, nil
	}
	g := preflight.Given{
		Lost: slices.ContainsFunc(h.Findings, func(f session.Finding) bool {
			return f.Severity == session.Blocker && strings.HasPrefix(f.Code, "file.")
		}),
		Bent:       preflight.Bent(h.preflight()),
		RoughTicks: h.Rough.Portrait.Ticks, Frames: h.Session.Frames, Rate: h.Session.Rate,
	}
	var opened []*player
	defer func() {
		for _, p := range opened {
			p.reader.Close()
		}
	}()
	for _, heard := range append(slices.Clone(h.Stems), h.Rough) {
		p, err := heard.tape.player(heard.Portrait.Length)
		if err != nil {
			return nil, err
		}
		opened = append(opened, p)
	}
	for i, stem := range h.Stems {
		g.Stems, g.Files = append(g.Stems, opened[i]), append(g.Files, h.Session.Stems[i].File)
		g.StemTicks, g.StemFrames = append(g.StemTicks, stem.Portrait.Ticks), append(g.StemFrames, stem.Portrait.Length)
	}
	g.Rough = opened[len(h.Stems)]
	return preflight.Prove(ctx, g)
}

// balances is what is known of the stems' levels in the rough mix.
func (h *Hearing) balances() []balance.Heard {
	out := make([]balance.Heard, len(h.Stems))
	p := h.Proof
	if p == nil || p.Verdict == preflight.Mismatch {
		return out
	}
	for i, g := range p.Gains {
		if !g.DB.Known() || !g.CI.Known() {
			continue
		}
		out[i] = balance.Heard{
			Known: true, Gain: unit.DB(g.DB), CI: unit.DB(g.CI), Power: h.Stems[i].Portrait.MeanPower,
			NullBefore: unit.DB(p.NullUnity), NullAfter: unit.DB(p.NullDepth),
		}
		if g.Left.Known() && g.Right.Known() {
			out[i].Left, out[i].Right = unit.DB(g.Left-g.DB), unit.DB(g.Right-g.DB)
		}
	}
	return out
}
