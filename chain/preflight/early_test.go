package preflight_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"lathe/session/advice"
)

// filled is a pattern for a sentence of the early table with anything in its
// braces.
func filled(t *testing.T, template string) *regexp.Regexp {
	t.Helper()
	text := regexp.QuoteMeta(template)
	for _, what := range []string{"file", "own", "others", "level"} {
		text = strings.ReplaceAll(text, `\{`+what+`\}`, `.+`)
	}
	return regexp.MustCompile("^" + strings.ReplaceAll(text, `\{place\}`, `.*`) + "$")
}

// TestBrowsersSayWhatTheCheckSays gives the check a session with everything that
// a browser finds before a byte is sent, and compares the sentences.
func TestBrowsersSayWhatTheCheckSays(t *testing.T) {
	note := plucks(4, 220)
	clipped := make([]float64, len(note))
	for i, v := range gridded(note, 8) {
		clipped[i] = max(-1, min((1<<23-1.)/(1<<23), v))
	}
	hot := gridded(note, 1)
	peak := 0.0
	for _, v := range hot {
		peak = max(peak, math.Abs(v))
	}
	hot = gridded(hot, 0.95/peak) // -0.45 dBFS

	thin := painted("d.wav", rate, gridded(note, 0.3))
	thin.Format.BitDepth = 16
	other := painted("e.wav", rate, gridded(note, 0.3))
	other.Format.Rate = 48000 // it was converted to the session's before it was listened to
	mp3 := painted("f.mp3", rate, gridded(note, 0.3))
	mp3.Format.Container, mp3.Format.Lossy, mp3.Format.BitDepth = "mp3", true, 0
	h := heard(
		painted("a.wav", rate, gridded(note, 0.3)), painted("b.wav", rate, gridded(note, 0.31)), painted("c.wav", rate, make([]float64, len(note))),
		thin, other, mp3, painted("clip.wav", rate, clipped), painted("hot.wav", rate, hot),
		painted("short.wav", rate, gridded(note, 0.3)[:3*rate]), painted("long.wav", rate, append(gridded(note, 0.3), gridded(note, 0.3)...)))
	for _, e := range advice.Earlies() {
		if e.Code == "file.unreadable" {
			continue // such a file has no portrait; the intake speaks of it
		}
		all := found(h, e.Code)
		if len(all) == 0 {
			t.Errorf("%s: the check finds nothing of the kind", e.Code)
		}
		same := false
		for _, f := range all {
			same = same || filled(t, e.Message).MatchString(f.Message) && filled(t, e.Fix).MatchString(f.Fix) && string(f.Severity) == e.Severity
		}
		if !same {
			t.Errorf("%s: a browser says %q %q (%s); the check says %+v", e.Code, e.Message, e.Fix, e.Severity, all)
		}
	}
}
