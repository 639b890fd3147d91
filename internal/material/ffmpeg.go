package material

import (
	"bytes"
	"encoding/binary"
	"math"
	"os/exec"
	"testing"
)

// FFmpeg is what ffmpeg hears in a file: interleaved samples, as many as it
// gets out, none when it cannot read it at all. The test is skipped where
// ffmpeg is not installed.
func FFmpeg(t testing.TB, path string) []float64 {
	t.Helper()
	cmd := exec.Command(Tool(t, "ffmpeg"), "-v", "error", "-nostdin", "-i", path, "-f", "f64le", "-")
	var out bytes.Buffer
	cmd.Stdout = &out
	cmd.Run() // ends with an error after damage, and the samples before it count all the same
	raw := out.Bytes()
	samples := make([]float64, len(raw)/8)
	for i := range samples {
		samples[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return samples
}
