package flac

import (
	"crypto/md5"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"runtime"

	"lathe/audio"
)

// maxWorkers is as many as are of use: what one goroutine does for all of them,
// rounding and the checksum, is a fifth of the work.
const maxWorkers = 4

// Writer writes one FLAC file of 8 to 24 bits. Blocks of 4096 frames are packed
// by a few workers and written in order, so the file is the same bytes for any
// number of them.
//
// Until Close the header says "not known" for length and checksum, so that
// what a crash leaves behind can be read. A Writer that is not closed keeps its
// workers. Not safe for concurrent use.
type Writer struct {
	dst       io.WriteSeeker
	start     int64 // of the file in dst
	packetsAt int64 // where the first packet begins in dst
	info      streamInfo
	table     seekTable
	digest    hash.Hash
	raw       []byte // one block as the checksum wants it

	slots  []*slot // a ring, in the order of the file
	filled int     // slots handed to the workers so far: the next is slots[filled%len]
	done   int     // slots written so far
	work   chan *slot
	at     int    // frames in the slot that is being filled
	bytes  uint64 // of packets written
	failed error
}

// slot is one block on its way through a worker.
type slot struct {
	samples [][]int32 // planar, blockFrames each
	block   [][]int32 // what of samples there is
	number  uint64
	packet  []byte
	ready   chan struct{}
}

// NewWriter begins a file where w stands. Of f it obeys Rate, Channels and
// BitDepth, and Frames, if known, sizes the seek table. The stream keeps to the
// subset that every player reads (section 7) for 8, 12, 16, 20 and 24 bits and
// all rates that a packet header can name; other depths and rates stand in
// STREAMINFO alone.
func NewWriter(w io.WriteSeeker, f audio.Format, tags []Tag) (*Writer, error) {
	return newWriter(w, f, tags, min(maxWorkers, runtime.GOMAXPROCS(0)))
}

func newWriter(w io.WriteSeeker, f audio.Format, tags []Tag, workers int) (*Writer, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	switch {
	case f.Float:
		return nil, errors.New("the samples are floating point, and FLAC holds integers")
	case f.BitDepth < minDepth || f.BitDepth > maxDepth:
		return nil, fmt.Errorf("the bit depth is %d, want %d to %d", f.BitDepth, minDepth, maxDepth)
	}
	comment, err := vorbisComment(tags)
	if err != nil {
		return nil, err
	}
	start, err := w.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, audio.WithoutPath(err)
	}
	o := &Writer{
		dst: w, start: start, digest: md5.New(), table: newSeekTable(f.Rate, f.Frames),
		info: streamInfo{minBlock: blockFrames, maxBlock: blockFrames, rate: f.Rate, channels: f.Channels, depth: f.BitDepth},
		raw:  make([]byte, 0, blockFrames*f.Channels*((f.BitDepth+7)/8)),
		work: make(chan *slot, 2*workers),
	}
	head := append(o.front(), appendBlockHeader(nil, kindVorbisComment, true, len(comment))...)
	head = append(head, comment...)
	o.packetsAt = start + int64(len(head))
	if _, err := w.Write(head); err != nil {
		return nil, audio.WithoutPath(err)
	}
	o.hire(workers)
	return o, nil
}

// hire makes the slots and sets workers on them.
func (w *Writer) hire(workers int) {
	for range 2 * workers {
		s := &slot{block: make([][]int32, w.info.channels), ready: make(chan struct{}, 1)}
		for range w.info.channels {
			s.samples = append(s.samples, make([]int32, blockFrames))
		}
		s.packet = make([]byte, 0, maxPacket(w.info.channels, w.info.depth))
		w.slots = append(w.slots, s)
	}
	for range workers {
		go run(newPacker(header{rate: w.info.rate, depth: w.info.depth}), w.work)
	}
}

// run is what a worker does until the work ends.
func run(p *packer, work <-chan *slot) {
	for s := range work {
		s.packet = p.pack(s.packet[:0], s.block, s.number)
		s.ready <- struct{}{}
	}
}

// front is the part of the file that Close writes again: the marker,
// STREAMINFO and the seek table.
func (w *Writer) front() []byte {
	b := []byte(marker)
	b = appendBlockHeader(b, kindStreamInfo, false, streamInfoBytes)
	b = w.info.append(b)
	b = appendBlockHeader(b, kindSeekTable, false, w.table.bytes())
	return w.table.append(b)
}

// Write appends the first frames of block. Samples are rounded to the nearest
// step and held at full scale; dither, if any, is already in them. A sample
// that is not finite is refused, and so is everything after a failure.
func (w *Writer) Write(block [][]float64, frames int) error {
	if w.failed != nil {
		return w.failed
	}
	if err := audio.CheckFinite(block, frames, w.info.frames, w.info.rate); err != nil {
		w.failed = err
		return err
	}
	for from := 0; from < frames; {
		n := min(frames-from, blockFrames-w.at)
		if err := w.take(block, from, n); err != nil {
			return err
		}
		from += n
	}
	return nil
}

// take moves n frames of block into the slot that is being filled.
func (w *Writer) take(block [][]float64, from, n int) error {
	s := w.slots[w.filled%len(w.slots)]
	if w.at == 0 && w.filled-w.done == len(w.slots) {
		if err := w.writeOldest(); err != nil { // which is in this slot
			return err
		}
	}
	full := math.Ldexp(1, w.info.depth-1)
	for c, ch := range s.samples {
		dst := ch[w.at : w.at+n]
		for i, v := range block[c][from : from+n] {
			dst[i] = int32(max(-full, min(full-1, math.RoundToEven(v*full))))
		}
	}
	w.at += n
	w.info.frames += int64(n)
	if w.at == blockFrames {
		w.send()
	}
	return nil
}

// send gives the slot that has been filled to the workers.
func (w *Writer) send() {
	s := w.slots[w.filled%len(w.slots)]
	for c, ch := range s.samples {
		s.block[c] = ch[:w.at]
	}
	w.raw = interleave(w.raw[:0], s.block, w.info.depth)
	w.digest.Write(w.raw)
	s.number = uint64(w.filled)
	w.filled++
	w.at = 0
	w.work <- s
}

// writeOldest waits for the oldest slot that is with the workers and writes it.
func (w *Writer) writeOldest() error {
	s := w.slots[w.done%len(w.slots)]
	<-s.ready
	n := len(s.packet)
	w.table.add(seekPoint{frame: s.number * blockFrames, offset: w.bytes, frames: len(s.block[0])})
	w.done++
	w.bytes += uint64(n)
	if w.info.minBytes == 0 || n < w.info.minBytes {
		w.info.minBytes = n
	}
	w.info.maxBytes = max(w.info.maxBytes, n)
	if _, err := w.dst.Write(s.packet); err != nil {
		w.failed = audio.WithoutPath(err)
	}
	return w.failed
}

// Close writes what is left, sends the workers home, and completes the header.
// What the file was opened as stays open: it is the caller's.
func (w *Writer) Close() error {
	if w.work == nil {
		return w.failed
	}
	if w.at > 0 && w.failed == nil {
		w.send()
	}
	close(w.work)
	w.work = nil
	for w.done < w.filled && w.failed == nil {
		w.writeOldest() // keeps its error in failed
	}
	if w.failed == nil {
		w.failed = w.complete()
	}
	err := w.failed
	if err == nil {
		w.failed = errors.New("the file is closed")
	}
	return err
}

// complete writes the front again, with what is now known.
func (w *Writer) complete() error {
	w.digest.Sum(w.info.md5[:0])
	if _, err := w.dst.Seek(w.start, io.SeekStart); err != nil {
		return audio.WithoutPath(err)
	}
	if _, err := w.dst.Write(w.front()); err != nil {
		return audio.WithoutPath(err)
	}
	_, err := w.dst.Seek(w.packetsAt+int64(w.bytes), io.SeekStart)
	return audio.WithoutPath(err)
}
