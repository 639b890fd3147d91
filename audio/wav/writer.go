package wav

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"lathe/audio"
)

const (
	originator = "Lathe"
	ds64Bytes  = 28        // riffSize, dataSize, sampleCount, and a table of no entries, [3306]
	rawBytes   = 256 << 10 // written at a time
)

// Writer writes one WAV file: 16, 24 or 32-bit integers, 32 or 64-bit float. It
// becomes an RF64 file by itself when 4 GiB are not enough. What stands before
// the audio has a fixed size, so Close patches lengths and loudness in place.
//
// Until Close the lengths say "not known", so that what a crash leaves behind
// can be read.
type Writer struct {
	dst        io.WriteSeeker
	format     audio.Format
	encoding   audio.Encoding
	limit      int64 // of the RIFF size; from there on it is RF64
	factAt     int64 // where the frame count of a float file is; 0 without
	loudnessAt int64 // where the loudness is; 0 without bext
	dataAt     int64 // where the audio begins
	frames     int64
	loudness   Loudness
	raw        []byte
	view       [][]float64
	failed     error
}

// NewWriter begins a file at the start of w. Of f it obeys Rate, Channels,
// BitDepth and Float. The zero Tags writes neither bext nor LIST.
func NewWriter(w io.WriteSeeker, f audio.Format, tags Tags) (*Writer, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	switch {
	case f.Float && f.BitDepth != 32 && f.BitDepth != 64:
		return nil, fmt.Errorf("the bit depth is %d-bit float, want 32 or 64", f.BitDepth)
	case !f.Float && f.BitDepth != 16 && f.BitDepth != 24 && f.BitDepth != 32:
		return nil, fmt.Errorf("the bit depth is %d, want 16, 24 or 32", f.BitDepth)
	}
	f.Container = "wav"
	o := &Writer{
		dst: w, format: f, limit: math.MaxUint32, loudness: unmeasured(),
		encoding: audio.Encoding{Bytes: f.BitDepth / 8, Float: f.Float},
	}
	return o, o.write(o.header(tags))
}

// header is everything up to the first sample: RIFF, JUNK in place of ds64,
// bext, fmt, fact, LIST, data.
func (w *Writer) header(tags Tags) []byte {
	h := []byte("RIFF\xff\xff\xff\xffWAVE")
	h = appendChunk(h, "JUNK", make([]byte, ds64Bytes))
	if tags != (Tags{}) {
		w.loudnessAt = int64(len(h)) + 8 + bextLoudness
		h = appendChunk(h, "bext", bextChunk(tags, tags.history(w.format)))
	}
	width := w.encoding.Bytes * w.format.Channels
	form := binary.LittleEndian.AppendUint16(nil, codePCM)
	if w.format.Float {
		form[0] = codeFloat
	}
	form = binary.LittleEndian.AppendUint16(form, uint16(w.format.Channels))
	form = binary.LittleEndian.AppendUint32(form, uint32(w.format.Rate))
	form = binary.LittleEndian.AppendUint32(form, uint32(w.format.Rate*width))
	form = binary.LittleEndian.AppendUint16(form, uint16(width))
	form = binary.LittleEndian.AppendUint16(form, uint16(w.format.BitDepth))
	if w.format.Float { // [MS94] asks for an extension, here empty, and a fact chunk of all but PCM
		form = append(form, 0, 0)
	}
	h = appendChunk(h, "fmt ", form)
	if w.format.Float {
		w.factAt = int64(len(h)) + 8
		h = appendChunk(h, "fact", []byte{0xff, 0xff, 0xff, 0xff})
	}
	if list := tags.list(); list != nil {
		h = appendChunk(h, "LIST", list)
	}
	h = append(h, "data\xff\xff\xff\xff"...)
	w.dataAt = int64(len(h))
	return h
}

func appendChunk(to []byte, id string, body []byte) []byte {
	to = append(to, id...)
	to = binary.LittleEndian.AppendUint32(to, uint32(len(body)))
	to = append(to, body...)
	if len(body)%2 == 1 {
		to = append(to, 0)
	}
	return to
}

// Write appends the first frames of block. Integers are rounded to the
// nearest step and held at full scale; dither, if any, is already in the
// samples. A sample that is not finite is refused, and so is everything after
// a failure.
func (w *Writer) Write(block [][]float64, frames int) error {
	if w.failed != nil {
		return w.failed
	}
	if err := audio.CheckFinite(block, frames, w.frames, w.format.Rate); err != nil {
		w.failed = err
		return err
	}
	width := w.encoding.Bytes * w.format.Channels
	if need := min(frames, rawBytes/width) * width; cap(w.raw) < need {
		w.raw = make([]byte, need)
	}
	for done := 0; done < frames; {
		n := min(frames-done, cap(w.raw)/width)
		w.view = audio.Slice(w.view, block, done, done+n)
		if err := w.write(w.encode(n)); err != nil {
			return err
		}
		done += n
		w.frames += int64(n)
	}
	return nil
}

// encode makes bytes of the first n frames in view.
func (w *Writer) encode(n int) []byte {
	raw := w.raw[:cap(w.raw)]
	if !w.encoding.Float {
		return w.encoding.Encode(raw, w.view, n)
	}
	bytes := w.encoding.Bytes
	stride := bytes * len(w.view)
	raw = raw[:n*stride]
	for c, ch := range w.view {
		at := bytes * c
		for _, v := range ch[:n] {
			if bytes == 8 {
				binary.LittleEndian.PutUint64(raw[at:], math.Float64bits(v))
			} else {
				binary.LittleEndian.PutUint32(raw[at:], math.Float32bits(float32(v)))
			}
			at += stride
		}
	}
	return raw
}

// SetLoudness says what the file measures. It counts until Close, and only
// for a file with tags.
func (w *Writer) SetLoudness(l Loudness) { w.loudness = l }

// Close writes the lengths and the loudness. What the file was opened as
// stays open: it is the caller's.
func (w *Writer) Close() error {
	if w.failed != nil {
		return w.failed
	}
	bytes := w.frames * int64(w.encoding.Bytes*w.format.Channels)
	end := w.dataAt + bytes
	if bytes%2 == 1 {
		if err := w.write([]byte{0}); err != nil {
			return err
		}
		end++
	}
	riff := end - 8
	if riff >= w.limit {
		ds64 := []byte("ds64\x1c\x00\x00\x00")
		for _, n := range []int64{riff, bytes, w.frames} {
			ds64 = binary.LittleEndian.AppendUint64(ds64, uint64(n))
		}
		w.patch(0, []byte("RF64"))
		w.patch(12, ds64)
	} else {
		w.patch(4, binary.LittleEndian.AppendUint32(nil, uint32(riff)))
		w.patch(w.dataAt-4, binary.LittleEndian.AppendUint32(nil, uint32(bytes)))
	}
	if w.factAt > 0 {
		w.patch(w.factAt, binary.LittleEndian.AppendUint32(nil, uint32(min(w.frames, math.MaxUint32))))
	}
	if w.loudnessAt > 0 {
		w.patch(w.loudnessAt, w.loudness.bytes())
	}
	if _, err := w.dst.Seek(end, io.SeekStart); err != nil && w.failed == nil {
		w.failed = audio.WithoutPath(err)
	}
	err := w.failed
	if err == nil {
		w.failed = errors.New("the file is closed")
	}
	return err
}

// patch overwrites what stands at a place in the header.
func (w *Writer) patch(at int64, b []byte) {
	if w.failed != nil {
		return
	}
	if _, err := w.dst.Seek(at, io.SeekStart); err != nil {
		w.failed = audio.WithoutPath(err)
		return
	}
	w.write(b) // keeps its error in failed
}

func (w *Writer) write(b []byte) error {
	if _, err := w.dst.Write(b); err != nil {
		w.failed = audio.WithoutPath(err)
	}
	return w.failed
}
