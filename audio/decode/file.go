package decode

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"lathe/audio"
)

// file is a reader with the file it reads: it closes both, adds the file's
// name to errors, and checks what its reader does not.
type file struct {
	audio.Reader
	on     io.Closer
	name   string
	flaws  []audio.Flaw // what its name says and its bytes do not
	finite bool
	frame  int64
}

// seekable is a file whose reader can jump.
type seekable struct {
	*file
	seeker audio.Seeker
}

func wrap(r audio.Reader, on *os.File, name string, as reader, ending string) audio.Reader {
	f := &file{Reader: r, on: on, name: name, finite: as.finite}
	if isEnding(ending) && !slices.Contains(as.endings, ending) {
		f.flaws = []audio.Flaw{{Code: "header", Frame: -1, Message: fmt.Sprintf("its name ends in %s, but it is %s", ending, as.name)}}
	}
	if s, ok := r.(audio.Seeker); ok {
		return seekable{f, s}
	}
	return f
}

// isEnding says whether an ending stands for a kind of audio. Others, such as
// the .5 of "take 2.5", say nothing.
func isEnding(ending string) bool {
	for _, r := range readers {
		if slices.Contains(r.endings, ending) {
			return true
		}
	}
	return false
}

// Read reads on, and makes sure of what it read.
func (f *file) Read(dst [][]float64) (int, error) {
	n, err := f.Reader.Read(dst)
	if !f.finite {
		if bad := audio.CheckFinite(dst, n, f.frame, f.Format().Rate); bad != nil {
			return 0, f.tell(bad)
		}
	}
	f.frame += int64(n)
	return n, f.tell(err)
}

// Flaws is what is wrong with the file, its name included.
func (f *file) Flaws() []audio.Flaw {
	return append(slices.Clip(f.flaws), f.Reader.Flaws()...)
}

// Close closes the reader and the file.
func (f *file) Close() error {
	return f.tell(errors.Join(f.Reader.Close(), f.on.Close()))
}

// SeekFrame jumps to a frame.
func (s seekable) SeekFrame(frame int64) error {
	s.frame = frame
	return s.tell(s.seeker.SeekFrame(frame))
}

// tell adds the file's name to an error. The end is none.
func (f *file) tell(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return fmt.Errorf("%s: %w", f.name, audio.WithoutPath(err))
}
