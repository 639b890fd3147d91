package material

import (
	"os/exec"
	"regexp"
	"strconv"
	"testing"
)

// Loudness is the integrated loudness in LUFS and the range in LU that ffmpeg's
// ebur128 filter reads from a file.
func Loudness(t testing.TB, path string) (integratedLUFS, rangeLU float64) {
	t.Helper()
	out := filtered(t, path, "ebur128")
	return last(t, out, `I:\s+(-?[\d.]+) LUFS`), last(t, out, `LRA:\s+(-?[\d.]+) LU`)
}

// TruePeak is the highest sample in dBFS after ffmpeg has brought the file to 16
// times its rate with the SoX resampler.
func TruePeak(t testing.TB, path string, rate int) float64 {
	t.Helper()
	up := strconv.Itoa(16 * rate)
	out := filtered(t, path, "aresample="+up+":resampler=soxr:precision=28:cutoff=0.99,astats=measure_perchannel=none")
	return last(t, out, `Peak level dB: (-?[\d.]+|-inf)`)
}

// filtered is what an ffmpeg filter has to say about a file.
func filtered(t testing.TB, path, filter string) []byte {
	t.Helper()
	out, err := exec.Command(Tool(t, "ffmpeg"), "-nostdin", "-nostats", "-i", path, "-af", filter, "-f", "null", "-").CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	return out
}

// last is the number that the last match of a pattern holds.
func last(t testing.TB, text []byte, pattern string) float64 {
	t.Helper()
	found := regexp.MustCompile(pattern).FindAllSubmatch(text, -1)
	if len(found) == 0 {
		t.Fatalf("ffmpeg said nothing like %q:\n%s", pattern, text)
	}
	v, err := strconv.ParseFloat(string(found[len(found)-1][1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
