package flac_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	mewkiz "github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/flac"
	"lathe/internal/material"
)

// lengths around those where something changes: the shortest block that is
// predicted, and the block that all have.
var lengths = []int{1, 2, 5, 24, 25, 40, 4095, 4096, 4097, 3*4096 + 1000}

func TestWhatIsWrittenIsReadBitForBit(t *testing.T) {
	for _, depth := range []int{16, 24} {
		for channels := 1; channels <= 2; channels++ {
			t.Run(fmt.Sprintf("%d bits, %d channels", depth, channels), func(t *testing.T) {
				files, wants := map[string][]byte{}, map[string][][]float64{}
				for _, s := range sounds {
					for _, frames := range lengths {
						name := fmt.Sprintf("%s, %d frames", s.name, frames)
						samples := s.render(channels, frames)
						wants[name] = rounded(samples, depth)
						files[name] = encode(t, audio.Format{Rate: 48000, Channels: channels, BitDepth: depth, Frames: int64(frames)}, samples)
						got, flaws := readAll(t, files[name])
						if diff := audiotest.Differ(got, wants[name]); diff != "" || len(flaws) > 0 {
							t.Errorf("%s: our reader: %s %v", name, diff, flaws)
						}
					}
				}
				for name, raw := range reference(t, files) {
					if diff := audiotest.Differ(planar(raw, depth, channels), wants[name]); diff != "" {
						t.Errorf("%s: flac -d: %s", name, diff)
					}
				}
			})
		}
	}
}

// Other depths have no tool that gives their samples as they are; but flac -t
// compares what it decodes with the checksum, and ours is over what the reader
// gives.
func TestEveryDepthPassesTheReferenceDecoder(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	for depth := 8; depth <= 24; depth++ {
		for i, s := range sounds {
			samples := s.render(2, 5000)
			file := encode(t, audio.Format{Rate: 44100, Channels: 2, BitDepth: depth, Frames: -1}, samples)
			got, flaws := readAll(t, file)
			if diff := audiotest.Differ(got, rounded(samples, depth)); diff != "" || len(flaws) > 0 {
				t.Errorf("%d bits, %s: %s %v", depth, s.name, diff, flaws)
			}
			path := filepath.Join(dir, fmt.Sprintf("%d-%d.flac", depth, i))
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
		}
	}
	if out, err := exec.Command(material.Tool(t, "flac"), append([]string{"-t", "-s", "-w"}, paths...)...).CombinedOutput(); err != nil {
		t.Errorf("flac -t: %v\n%s", err, out)
	}
}

// Rates by every way a packet header can name one, and one that it cannot.
func TestEveryRateComesBack(t *testing.T) {
	for _, rate := range []int{8000, 11025, 22050, 24000, 44100, 48000, 88200, 96000, 176400, 192000, 250000, 352800, 384000, 655350, 705600, 768000} {
		samples := music(2, 9000)
		file := encode(t, audio.Format{Rate: rate, Channels: 2, BitDepth: 16, Frames: -1}, samples)
		r := open(t, file)
		got, err := audiotest.ReadAll(r, 4096)
		if err != nil || r.Format().Rate != rate || len(r.Flaws()) > 0 {
			t.Errorf("%d Hz comes back as %d Hz with %v, %v", rate, r.Format().Rate, r.Flaws(), err)
		}
		if diff := audiotest.Differ(got, rounded(samples, 16)); diff != "" {
			t.Errorf("at %d Hz: %s", rate, diff)
		}
	}
}

func TestWorkersDoNotChangeTheFile(t *testing.T) {
	samples := music(2, 40*4096+55)
	var want []byte
	for _, workers := range []int{1, 2, 3, 8} {
		var m memory
		w, err := flac.NewWriterWith(&m, cd(2), nil, workers)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(samples, len(samples[0])); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = m.bytes
		}
		if !bytes.Equal(m.bytes, want) {
			t.Errorf("%d workers write another file than 1", workers)
		}
	}
}

func TestWritingAllocatesNothing(t *testing.T) {
	for channels := 1; channels <= 2; channels++ {
		w, err := flac.NewWriter(nowhere{}, cd(channels), nil)
		if err != nil {
			t.Fatal(err)
		}
		block := music(channels, 4096)
		if n := testing.AllocsPerRun(200, func() { w.Write(block, 4096) }); n != 0 {
			t.Errorf("a block of %d channels allocates %g times, want 0", channels, n)
		}
		w.Close()
	}
}

type nowhere struct{}

func (nowhere) Write(b []byte) (int, error)    { return len(b), nil }
func (nowhere) Seek(int64, int) (int64, error) { return 0, nil }

// What stands in the front of a file is checked by a reader that is not ours.
func TestTheFrontTellsTheTruth(t *testing.T) {
	const frames = 60*8000 + 123
	samples := music(2, frames)
	for _, known := range []int64{frames, -1, 4096} { // the last is a caller's mistake
		f := audio.Format{Rate: 8000, Channels: 2, BitDepth: 16, Frames: known}
		file := encode(t, f, samples, flac.Tag{Name: "TITLE", Value: "Ümläute = fine"}, flac.Tag{Name: "ARTIST", Value: ""})
		s, err := mewkiz.Parse(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		table := s.Blocks[0].Body.(*meta.SeekTable)
		comment := s.Blocks[1].Body.(*meta.VorbisComment)
		if got, want := fmt.Sprint(comment.Vendor, comment.Tags), "Lathe[[TITLE Ümläute = fine] [ARTIST ]]"; got != want {
			t.Errorf("tags are %s, want %s", got, want)
		}
		offsets := packets(t, file)
		smallest, largest := uint32(1<<31), uint32(0)
		for i := range len(offsets) - 1 {
			n := uint32(offsets[i+1] - offsets[i])
			smallest, largest = min(smallest, n), max(largest, n)
		}
		i := s.Info
		got := fmt.Sprint(i.BlockSizeMin, i.BlockSizeMax, i.FrameSizeMin, i.FrameSizeMax, i.SampleRate, i.NChannels, i.BitsPerSample, i.NSamples)
		if want := fmt.Sprint(4096, 4096, smallest, largest, 8000, 2, 16, frames); got != want {
			t.Errorf("STREAMINFO is %s, want %s", got, want)
		}
		points := 0
		for _, p := range table.Points {
			if p.SampleNum == meta.PlaceholderPoint {
				continue
			}
			points++
			f, err := frame.Parse(bytes.NewReader(file[offsets[0]+int(p.Offset):]))
			if err != nil || f.Num*4096 != p.SampleNum || f.BlockSize != p.NSamples {
				t.Errorf("the seek point for frame %d leads to frame %v, %v", p.SampleNum, f.Num*4096, err)
			}
		}
		if want := map[int64]int{frames: 7, -1: 7, 4096: 1}[known]; points != want { // one in 10 s, as far as there is room
			t.Errorf("there are %d seek points with a length of %d, want %d", points, known, want)
		}
	}
}

// packets finds where the packets of a file begin, and its end, by another
// decoder than ours.
func packets(t *testing.T, file []byte) (offsets []int) {
	t.Helper()
	b := bytes.NewReader(file)
	b.Seek(4, 0)
	for last := false; !last; {
		block, err := meta.New(b)
		if err != nil {
			t.Fatal(err)
		}
		last = block.IsLast
		b.Seek(block.Length, 1)
	}
	for b.Len() > 0 {
		offsets = append(offsets, len(file)-b.Len())
		if _, err := frame.Parse(b); err != nil {
			t.Fatal(err)
		}
	}
	return append(offsets, len(file))
}

func TestALongFileKeepsAnEvenSeekTable(t *testing.T) {
	var m memory
	w, err := flac.NewWriter(&m, audio.Format{Rate: 8000, Channels: 1, BitDepth: 8, Frames: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	silence := audio.NewBlock(1, 80000)
	for range 300 { // 50 minutes: twice what 128 points 10 s apart reach
		if err := w.Write(silence, 80000); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := mewkiz.Parse(bytes.NewReader(m.bytes))
	if err != nil {
		t.Fatal(err)
	}
	points := s.Blocks[0].Body.(*meta.SeekTable).Points
	for i, p := range points {
		spacing := uint64(400_00 * 8) // 128 points 40 s apart hold 85 minutes, 20 s apart only 43
		if i < 75 && (p.SampleNum > uint64(i)*spacing || p.SampleNum+4096 <= uint64(i)*spacing) {
			t.Fatalf("seek point %d is at frame %d, want within a packet of %d", i, p.SampleNum, uint64(i)*spacing)
		}
		if i >= 75 && p.SampleNum != meta.PlaceholderPoint {
			t.Fatalf("seek point %d is at frame %d, want none", i, p.SampleNum)
		}
	}
}

func TestAWriterRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		f    audio.Format
		tags []flac.Tag
		want string
	}{
		{"floating point", audio.Format{Rate: 48000, Channels: 2, BitDepth: 24, Float: true}, nil, "the samples are floating point, and FLAC holds integers"},
		{"32 bits", audio.Format{Rate: 48000, Channels: 2, BitDepth: 32}, nil, "the bit depth is 32, want 8 to 24"},
		{"surround", audio.Format{Rate: 48000, Channels: 6, BitDepth: 24}, nil, "it has 6 channels, and Lathe takes mono and stereo; export it as one stereo file: unsupported"},
		{"a tag name with =", cd(1), []flac.Tag{{Name: "A=B", Value: "x"}}, `tag name is "A=B", want printable ASCII without = or ~`},
		{"a tag without a name", cd(1), []flac.Tag{{Value: "x"}}, `tag name is "", want printable ASCII without = or ~`},
		{"a tag that is not UTF-8", cd(1), []flac.Tag{{Name: "TITLE", Value: "\xff"}}, `tag TITLE is "\xff", want UTF-8`},
		{"tags without end", cd(1), []flac.Tag{{Name: "TITLE", Value: string(make([]byte, 1<<24))}}, "the tags have more than 16777215 bytes, which FLAC does not hold"},
	} {
		if _, err := flac.NewWriter(&memory{}, tt.f, tt.tags); err == nil || err.Error() != tt.want {
			t.Errorf("%s: got  %v\nwant %s", tt.name, err, tt.want)
		}
	}
}
