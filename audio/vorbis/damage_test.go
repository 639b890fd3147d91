package vorbis_test

import (
	"bytes"
	"testing"

	"lathe/audio/lossytest"
	"lathe/audio/vorbis"
	"lathe/internal/material"
)

// The codec builds its tables from the setup header and trusts it. Whatever bit
// of it is wrong, there is an end.
func TestAWrongBitInTheSetup(t *testing.T) {
	raw, _ := encode(t, 44100, lossytest.Song(44100, 2, 5000, 0.5), "-q", "3")
	from := bytes.Index(raw, []byte("\x05vorbis")) + 7
	step := 31
	if !lossytest.Long || !material.Long() {
		step = 311
	}
	for bit := from * 8; bit < from*8+3700*8; bit += step {
		broken := bytes.Clone(raw)
		broken[bit/8] ^= 1 << (bit % 8)
		lossytest.Fuzz(t, vorbis.NewReader, lossytest.MendPages(broken))
	}
}
