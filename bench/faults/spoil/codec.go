package spoil

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
)

// codec is a way through an encoder of ffmpeg's.
type codec struct {
	ending string
	args   []string
}

var codecs = map[string]codec{
	"mp3":    {"mp3", []string{"-c:a", "libmp3lame"}},
	"aac":    {"m4a", []string{"-c:a", "aac"}},
	"vorbis": {"ogg", []string{"-c:a", "libvorbis"}},
	"opus":   {"opus", []string{"-c:a", "libopus"}},
}

// encode is the bytes of a sound in a codec's own file.
func encode(s Sound, rate int, name string, kbps float64) (_ []byte, err error) {
	tool, err := exec.LookPath("ffmpeg")
	if err != nil {
		return nil, ErrUnfit
	}
	dir, err := os.MkdirTemp("", "lathe-faults-codec-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	k := codecs[name]
	in, out := filepath.Join(dir, "in.wav"), filepath.Join(dir, "out."+k.ending)
	if err := writeFile(in, wave(s, Form{Rate: rate, Bits: 24}, nil)); err != nil {
		return nil, err
	}
	args := append([]string{"-v", "error", "-nostdin", "-threads", "1", "-i", in}, k.args...)
	if said, err := exec.Command(tool, append(args, "-b:a", fmt.Sprintf("%gk", kbps), out)...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("encoding %s: %w: %s", name, err, said)
	}
	return os.ReadFile(out)
}

// decode is what ffmpeg hears in encoded bytes, at a rate, brought to a length.
func decode(b []byte, rate, channels, frames int) (Sound, error) {
	cmd := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", "pipe:0",
		"-ar", fmt.Sprint(rate), "-ac", fmt.Sprint(channels), "-f", "f32le", "pipe:1")
	if b[4] == 'f' && b[5] == 't' { // MP4 wants to be sought in
		dir, err := os.MkdirTemp("", "lathe-faults-codec-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, "in.m4a")
		if err := writeFile(path, b); err != nil {
			return nil, err
		}
		cmd.Args[7] = path
	}
	cmd.Stdin = bytes.NewReader(b)
	var said bytes.Buffer
	cmd.Stderr = &said
	raw, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("decoding: %w: %s", err, said.Bytes())
	}
	out := silence(channels, frames)
	for i := range min(frames, len(raw)/4/channels) {
		for c := range out {
			out[c][i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*(i*channels+c):])))
		}
	}
	return out, nil
}
