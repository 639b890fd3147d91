package vorbis_test

import (
	"os/exec"
	"testing"

	"lathe/audio/lossytest"
	"lathe/audio/vorbis"
)

func FuzzReader(f *testing.F) {
	f.Add([]byte("OggS"))
	if _, err := exec.LookPath("oggenc"); err == nil {
		for _, q := range []string{"-1", "6"} {
			raw, _ := encode(f, 44100, lossytest.Song(44100, 2, 3000, 0.5), "-q", q)
			f.Add(raw)
		}
		raw, _ := encode(f, 8000, lossytest.Song(8000, 1, 3000, 0.5))
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		lossytest.Fuzz(t, vorbis.NewReader, lossytest.MendPages(raw))
	})
}
