package wav_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/wav"
	"lathe/internal/material"
)

var folders = []string{"wav-hound", "wav-scipy", "wav-goaudio", "python-audiodata", "malformed-mm", "taglib"}

// verdicts is what becomes of every WAV file among the vectors. Frame counts
// and samples are compared with ffmpeg as well.
var verdicts = map[string]string{
	"wav-hound/testsamples/fuzz/crash-24728523ef4be15c838293b676f6853e73723bf4.wav": noData,
	"wav-hound/testsamples/fuzz/crash-b8447179832529c48f9c6bf17feab6337bbc78ea.wav": noData,
	"wav-hound/testsamples/fuzz/crash-cbd757427cea12bd8a21f86cd8cf74d98ce56bee.wav": noData,
	"wav-hound/testsamples/fuzz/crash-e5471f5b58397287b509db7d026e95f1724454f5.wav": "its header says its samples have no bits; export it again: malformed",
	"wav-hound/testsamples/fuzz/crash-e879de4eb4d206c59e21f0e01def16457af80fdc.wav": noData,
	"wav-hound/testsamples/fuzz/oom-48ae4cd061ff8578ad3f23dc87624bd365cf5216.wav":   noData,
	"wav-hound/testsamples/nonstandard-01.wav":                                      "1 frames",
	"wav-hound/testsamples/nonstandard-02.wav":                                      "2 frames",
	"wav-hound/testsamples/pcmwaveformat-16bit-44100Hz-mono-extra.wav":              "4 frames",
	"wav-hound/testsamples/pcmwaveformat-16bit-44100Hz-mono.wav":                    "4 frames",
	"wav-hound/testsamples/pcmwaveformat-24bit-4byte-48kHz-stereo.wav":              lowEnd,
	"wav-hound/testsamples/pcmwaveformat-8bit-44100Hz-mono.wav":                     "4 frames",
	"wav-hound/testsamples/pop.wav":                                                 "100 frames",
	"wav-hound/testsamples/waveformatex-16bit-44100Hz-mono-extra.wav":               "4 frames",
	"wav-hound/testsamples/waveformatex-16bit-44100Hz-mono.wav":                     "4 frames",
	"wav-hound/testsamples/waveformatex-16bit-44100Hz-stereo.wav":                   "4 frames",
	"wav-hound/testsamples/waveformatex-8bit-11025Hz-mono.wav":                      "4 frames",
	"wav-hound/testsamples/waveformatex-ieeefloat-44100Hz-mono.wav":                 "4 frames",
	"wav-hound/testsamples/waveformatextensible-24bit-192kHz-mono.wav":              "4 frames",
	"wav-hound/testsamples/waveformatextensible-24bit-4byte-48kHz-stereo.wav":       lowEnd,
	"wav-hound/testsamples/waveformatextensible-32bit-48kHz-stereo.wav":             "2 frames",
	"wav-hound/testsamples/waveformatextensible-ieeefloat-44100Hz-mono.wav":         "4 frames",
	"wav-scipy/test-44100Hz-2ch-32bit-float-be.wav":                                 "441 frames",
	"wav-scipy/test-44100Hz-2ch-32bit-float-le.wav":                                 "441 frames",
	"wav-scipy/test-44100Hz-be-1ch-4bytes.wav":                                      "4410 frames",
	"wav-scipy/test-44100Hz-le-1ch-4bytes-early-eof-no-data.wav":                    noData,
	"wav-scipy/test-44100Hz-le-1ch-4bytes-early-eof.wav":                            "236 frames, truncated",
	"wav-scipy/test-44100Hz-le-1ch-4bytes-incomplete-chunk.wav":                     noData,
	"wav-scipy/test-44100Hz-le-1ch-4bytes.wav":                                      "4410 frames",
	"wav-scipy/test-48000Hz-2ch-64bit-float-le-wavex.wav":                           "480 frames",
	"wav-scipy/test-8000Hz-be-3ch-5S-24bit.wav":                                     channels("3"),
	"wav-scipy/test-8000Hz-le-1ch-10S-20bit-extra.wav":                              rate("1234"),
	"wav-scipy/test-8000Hz-le-1ch-1byte-ulaw.wav":                                   inside("mu-law"),
	"wav-scipy/test-8000Hz-le-2ch-1byteu.wav":                                       "800 frames",
	"wav-scipy/test-8000Hz-le-3ch-5S-24bit-inconsistent.wav":                        channels("3"),
	"wav-scipy/test-8000Hz-le-3ch-5S-24bit.wav":                                     channels("3"),
	"wav-scipy/test-8000Hz-le-3ch-5S-36bit.wav":                                     channels("3"),
	"wav-scipy/test-8000Hz-le-3ch-5S-45bit.wav":                                     channels("3"),
	"wav-scipy/test-8000Hz-le-3ch-5S-53bit.wav":                                     channels("3"),
	"wav-scipy/test-8000Hz-le-3ch-5S-64bit.wav":                                     channels("3"),
	"wav-scipy/test-8000Hz-le-4ch-9S-12bit.wav":                                     channels("4"),
	"wav-scipy/test-8000Hz-le-5ch-9S-5bit.wav":                                      channels("5"),
	"wav-goaudio/fixtures/32bit.wav":                                                "88200 frames",
	"wav-goaudio/fixtures/8bit.wav":                                                 "88200 frames",
	"wav-goaudio/fixtures/bass.wav":                                                 "23957 frames",
	"wav-goaudio/fixtures/bwf.wav":                                                  "7287 frames",
	"wav-goaudio/fixtures/dirty-kick-24b441k.wav":                                   "21340 frames",
	"wav-goaudio/fixtures/flloop.wav":                                               "108281 frames",
	"wav-goaudio/fixtures/kick-16b441k.wav":                                         "7782 frames",
	"wav-goaudio/fixtures/kick.wav":                                                 "4484 frames",
	"wav-goaudio/fixtures/listChunkInHeader.wav":                                    "15318 frames",
	"wav-goaudio/fixtures/listinfo.wav":                                             "88200 frames",
	"wav-goaudio/fixtures/misaligned-chunk.wav":                                     "564480 frames",
	"wav-goaudio/fixtures/padded24b.wav":                                            "3713 frames",
	"wav-goaudio/fixtures/sample.avi":                                               `it is a RIFF file, but it holds "AVI " and not WAVE: malformed`,
	"python-audiodata/pluck-pcm16.wav":                                              "3307 frames",
	"python-audiodata/pluck-pcm24.wav":                                              "3307 frames",
	"python-audiodata/pluck-pcm32.wav":                                              "3307 frames",
	"python-audiodata/pluck-pcm8.wav":                                               "3307 frames",
	"malformed-mm/test/samples/wav/alaw.wav":                                        inside("A-law"),
	"malformed-mm/test/samples/wav/dvi_adpcm.wav":                                   inside("ADPCM"),
	"malformed-mm/test/samples/wav/ffmpeg-missing-chunksize.wav":                    "27648 frames, header",
	"malformed-mm/test/samples/wav/gsm610.wav":                                      inside("GSM"),
	"malformed-mm/test/samples/wav/issue-1163.bwf":                                  "0 frames",
	"malformed-mm/test/samples/wav/issue-819.wav":                                   "2478 frames, header",
	"malformed-mm/test/samples/wav/mpeglayer3.wav":                                  inside("MP3"),
	"malformed-mm/test/samples/wav/mulaw.wav":                                       inside("mu-law"),
	"malformed-mm/test/samples/wav/odd-list-type.wav":                               "3 frames, truncated",
	"malformed-mm/test/samples/wav/riff-iprt-tag.wav":                               "93624 frames",
	"taglib/tests/data/alaw.wav":                                                    inside("A-law"),
	"taglib/tests/data/correctness_gain_silent_output.opus.wav":                     "371369 frames", // as ffprobe counts them
	"taglib/tests/data/duplicate_tags.wav":                                          rate("1000"),
	"taglib/tests/data/empty.wav":                                                   rate("1000"),
	"taglib/tests/data/float64.wav":                                                 "4281 frames",
	"taglib/tests/data/infloop.wav":                                                 "14083 frames, junk",
	"taglib/tests/data/invalid-chunk.wav":                                           noData,
	"taglib/tests/data/pcm_with_fact_chunk.wav":                                     rate("1000"),
	"taglib/tests/data/rf64.wav":                                                    "2400 frames",
	"taglib/tests/data/segfault.wav":                                                "its fmt chunk has 2 bytes, want 16 or more; export it again: malformed",
	"taglib/tests/data/uint8we.wav":                                                 "23493 frames",
	"taglib/tests/data/zero-size-chunk.wav":                                         "245 frames, header",
}

const lowEnd = "it claims 24 bits in samples of 32 and fills the rest too, so its level cannot be known; export it as plain 24-bit WAV: unsupported"

func channels(n string) string {
	return "it has " + n + " channels, and Lathe takes mono and stereo; export it as one stereo file: unsupported"
}

func rate(hz string) string {
	return "its sample rate is " + hz + " Hz, want 8000 to 768000 Hz: unsupported"
}

func inside(codec string) string {
	return "it is a WAV file with " + codec + " inside; export it as 24-bit WAV: unsupported"
}

// deaf are the files in which ffmpeg hears something else than we do: it does
// not read big-endian files of 32 bits, and takes the chunks that follow an
// empty data chunk for audio.
var deaf = map[string]bool{
	"wav-scipy/test-44100Hz-2ch-32bit-float-be.wav": true,
	"wav-scipy/test-44100Hz-be-1ch-4bytes.wav":      true,
	"malformed-mm/test/samples/wav/issue-1163.bwf":  true,
}

func load(t *testing.T, vector string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(material.Dir(t), "vectors", vector))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestVectors(t *testing.T) {
	files := material.Vectors(t, []string{".wav", ".bwf", ".avi"}, folders...)
	for _, vector := range files {
		t.Run(vector, func(t *testing.T) {
			file := load(t, vector)
			want, known := verdicts[vector]
			if !known {
				t.Fatal("there is no verdict on it; give it one")
			}
			if got := audiotest.Verdict(open(string(file))); got != want {
				t.Fatalf("got  %s\nwant %s", got, want)
			}
			r, err := wav.NewReader(bytes.NewReader(file), int64(len(file)))
			if err != nil || deaf[vector] {
				return
			}
			got, err := audiotest.ReadAll(r, 4096)
			if err != nil {
				t.Fatal(err)
			}
			heard := material.FFmpeg(t, filepath.Join(material.Dir(t), "vectors", vector))
			if diff := audiotest.Differ(got, audiotest.Planar(heard, len(got))); diff != "" {
				t.Errorf("against ffmpeg: %s", diff)
			}
			if len(got[0]) > 0 && len(file) < 1<<20 {
				audiotest.Exercise(t, func(t *testing.T) audio.Reader { return mustOpen(t, string(file)) })
			}
		})
	}
	if len(files) < len(verdicts) {
		t.Errorf("%d files are there, and verdicts on %d", len(files), len(verdicts))
	}
}

func TestBigEndianVectors(t *testing.T) {
	integers := load(t, "wav-scipy/test-44100Hz-be-1ch-4bytes.wav")
	got, err := audiotest.ReadAll(mustOpen(t, string(integers)), 100)
	if err != nil {
		t.Fatal(err)
	}
	want, err := audiotest.ReadAll(mustOpen(t, string(load(t, "wav-scipy/test-44100Hz-le-1ch-4bytes.wav"))), 100)
	if err != nil {
		t.Fatal(err)
	}
	if diff := audiotest.Differ(got, want); diff != "" {
		t.Errorf("against its little-endian sister: %s", diff)
	}

	floats := load(t, "wav-scipy/test-44100Hz-2ch-32bit-float-be.wav")
	got, err = audiotest.ReadAll(mustOpen(t, string(floats)), 100)
	if err != nil {
		t.Fatal(err)
	}
	var samples []float64
	for word := floats[58:]; len(word) > 0; word = word[4:] { // RIFX header 12, fmt 26, fact 12, data 8
		samples = append(samples, float64(math.Float32frombits(binary.BigEndian.Uint32(word))))
	}
	if diff := audiotest.Differ(got, audiotest.Planar(samples, 2)); diff != "" {
		t.Errorf("against its own words: %s", diff)
	}
}

// The words come from ffprobe and from a look at the bytes.
func TestVectorsSayWhoMadeThem(t *testing.T) {
	b, _ := mustOpen(t, string(load(t, "wav-goaudio/fixtures/bwf.wav"))).Bext()
	if b.Originator != "Logic Pro" {
		t.Errorf("the originator of bwf.wav is %q, want Logic Pro", b.Originator)
	}
	r := mustOpen(t, string(load(t, "wav-goaudio/fixtures/listinfo.wav")))
	if got := r.Info()["INAM"]; got != "track title" {
		t.Errorf("the title of listinfo.wav is %q, want track title", got)
	}
}
