package aiff_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"lathe/audio"
	"lathe/audio/aiff"
	"lathe/audio/audiotest"
)

func be16(n int) string { return string(binary.BigEndian.AppendUint16(nil, uint16(n))) }
func be32(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }

// Sample rates as 80-bit numbers, by hand: 44100 is 1.0101100010001 (binary)
// times 2^15, so the exponent is 16383 + 15 = 0x400E.
const (
	hz8000  = "\x40\x0b\xfa\x00\x00\x00\x00\x00\x00\x00"
	hz44100 = "\x40\x0e\xac\x44\x00\x00\x00\x00\x00\x00"
	hz48000 = "\x40\x0e\xbb\x80\x00\x00\x00\x00\x00\x00"
)

func file(kind string, chunks ...string) string {
	body := kind + strings.Join(chunks, "")
	return "FORM" + be32(len(body)) + body
}

// chunk has a true size and its padding.
func chunk(id, body string) string {
	if len(body)%2 == 1 {
		return id + be32(len(body)) + body + "\x00"
	}
	return id + be32(len(body)) + body
}

func comm(channels, frames, bits int, rate string) string {
	return chunk("COMM", be16(channels)+be32(frames)+be16(bits)+rate)
}

// commC names a compression, with the pascal string that goes with it.
func commC(channels, frames, bits int, kind, name string) string {
	pascal := string(rune(len(name))) + name
	if len(pascal)%2 == 1 {
		pascal += "\x00"
	}
	return chunk("COMM", be16(channels)+be32(frames)+be16(bits)+hz48000+kind+pascal)
}

func ssnd(sound string) string { return chunk("SSND", be32(0)+be32(0)+sound) }

// two16 is two frames of 16-bit mono: half of full scale, up and down.
const two16 = "\x40\x00\xc0\x00"

func mono16(frames int) string { return comm(1, frames, 16, hz48000) }

func open(bytes string) (audio.Reader, error) {
	r, err := aiff.NewReader(strings.NewReader(bytes), int64(len(bytes)))
	if err != nil {
		return nil, err
	}
	return r, nil
}

func mustOpen(t *testing.T, bytes string) *aiff.Reader {
	t.Helper()
	r, err := aiff.NewReader(strings.NewReader(bytes), int64(len(bytes)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// judgement is one row of a table of verdicts.
type judgement struct {
	name, bytes, want string
}

// judge checks every row, with a reader that answers fully and with one that
// answers byte by byte.
func judge(t *testing.T, table []judgement) {
	t.Helper()
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			if got := audiotest.Verdict(open(tt.bytes)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if len(tt.bytes) > 1<<20 {
				return
			}
			r, err := aiff.NewReader(audiotest.OneByteAt(strings.NewReader(tt.bytes)), int64(len(tt.bytes)))
			if got := audiotest.Verdict(r, err); got != tt.want {
				t.Errorf("byte by byte\ngot  %s\nwant %s", got, tt.want)
			}
		})
	}
}
