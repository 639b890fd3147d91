package deliver

import (
	"context"
	"fmt"

	"lathe/audio/ffmpeg"
)

// endings and codecs of what ffmpeg writes for us.
var codecs = map[Format]struct {
	ending string
	codec  ffmpeg.Codec
}{MP3: {".mp3", ffmpeg.MP3}, AAC: {".m4a", ffmpeg.AAC256}}

// CanEncode says whether MP3 and AAC can be made here, in words for the person
// who asked for them.
func CanEncode(formats []Format) error {
	for _, f := range formats {
		if _, ok := codecs[f]; ok && !ffmpeg.Available() {
			return fmt.Errorf("%s is made by ffmpeg, which is not installed: install it (apt install ffmpeg, brew install ffmpeg) or leave %s out", f, f)
		}
	}
	return nil
}

// LossyRate is the rate at which a master is encoded: its own where the codecs
// have it, else the related one of 44.1 and 48 kHz.
func LossyRate(rate int) int {
	switch {
	case rate == 32000 || rate == 44100 || rate == 48000:
		return rate
	case rate%44100 == 0 || rate == 22050 || rate == 11025:
		return 44100
	}
	return 48000
}

// Encode makes one lossy file of a WAV that lies aside, and finishes it.
func Encode(ctx context.Context, f *Folder, wavName string, format Format, tags Tags) error {
	c := codecs[format]
	name := f.MasterName("", c.ending)
	said := map[string]string{}
	if tags.Title != "" {
		said["title"] = tags.Title
	}
	if tags.Artist != "" {
		said["artist"] = tags.Artist
	}
	if err := ffmpeg.Encode(ctx, f.Aside(wavName), f.Aside(name), c.codec, said); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return f.Finish(name, string(format))
}
