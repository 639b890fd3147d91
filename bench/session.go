//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lathe/audio"
	"lathe/audio/wav"
	"lathe/dsp/vec"
	"lathe/internal/signal"
)

const (
	sessionName = "session"
	sumName     = "sum.wav" // beside the session: what the peer gets
	block       = 4096      // frames
	seed        = 1
)

// faderLin is where a stem is in the rough mix: not all alike, so that the
// proof has gains to find; and low enough that many stems do not clip.
func faderLin(i, stems int) float64 {
	return (0.7 + 0.1*float64(i%7)) / max(1, float64(stems)/12)
}

// makeSession writes stems and a rough mix, and the rough mix once more for the
// peer, unless they are there.
func makeSession(ctx context.Context, s settings) (err error) {
	done := filepath.Join(s.dir, fmt.Sprintf("made-%d-%g-%d", s.stems, s.seconds, s.rate))
	if _, err := os.Stat(done); err == nil {
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	dir := filepath.Join(s.dir, sessionName)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "making %d stems of %g s\n", s.stems, s.seconds)
	m := &maker{rate: s.rate}
	defer func() { err = errors.Join(err, m.close()) }()
	tracks := signal.Bench(s.stems, s.seconds, s.rate, seed)
	for _, t := range tracks {
		m.players = append(m.players, t.Play())
		if err := m.create(filepath.Join(dir, t.Name+".wav")); err != nil {
			return err
		}
	}
	for _, path := range []string{filepath.Join(dir, "Rough Mix - Bench.wav"), filepath.Join(s.dir, sumName)} {
		if err := m.create(path); err != nil {
			return err
		}
	}
	for left := tracks[0].Frames; left > 0; left -= block {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := m.write(int(min(left, block))); err != nil {
			return err
		}
	}
	return os.WriteFile(done, nil, 0o644)
}

// maker writes all files of the session side by side, a block at a time.
type maker struct {
	rate    int
	players []signal.Player
	files   []*os.File
	writers []*wav.Writer
}

func (m *maker) create(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	m.files = append(m.files, f)
	w, err := wav.NewWriter(f, audio.Format{Rate: m.rate, Channels: 2, BitDepth: 24}, wav.Tags{})
	m.writers = append(m.writers, w)
	return err
}

func (m *maker) write(frames int) error {
	stem, sum := audio.NewBlock(2, frames), audio.NewBlock(2, frames)
	for i, p := range m.players {
		if _, err := p.Read(stem); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err := m.writers[i].Write(stem, frames); err != nil {
			return err
		}
		for c := range sum {
			vec.AddScaled(sum[c], stem[c], faderLin(i, len(m.players)))
		}
	}
	for _, w := range m.writers[len(m.players):] {
		if err := w.Write(sum, frames); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) close() (err error) {
	for i, f := range m.files {
		if i < len(m.writers) && m.writers[i] != nil {
			err = errors.Join(err, m.writers[i].Close())
		}
		err = errors.Join(err, f.Close())
	}
	return err
}
