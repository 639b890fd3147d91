// Package audition prepares a file for ears and eyes elsewhere: a player that
// wants exact samples in pieces, and a page that draws them.
//
//	Prepare   a file, read once -> where its samples are, its peaks, its loudness
//
// Samples are handed out as they are in the file, at its own rate and depth: a
// WAV file's where they stand, other files' decoded once. What no player reads
// becomes what it was made from: 64-bit floats and lossy files are heard as
// 32-bit floats, big-endian and odd depths as the next whole number of bytes.
//
// Nothing here changes a sound, and no plan knows of it.
//
// # References
//
//   - BBC audiowaveform, doc/DataFormat.md: the .dat file, version 2
//   - ITU-R BS.1770-5: K-weighting and gating
package audition

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"slices"

	"lathe/audio"
	"lathe/audio/decode"
	"lathe/audio/wav"
	"lathe/dsp/unit"
	"lathe/measure"
)

// Sound is what a player has to know of a file.
type Sound struct {
	Rate     int
	Channels int
	Frames   int64
	Encoding audio.Encoding // little-endian
	At       int64          // the byte of the file at which its samples begin; negative: they are in what Prepare wrote
	// As the report has them.
	Integrated unit.Reading
	TruePeak   unit.Reading
}

// Pages are what is drawn from a file.
type Pages struct {
	Peaks    []byte // .dat, PeakFrames a column, 8 bits
	Energies []byte // JSON: {"hz":10,"energies":[...]}, the K-weighted mean square of every whole 100 ms
}

// block is how many frames are worked on at a time.
const block = 1 << 14

// Prepare reads a file from its first frame to its last. Samples that cannot be
// handed out from the file itself are written to pcm.
func Prepare(ctx context.Context, path string, pcm io.Writer) (s Sound, p Pages, err error) {
	r, err := decode.Open(path)
	if err != nil {
		return s, p, err
	}
	defer r.Close()
	f := r.Format()
	if err := f.Check(); err != nil {
		return s, p, err
	}
	s = Sound{Rate: f.Rate, Channels: f.Channels, At: -1, Encoding: encodingOf(f)}
	var out *samples
	if at, e, ok := standing(path, f); ok {
		s.At, s.Encoding = at, e
	} else {
		out = &samples{to: bufio.NewWriterSize(pcm, 1<<16), as: s.Encoding}
	}
	columns := newColumns(f.Channels)
	loudness, peaks := measure.NewLoudness(f.Rate), measure.NewPeaks(f.Rate, f.Channels, true)
	buf := audio.NewBlock(f.Channels, block)
	for {
		if err := ctx.Err(); err != nil {
			return s, p, err
		}
		n, err := r.Read(buf)
		if n > 0 {
			part := audio.Slice(nil, buf, 0, n)
			columns.feed(part)
			loudness.Feed(part)
			peaks.Feed(part)
			s.Frames += int64(n)
			if out != nil {
				if err := out.write(part); err != nil {
					return s, p, err
				}
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, p, err
		}
	}
	if out != nil {
		if err := out.to.Flush(); err != nil {
			return s, p, err
		}
	}
	peaks.Finish()
	s.Integrated, s.TruePeak = loudness.Integrated(), peaks.TruePeak()
	p.Peaks = columns.finish(f.Rate)
	p.Energies, err = json.Marshal(struct {
		Hz       int       `json:"hz"`
		Energies []float32 `json:"energies"`
	}{ticksPerS / ticksEach, tenths(loudness.Ticks())})
	return s, p, err
}

// standing says where a WAV file's samples stand, when they can be handed out
// from there.
func standing(path string, f audio.Format) (at int64, e audio.Encoding, ok bool) {
	if !slices.Contains([]string{"wav", "rf64", "bw64"}, f.Container) {
		return 0, e, false
	}
	file, err := os.Open(path)
	if err != nil {
		return 0, e, false
	}
	defer file.Close()
	st, err := file.Stat()
	if err != nil {
		return 0, e, false
	}
	r, err := wav.NewReader(file, st.Size()) // refuses what has something else in front
	if err != nil {
		return 0, e, false
	}
	at, e = r.Place()
	return at, e, !e.BigEndian && e.Bytes <= 4
}

// encodingOf is how samples are written that have to be decoded.
func encodingOf(f audio.Format) audio.Encoding {
	if f.Float || f.Lossy || f.BitDepth == 0 {
		return audio.Encoding{Bytes: 4, Float: true}
	}
	return audio.Encoding{Bytes: min(4, max(2, (f.BitDepth+7)/8))}
}

// samples writes decoded frames.
type samples struct {
	to  *bufio.Writer
	as  audio.Encoding
	raw []byte
}

func (w *samples) write(part [][]float64) error {
	frames := len(part[0])
	if need := frames * len(part) * w.as.Bytes; cap(w.raw) < need {
		w.raw = make([]byte, need)
	}
	raw := w.raw[:frames*len(part)*w.as.Bytes]
	if !w.as.Float {
		_, err := w.to.Write(w.as.Encode(raw, part, frames))
		return err
	}
	for c, x := range part {
		for i, v := range x {
			binary.LittleEndian.PutUint32(raw[4*(i*len(part)+c):], math.Float32bits(float32(v)))
		}
	}
	_, err := w.to.Write(raw)
	return err
}

const (
	ticksPerS = 100 // of [measure.Loudness]
	ticksEach = 10  // in an energy
)

// tenths are means of ten ticks: four of them in a row are a gating block.
func tenths(ticks []float64) []float32 {
	out := make([]float32, 0, len(ticks)/ticksEach)
	for ; len(ticks) >= ticksEach; ticks = ticks[ticksEach:] {
		sum := 0.0
		for _, v := range ticks[:ticksEach] {
			sum += v
		}
		out = append(out, float32(sum/ticksEach))
	}
	return out
}
