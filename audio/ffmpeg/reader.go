package ffmpeg

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"time"

	"lathe/audio"
)

// most is the largest surplus at the end of a stream that can be padding: two
// packets of HE-AAC.
const most = 4096 // frames

// Open opens the first audio stream of a file. The context holds until Close.
func Open(ctx context.Context, path string) (audio.Reader, error) {
	return OpenStream(ctx, path, 0)
}

// OpenStream opens an audio stream by its Index.
func OpenStream(ctx context.Context, path string, stream int) (audio.Reader, error) {
	list, err := Streams(ctx, path)
	if err != nil {
		return nil, err
	}
	if stream < 0 || stream >= len(list) {
		return nil, fmt.Errorf("stream %d is not in it: it has %d: %w", stream, len(list), audio.ErrUnsupported)
	}
	which := list[stream]
	if err := which.Format.Check(); err != nil {
		return nil, err
	}
	if which.edited {
		if which.Format.Frames, err = precise(ctx, path, which); err != nil {
			return nil, err
		}
	}
	return start(ctx, path, which)
}

// reader takes samples out of ffmpeg's pipe. It implements audio.Reader. Not
// safe for concurrent use.
type reader struct {
	ctx        context.Context
	stop       context.CancelFunc
	cmd        *exec.Cmd
	pipe       *bufio.Reader
	complaints *bounded
	enc        audio.Encoding
	format     audio.Format
	given      int64 // frames read so far
	longer     bool  // there is more than the file says, and too much for padding
	raw        []byte
	dst        [][]float64 // headers of the block being filled
	err        error       // why reading has stopped
	closed     bool
	flaws      []audio.Flaw
}

// start has ffmpeg decode a stream. What cannot be decoded at all is told now.
func start(ctx context.Context, path string, stream StreamInfo) (*reader, error) {
	paths, err := tools()
	if err != nil {
		return nil, err
	}
	args := append([]string{"-nostdin"}, input(path)...)
	args = append(args, "-map", "0:a:"+strconv.Itoa(stream.Index),
		// as the stream has it; should that change on the way, ffmpeg converts
		"-ar", strconv.Itoa(stream.Format.Rate), "-ac", strconv.Itoa(stream.Format.Channels),
		"-f", stream.exact, "-c:a", "pcm_"+stream.exact, "pipe:1")
	inner, stop := context.WithCancel(ctx)
	cmd := exec.CommandContext(inner, paths[0], args...)
	cmd.WaitDelay = time.Second // for the pipes, once it is killed
	r := &reader{ctx: ctx, stop: stop, cmd: cmd, format: stream.Format, complaints: &bounded{most: 1 << 16}}
	r.enc = audio.Encoding{Bytes: 4, Float: true}
	if stream.exact == "f64le" {
		r.enc.Bytes = 8
	}
	cmd.Stderr = r.complaints
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		stop()
		return nil, errors.New("ffmpeg does not start")
	}
	r.pipe = bufio.NewReaderSize(out, max(1<<17, (most+1)*r.width()))
	if _, err := r.pipe.Peek(1); err != nil {
		if r.err = r.finish(); !errors.Is(r.err, io.EOF) {
			return nil, r.err
		}
	}
	return r, nil
}

// width is the length of a frame in bytes.
func (r *reader) width() int { return r.enc.Bytes * r.format.Channels }

func (r *reader) Format() audio.Format { return r.format }
func (r *reader) Flaws() []audio.Flaw  { return r.flaws }

// Close ends ffmpeg.
func (r *reader) Close() error {
	if !r.closed {
		r.closed = true
		r.stop()
		if r.err == nil {
			r.err = errors.New("reading from a closed file")
			r.cmd.Wait() // killed: its answer says nothing
		}
	}
	return nil
}

// Read fills dst with what comes next.
func (r *reader) Read(dst [][]float64) (int, error) {
	want, first, n := len(dst[0]), r.given, 0
	for n < want && r.err == nil {
		took, err := r.take(dst, n)
		n += took
		r.given += int64(took)
		if err != nil {
			r.err = err
		}
	}
	if err := audio.CheckFinite(dst, n, first, r.format.Rate); err != nil {
		r.Close()
		r.err = err
		return 0, err
	}
	if n < want {
		return n, r.err
	}
	return n, nil
}

// take fills dst from frame at on with what the pipe has now.
func (r *reader) take(dst [][]float64, at int) (frames int, err error) {
	width := r.width()
	frames = min(len(dst[0])-at, 1<<14)
	if left := r.format.Frames - r.given; r.format.Frames >= 0 && !r.longer {
		if left == 0 && r.padded() {
			return 0, r.finish()
		}
		if left > 0 {
			frames = int(min(int64(frames), left))
		}
	}
	if len(r.raw) < frames*width {
		r.raw = make([]byte, frames*width)
	}
	got, err := io.ReadFull(r.pipe, r.raw[:frames*width])
	whole := got / width
	r.dst = audio.Slice(r.dst, dst, at, at+whole)
	r.enc.Decode(r.dst, r.raw[:whole*width])
	if err != nil {
		return whole, r.finish()
	}
	return whole, nil
}

// padded tells whether what is left in the pipe only fills the last packet. A
// lossless one needs no filling.
func (r *reader) padded() bool {
	enough := 1
	if r.format.Lossy {
		enough = (most + 1) * r.width()
	}
	rest, err := r.pipe.Peek(enough)
	r.longer = err == nil
	if !r.longer {
		r.pipe.Discard(len(rest))
	}
	return !r.longer
}

// finish says what was wrong with the stream, and gives io.EOF or a reason.
func (r *reader) finish() error {
	if err := r.end(); err != nil {
		return err
	}
	want, at := r.format.Frames, audio.Clock(r.given, r.format.Rate)
	switch {
	case want > r.given || r.complaints.says("partial file", "truncated"):
		r.flaw("truncated", r.given, "it ends early: it breaks off at "+at)
	case r.longer:
		r.flaw("header", -1, fmt.Sprintf("it says that it has %d frames, and it has %d", want, r.given))
	case r.complaints.lines > 0:
		r.flaw("junk", -1, "parts of it cannot be decoded")
	}
	return io.EOF
}

func (r *reader) flaw(code string, frame int64, message string) {
	r.flaws = append(r.flaws, audio.Flaw{Code: code, Frame: frame, Message: message})
}

// end waits for ffmpeg. There is an error when it was stopped, or when it gave
// nothing because it could not.
func (r *reader) end() error {
	err := r.cmd.Wait()
	r.stop()
	switch {
	case r.ctx.Err() != nil:
		return r.ctx.Err()
	case r.given == 0 && (err != nil || r.complaints.lines > 0):
		return refusal(r.complaints)
	}
	return nil
}
