package flac

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"lathe/audio"
)

// flaw tells a thing once, though seeking may come across it again.
func (r *Reader) flaw(code string, frame int64, format string, args ...any) {
	for _, f := range r.flaws {
		if f.Code == code && f.Frame == frame {
			return
		}
	}
	r.flaws = append(r.flaws, audio.Flaw{Code: code, Frame: frame, Message: fmt.Sprintf(format, args...)})
}

// finish compares what was read, up to the end of the file, with what
// STREAMINFO promised.
func (r *Reader) finish() {
	same := true
	if r.digest != nil {
		same = bytes.Equal(r.digest.Sum(nil), r.info.md5[:])
	}
	rate, want := r.format.Rate, r.format.Frames
	switch {
	case want < 0 || want == r.decoded:
	case want > r.decoded && !(r.digest != nil && same):
		r.short()
		return
	default:
		r.flaw("header", -1, "its header promises %s, there is %s", audio.Clock(want, rate), audio.Clock(r.decoded, rate))
	}
	if !same {
		r.flaw("checksum", -1, "its samples are not those it was made from: the MD5 checksum in its header is another")
	}
}

// short tells that the file ends before it should.
func (r *Reader) short() {
	rate, want := r.format.Rate, r.format.Frames
	if want > r.decoded {
		r.flaw("truncated", r.decoded, "it ends early: its header promises %s, there is %s", audio.Clock(want, rate), audio.Clock(r.decoded, rate))
		return
	}
	r.flaw("truncated", r.decoded, "it ends early: it breaks off after %s", audio.Clock(r.decoded, rate))
}

// broken tells of a packet that cannot be decoded, which ends the sound.
func (r *Reader) broken() {
	if errors.Is(r.tape.err, io.EOF) {
		r.short()
		return
	}
	r.flaw("checksum", r.decoded, "it is damaged at %s, and only what is before that was read", audio.Clock(r.decoded, r.format.Rate))
}

// stray tells of bytes, b and what follows, where a packet should begin.
func (r *Reader) stray(b []byte) {
	tag := bytes.HasPrefix(b, []byte("TAG")) || bytes.HasPrefix(b, []byte("APETAGEX"))
	switch {
	case tag || r.format.Frames == r.decoded:
		r.finish()
		r.flaw("junk", r.decoded, "what follows its sound at %s is not FLAC", audio.Clock(r.decoded, r.format.Rate))
	case len(b) < maxHeader: // the end of the file
		r.short()
	default:
		r.broken()
	}
}
