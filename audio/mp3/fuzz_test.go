package mp3_test

import (
	"os/exec"
	"testing"

	"lathe/audio/lossytest"
	"lathe/audio/mp3"
)

func FuzzReader(f *testing.F) {
	f.Add([]byte("ID3\x04\x00\x00\x00\x00\x00\x02ab\xff\xfb\x90\x64"))
	if _, err := exec.LookPath("lame"); err == nil {
		for _, args := range [][]string{{"-b", "64"}, {"-V", "2"}, {"-b", "32", "--resample", "22.05"}, {"-b", "16", "--resample", "11.025"}} {
			for channels := 1; channels <= 2; channels++ {
				raw, _ := encode(f, 44100, lossytest.Song(44100, channels, 6000, 0.9), args...)
				f.Add(raw)
			}
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		lossytest.Fuzz(t, mp3.NewReader, raw)
	})
}
