package spoil

import (
	"bytes"
	"encoding/binary"
	"errors"
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
	raw, err := ffmpeg(b, "-ar", fmt.Sprint(rate), "-ac", fmt.Sprint(channels), "-f", "f32le", "pipe:1")
	if err != nil {
		return nil, err
	}
	return planar(raw, channels).cut(0, frames), nil
}

// decodeWhole is what ffmpeg hears in encoded bytes, in two channels, at their
// own rate: a RIFF file of 32-bit floats, whose header gives the rate.
func decodeWhole(b []byte) (Sound, int, error) {
	raw, err := ffmpeg(b, "-ac", "2", "-c:a", "pcm_f32le", "-bitexact", "-f", "wav", "pipe:1")
	if err != nil {
		return nil, 0, err
	}
	at := bytes.Index(raw, []byte("data"))
	if at < 28 || len(raw) < at+8 {
		return nil, 0, errors.New("no sound in it")
	}
	return planar(raw[at+8:], 2), int(binary.LittleEndian.Uint32(raw[24:])), nil
}

// planar takes interleaved 32-bit floats apart.
func planar(raw []byte, channels int) Sound {
	out := silence(channels, len(raw)/4/channels)
	for i := range out.frames() {
		for c := range out {
			out[c][i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*(i*channels+c):])))
		}
	}
	return out
}

// ffmpeg decodes bytes. They are put into a file, for some formats want to be
// sought in.
func ffmpeg(b []byte, args ...string) ([]byte, error) {
	f, err := os.CreateTemp("", "lathe-faults-codec-")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := f.Write(b); err != nil {
		return nil, err
	}
	cmd := exec.Command("ffmpeg", append([]string{"-v", "error", "-nostdin", "-threads", "1", "-i", f.Name()}, args...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	raw, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("decoding: %w: %s", err, said.Bytes())
	}
	return raw, nil
}
