package opus_test

import (
	"os/exec"
	"testing"

	"lathe/audio/lossytest"
	"lathe/audio/opus"
)

func FuzzReader(f *testing.F) {
	f.Add([]byte("OggS"))
	if _, err := exec.LookPath("opusenc"); err == nil {
		for _, args := range [][]string{{"--bitrate", "12", "--speech"}, {"--bitrate", "28", "--speech"}, {"--bitrate", "96"}, {"--framesize", "2.5", "--bitrate", "24"}} {
			for channels := 1; channels <= 2; channels++ {
				raw, _ := encode(f, lossytest.Song(48000, channels, 6000, 0.5), args...)
				f.Add(raw)
			}
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		lossytest.Fuzz(t, opus.NewReader, lossytest.MendPages(raw))
	})
}
