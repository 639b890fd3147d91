package ogg

import (
	"errors"
	"io"

	"lathe/audio"
)

// Codec turns the packets of a stream into samples. Its panics are errors.
type Codec interface {
	// Frames says how long the next packet plays. Packets are asked about in
	// order, each before it is decoded. One with an error is left out.
	Frames(packet []byte) (frames int, err error)
	// Decode fills out, interleaved, with the frames that were promised. After
	// an error the packet is silent.
	Decode(packet []byte, out []float32) error
	// Lost tells that packets are missing before the next one asked about.
	Lost()
}

// Timing is how the granules of a codec count.
type Timing struct {
	PreSkip   int64 // frames at the beginning that count and are not heard [RFC7845 4.2]
	LeadIn    bool  // a first granule that is too small cuts the beginning [VorbisI A.2]
	MaxFrames int   // that one packet can have
}

// Reader plays one stream. It implements audio.Reader.
//
// State: one page and one packet. Not safe for concurrent use.
type Reader struct {
	stream *Stream
	codec  Codec
	timing Timing
	format audio.Format

	frames   []int // that the packets in the stream's queue play; -1: cannot be decoded
	unplaced int64 // frames before the first granule that is known
	placed   bool  // begin and end are known
	begin    int64 // granule of the first frame
	end      int64 // granule reached
	hole     int64 // frames of silence owed
	keep     int64 // frames of this page still to be heard
	skip     int64 // frames still to be left out at the beginning

	block []float32 // the packet decoded last
	ready []float32 // what is unread of it
	given int64     // frames read so far
	err   error     // why reading has stopped

	bad, gaps tally
	torn      bool // a hole was too long to play
	flaws     []audio.Flaw
}

// Play begins with the music: the headers have been read, and format is
// complete but for its length.
func (s *Stream) Play(codec Codec, format audio.Format, timing Timing) (*Reader, error) {
	last, known, err := lastPage(s.source, s.serial)
	if err != nil {
		return nil, err
	}
	r := &Reader{stream: s, codec: codec, timing: timing, format: format, skip: timing.PreSkip}
	r.block = make([]float32, timing.MaxFrames*format.Channels)
	err = r.load()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	const year = 366 * 24 * 3600 // no song is as long: a granule that says so is a wrong one
	frames := last - r.begin - timing.PreSkip
	switch {
	case err != nil:
		r.format.Frames = 0
	case known && r.placed && frames < year*int64(format.Rate):
		r.format.Frames = max(0, frames)
	default:
		r.format.Frames = -1
	}
	return r, nil
}

// Format is what the headers say.
func (r *Reader) Format() audio.Format { return r.format }

// Flaws are complete once Read has returned io.EOF.
func (r *Reader) Flaws() []audio.Flaw { return r.flaws }

// Close does nothing: the file is the caller's.
func (r *Reader) Close() error { return nil }

// Read fills dst with what comes next.
func (r *Reader) Read(dst [][]float64) (int, error) {
	want, first, n := len(dst[0]), r.given, 0
	for n < want && r.err == nil {
		took := r.take(dst, n)
		n += took
		r.given += int64(took)
	}
	if err := audio.CheckFinite(dst, n, first, r.format.Rate); err != nil {
		r.err = err
		return 0, err
	}
	if n < want {
		return n, r.err
	}
	return n, nil
}

// take fills dst from frame at on with what is at hand, or gets more: every
// call gives a frame, uses up a packet or a page, or ends.
func (r *Reader) take(dst [][]float64, at int) int {
	switch {
	case r.hole > 0:
		n := int(min(r.hole, int64(len(dst[0])-at)))
		for _, ch := range dst {
			clear(ch[at : at+n])
		}
		r.hole -= int64(n)
		return n
	case len(r.ready) > 0:
		width := r.format.Channels
		n := min(len(r.ready)/width, len(dst[0])-at)
		for c, ch := range dst {
			for i := range n {
				ch[at+i] = float64(r.ready[i*width+c])
			}
		}
		r.ready = r.ready[n*width:]
		return n
	case len(r.stream.queue) > 0:
		r.decode()
	default:
		if err := r.load(); err != nil {
			r.finish(err)
		}
	}
	return 0
}

// decode plays the next packet of the page.
func (r *Reader) decode() {
	packet, n := r.stream.queue[0], r.frames[0]
	r.stream.queue, r.frames = r.stream.queue[1:], r.frames[1:]
	if n < 0 {
		r.bad.add(r.given)
		return
	}
	width := r.format.Channels
	out := r.block[:n*width]
	clear(out)
	if Guard(func() error { return r.codec.Decode(packet, out) }) != nil {
		clear(out)
		r.bad.add(r.given)
	}
	heard := int(min(int64(n), r.keep))
	r.keep -= int64(heard)
	from := int(min(int64(heard), r.skip))
	r.skip -= int64(from)
	r.ready = out[from*width : heard*width]
}

// load makes the next page ready: how long its packets are, where in the song
// they stand, and how many of their frames are heard.
func (r *Reader) load() error {
	s := r.stream
	if len(s.queue) == 0 { // there may be some left of the page that the headers end on
		if s.last {
			return io.EOF
		}
		if err := s.nextPage(); err != nil {
			return err
		}
	}
	if s.lost {
		r.codec.Lost()
		r.gaps.add(r.given)
	}
	r.frames = r.frames[:0]
	total := int64(0)
	for _, packet := range s.queue {
		n := r.measure(packet)
		r.frames = append(r.frames, n)
		total += int64(max(0, n))
	}
	r.keep = total
	if s.granule < 0 || s.granule == 0 && total > 0 && !s.last { // the page does not say where it ends
		r.unplaced += total
		r.end += total
		return nil
	}
	gap := s.granule - r.end - total
	if !r.placed {
		gap = r.place(gap)
	}
	r.end = s.granule
	switch {
	case s.lost && gap > 0:
		return r.owe(gap)
	case s.last && gap < 0:
		r.keep = max(0, total+gap)
	}
	return nil
}

// place finds where the song begins from the first page that says where it ends.
// gap is how much later that is than if the song began at 0; place gives what is
// left of it.
func (r *Reader) place(gap int64) int64 {
	r.placed = true
	switch {
	case r.stream.last && gap < 0, r.stream.lost:
		return gap // the page is cut at its end; or what is missing was before it
	case gap > 0:
		r.begin = gap // cut from a longer stream: it is heard from where it begins
	case r.timing.LeadIn && r.unplaced == 0:
		r.skip -= gap
	}
	return 0
}

// owe has silence played for missing pages, or ends the song at a long hole.
func (r *Reader) owe(frames int64) error {
	const maxHole = 60 // seconds
	if frames > maxHole*int64(r.format.Rate) {
		r.torn = true
		r.stream.queue, r.stream.last = nil, true
		return io.EOF
	}
	skip := min(r.skip, frames)
	r.skip -= skip
	r.hole = frames - skip
	return nil
}

// measure is the length of a packet, or -1 when it cannot be decoded.
func (r *Reader) measure(packet []byte) int {
	frames := -1
	err := Guard(func() (err error) {
		frames, err = r.codec.Frames(packet)
		return err
	})
	if err != nil || frames > r.timing.MaxFrames {
		return -1
	}
	return frames
}
