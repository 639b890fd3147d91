package deliver

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"lathe/audio"
	"lathe/audio/flac"
	"lathe/audio/wav"
	"lathe/dsp/dither"
)

// WriteTrack writes one file aside and renames it when it is whole: WAV or FLAC
// by the ending of its name, at the format's rate and depth (24 bits where the
// format has none). An existing file is replaced.
//
// Integers of up to 24 bits are dithered, except for samples of an integer
// format that lie on its grid already: what nobody has touched comes out bit by
// bit. write leaves in the block what is in the file.
func WriteTrack(path string, f audio.Format, play func(write func(block [][]float64) error) error) (err error) {
	name := filepath.Base(path)
	ending := strings.ToLower(filepath.Ext(path))
	from := f
	f, err = trackFormat(f, ending)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".lathe-*")
	if err != nil {
		return fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
	}
	defer func() {
		if err != nil {
			file.Close()
			os.Remove(file.Name())
		}
	}()
	out, err := openTrack(file, f, ending)
	if err != nil {
		return fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
	}
	rounding := newRounding(from, f)
	err = play(func(block [][]float64) error {
		rounding.process(block)
		if err := out.Write(block, len(block[0])); err != nil {
			return fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
		}
		return nil
	})
	if err != nil {
		out.Close() // a FLAC writer keeps its workers otherwise
		return err
	}
	if err = errors.Join(out.Close(), file.Chmod(0o644), file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
	}
	return nil
}

// rounding takes a track to the integers of its file.
type rounding struct {
	dither *dither.Ditherer // nil when the file is not rounded by us
	steps  float64          // from 0 to full scale of the source's grid; 0 when it has none
	was    [][]float64
}

func newRounding(from, to audio.Format) *rounding {
	r := &rounding{}
	if to.Float || to.BitDepth > 24 {
		return r
	}
	r.dither = dither.New(to.BitDepth, to.Channels, dither.Flat, 0)
	if !from.Float && from.BitDepth > 0 && from.BitDepth <= to.BitDepth {
		r.steps = math.Ldexp(1, from.BitDepth-1)
		r.was = make([][]float64, to.Channels)
	}
	return r
}

// process rounds a block in place.
func (r *rounding) process(block [][]float64) {
	if r.dither == nil {
		return
	}
	for c := range r.was {
		r.was[c] = append(r.was[c][:0], block[c]...)
	}
	r.dither.Process(block)
	for c, was := range r.was {
		for i, v := range was {
			if steps := v * r.steps; steps == math.Trunc(steps) && steps >= -r.steps && steps < r.steps {
				block[c][i] = v
			}
		}
	}
}

// trackFormat is the nearest thing to f that the ending can hold.
func trackFormat(f audio.Format, ending string) (audio.Format, error) {
	switch ending {
	case ".wav", ".wave", ".bwf":
		switch {
		case f.Float && f.BitDepth != 64:
			f.BitDepth = 32
		case f.Float:
		case f.BitDepth == 0 || f.BitDepth > 16 && f.BitDepth <= 24:
			f.BitDepth = 24
		case f.BitDepth <= 16:
			f.BitDepth = 16
		default:
			f.BitDepth = 32
		}
	case ".flac":
		if f.Float || f.BitDepth == 0 || f.BitDepth > 16 {
			f.BitDepth = 24
		} else {
			f.BitDepth = 16
		}
		f.Float = false
	default:
		return f, fmt.Errorf("its name ends in %q, want .wav or .flac", ending)
	}
	return f, nil
}

func openTrack(file io.WriteSeeker, f audio.Format, ending string) (interface {
	Write(block [][]float64, frames int) error
	Close() error
}, error) {
	if ending == ".flac" {
		return flac.NewWriter(file, f, nil)
	}
	return wav.NewWriter(file, f, wav.Tags{})
}

// WriteText writes a small file aside and renames it. An existing file is
// replaced.
func WriteText(path string, text []byte) (err error) {
	name := filepath.Base(path)
	file, err := os.CreateTemp(filepath.Dir(path), ".lathe-*")
	if err == nil {
		_, err = file.Write(text)
		err = errors.Join(err, file.Chmod(0o644), file.Sync(), file.Close())
		if err == nil {
			err = os.Rename(file.Name(), path)
		}
		if err != nil {
			os.Remove(file.Name())
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
	}
	return nil
}

// CanWrite says whether WriteTrack knows the ending of a name.
func CanWrite(path string) bool {
	_, err := trackFormat(audio.Format{}, strings.ToLower(filepath.Ext(path)))
	return err == nil
}
