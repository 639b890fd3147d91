package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lathe/audio"
	"lathe/audio/ffmpeg"
	"lathe/audio/parcel"
	"lathe/audio/wav"
)

// split writes the streams of a .stem.mp4 as WAV files into a folder: the first
// is the whole track and becomes the rough mix, the others are the stems (NI
// Stems: one stereo master, then four stems).
func split(ctx context.Context, path, into string) error {
	streams, err := ffmpeg.Streams(ctx, path)
	if err != nil {
		return err
	}
	if len(streams) < 2 {
		return errors.New("it holds one track and no stems; a session is a folder, a .zip or a .stem.mp4")
	}
	title := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), ".stem")
	var taken parcel.Taken
	for i, s := range streams {
		name := parcel.Printable(s.Title)
		switch {
		case i == 0:
			name = "Rough Mix"
		case strings.TrimSpace(name) == "":
			name = fmt.Sprintf("Stem %d", i)
		}
		name = taken.Unique(parcel.SafePart(name + " - " + title + ".wav"))
		if err := writeStream(ctx, path, s.Index, filepath.Join(into, name)); err != nil {
			return fmt.Errorf("stream %d: %w", i+1, err)
		}
	}
	return nil
}

func writeStream(ctx context.Context, path string, index int, to string) (err error) {
	r, err := ffmpeg.OpenStream(ctx, path, index)
	if err != nil {
		return err
	}
	defer r.Close()
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w, err := wav.NewWriter(f, audio.Format{Rate: r.Format().Rate, Channels: r.Format().Channels, BitDepth: 32, Float: true}, wav.Tags{})
	if err != nil {
		return err
	}
	block := audio.NewBlock(r.Format().Channels, 4096)
	for {
		n, err := r.Read(block)
		if n > 0 {
			if err := w.Write(block, n); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return w.Close()
		}
		if err != nil {
			return err
		}
	}
}
