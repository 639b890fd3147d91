package mp3

import (
	"errors"
	"fmt"
	"io"

	"lathe/audio"
)

// settle is how many frames every Layer III decoder is late: 528 of its filters
// and one more, by the convention of [LAME].
const settle = 528 + 1

// NewReader opens an MP3 file and goes through its frames once, so that its
// length is known and what cannot be read is refused at once. Closing it does
// not close r.
func NewReader(r io.ReadSeeker) (audio.Reader, error) {
	end, err := musicEnd(r)
	if err != nil {
		return nil, err
	}
	s, err := takeSurvey(r, end)
	if err != nil {
		return nil, err
	}
	scan, err := rewind(r, end)
	if err != nil {
		return nil, err
	}
	return &reader{survey: s, scan: scan, at: -s.begin}, nil
}

func rewind(r io.ReadSeeker, end int64) (*scanner, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return newScanner(io.LimitReader(r, end)), nil
}

// reader implements audio.Reader. Not safe for concurrent use.
type reader struct {
	survey
	scan    *scanner
	machine machine
	frame   frame     // found and not yet decoded; without raw when there is none
	number  int64     // of the frame found next
	lost    int64     // frames that are silence before it
	at      int64     // where in the music the frame decoded next stands; before 0 it is not heard
	ready   []float64 // what is unread of the one decoded last: interleaved, two channels
	silent  int64     // frames of Layer III that could not be decoded,
	first   int64     // and where the first of them was
	err     error     // why reading has stopped
}

func (r *reader) Format() audio.Format { return r.format }
func (r *reader) Flaws() []audio.Flaw  { return r.flaws }
func (r *reader) Close() error         { return nil }

// Read fills dst with what comes next.
func (r *reader) Read(dst [][]float64) (int, error) {
	want, n := len(dst[0]), 0
	for n < want && r.err == nil {
		if len(r.ready) == 0 {
			r.err = r.next()
			continue
		}
		took := min(len(r.ready)/2, want-n)
		for c, ch := range dst {
			for i := range took {
				ch[n+i] = r.ready[2*i+c]
			}
		}
		r.ready = r.ready[2*took:]
		n += took
	}
	if n < want {
		return n, r.err
	}
	return n, nil
}

// next finds a frame or decodes the one found.
func (r *reader) next() error {
	switch {
	case r.lost > 0:
		r.lost--
		r.hear(r.machine.leave(r.frame.header))
		return nil
	case r.frame.raw != nil:
		r.hear(r.machine.put(r.frame))
		r.frame = frame{}
		return nil
	}
	f, err := r.scan.next()
	switch {
	case errors.Is(err, io.EOF):
		r.hear(r.machine.play(nil))
		if len(r.ready) == 0 {
			r.finish()
			return io.EOF
		}
	case err != nil:
		return err
	case r.tagged:
		r.tagged = false
	default:
		r.frame = f
		if len(r.gaps) > 0 && r.gaps[0].before == r.number {
			r.lost, r.gaps = r.gaps[0].lost, r.gaps[1:]
		}
		r.number++
	}
	return nil
}

// hear makes what was decoded ready, as far as it is music.
func (r *reader) hear(samples []float64, heard bool) {
	frames := int64(len(samples) / 2)
	from := min(frames, max(0, -r.at))
	to := max(from, min(frames, r.format.Frames-r.at))
	if !heard && from < to {
		if r.silent == 0 {
			r.first = r.at + from
		}
		r.silent++
	}
	r.ready = samples[2*from : 2*to]
	r.at += frames
}

// finish says what decoding found wrong.
func (r *reader) finish() {
	if r.silent > 0 {
		r.flaws = append(r.flaws, audio.Flaw{Code: "junk", Frame: r.first, Message: fmt.Sprintf(
			"%s cannot be decoded, first at %s; silence is in their place", plural(r.silent, "MP3 frame"), audio.Clock(r.first, r.format.Rate))})
	}
}
