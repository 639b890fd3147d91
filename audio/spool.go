package audio

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sync"
)

// Spool is audio on its way from one pass to the next: interleaved float32 in
// a temporary file, so that memory does not grow with the song. 24-bit integers
// survive it exactly; anything finer is rounded at -150 dBFS or below.
//
// One goroutine writes, then any number read, each with a Reader of its own.
type Spool struct {
	file     *os.File
	out      *bufio.Writer
	rate     int
	channels int
	frames   int64
	raw      []byte
	written  sync.Once // by the first of the readers
	failed   error
}

// ErrSpool is working storage that cannot be had: no fault of what is read.
var ErrSpool = errors.New("no working storage")

// NewSpool opens a spool in dir (the system's temporary folder when empty).
// On systems that allow it the file has no name, so that nothing is left
// behind whatever happens to the process.
func NewSpool(dir string, rate, channels int) (*Spool, error) {
	f, err := os.CreateTemp(dir, ".lathe-spool-*")
	if err != nil {
		return nil, fmt.Errorf("the folder for temporary files: %w: %w", ErrSpool, WithoutPath(err))
	}
	os.Remove(f.Name()) // fails where open files cannot be unlinked; Close removes it there
	return &Spool{file: f, out: bufio.NewWriterSize(f, 1<<18), rate: rate, channels: channels}, nil
}

// Write appends the first frames of block.
func (s *Spool) Write(block [][]float64, frames int) error {
	need := frames * s.channels * 4
	if cap(s.raw) < need {
		s.raw = make([]byte, need)
	}
	raw := s.raw[:need]
	stride := 4 * s.channels
	for c, ch := range block {
		at := 4 * c
		for _, v := range ch[:frames] {
			binary.LittleEndian.PutUint32(raw[at:], math.Float32bits(float32(v)))
			at += stride
		}
	}
	s.frames += int64(frames)
	if _, err := s.out.Write(raw); err != nil {
		return fmt.Errorf("spool: %w", WithoutPath(err))
	}
	return nil
}

// Frames is how many have been written.
func (s *Spool) Frames() int64 { return s.frames }

// Rate is the sample rate in Hz.
func (s *Spool) Rate() int { return s.rate }

// Open starts reading from the first frame. Writing is over.
func (s *Spool) Open() (Seeker, error) {
	s.written.Do(func() { s.failed = s.out.Flush() })
	if s.failed != nil {
		return nil, fmt.Errorf("spool: %w", WithoutPath(s.failed))
	}
	return &spoolReader{spool: s}, nil
}

// Close gives the disk space back.
func (s *Spool) Close() error {
	err := s.file.Close()
	os.Remove(s.file.Name())
	return err
}

type spoolReader struct {
	spool *Spool
	frame int64
	raw   []byte
}

func (r *spoolReader) Format() Format {
	return Format{Container: "spool", Rate: r.spool.rate, Channels: r.spool.channels, BitDepth: 32, Float: true, Frames: r.spool.frames}
}

func (r *spoolReader) Flaws() []Flaw { return nil }
func (r *spoolReader) Close() error  { return nil }

func (r *spoolReader) SeekFrame(frame int64) error {
	r.frame = max(0, min(frame, r.spool.frames))
	return nil
}

func (r *spoolReader) Read(dst [][]float64) (int, error) {
	frames := int(min(int64(len(dst[0])), r.spool.frames-r.frame))
	width := 4 * r.spool.channels
	if cap(r.raw) < frames*width {
		r.raw = make([]byte, frames*width)
	}
	raw := r.raw[:frames*width]
	if _, err := r.spool.file.ReadAt(raw, r.frame*int64(width)); err != nil && !(errors.Is(err, io.EOF) && frames == 0) {
		return 0, fmt.Errorf("spool: %w", WithoutPath(err))
	}
	Encoding{Bytes: 4, Float: true}.Decode(headers(dst, frames), raw)
	r.frame += int64(frames)
	if frames < len(dst[0]) {
		return frames, io.EOF
	}
	return frames, nil
}

// headers is dst itself when it is full, so that whole blocks cost nothing.
func headers(dst [][]float64, frames int) [][]float64 {
	if frames == len(dst[0]) {
		return dst
	}
	short := make([][]float64, len(dst))
	return Slice(short, dst, 0, frames)
}
