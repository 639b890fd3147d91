package aiff_test

import (
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/internal/material"
)

var folders = []string{"wav-goaudio", "python-audiodata", "malformed-mm", "taglib"}

// verdicts is what becomes of every AIFF file among the vectors. Frame counts
// and samples are compared with ffmpeg as well.
var verdicts = map[string]string{
	"wav-goaudio/fixtures/bloop.aif":                     "7629 frames",
	"python-audiodata/Sine-1000Hz-300ms.aif":             "14400 frames",
	"python-audiodata/pluck-alaw.aifc":                   inside("A-law"),
	"python-audiodata/pluck-pcm16.aiff":                  "3307 frames",
	"python-audiodata/pluck-pcm24.aiff":                  "3307 frames",
	"python-audiodata/pluck-pcm32.aiff":                  "3307 frames",
	"python-audiodata/pluck-pcm8.aiff":                   "3307 frames",
	"python-audiodata/pluck-ulaw.aifc":                   inside("mu-law"),
	"malformed-mm/test/samples/aiff/CWE-835-01.aiff":     "its COMM chunk has 0 bytes, want 22 or more; export it again: malformed",
	"malformed-mm/test/samples/aiff/Fnonull.aif":         inside("mu-law"),
	"malformed-mm/test/samples/aiff/M1F1-AlawC-AFsp.aif": inside("A-law"),
	"malformed-mm/test/samples/aiff/M1F1-int8-AFsp.aif":  "23493 frames",
	"malformed-mm/test/samples/aiff/Pmiscck.aif":         inside("mu-law"),
	"malformed-mm/test/samples/aiff/Pnossnd.aif":         inside("mu-law"),
	"malformed-mm/test/samples/aiff/Poffset.aif":         inside("mu-law"),
	"malformed-mm/test/samples/aiff/Porder.aif":          inside("mu-law"),
	"malformed-mm/test/samples/aiff/Ptjunk.aif":          inside("mu-law"),
	"malformed-mm/test/samples/aiff/hit-broken.aif":      "32768 frames",
	"taglib/tests/data/alaw.aifc":                        inside("A-law"),
	"taglib/tests/data/duplicate_id3v2.aiff":             "2936 frames, truncated",
	"taglib/tests/data/empty.aiff":                       "2936 frames, truncated",
	"taglib/tests/data/excessive_alloc.aif":              `it is an IFF file, but it holds "AI\x80F" and not AIFF: malformed`,
	"taglib/tests/data/noise.aif":                        "101 frames",
	"taglib/tests/data/noise_odd.aif":                    "101 frames",
	"taglib/tests/data/segfault.aif":                     "its COMM chunk has 0 bytes, want 18 or more; export it again: malformed",
}

func inside(codec string) string {
	return "it is an AIFF file with " + codec + " inside; export it as 24-bit WAV or AIFF: unsupported"
}

func TestVectors(t *testing.T) {
	files := material.Vectors(t, []string{".aif", ".aiff", ".aifc"}, folders...)
	for _, vector := range files {
		t.Run(vector, func(t *testing.T) {
			path := filepath.Join(material.Dir(t), "vectors", vector)
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			file := string(raw)
			want, known := verdicts[vector]
			if !known {
				t.Fatal("there is no verdict on it; give it one")
			}
			if got := audiotest.Verdict(open(file)); got != want {
				t.Fatalf("got  %s\nwant %s", got, want)
			}
			r, err := open(file)
			if err != nil {
				return
			}
			got, err := audiotest.ReadAll(r, 4096)
			if err != nil {
				t.Fatal(err)
			}
			if diff := audiotest.Differ(got, audiotest.Planar(material.FFmpeg(t, path), len(got))); diff != "" {
				t.Errorf("against ffmpeg: %s", diff)
			}
			audiotest.Exercise(t, func(t *testing.T) audio.Reader { return mustOpen(t, file) })
		})
	}
	if len(files) < len(verdicts) {
		t.Errorf("%d files are there, and verdicts on %d", len(files), len(verdicts))
	}
}
