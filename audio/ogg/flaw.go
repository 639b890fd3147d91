package ogg

import (
	"errors"
	"fmt"
	"io"

	"lathe/audio"
)

// tally counts damage and remembers where it began.
type tally struct {
	count int
	frame int64
}

func (t *tally) add(frame int64) {
	if t.count == 0 {
		t.frame = frame
	}
	t.count++
}

// finish ends reading, and at the end of the stream says what was wrong with it.
func (r *Reader) finish(err error) {
	r.err = err
	if !errors.Is(err, io.EOF) {
		return
	}
	rate, s := r.format.Rate, r.stream
	if r.gaps.count > 0 {
		r.flaw("checksum", r.gaps.frame, "pages are damaged or missing in %s, first at %s; silence is in their place",
			plural(r.gaps.count, "place"), audio.Clock(r.gaps.frame, rate))
	} else if s.pages.skipped > 0 && s.last {
		r.flaw("junk", -1, "%s between its pages are not audio", plural(int(s.pages.skipped), "byte"))
	}
	if r.bad.count > 0 {
		r.flaw("junk", r.bad.frame, "%s cannot be decoded, first at %s; silence is in their place",
			plural(r.bad.count, "packet"), audio.Clock(r.bad.frame, rate))
	}
	switch {
	case r.torn || s.pages.broken >= maxBroken:
		r.flaw("truncated", r.given, "it is damaged so much from %s on that the rest cannot be placed", audio.Clock(r.given, rate))
	case !s.last:
		r.flaw("truncated", r.given, "it ends early: it breaks off at %s without an end mark", audio.Clock(r.given, rate))
	case s.followed():
		r.flaw("junk", r.given, "another stream follows at %s, which is not read", audio.Clock(r.given, rate))
	}
	if want := r.format.Frames; want >= 0 && want != r.given && len(r.flaws) == 0 {
		r.flaw("header", -1, "its pages say that it has %s, and it has %d", plural(int(want), "frame"), r.given)
	}
}

func (r *Reader) flaw(code string, frame int64, format string, args ...any) {
	r.flaws = append(r.flaws, audio.Flaw{Code: code, Frame: frame, Message: fmt.Sprintf(format, args...)})
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Guard makes an error of a panic: the libraries that decode were not written
// for files that lie.
func Guard(call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("its bits make no sense to the decoder: %w", audio.ErrMalformed)
		}
	}()
	return call()
}
