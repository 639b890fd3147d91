package wav_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/wav"
)

func le16(n int) string { return string(binary.LittleEndian.AppendUint16(nil, uint16(n))) }
func le32(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }
func le64(n int) string { return string(binary.LittleEndian.AppendUint64(nil, uint64(n))) }
func be16(n int) string { return string(binary.BigEndian.AppendUint16(nil, uint16(n))) }
func be32(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }

// file is a RIFF file of chunks with a true size.
func file(chunks ...string) string { return container("RIFF", chunks...) }

func container(id string, chunks ...string) string {
	body := "WAVE" + strings.Join(chunks, "")
	return id + le32(len(body)) + body
}

// chunk has a true size and its padding.
func chunk(id, body string) string {
	if len(body)%2 == 1 {
		return id + le32(len(body)) + body + "\x00"
	}
	return id + le32(len(body)) + body
}

// form is a true fmt chunk of 16 bytes.
func form(code, channels, rate, bits int) string {
	width := channels * ((bits + 7) / 8)
	return chunk("fmt ", formBody(code, channels, rate, rate*width, width, bits))
}

func formBody(code, channels, rate, byteRate, align, bits int) string {
	return le16(code) + le16(channels) + le32(rate) + le32(byteRate) + le16(align) + le16(bits)
}

// extensible is a fmt chunk of 40 bytes; its GUID stands for code.
func extensible(code, channels, rate, bits, valid int) string {
	width := channels * ((bits + 7) / 8)
	return chunk("fmt ", formBody(0xFFFE, channels, rate, rate*width, width, bits)+
		le16(22)+le16(valid)+le32(1<<channels-1)+le32(code)+"\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71")
}

const (
	pcm   = 1
	float = 3
)

// two16 is two frames of 16-bit mono: half of full scale, up and down.
const two16 = "\x00\x40\x00\xc0"

func mono16() string { return form(pcm, 1, 48000, 16) }

func open(bytes string) (audio.Reader, error) {
	r, err := wav.NewReader(strings.NewReader(bytes), int64(len(bytes)))
	if err != nil {
		return nil, err
	}
	return r, nil
}

func mustOpen(t *testing.T, bytes string) *wav.Reader {
	t.Helper()
	r, err := wav.NewReader(strings.NewReader(bytes), int64(len(bytes)))
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
			r, err := wav.NewReader(audiotest.OneByteAt(strings.NewReader(tt.bytes)), int64(len(tt.bytes)))
			if err != nil {
				r = nil
			}
			if got := audiotest.Verdict(r, err); got != tt.want {
				t.Errorf("byte by byte\ngot  %s\nwant %s", got, tt.want)
			}
		})
	}
}
