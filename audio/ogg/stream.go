package ogg

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"lathe/audio"
)

const (
	maxPacket  = 1 << 20 // longer ones (a cover picture among the tags) are cut there
	maxStreams = 64      // streams that begin side by side
)

// Stream is the packets of one of the streams in a file.
type Stream struct {
	source io.ReadSeeker
	pages  *pages
	serial uint32

	queue   [][]byte // packets of the page read last
	granule int64    // where they end
	last    bool     // they end the stream
	lost    bool     // pages are missing before them

	partial []byte // a packet that goes on on the next page
	open    bool
	number  uint32 // of the page read last
}

// Open finds the first stream whose first packet begins with magic.
func Open(r io.ReadSeeker, magic string) (*Stream, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	s := &Stream{source: r, pages: newPages(r)}
	for range maxStreams {
		p, err := s.pages.next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("it has no Ogg page that can be read: %w", audio.ErrMalformed)
		}
		if err != nil {
			return nil, err
		}
		if p.flags&beginning == 0 {
			break // the streams have all begun
		}
		if strings.HasPrefix(string(p.body), magic) {
			s.serial = p.serial
			s.number = p.number
			s.split(p)
			return s, nil
		}
	}
	return nil, fmt.Errorf("it has no stream of that kind: %w", audio.ErrUnsupported)
}

// Packet gives one packet, for reading headers; it lives until the next call.
// At the end of the stream the error is io.EOF.
func (s *Stream) Packet() ([]byte, error) {
	for len(s.queue) == 0 {
		if s.last {
			return nil, io.EOF
		}
		if err := s.nextPage(); err != nil {
			return nil, err
		}
	}
	p := s.queue[0]
	s.queue = s.queue[1:]
	return p, nil
}

// nextPage reads on to a page of this stream on which a packet ends, or which
// ends the stream. It fills queue, granule, last and lost.
func (s *Stream) nextPage() error {
	s.lost = false
	for {
		p, err := s.pages.next()
		if err != nil {
			return err
		}
		if p.serial != s.serial {
			continue
		}
		if p.number != s.number+1 {
			s.lost = true
			s.open = false
		}
		s.number = p.number
		s.split(p)
		if len(s.queue) > 0 || s.last {
			return nil
		}
	}
}

// split cuts a page into packets. One that ends beyond the page waits for the
// next; the end of one whose beginning was lost is dropped.
func (s *Stream) split(p page) {
	s.queue, s.granule, s.last = s.queue[:0], p.granule, p.flags&ending != 0
	if p.flags&continued == 0 {
		s.open = false // what was waiting has no end
	}
	drop := p.flags&continued != 0 && !s.open
	if !s.open {
		s.partial = nil // not reused: it may be in the queue of the reader
	}
	body := p.body
	length := 0
	for i, n := range p.lacing {
		length += int(n)
		if n == 255 && i < len(p.lacing)-1 {
			continue
		}
		segment := body[:length]
		body, length = body[length:], 0
		if !drop {
			room := max(0, maxPacket-len(s.partial))
			s.partial = append(s.partial, segment[:min(room, len(segment))]...)
		}
		if n == 255 { // goes on on the next page
			s.open = !drop
			return
		}
		if !drop {
			s.queue = append(s.queue, s.partial)
		}
		s.partial, s.open, drop = nil, false, false
	}
}

// followed tells whether another stream begins after this one has ended.
func (s *Stream) followed() bool {
	for {
		p, err := s.pages.next()
		if err != nil {
			return false
		}
		if p.flags&beginning != 0 {
			return true
		}
	}
}
