package ffmpeg

import (
	"context"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"syscall"

	"lathe/audio"
)

// Codec is what Encode writes.
type Codec string

// What can be written.
const (
	MP3    Codec = "mp3"    // 320 kbit/s, the highest there is
	MP3V0  Codec = "mp3-v0" // variable, LAME's best: about 245 kbit/s
	AAC256 Codec = "aac"    // 256 kbit/s in an .m4a file
)

// encoders are ffmpeg's arguments, and the sample rates that are written as they
// are.
var encoders = map[Codec]struct {
	args  []string
	rates []int
}{
	MP3:    {[]string{"-c:a", "libmp3lame", "-b:a", "320k", "-id3v2_version", "3", "-f", "mp3"}, []int{32000, 44100, 48000}},
	MP3V0:  {[]string{"-c:a", "libmp3lame", "-q:a", "0", "-id3v2_version", "3", "-f", "mp3"}, []int{32000, 44100, 48000}},
	AAC256: {[]string{"-c:a", "aac", "-b:a", "256k", "-movflags", "+faststart", "-f", "ipod"}, []int{32000, 44100, 48000, 64000, 88200, 96000}},
}

// Encode writes a WAV file as MP3 or AAC to outPath, over what is there. Making
// that appear all at once is the caller's business: on an error, or when it is
// stopped, a part of the file may be left. Tags are ffmpeg's: title, artist,
// album, date, comment.
//
// Nothing is resampled: a rate the codec does not have is refused. The same
// input gives the same bytes with the same ffmpeg.
func Encode(ctx context.Context, wavPath, outPath string, codec Codec, tags map[string]string) error {
	encoder, ok := encoders[codec]
	if !ok {
		return fmt.Errorf("codec is %q, want one of %q", codec, slices.Sorted(maps.Keys(encoders)))
	}
	streams, err := Streams(ctx, wavPath)
	if err != nil {
		return err
	}
	if rate := streams[0].Format.Rate; !slices.Contains(encoder.rates, rate) {
		return fmt.Errorf("the sample rate is %d Hz, and %s has %v: %w", rate, codec, encoder.rates, audio.ErrUnsupported)
	}
	paths, err := tools()
	if err != nil {
		return err
	}
	args := append([]string{"-nostdin", "-y"}, input(wavPath)...)
	args = append(args, "-map", "0:a:0", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		if strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "" || key == "" || strings.ContainsRune(tags[key], 0) {
			return fmt.Errorf("tag is %q, want small letters, and text without zeros", key)
		}
		args = append(args, "-metadata", key+"="+tags[key])
	}
	args = append(append(args, encoder.args...), "file:"+outPath)
	complaints := &bounded{most: 1 << 16}
	cmd := exec.CommandContext(ctx, paths[0], args...)
	cmd.Stderr = complaints
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && complaints.says("No space left"):
		return fmt.Errorf("writing %s: %w", codec, syscall.ENOSPC)
	case err != nil && complaints.says("Unknown encoder"):
		return fmt.Errorf("this ffmpeg does not write %s: %w", codec, audio.ErrUnsupported)
	case err != nil:
		return fmt.Errorf("ffmpeg could not write %s", codec)
	}
	return nil
}
