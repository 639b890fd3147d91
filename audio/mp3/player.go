package mp3

import (
	"errors"
	"io"

	gomp3 "github.com/hajimehoshi/go-mp3"
)

// player plays packets one by one through go-mp3, which would rather have a
// file: it is given one that ends after each frame.
type player struct {
	lib   *gomp3.Decoder
	file  []byte // what go-mp3 has still to read
	press press
	pcm   [1152 * 4]byte
}

// Read gives go-mp3 its frame.
func (y *player) Read(p []byte) (int, error) {
	if len(y.file) == 0 {
		return 0, io.EOF
	}
	n := copy(p, y.file)
	y.file = y.file[n:]
	return n, nil
}

// restart forgets all packets, as go-mp3 does after an error.
func (y *player) restart() { y.lib, y.press.early = nil, 0 }

// play decodes a packet: 16 bits, two channels. next comes after it, or is nil.
// heard is false when it is silence because it could not be decoded.
func (y *player) play(p packet, next *packet) (pcm []byte, heard bool) {
	pcm = y.pcm[:4*p.frames()]
	if raw, fits := y.press.frame(p, next); fits && y.decode(raw, pcm) == nil {
		return pcm, p.heard
	}
	y.restart()
	raw, _ := y.press.frame(p.silent(), next)
	if y.decode(raw, pcm) != nil {
		y.restart()
		clear(pcm)
	}
	return pcm, false
}

var errBroken = errors.New("a frame makes no sense")

// decode has go-mp3 play one frame. Its panics are errors, and so is any other
// number of bytes than it should take and give.
func (y *player) decode(raw, pcm []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errBroken
		}
	}()
	y.file = raw
	if y.lib == nil {
		if y.lib, err = gomp3.NewDecoder(y); err != nil {
			return err
		}
	}
	n, err := y.lib.Read(pcm)
	if err == nil && (n != len(pcm) || len(y.file) > 0) {
		err = errBroken
	}
	return err
}
