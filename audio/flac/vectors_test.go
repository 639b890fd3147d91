package flac_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/flac"
	"lathe/internal/material"
)

// oracle is who knows what is in a file.
type oracle int

const (
	byFFmpeg oracle = iota
	byFlac          // where ffmpeg refuses the file
	byMD5           // where flac does, too: the checksum in the file, which our reader compared
	nobody
)

const surround = " channels, and Lathe takes mono and stereo; export it as one stereo file: unsupported"

// vectors are the official conformance files, the decoder's own, and TagLib's.
// The READMEs beside them say what is special about each.
var vectors = []struct {
	file string
	want string // frames read and flaws, or why not
	by   oracle
}{
	{"flac/subset/14 - wasted bits", "218101 frames", byFFmpeg},
	{"flac/subset/20 - samplerate 39kHz", "193198 frames", byFFmpeg},
	{"flac/subset/21 - samplerate 22050Hz", "109266 frames", byFFmpeg},
	{"flac/subset/22 - 12 bit per sample", "218666 frames", byFFmpeg},
	{"flac/subset/23 - 8 bit per sample", "339973 frames", byFFmpeg},
	{"flac/subset/38 - 3 channels (3.0)", "it has 3" + surround, nobody},
	{"flac/subset/39 - 4 channels (4.0)", "it has 4" + surround, nobody},
	{"flac/subset/40 - 5 channels (5.0)", "it has 5" + surround, nobody},
	{"flac/subset/41 - 6 channels (5.1)", "it has 6" + surround, nobody},
	{"flac/subset/42 - 7 channels (6.1)", "it has 7" + surround, nobody},
	{"flac/subset/43 - 8 channels (7.1)", "it has 8" + surround, nobody},
	{"flac/subset/46 - no min-max framesize set", "282866 frames", byFFmpeg},
	{"flac/subset/47 - only STREAMINFO", "232608 frames", byFFmpeg},
	{"flac/subset/59 - AVIF PICTURE", "221423 frames", byFFmpeg},
	{"flac/subset/60 - mono audio", "227247 frames", byFFmpeg},
	{"flac/subset/61 - predictor overflow check, 16-bit", "227247 frames", byFFmpeg},
	{"flac/subset/62 - predictor overflow check, 20-bit", "227247 frames", byFFmpeg},
	{"flac/subset/63 - predictor overflow check, 24-bit", "227247 frames", byFFmpeg},
	{"flac/subset/64 - rice partitions with escape code zero", "187998 frames", byFFmpeg},

	{"flac/uncommon/02 - increasing number of channels", "147456 frames, header", byFFmpeg},
	{"flac/uncommon/03 - decreasing number of channels", "it has 4" + surround, nobody},
	{"flac/uncommon/04 - changing bitdepth", "139264 frames, header", byFFmpeg},
	{"flac/uncommon/09 - Rice partition order 15", "105083 frames", byFFmpeg},
	{"flac/uncommon/10 - file starting at frame header", "it is not a FLAC file: it does not begin with fLaC: malformed", nobody},
	{"flac/uncommon/11 - file starting with unparsable data", "it is not a FLAC file: it does not begin with fLaC: malformed", nobody},

	{"flac/faulty/01 - wrong max blocksize", "101999 frames", byFlac},
	{"flac/faulty/02 - wrong maximum framesize", "195891 frames", byFFmpeg},
	{"flac/faulty/03 - wrong bit depth", "89903 frames, header", byMD5},
	{"flac/faulty/04 - wrong number of channels", "97391 frames, header", byFFmpeg},
	{"flac/faulty/05 - wrong total number of samples", "109487 frames, header", byFFmpeg},
	{"flac/faulty/06 - missing streaminfo metadata block", "69743 frames, header", byFlac},
	{"flac/faulty/07 - other metadata blocks preceding streaminfo metadata block", "106031 frames, header", byFlac},
	{"flac/faulty/08 - blocksize 65536", "it has no sound that can be read: a packet has 65536 frames, want at most 65535: malformed", nobody},
	{"flac/faulty/09 - blocksize 1", "41519 frames", byFlac},
	{"flac/faulty/10 - invalid vorbis comment metadata block", "119279 frames", byFFmpeg},
	{"flac/faulty/11 - incorrect metadata block length", "its metadata has a block of the forbidden type 127: malformed", nobody},

	{"flac-mewkiz/testdata/172960", "43683 frames", byFFmpeg},
	{"flac-mewkiz/testdata/189983", "20724 frames", byFFmpeg},
	{"flac-mewkiz/testdata/19875", "49527 frames", byFFmpeg},
	{"flac-mewkiz/testdata/243749", "402 frames", byFFmpeg},
	{"flac-mewkiz/testdata/44127", "97536 frames", byFFmpeg},
	{"flac-mewkiz/testdata/59996", "8192 frames", byFFmpeg},
	{"flac-mewkiz/testdata/80574", "36180 frames", byFFmpeg},
	{"flac-mewkiz/testdata/id3", "16384 frames, truncated", byFFmpeg},
	{"flac-mewkiz/testdata/love", "40900 frames", byFFmpeg},
	{"flac-mewkiz/meta/testdata/input-SCPAP", "5880 frames", byFFmpeg},
	{"flac-mewkiz/meta/testdata/input-SCVA", "5880 frames", byFFmpeg},
	{"flac-mewkiz/meta/testdata/input-SCVAUP", "5880 frames", byFFmpeg},
	{"flac-mewkiz/meta/testdata/input-SCVPAP", "5880 frames", byFFmpeg},
	{"flac-mewkiz/meta/testdata/input-SVAUP", "5880 frames", byFFmpeg},
	{"flac-mewkiz/meta/testdata/input-VA", "5880 frames", byFFmpeg},
	{"flac-mewkiz/meta/testdata/missing-value", "5880 frames", byFFmpeg},
	{"flac-mewkiz/meta/testdata/silence", "133120 frames", byFFmpeg},

	{"taglib/tests/data/empty-seektable", "24576 frames, truncated", byFFmpeg},
	{"taglib/tests/data/mpeg-sync-flac", "223488 frames", byFFmpeg},
	{"taglib/tests/data/multiple-vc", "162496 frames", byFFmpeg},
	{"taglib/tests/data/no-tags", "162496 frames", byFFmpeg},
	{"taglib/tests/data/silence-44-s", "162496 frames", byFFmpeg},
	{"taglib/tests/data/sinewave", "156556 frames", byFFmpeg},
	{"taglib/tests/data/zero-sized-padding", "162496 frames", byFFmpeg},
}

func TestVectors(t *testing.T) {
	dir := filepath.Join(material.Dir(t), "vectors")
	for _, v := range material.Some(vectors) {
		t.Run(filepath.Base(v.file), func(t *testing.T) {
			path := filepath.Join(dir, v.file+".flac")
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			kept := &keeper{}
			if kept.Reader, err = flac.NewReader(bytes.NewReader(file)); err == nil {
				kept.all = make([][]float64, kept.Format().Channels)
			}
			if got := audiotest.Verdict(kept, err); got != v.want {
				t.Fatalf("got  %s\nwant %s", got, v.want)
			}
			if v.by == nobody {
				return
			}
			got, f := kept.all, kept.Format()
			switch v.by {
			case byFFmpeg:
				want := audiotest.Planar(material.FFmpeg(t, path), f.Channels)
				if len(kept.Flaws()) > 0 && len(want[0]) > len(got[0]) { // ffmpeg goes on where the file changes
					want = audio.Slice(nil, want, 0, len(got[0]))
				}
				if diff := audiotest.Differ(got, want); diff != "" {
					t.Errorf("ffmpeg hears something else: %s", diff)
				}
			case byFlac:
				raw := reference(t, map[string][]byte{v.file: file})[v.file]
				if diff := audiotest.Differ(got, planar(raw, f.BitDepth, f.Channels)); diff != "" {
					t.Errorf("flac -d hears something else: %s", diff)
				}
			}
		})
	}
}

// keeper keeps what is read through it.
type keeper struct {
	audio.Reader
	all [][]float64
}

func (k *keeper) Read(dst [][]float64) (int, error) {
	n, err := k.Reader.Read(dst)
	for c := range k.all {
		k.all[c] = append(k.all[c], dst[c][:n]...)
	}
	return n, err
}

func TestEveryVectorIsListed(t *testing.T) {
	dir := filepath.Join(material.Dir(t), "vectors")
	listed := map[string]bool{}
	for _, v := range vectors {
		listed[filepath.Join(dir, v.file+".flac")] = true
	}
	for _, folder := range []string{"flac/*", "flac-mewkiz/testdata", "flac-mewkiz/meta/testdata", "taglib/tests/data"} {
		paths, err := filepath.Glob(filepath.Join(dir, folder, "*.flac"))
		if err != nil || len(paths) == 0 {
			t.Errorf("%s has no files: %v", folder, err)
		}
		for _, path := range paths {
			if !listed[path] {
				t.Errorf("%s is not in the table", path)
			}
		}
	}
}

func TestOggFlacIsNamed(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(material.Dir(t), "vectors", "taglib", "tests", "data", "empty_flac.oga"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := verdict(file), "it is FLAC inside an Ogg file; export it as plain FLAC or WAV: unsupported"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// 32 bits: mid and side of loud sounds pass what 32-bit arithmetic holds. The
// file is made by flac, which knows how.
func TestThirtyTwoBitsAreExact(t *testing.T) {
	for channels := 1; channels <= 2; channels++ {
		raw := make([]byte, 0, 4*channels*20000)
		want := audio.NewBlock(channels, 20000)
		for i := range want[0] {
			for c := range want {
				n := int32(math.Round((0.97*math.Sin(float64(i)*0.01) + 0.02*math.Sin(float64(i*i)*1e-5)*float64(1-2*c)) * math.MaxInt32))
				raw = append(raw, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
				want[c][i] = float64(n) / (1 << 31)
			}
		}
		file := reencode(t, raw, "--force-raw-format", "--endian=little", "--sign=signed", "--bps=32", "--sample-rate=48000", "--channels="+string(rune('0'+channels)))
		r, err := flac.NewReader(openFile(t, file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := audiotest.ReadAll(r, 4096)
		if diff := audiotest.Differ(got, want); diff != "" || err != nil || len(r.Flaws()) > 0 || r.Format().BitDepth != 32 {
			t.Errorf("%d channels: %s, %v, flaws %v", channels, diff, err, r.Flaws())
		}
	}
}
