package mp3_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/lossytest"
	"lathe/audio/mp3"
	"lathe/internal/material"
)

const (
	layerII   = "it is MPEG Layer II, which is not read here, and ffmpeg reads it: unsupported"
	intensity = "it is MP3 with intensity stereo, which is not read here, and ffmpeg reads it: unsupported"
	free      = "it is free-format MP3, which hardly any program reads; encode it at a standard bit rate: unsupported"
	nothing   = "it has no MP3 frame: malformed"
)

// verdicts say what becomes of files made to be difficult, and whose samples they
// have: those of the PCM beside them, or ffmpeg's. Nobody's are right where the
// file is damaged on purpose.
var verdicts = map[string]struct{ what, like string }{
	"mp3/ILL4_ext_id1.bit":                            {layerII, ""},
	"mp3/ILL4_sync.bit":                               {layerII, ""},
	"mp3/ILL4_wrong_length1.bit":                      {layerII, ""},
	"mp3/ILL4_wrong_length2.bit":                      {layerII, ""},
	"mp3/ILL4_wrongcrc.bit":                           {layerII, ""},
	"mp3/M2L3_bitrate_16_all.bit":                     {"274176 frames", "ffmpeg"},
	"mp3/M2L3_bitrate_22_all.bit":                     {"274176 frames", "ffmpeg"},
	"mp3/M2L3_bitrate_24_all.bit":                     {"274176 frames", "ffmpeg"},
	"mp3/M2L3_compl24.bit":                            {"122112 frames", "pcm"}, // ffmpeg 5.1 has a wrong table at 24 kHz: 33 dB
	"mp3/M2L3_noise.bit":                              {intensity, ""},
	"mp3/l2-fl10.bit":                                 {layerII, ""},
	"mp3/l2-fl11.bit":                                 {layerII, ""},
	"mp3/l2-fl12.bit":                                 {layerII, ""},
	"mp3/l2-fl13.bit":                                 {layerII, ""},
	"mp3/l2-fl14.bit":                                 {layerII, ""},
	"mp3/l2-fl15.bit":                                 {layerII, ""},
	"mp3/l2-fl16.bit":                                 {layerII, ""},
	"mp3/l2-nonstandard-fl1_fl2_ff.bit":               {free, ""},
	"mp3/l2-nonstandard-free_format.bit":              {free, ""},
	"mp3/l2-nonstandard-test32-size.bit":              {layerII, ""},
	"mp3/l2-test32.bit":                               {layerII, ""},
	"mp3/l3-compl-cut.mp3":                            {"1152 frames", ""}, // ffmpeg gives none of a single frame
	"mp3/l3-compl.bit":                                {"248832 frames, truncated", "ffmpeg"},
	"mp3/l3-he_32khz.bit":                             {"172800 frames", "ffmpeg"},
	"mp3/l3-he_44khz.bit":                             {"472320 frames", "ffmpeg"},
	"mp3/l3-he_48khz.bit":                             {"172800 frames", "ffmpeg"},
	"mp3/l3-he_free.bit":                              {free, ""},
	"mp3/l3-he_mode.bit":                              {intensity, ""},
	"mp3/l3-hecommon.bit":                             {"34560 frames", "pcm"},
	"mp3/l3-nonstandard-apetag.bit":                   {"1152 frames", "pcm"},
	"mp3/l3-nonstandard-big-iscf.bit":                 {free, ""},
	"mp3/l3-nonstandard-compl-sideinfo-bigvalues.bit": {"248832 frames, truncated, junk", ""}, // damaged on purpose
	"mp3/l3-nonstandard-compl-sideinfo-blocktype.bit": {"248832 frames, truncated", ""},
	"mp3/l3-nonstandard-compl-sideinfo-size.bit":      {"248832 frames, truncated, junk", ""},
	"mp3/l3-nonstandard-he_44_48khz.bit":              {"472320 frames, header", "ffmpeg"}, // up to where the rate changes
	"mp3/l3-nonstandard-id3v1-apetag.bit":             {"1152 frames", "pcm"},
	"mp3/l3-nonstandard-id3v1.bit":                    {"1152 frames", "pcm"},
	"mp3/l3-nonstandard-id3v2-only.bit":               {nothing, ""},
	"mp3/l3-nonstandard-id3v2.bit":                    {"1152 frames", "pcm"},
	"mp3/l3-nonstandard-sideinfo-size.bit":            {nothing, ""},
	"mp3/l3-nonstandard-sin1k0db_lame_vbrtag.bit":     {"362880 frames", "ffmpeg"},
	"mp3/l3-nonstandard-small.bit":                    {nothing, ""},
	"mp3/l3-nonstandard-vbrtag-corrupted.bit":         {"0 frames, truncated", ""}, // a tag and no music
	"mp3/l3-nonstandard-vbrtag-empty.bit":             {"0 frames", ""},
	"mp3/l3-nonstandard-vbrtag-noframes.bit":          {"0 frames", ""},
	"mp3/l3-nonstandard-vbrtag-only.bit":              {"0 frames, truncated", ""},
	"mp3/l3-nonstandard-vbrtag-oob-read.bit":          {"0 frames, truncated", ""},
	"mp3/l3-si.bit":                                   {"135936 frames", "ffmpeg"},
	"mp3/l3-si_block.bit":                             {"73728 frames", "pcm"},
	"mp3/l3-si_huff.bit":                              {"86400 frames", "pcm"},                      // peaks of 18 dB, held at 12 here and at 0 there
	"mp3/l3-sin1k0db.bit":                             {"365184 frames, junk, truncated, junk", ""}, // its beginning is cut off
	"mp3/l3-test46.bit":                               {intensity, ""},
	"taglib/ape-id3v1.mp3":                            {"89856 frames, truncated", "ffmpeg"}, // taglib's files are mostly cut short
	"taglib/ape-id3v2.mp3":                            {"89856 frames, truncated", "ffmpeg"},
	"taglib/ape.mp3":                                  {"89856 frames, truncated", "ffmpeg"},
	"taglib/bladeenc.mp3":                             {"156672 frames", "ffmpeg"},
	"taglib/compressed_id3_frame.mp3":                 {nothing, ""},
	"taglib/compressed_id3_frame_invalid.mp3":         {nothing, ""},
	"taglib/duplicate_id3v2.mp3":                      {"5760 frames", "ffmpeg"},
	"taglib/excessive_alloc.mp3":                      {nothing, ""},
	"taglib/extended-header.mp3":                      {nothing, ""},
	"taglib/garbage.mp3":                              {"19631 frames, junk, truncated", ""},
	"taglib/id3v22-tda.mp3":                           {"39168 frames, truncated", "ffmpeg"},
	"taglib/invalid-frames1.mp3":                      {"17280 frames, junk, junk", "ffmpeg"}, // the first frame refers to what is cut off
	"taglib/invalid-frames2.mp3":                      {"13824 frames, junk, junk", ""},       // the same; ffmpeg guesses at it
	"taglib/invalid-frames3.mp3":                      {"6912 frames, junk, truncated", "ffmpeg"},
	"taglib/itunes10.mp3":                             {"0 frames", ""},
	"taglib/lame_cbr.mp3":                             {"18479 frames, truncated", "ffmpeg"},
	"taglib/lame_vbr.mp3":                             {"6959 frames, truncated", "ffmpeg"},
	"taglib/mpeg2.mp3":                                {"111791 frames, truncated", "ffmpeg"},
	"taglib/rare_frames.mp3":                          {"18432 frames, truncated", "ffmpeg"},
	"taglib/toc_many_children.mp3":                    {"1199 frames, truncated", "ffmpeg"},
	"taglib/w000.mp3":                                 {nothing, ""},
	"taglib/xing.mp3":                                 {"89856 frames, truncated", "ffmpeg"},
	"malformed-mm/adts-0-frame.mp3":                   {"8111 frames, truncated", "ffmpeg"},
}

func TestVerdicts(t *testing.T) {
	dir := material.Dir(t)
	for _, name := range material.Some(material.Vectors(t, []string{".mp3", ".bit"}, "mp3", "taglib", "malformed-mm")) {
		path := filepath.Join(dir, "vectors", filepath.FromSlash(name))
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		short := strings.NewReplacer("taglib/tests/data/", "taglib/", "malformed-mm/test/samples/mp3/", "malformed-mm/").Replace(name)
		want, known := verdicts[short]
		r, err := mp3.NewReader(bytes.NewReader(raw))
		all := &kept{Reader: r}
		if got := audiotest.Verdict(all, err); got != want.what || !known {
			t.Errorf("%s: %s, want %s", short, got, want.what)
			continue
		}
		switch want.like {
		case "pcm":
			ref, err := os.ReadFile(strings.TrimSuffix(path, ".bit") + ".pcm")
			if err != nil {
				t.Fatal(err)
			}
			got := all.block
			for _, ch := range got { // as 16 bits have it
				for i := range ch {
					ch[i] = max(-1, min(32767./32768, ch[i]))
				}
			}
			// both are rounded, and theirs by another half step at most
			want := lossytest.PCM(ref, r.Format().Channels, audio.Encoding{Bytes: 2})
			if snr, worst := lossytest.SNR(want, got), lossytest.Worst(want, got)/step; worst > 2 || snr < 50 && lossytest.Peak(want) > 0.01 {
				t.Errorf("%s: it differs from its PCM by %.1f dB, up to %.2f steps of 16 bits", short, snr, worst)
			}
		case "ffmpeg":
			want := lossytest.Reference(t, material.Tool(t, "ffmpeg"), path, r.Format().Channels)
			sameAs(t, "ffmpeg's "+short, want, all.block)
		}
	}
}

// kept is a reader that keeps what it gave.
type kept struct {
	audio.Reader
	block [][]float64
}

func (k *kept) Read(dst [][]float64) (int, error) {
	n, err := k.Reader.Read(dst)
	if k.block == nil {
		k.block = make([][]float64, len(dst))
	}
	for c, ch := range dst {
		k.block[c] = append(k.block[c], ch[:n]...)
	}
	return n, err
}
