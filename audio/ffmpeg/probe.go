package ffmpeg

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"lathe/audio"
)

// StreamInfo is one audio stream of a file.
type StreamInfo struct {
	Index  int    // among the audio streams, for OpenStream
	Title  string // as the file has it: "drums"
	Format audio.Format

	exact  string // ffmpeg's name for samples that lose nothing: f32le or f64le
	edited bool   // Frames is what an edit list says, in whole milliseconds
}

// containers are those ffmpeg may open: they hold the audio themselves.
const containers = "mov,mp4,m4a,3gp,3g2,mj2,aac,mp3,ogg,flac,wav,w64,aiff,caf,ac3,eac3,ape,wv,tta,tak,asf,matroska,webm,amr,au"

// Available tells whether ffmpeg and ffprobe are installed.
func Available() bool {
	_, err := tools()
	return err == nil
}

// tools finds both programs.
func tools() (paths [2]string, err error) {
	for i, name := range []string{"ffmpeg", "ffprobe"} {
		if paths[i], err = exec.LookPath(name); err != nil {
			return paths, fmt.Errorf("AAC needs ffmpeg, which is not installed: install it (apt install ffmpeg / brew install ffmpeg) or export WAV: %w", audio.ErrUnsupported)
		}
	}
	return paths, nil
}

// input are the arguments that name a file and nothing else.
func input(path string) []string {
	return []string{"-v", "error", "-protocol_whitelist", "file,pipe", "-format_whitelist", containers, "-i", "file:" + path}
}

// probed is what ffprobe says, as far as it is asked.
type probed struct {
	Streams []struct {
		Codec      string `json:"codec_name"`
		Rate       string `json:"sample_rate"`
		Channels   int    `json:"channels"`
		SampleBits int    `json:"bits_per_sample"`
		RawBits    string `json:"bits_per_raw_sample"`
		TimeBase   string `json:"time_base"`
		Start      int64  `json:"start_pts"`
		Duration   int64  `json:"duration_ts"`
		Tags       map[string]string
	}
	Packets []struct{ PTS int64 }
	Format  struct {
		Name string `json:"format_name"`
		Tags map[string]string
	}
}

// probe asks ffprobe.
func probe(ctx context.Context, path string, questions ...string) (probed, error) {
	var p probed
	paths, err := tools()
	if err != nil {
		return p, err
	}
	limited, stop := context.WithTimeout(ctx, time.Minute) // it reads headers; what takes it longer is a trap
	defer stop()
	cmd := exec.CommandContext(limited, paths[1], append(input(path), append(questions, "-of", "json")...)...)
	out, complaints := &bounded{most: 1 << 20}, &bounded{most: 1 << 16}
	cmd.Stdout, cmd.Stderr = out, complaints
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return p, ctx.Err()
	case limited.Err() != nil:
		return p, fmt.Errorf("ffprobe does not get through it: %w", audio.ErrMalformed)
	case err != nil:
		return p, refusal(complaints)
	}
	if err := json.Unmarshal(out.kept.Bytes(), &p); err != nil {
		return p, fmt.Errorf("what ffprobe says of it makes no sense: %w", audio.ErrUnsupported)
	}
	return p, nil
}

// Streams lists the audio streams of a file, in its order. One that Lathe does
// not take is listed too; it is OpenStream that refuses it.
func Streams(ctx context.Context, path string) ([]StreamInfo, error) {
	if _, err := tools(); err != nil {
		return nil, err
	}
	if err := readable(path); err != nil {
		return nil, err
	}
	p, err := probe(ctx, path, "-select_streams", "a", "-show_entries",
		"stream=codec_name,sample_rate,channels,bits_per_sample,bits_per_raw_sample,time_base,start_pts,duration_ts"+
			":stream_tags=title,handler_name:format=format_name:format_tags=iTunSMPB")
	if err != nil {
		return nil, err
	}
	if len(p.Streams) == 0 {
		return nil, fmt.Errorf("it has no audio: %w", audio.ErrUnsupported)
	}
	return p.list(), nil
}

func (p probed) list() []StreamInfo {
	list := make([]StreamInfo, 0, len(p.Streams))
	for i, s := range p.Streams {
		stream := StreamInfo{Index: i, Title: s.Tags["title"], exact: "f32le"}
		if name := s.Tags["handler_name"]; stream.Title == "" && name != "SoundHandler" {
			stream.Title = name
		}
		f := &stream.Format
		*f = audio.Format{Container: s.Codec, Channels: s.Channels, Lossy: lossy(s.Codec), Frames: -1}
		f.Rate, _ = strconv.Atoi(s.Rate) // not a number: 0, which Check refuses
		if !f.Lossy {
			f.BitDepth, _ = strconv.Atoi(s.RawBits)
			f.BitDepth = max(f.BitDepth, s.SampleBits)
			f.Float = strings.HasPrefix(s.Codec, "pcm_f")
			if f.BitDepth > 24 && !(f.Float && f.BitDepth == 32) {
				stream.exact = "f64le"
			}
		}
		if s.TimeBase == "1/"+s.Rate && s.Start == 0 && s.Duration > 0 {
			f.Frames = s.Duration
			stream.edited = strings.HasPrefix(p.Format.Name, "mov,")
		}
		if n, ok := iTunesLength(p.Format.Tags["iTunSMPB"]); ok && len(p.Streams) == 1 && s.Codec == "aac" {
			f.Frames, stream.edited = n, false
		}
		list = append(list, stream)
	}
	return list
}

// lossy tells whether a codec loses anything.
func lossy(codec string) bool {
	return !strings.HasPrefix(codec, "pcm_") &&
		!slices.Contains([]string{"alac", "flac", "wavpack", "tta", "tak", "ape", "wmalossless", "mlp", "truehd"}, codec)
}

// iTunesLength reads the note that iTunes leaves, in hexadecimal: zero, how many
// frames are before the music, how many after it, and how many it has.
func iTunesLength(note string) (frames int64, ok bool) {
	fields := strings.Fields(note)
	if len(fields) < 4 {
		return 0, false
	}
	frames, err := strconv.ParseInt(fields[3], 16, 64)
	return frames, err == nil && frames > 0
}

// precise is the length of a stream to the frame. The edit list of an MP4 file is
// mostly in milliseconds; where the stream without it, less what it leaves out at
// the beginning, is the same but for that, the stream is right.
func precise(ctx context.Context, path string, stream StreamInfo) (int64, error) {
	frames := stream.Format.Frames
	which := "a:" + strconv.Itoa(stream.Index)
	first, err := probe(ctx, path, "-select_streams", which, "-read_intervals", "%+#1", "-show_entries", "packet=pts")
	if err != nil || len(first.Packets) == 0 {
		return frames, err
	}
	all, err := probe(ctx, path, "-ignore_editlist", "1", "-select_streams", which, "-show_entries", "stream=duration_ts")
	if err != nil || len(all.Streams) == 0 {
		return frames, err
	}
	exact := all.Streams[0].Duration + min(0, first.Packets[0].PTS)
	if d := exact - frames; max(d, -d) > int64(stream.Format.Rate/1000+1) {
		return frames, nil
	}
	return exact, nil
}

// readable says in our words when there is no file to read.
func readable(path string) error {
	at, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("it is not there: %w", fs.ErrNotExist)
	case err != nil:
		return fmt.Errorf("it cannot be opened: %w", fs.ErrPermission)
	case !at.Mode().IsRegular():
		return fmt.Errorf("it is not a file: %w", audio.ErrUnsupported)
	case at.Size() == 0:
		return fmt.Errorf("it is empty: %w", audio.ErrMalformed)
	}
	return nil
}

// bounded keeps the beginning of what is written to it, and counts its lines.
type bounded struct {
	most  int
	kept  bytes.Buffer
	lines int
}

func (b *bounded) Write(p []byte) (int, error) {
	b.kept.Write(p[:min(len(p), b.most-b.kept.Len())])
	b.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

// says tells whether a word is in it.
func (b *bounded) says(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(b.kept.Bytes(), []byte(w)) })
}

// refusal is why ffmpeg could not read a file, in our words.
func refusal(complaints *bounded) error {
	switch {
	case complaints.says("moov atom not found"):
		return fmt.Errorf("it does not say what is in it: it was cut short, or it is no audio; export it again: %w", audio.ErrMalformed)
	case complaints.says("not on whitelist", "Format not on"):
		return fmt.Errorf("it is of a kind that Lathe does not open: %w", audio.ErrUnsupported)
	case complaints.says("Decoder not found", "Unknown decoder", "Unsupported codec", "could not find codec"):
		return fmt.Errorf("this ffmpeg has no decoder for it: %w", audio.ErrUnsupported)
	case complaints.says("Permission denied"):
		return fmt.Errorf("it cannot be opened: %w", fs.ErrPermission)
	default:
		return fmt.Errorf("ffmpeg cannot read it: %w", audio.ErrMalformed)
	}
}
