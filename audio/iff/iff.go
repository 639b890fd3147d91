// Package iff is the ground that WAV and AIFF stand on: a file made of chunks,
// one of which holds uncompressed frames.
//
//	Walker   chunk after chunk, whatever their sizes claim
//	PCM      the frames of one chunk, planar and fast
//	Text     words of unknown origin, fit to be shown
//
// Offsets and sizes are bytes in int64; no header makes this package take
// memory. The order of bytes and the meaning of chunks are the caller's.
//
// # References
//
//   - [EA85] Electronic Arts, "EA IFF 85: Standard for Interchange Format
//     Files", 1985: a four-letter name, a size, a body, and a zero byte after a
//     body of odd size. RIFF is the same with little-endian sizes.
package iff

import (
	"encoding/binary"
	"errors"
	"io"

	"lathe/audio"
)

// MaxChunks is how many chunks of one file are looked at: far above any real
// file, so that empty chunks by the million cost nothing.
const MaxChunks = 10_000

const headerBytes = 8

// Chunk is one named part of a file.
type Chunk struct {
	ID   string // four bytes, not always letters
	At   int64  // where its body begins
	Size int64  // as its header says; the file may end before
}

// Walker steps through the chunks of a file. Every step moves at least eight
// bytes forward.
type Walker struct {
	src    io.ReaderAt
	end    int64
	order  binary.ByteOrder
	chunk  Chunk
	steps  int
	broken bool
	err    error
}

// NewWalker walks the bytes from from to end.
func NewWalker(src io.ReaderAt, from, end int64, order binary.ByteOrder) *Walker {
	return &Walker{src: src, end: end, order: order, chunk: Chunk{At: from}}
}

// Next finds the next chunk. It returns false at the end, where the chunks
// turn into something else, and when reading fails.
func (w *Walker) Next() bool {
	if w.broken || w.err != nil {
		return false
	}
	if w.chunk.Size > w.end-w.chunk.At {
		w.broken = true
		return false
	}
	at := w.follow()
	if w.end-at < headerBytes {
		return false
	}
	c, ok := w.peek(at)
	if w.steps++; !ok || c.ID == "\x00\x00\x00\x00" || w.steps > MaxChunks {
		w.broken = true
		return false
	}
	w.chunk = c
	return true
}

// Chunk is where the walk is.
func (w *Walker) Chunk() Chunk { return w.chunk }

// Resize corrects a size that the header has wrong, so that the next step
// lands behind the chunk's real end.
func (w *Walker) Resize(size int64) { w.chunk.Size = size }

// Broken says whether the walk ended before the file did: in bytes that are no
// chunk, in a chunk that claims more than the file has, or after MaxChunks.
func (w *Walker) Broken() bool { return w.broken }

// Err is what went wrong with reading, if anything did.
func (w *Walker) Err() error { return w.err }

// Leads says whether another chunk seems to begin right behind the present
// one, which is what tells an empty chunk from one whose size was never
// written.
func (w *Walker) Leads() bool {
	c, ok := w.peek(w.chunk.At + w.chunk.Size)
	return ok && (familiar(c.ID) || w.fits(c))
}

// follow is where the next chunk begins. By [EA85] that is the next even
// distance from the body's start, but some writers leave the padding out and
// others add a byte too many, so the names of both candidates are compared.
func (w *Walker) follow() int64 {
	odd := w.chunk.Size & 1
	proper, other := w.chunk.At+w.chunk.Size+odd, w.chunk.At+w.chunk.Size+1-odd
	if w.steps == 0 {
		return proper
	}
	p, isP := w.peek(proper)
	o, isO := w.peek(other)
	switch {
	case isP && familiar(p.ID):
		return proper
	case isO && familiar(o.ID):
		return other
	case isP && w.fits(p):
		return proper
	case isO && w.fits(o):
		return other
	}
	return proper
}

func (w *Walker) peek(at int64) (Chunk, bool) {
	var head [headerBytes]byte
	if at < 0 || w.end-at < headerBytes || w.err != nil {
		return Chunk{}, false
	}
	if _, err := ReadAt(w.src, head[:], at); err != nil {
		if !errors.Is(err, io.EOF) {
			w.err = audio.WithoutPath(err)
		}
		return Chunk{}, false
	}
	return Chunk{ID: string(head[:4]), At: at + headerBytes, Size: int64(w.order.Uint32(head[4:]))}, true
}

// fits says whether a chunk could be one: a printable name, and a body that
// ends within the file.
func (w *Walker) fits(c Chunk) bool {
	for i := range len(c.ID) {
		if c.ID[i] < ' ' || c.ID[i] > '~' {
			return false
		}
	}
	return c.Size <= w.end-c.At
}

// familiar names are those that stand before or after the audio of nearly
// every file; meeting one is no accident.
func familiar(id string) bool {
	switch id {
	case "fmt ", "data", "fact", "LIST", "bext", "iXML", "JUNK", "ds64", "cue ", "smpl", // RIFF
		"COMM", "SSND", "FVER", "MARK", "INST", "NAME", "AUTH", "ANNO", "ID3 ", "id3 ": // IFF
		return true
	}
	return false
}

// Body reads what a chunk holds, at most limit bytes of it and never more than
// the file has.
func (w *Walker) Body(limit int64) []byte {
	c := w.chunk
	body := make([]byte, max(0, min(c.Size, w.end-c.At, limit)))
	n, err := ReadAt(w.src, body, c.At)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = audio.WithoutPath(err)
	}
	return body[:n]
}

// ReadAt fills p from offset at. It asks again after a short answer, which
// [io.ReaderAt] forbids and network file systems give all the same; the error
// is nil only when p is full.
func ReadAt(r io.ReaderAt, p []byte, at int64) (n int, err error) {
	for n < len(p) {
		m, err := r.ReadAt(p[n:], at+int64(n))
		n += m
		switch {
		case n == len(p):
			return n, nil
		case err != nil:
			return n, err
		case m == 0:
			return n, io.ErrNoProgress
		}
	}
	return n, nil
}
