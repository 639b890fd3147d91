package chain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"lathe/audio"
	"lathe/audio/decode"
	"lathe/chain/deliver"
	"lathe/dsp/resample"
	"lathe/measure"
)

// MeasureFile puts every meter on one file. Damage that could be read past is
// returned beside the result.
func MeasureFile(ctx context.Context, path string, o Options) (measure.File, []audio.Flaw, error) {
	r, err := decode.Open(path)
	if err != nil {
		return measure.File{}, nil, err
	}
	defer r.Close()
	f := r.Format()
	m := measure.NewMeter(f.Rate, f.Channels)
	pass := newPass("measuring", o, float64(max(0, f.Frames))/float64(f.Rate))
	frames, err := stream(ctx, &deck{reader: r}, f.Channels, func(block [][]float64) error {
		m.Feed(block)
		pass.advance(float64(len(block[0])) / float64(f.Rate))
		return nil
	})
	if err != nil {
		return measure.File{}, nil, err
	}
	pass.finish()
	return measure.File{
		File: filepath.Base(path), Format: f.Container, SampleRate: f.Rate, BitDepth: f.BitDepth, Channels: f.Channels,
		Frames: frames, Duration: seconds(frames, f.Rate), Result: m.Finish(),
	}, r.Flaws(), nil
}

// stream gives every block of a source to feed and returns how many frames
// there were.
func stream(ctx context.Context, from source, channels int, feed func([][]float64) error) (int64, error) {
	buf, view := audio.NewBlock(channels, block), make([][]float64, 0, channels)
	frames := int64(0)
	for {
		if err := ctx.Err(); err != nil {
			return frames, err
		}
		n, err := from.read(buf)
		if errors.Is(err, io.EOF) {
			return frames, nil
		}
		if err != nil {
			return frames, err
		}
		frames += int64(n)
		if err := feed(audio.Slice(view, buf, 0, n)); err != nil {
			return frames, err
		}
	}
}

// ResampleFile writes a file at another sample rate, as WAV or FLAC by the
// ending of its name. Depth is kept; integers are dithered.
func ResampleFile(ctx context.Context, in, out string, rate int, o Options) error {
	if rate < audio.MinRate || rate > audio.MaxRate {
		return fmt.Errorf("rate is %d, want %d to %d", rate, audio.MinRate, audio.MaxRate)
	}
	r, err := decode.Open(in)
	if err != nil {
		return err
	}
	defer r.Close()
	f := r.Format()
	d := &deck{reader: r}
	if f.Rate != rate {
		if d.conv, err = resample.New(f.Rate, rate, f.Channels); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(in), err)
		}
		d.in, d.ready = audio.NewBlock(f.Channels, block), make([][]float64, f.Channels)
	}
	pass := newPass("resampling", o, float64(max(0, f.Frames))/float64(f.Rate))
	f.Rate, f.Frames = rate, -1
	return deliver.WriteTrack(out, f, func(write func([][]float64) error) error {
		_, err := stream(ctx, d, f.Channels, func(b [][]float64) error {
			pass.advance(float64(len(b[0])) / float64(rate))
			return write(b)
		})
		return err
	})
}
