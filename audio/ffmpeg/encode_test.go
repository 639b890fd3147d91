package ffmpeg_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lathe/audio/ffmpeg"
	"lathe/audio/lossytest"
	"lathe/audio/mp3"
)

func TestEncode(t *testing.T) {
	with(t)
	const frames = 100001
	song := lossytest.Song(44100, 2, frames, 0.5)
	wav := lossytest.WAV(t, 44100, song)
	tags := map[string]string{"title": "-y; \"Billie\" = Jean\n", "artist": "É"}
	for _, tt := range []struct {
		codec ffmpeg.Codec
		least float64 // dB: far below what 256 kbit/s and more leave of a few tones and noise, far above a mistake
	}{{ffmpeg.MP3, 15}, {ffmpeg.MP3V0, 15}, {ffmpeg.AAC256, 15}} {
		t.Run(string(tt.codec), func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "-out.part")
			if err := os.WriteFile(out, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := ffmpeg.Encode(t.Context(), wav, out, tt.codec, tags); err != nil {
				t.Fatal(err)
			}
			r := open(t, out)
			got := lossytest.ReadAll(t, r)
			if len(got[0]) != frames {
				t.Errorf("it has %d frames, want %d", len(got[0]), frames)
			}
			if shift := lossytest.Shift(song[0], got[0], 3000); shift != 0 {
				t.Errorf("it is %d frames late", shift)
			}
			if snr := lossytest.SNR(song, got); snr < tt.least {
				t.Errorf("the song is %.1f dB above the difference, want %g", snr, tt.least)
			}
			raw, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(raw, []byte(`-y; "Billie" = Jean`)) {
				t.Error("the title is not in it")
			}
			if tt.codec != ffmpeg.AAC256 { // our own reader agrees
				own, err := mp3.NewReader(bytes.NewReader(raw))
				if err != nil {
					t.Fatal(err)
				}
				if got := lossytest.ReadAll(t, own); len(got[0]) != frames || len(own.Flaws()) > 0 {
					t.Errorf("audio/mp3 reads %d frames, flaws %v", len(got[0]), own.Flaws())
				}
			}
			again := filepath.Join(t.TempDir(), "again.part")
			if err := ffmpeg.Encode(t.Context(), wav, again, tt.codec, tags); err != nil {
				t.Fatal(err)
			}
			if other, err := os.ReadFile(again); err != nil || !bytes.Equal(raw, other) {
				t.Errorf("the same song gives other bytes the second time (%v)", err)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	with(t)
	wav := lossytest.WAV(t, 192000, lossytest.Song(192000, 2, 1000, 0.5))
	dir := t.TempDir()
	for _, tt := range []struct {
		name  string
		codec ffmpeg.Codec
		out   string
		tags  map[string]string
		want  string
	}{
		{"a codec there is not", "ogg", "a", nil, `codec is "ogg", want one of ["aac" "mp3" "mp3-v0"]`},
		{"a rate the codec does not have", ffmpeg.MP3, "a", nil, "the sample rate is 192000 Hz, and mp3 has [32000 44100 48000]: unsupported"},
	} {
		err := ffmpeg.Encode(t.Context(), wav, filepath.Join(dir, tt.out), tt.codec, tt.tags)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s is refused with %v, want %s", tt.name, err, tt.want)
		}
	}
	wav = lossytest.WAV(t, 44100, lossytest.Song(44100, 2, 1000, 0.5))
	if err := ffmpeg.Encode(t.Context(), wav, filepath.Join(dir, "a"), ffmpeg.MP3, map[string]string{"title=x": ""}); err == nil {
		t.Error("a tag with an equals sign is taken")
	}
	err := ffmpeg.Encode(t.Context(), wav, filepath.Join(dir, "none", "a"), ffmpeg.MP3, nil)
	if err == nil || strings.Contains(err.Error(), dir) {
		t.Errorf("a folder that is not there gives %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := ffmpeg.Encode(ctx, wav, filepath.Join(dir, "a"), ffmpeg.MP3, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("when stopped it says %v", err)
	}
}
