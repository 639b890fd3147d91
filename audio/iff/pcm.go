package iff

import (
	"errors"
	"fmt"
	"io"

	"lathe/audio"
)

// rawBytes bounds the one buffer a PCM keeps: 16 stems at once need 4 MiB.
const rawBytes = 256 << 10

// PCM reads the uncompressed frames of one chunk. It is an [audio.Seeker].
type PCM struct {
	src      io.ReaderAt
	start    int64 // byte of the first frame
	width    int   // bytes a frame
	encoding audio.Encoding
	format   audio.Format
	flaws    []audio.Flaw
	left     int64 // frames there are; fewer than the format's once the file was found short
	frame    int64 // next to be read
	raw      []byte
	view     [][]float64
}

// NewPCM reads f.Frames frames from byte start of src. What was already found
// wrong with the file is passed on as flaws.
func NewPCM(src io.ReaderAt, start int64, e audio.Encoding, f audio.Format, flaws []audio.Flaw) *PCM {
	return &PCM{src: src, start: start, width: e.Bytes * f.Channels, encoding: e, format: f, flaws: flaws, left: f.Frames}
}

// Format is what the samples are. Frames is how many the file really has,
// whatever its header promises.
func (p *PCM) Format() audio.Format { return p.format }

// Flaws is what was wrong with the file.
func (p *PCM) Flaws() []audio.Flaw { return p.flaws }

// Place is the byte of the file at which the first frame is, and how samples are
// written there.
func (p *PCM) Place() (start int64, e audio.Encoding) { return p.start, p.encoding }

// Close closes the file if it can be closed.
func (p *PCM) Close() error {
	if c, ok := p.src.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// SeekFrame jumps to a frame; one outside the file means its nearest end.
func (p *PCM) SeekFrame(frame int64) error {
	p.frame = max(0, min(frame, p.left))
	return nil
}

// Read fills dst with the next frames. It allocates only when dst is larger
// than any before.
func (p *PCM) Read(dst [][]float64) (int, error) {
	want := int(min(int64(len(dst[0])), p.left-p.frame))
	if need := min(want*p.width, rawBytes/p.width*p.width); cap(p.raw) < need {
		p.raw = make([]byte, need)
	}
	for done := 0; done < want; {
		n, err := p.piece(dst, done, want)
		p.frame += int64(n)
		done += n
		if errors.Is(err, io.EOF) && p.frame < p.left { // the file has shrunk since it was opened
			p.flaws = append(p.flaws, Shortage(p.left, p.frame, p.format.Rate))
			p.left = p.frame
		}
		if err != nil {
			return done, err
		}
	}
	if want < len(dst[0]) {
		return want, io.EOF
	}
	return want, nil
}

// piece reads as much of dst[done:want] as the buffer holds, and returns the
// frames that are fit to be used.
func (p *PCM) piece(dst [][]float64, done, want int) (int, error) {
	n := min(want-done, cap(p.raw)/p.width)
	raw := p.raw[:n*p.width]
	got, failed := ReadAt(p.src, raw, p.start+p.frame*int64(p.width))
	n = got / p.width
	p.view = audio.Slice(p.view, dst, done, done+n)
	p.encoding.Decode(p.view, raw[:n*p.width])
	if p.encoding.Float {
		if err := audio.CheckFinite(p.view, n, p.frame, p.format.Rate); err != nil {
			return 0, err
		}
	}
	if failed != nil && !errors.Is(failed, io.EOF) {
		return n, fmt.Errorf("reading it: %w", audio.WithoutPath(failed))
	}
	return n, failed
}

// Shortage tells of frames that a header promises and the file does not have.
func Shortage(promised, there int64, rate int) audio.Flaw {
	return audio.Flaw{Code: "truncated", Frame: there, Message: "it ends early: " + lengths(promised, there, rate)}
}

// Surplus tells of frames that the file has and the header does not mention.
func Surplus(promised, there int64, rate int) audio.Flaw {
	return audio.Flaw{Code: "header", Frame: -1, Message: "its header is wrong about its length: " + lengths(promised, there, rate)}
}

func lengths(promised, there int64, rate int) string {
	p, t := audio.Clock(promised, rate), audio.Clock(there, rate)
	if p == t { // less than a hundredth of a second apart
		return fmt.Sprintf("the header promises %d frames, there are %d", promised, there)
	}
	return fmt.Sprintf("the header promises %s, there is %s", p, t)
}
