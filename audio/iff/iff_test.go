package iff_test

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/iff"
)

func be32(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }

// walk lists the names of a file's chunks, and whether the walk broke off.
func walk(bytes string) (names string, broken bool) {
	w := iff.NewWalker(strings.NewReader(bytes), 0, int64(len(bytes)), binary.BigEndian)
	for w.Next() {
		names += w.Chunk().ID + string(w.Body(4))
	}
	return names, w.Broken()
}

func TestWalk(t *testing.T) {
	for _, tt := range []struct {
		name, bytes, want string
		broken            bool
	}{
		{"nothing", "", "", false},
		{"less than a header", "abcd\x00\x00\x00", "", false},
		{"two chunks", "aaaa" + be32(2) + "xy" + "bbbb" + be32(0), "aaaaxybbbb", false},
		{"padding after odd bodies", "aaaa" + be32(3) + "xyz\x00" + "bbbb" + be32(1) + "z\x00", "aaaaxyzbbbbz", false},
		{"no padding after odd bodies", "aaaa" + be32(3) + "xyz" + "data" + be32(1) + "z", "aaaaxyzdataz", false},
		{"no padding, and no familiar name", "aaaa" + be32(3) + "xyz" + "bbbb" + be32(1) + "z", "aaaaxyzbbbbz", false},
		{"padding after an even body", "aaaa" + be32(2) + "xy\x00" + "data" + be32(1) + "z", "aaaaxydataz", false},
		{"a name without letters", "\x01\x02\xff\xfe" + be32(2) + "xy" + "bbbb" + be32(0), "\x01\x02\xff\xfexybbbb", false},
		{"a body that is cut short is still shown", "aaaa" + be32(100) + "xy", "aaaaxy", true},
		{"a name of zeros", "aaaa" + be32(0) + "\x00\x00\x00\x00" + be32(0), "aaaa", true},
	} {
		if got, broken := walk(tt.bytes); got != tt.want || broken != tt.broken {
			t.Errorf("%s: chunks %q, broken %v; want %q, %v", tt.name, got, broken, tt.want, tt.broken)
		}
	}
	// Without padding the next name, read from its second letter on, is "bbbA",
	// and only the size behind that, 0x71000000 and more, gives it away.
	little := "aaaa\x03\x00\x00\x00xyzbbbb\x41\x00\x00\x00" + strings.Repeat("q", 0x41)
	w := iff.NewWalker(strings.NewReader(little), 0, int64(len(little)), binary.LittleEndian)
	w.Next()
	if w.Next(); w.Chunk().ID != "bbbb" {
		t.Errorf("after an odd body without padding comes %q, want bbbb", w.Chunk().ID)
	}
	names, broken := walk(strings.Repeat("none"+be32(0), 3*iff.MaxChunks))
	if got := len(names) / 4; got != iff.MaxChunks || !broken {
		t.Errorf("%d empty chunks were looked at, broken %v; want %d and true", got, broken, iff.MaxChunks)
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"Billie Jean\x00rest": "Billie Jean",
		"  padded \x00":       "padded",
		"Beyonc\xc3\xa9":      "Beyoncé",
		"Beyonc\xe9":          "Beyoncé",
		"two\r\nlines":        "two\nlines",
		"bell\a and \x1b[31m": "bell  and  [31m",
		"\u202efdp.kciK":      "fdp.kciK",
		"":                    "",
	} {
		if got := iff.Text([]byte(in)); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

// stuck never answers, and never says why.
type stuck struct{}

func (stuck) ReadAt([]byte, int64) (int, error) { return 0, nil }

func TestReadAt(t *testing.T) {
	p := make([]byte, 5)
	if n, err := iff.ReadAt(audiotest.OneByteAt(strings.NewReader("0123456789")), p, 3); n != 5 || err != nil || string(p) != "34567" {
		t.Errorf("byte by byte: %d bytes %q, %v", n, p, err)
	}
	if n, err := iff.ReadAt(strings.NewReader("0123456789"), p, 7); n != 3 || !errors.Is(err, io.EOF) {
		t.Errorf("over the end: %d bytes and %v, want 3 and EOF", n, err)
	}
	if n, err := iff.ReadAt(strings.NewReader("0123456789"), p, 5); n != 5 || err != nil {
		t.Errorf("up to the end: %d bytes and %v, want 5 and no error", n, err)
	}
	if _, err := iff.ReadAt(stuck{}, p, 0); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a file that never answers: %v, want %v", err, io.ErrNoProgress)
	}
}

// closable is a file that remembers being closed.
type closable struct {
	*strings.Reader
	closed bool
}

func (c *closable) Close() error { c.closed = true; return nil }

func TestPCMContract(t *testing.T) {
	src := &closable{Reader: strings.NewReader("head" + strings.Repeat("\x12\x34\xfe\x01", 999))}
	f := audio.Format{Container: "made", Rate: 48000, Channels: 2, BitDepth: 16, Frames: 999}
	audiotest.Exercise(t, func(t *testing.T) audio.Reader {
		src.closed = false
		return iff.NewPCM(src, 4, audio.Encoding{Bytes: 2, BigEndian: true}, f, nil)
	})
	if !src.closed {
		t.Error("closing the reader did not close its file")
	}
}

func TestWordsForLengths(t *testing.T) {
	for _, tt := range []struct {
		got, want audio.Flaw
	}{
		{iff.Shortage(201*48000, 178*48000, 48000), audio.Flaw{Code: "truncated", Frame: 178 * 48000, Message: "it ends early: the header promises 3:21.00, there is 2:58.00"}},
		{iff.Shortage(100, 99, 48000), audio.Flaw{Code: "truncated", Frame: 99, Message: "it ends early: the header promises 100 frames, there are 99"}},
		{iff.Surplus(48000, 96000, 48000), audio.Flaw{Code: "header", Frame: -1, Message: "its header is wrong about its length: the header promises 0:01.00, there is 0:02.00"}},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Error(diff)
		}
	}
}
