// Package decode opens audio files by what they are, whatever they are called.
//
//	sniff     the first bytes               -> kind
//	refusals  what is no audio, or not ours -> a sentence that says what to do
//	Open      the reader of that kind, which tells a wrong ending as a Flaw
//
// Errors begin with the name of the file and never hold a folder of this
// machine. Whatever reader is behind it, samples that are not finite stop it
// with [audio.ErrNotFinite].
package decode

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lathe/audio"
)

// Open opens an audio file. The caller closes the reader; it is an
// [audio.Seeker] where the format allows.
func Open(path string) (audio.Reader, error) {
	r, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), audio.WithoutPath(err))
	}
	return r, nil
}

// Probe reads what a file says its samples are, and none of them.
func Probe(path string) (audio.Format, error) {
	r, err := Open(path)
	if err != nil {
		return audio.Format{}, err
	}
	return r.Format(), r.Close()
}

func open(path string) (audio.Reader, error) {
	at, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case at.IsDir():
		return nil, refuseFolder(path)
	case !at.Mode().IsRegular(): // a pipe would keep us waiting
		return nil, refuse(audio.ErrUnsupported, "it is not an ordinary file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := read(f, at.Size(), path)
	if err != nil {
		f.Close()
		return nil, err
	}
	return r, nil
}

// read finds out what f is and opens it as that.
func read(f *os.File, size int64, path string) (audio.Reader, error) {
	ending := strings.ToLower(filepath.Ext(path))
	k, start, err := sniff(f, size)
	if err != nil {
		return nil, err
	}
	if k == unknown && ending == ".mp3" {
		k = mp3Kind // it has no magic of its own; the reader looks for the first frame
	}
	if r, ok := readers[k]; ok {
		inner, err := r.open(source{io.NewSectionReader(f, start, size-start), path, r.name})
		if err != nil {
			return nil, err
		}
		return wrap(inner, f, filepath.Base(path), r, ending), nil
	}
	return nil, refuseKind(k, ending)
}
