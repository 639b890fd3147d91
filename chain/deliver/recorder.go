package deliver

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"lathe/audio"
	"lathe/audio/flac"
	"lathe/audio/wav"
	"lathe/dsp/dither"
	"lathe/measure"
)

// Tags are what the files say about the song.
type Tags struct{ Title, Artist, Software string }

// Recorder writes one print to one or more files of the same rate and depth.
// Dither is added once, for all of them; what Write leaves in the block is
// exactly what is in the files.
type Recorder struct {
	dither *dither.Ditherer
	takes  []*take
}

// take is one file being written.
type take struct {
	name   string
	format Format
	file   *os.File
	out    interface {
		Write(block [][]float64, frames int) error
		Close() error
	}
	wav *wav.Writer // nil for FLAC
}

// Setting is what a recorder writes.
type Setting struct {
	Rate     int
	BitDepth int
	Frames   int64
	Shape    dither.Shape
	Seed     uint64 // of the dither: it belongs to the audio
	Tags     Tags
}

// NewRecorder starts the files in the folder: names by format.
func NewRecorder(f *Folder, s Setting, names map[Format]string) (_ *Recorder, err error) {
	r := &Recorder{dither: dither.New(s.BitDepth, 2, s.Shape, s.Seed)}
	defer func() {
		if err != nil {
			r.Abort()
		}
	}()
	for _, format := range append(slices.Clip(formats), scratch) {
		name, ok := names[format]
		if !ok {
			continue
		}
		file, err := f.Create(name)
		if err != nil {
			return nil, err
		}
		t := &take{name: name, format: format, file: file}
		r.takes = append(r.takes, t)
		shape := audio.Format{Rate: s.Rate, Channels: 2, BitDepth: s.BitDepth, Frames: s.Frames}
		if err := t.open(file, shape, s.Tags); err != nil {
			return nil, fmt.Errorf("%s: %w", name, audio.WithoutPath(err))
		}
	}
	return r, nil
}

func (t *take) open(file io.WriteSeeker, f audio.Format, tags Tags) (err error) {
	if t.format == FLAC {
		said := []flac.Tag{{Name: "TITLE", Value: tags.Title}, {Name: "ARTIST", Value: tags.Artist}, {Name: "ENCODER", Value: tags.Software}}
		said = slices.DeleteFunc(said, func(t flac.Tag) bool { return t.Value == "" })
		t.out, err = flac.NewWriter(file, f, said)
		return err
	}
	t.wav, err = wav.NewWriter(file, f, wav.Tags{
		Title: tags.Title, Artist: tags.Artist, Software: tags.Software,
		Description: tags.Title,
	})
	t.out = t.wav
	return err
}

// Write dithers a block in place and writes it to every file.
func (r *Recorder) Write(block [][]float64) error {
	r.dither.Process(block)
	for _, t := range r.takes {
		if err := t.out.Write(block, len(block[0])); err != nil {
			return fmt.Errorf("%s: %w", t.name, audio.WithoutPath(err))
		}
	}
	return nil
}

// Close ends the files: the WAVs are told how loud they are.
func (r *Recorder) Close(f *Folder, heard measure.Result) error {
	for i, t := range r.takes {
		if t.wav != nil {
			t.wav.SetLoudness(wav.Loudness{
				Integrated: heard.Integrated, Range: heard.Range, MaxTruePeak: heard.TruePeak,
				MaxMomentary: heard.MaxMomentary, MaxShortTerm: heard.MaxShortTerm,
			})
		}
		err := errors.Join(t.out.Close(), t.file.Close())
		if err != nil {
			err = fmt.Errorf("%s: %w", t.name, audio.WithoutPath(err))
		} else if t.format != scratch {
			err = f.Finish(t.name, string(t.format))
		}
		if err != nil {
			r.takes = r.takes[i+1:]
			r.Abort()
			return err
		}
	}
	return nil
}

// Abort stops writing. What was written stays aside until the folder is
// aborted, or is overwritten by another recorder.
func (r *Recorder) Abort() {
	for _, t := range r.takes {
		if t.out != nil {
			t.out.Close()
		}
		t.file.Close()
	}
}
