package ffmpeg_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"lathe/audio"
	"lathe/audio/ffmpeg"
	"lathe/audio/lossytest"
)

func TestANameIsANameAndNothingElse(t *testing.T) {
	path := encode(t, 44100, lossytest.Song(44100, 1, 5000, 0.5), "song.m4a", "-c:a", "alac")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"-y", "-i.m4a", "http:song.m4a", "concat:a|b.m4a", "pipe:0", "file:x.m4a", "%03d.m4a", "a\nb.m4a", "é ü.m4a", "$(id).m4a"} {
		if runtime.GOOS == "windows" && strings.ContainsAny(name, ":|\n") {
			continue
		}
		if err := os.WriteFile(name, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := lossytest.ReadAll(t, open(t, name)); len(got[0]) != 5000 {
			t.Errorf("%q has %d frames, want 5000", name, len(got[0]))
		}
	}
	out, err := os.ReadDir(".")
	if err != nil || len(out) > 10 {
		t.Errorf("there are %d files now, want those that were written (%v)", len(out), err)
	}
}

// A playlist must not make ffmpeg open other files, nor a name the network.
func TestOnlyTheFileItselfIsOpened(t *testing.T) {
	path := encode(t, 44100, lossytest.Song(44100, 1, 5000, 0.5), "song.m4a", "-c:a", "alac")
	for _, list := range []string{
		"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + filepath.Base(path) + "\n#EXT-X-ENDLIST\n",
		"ffconcat version 1.0\nfile " + filepath.Base(path) + "\n",
		"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://localhost:1/song.m4a\n#EXT-X-ENDLIST\n",
	} {
		name := filepath.Join(filepath.Dir(path), "list.m4a")
		if err := os.WriteFile(name, []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		if r, err := ffmpeg.Open(t.Context(), name); err == nil {
			r.Close()
			t.Errorf("a playlist is opened: %q", list)
		}
	}
}

func TestRefusalsAreSentencesWithoutPaths(t *testing.T) {
	with(t)
	dir := t.TempDir()
	write := func(name string, raw []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	m4a, err := os.ReadFile(encode(t, 44100, lossytest.Song(44100, 2, 50000, 0.5), "song.m4a", "-c:a", "aac"))
	if err != nil {
		t.Fatal(err)
	}
	surround := filepath.Join(dir, "surround.m4a")
	lossytest.Run(t, with(t), "-v", "error", "-f", "lavfi", "-i", "anullsrc=cl=5.1:r=44100:d=0.1", "-c:a", "aac", surround)
	const lost = "it does not say what is in it: it was cut short, or it is no audio; export it again: malformed"
	for _, tt := range []struct {
		name, path, want string
	}{
		{"no file", filepath.Join(dir, "none.m4a"), "it is not there: file does not exist"},
		{"a folder", dir, "it is not a file: unsupported"},
		{"nothing in it", write("empty.m4a", nil), "it is empty: malformed"},
		{"words", write("words.m4a", []byte("just words, and no audio at all")), lost},
		{"noise", write("noise.mp3", bytes.Repeat([]byte{1, 2, 3, 5, 7}, 100)), "ffmpeg cannot read it: malformed"},
		{"the beginning of a song", write("half.m4a", m4a[:len(m4a)/2]), lost},
		{"surround", surround, "it has 6 channels, and Lathe takes mono and stereo; export it as one stereo file: unsupported"},
	} {
		r, err := ffmpeg.Open(t.Context(), tt.path)
		if err == nil {
			r.Close()
			t.Errorf("%s is opened", tt.name)
			continue
		}
		if err.Error() != tt.want || strings.Contains(err.Error(), dir) {
			t.Errorf("%s is refused with %q, want %q", tt.name, err, tt.want)
		}
	}
}

func TestWithoutFFmpeg(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if ffmpeg.Available() {
		t.Error("it is available on an empty PATH")
	}
	_, err := ffmpeg.Open(t.Context(), "song.m4a")
	const want = "AAC needs ffmpeg, which is not installed: install it (apt install ffmpeg / brew install ffmpeg) or export WAV: unsupported"
	if err == nil || err.Error() != want || !errors.Is(err, audio.ErrUnsupported) {
		t.Errorf("it says %v, want %s", err, want)
	}
}

// long is a song that takes ffmpeg seconds to decode, so that it is still at it.
func long(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "long.m4a")
	lossytest.Run(t, with(t), "-v", "error", "-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo:d=1000", "-c:a", "alac", path)
	return path
}

func TestItStopsWithItsContext(t *testing.T) {
	path := long(t)
	ctx, stop := context.WithCancel(t.Context())
	r, err := ffmpeg.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	block := audio.NewBlock(2, 4096)
	if _, err := r.Read(block); err != nil {
		t.Fatal(err)
	}
	stop()
	began := time.Now()
	for err == nil {
		_, err = r.Read(block)
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it stops with %v, want %v", err, context.Canceled)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	if _, err := ffmpeg.Open(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("it opens with %v, want %v", err, context.Canceled)
	}
}

func TestCloseStopsIt(t *testing.T) {
	r := open(t, long(t))
	block := audio.NewBlock(2, 4096)
	if _, err := r.Read(block); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if n, err := r.Read(block); n != 0 || err == nil || errors.Is(err, io.EOF) {
		t.Errorf("after closing a read gives %d frames and %v", n, err)
	}
}
