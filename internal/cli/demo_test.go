package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lathe/chain"
	"lathe/internal/signal"
)

// shortSong is a demo that takes no time.
func shortSong() signal.Song {
	return signal.Song{Title: "Bench", Artist: "Nobody", Rate: 44100, Frames: 44100, Tracks: signal.Bench(3, 1, 44100, 1)}
}

func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// What is there is kept, what is missing is made again as it was.
func TestDemoKeepsFiles(t *testing.T) {
	a, o, song := &app{}, chain.Options{Workers: 2}, shortSong()
	dir := filepath.Join(t.TempDir(), "new", "song")
	if err := a.recordDemo(t.Context(), song, dir, o); err != nil {
		t.Fatal(err)
	}
	first := contents(t, dir)
	if len(first) != len(song.Tracks)+1 {
		t.Fatalf("there are %d files, want %d tracks and session.yaml", len(first), len(song.Tracks))
	}
	kept, lost := song.Tracks[0].Name+".wav", song.Tracks[1].Name+".wav"
	if err := errors.Join(os.WriteFile(filepath.Join(dir, kept), []byte("mine"), 0o644), os.Remove(filepath.Join(dir, lost))); err != nil {
		t.Fatal(err)
	}
	if err := a.recordDemo(t.Context(), song, dir, o); err != nil {
		t.Fatal(err)
	}
	again := contents(t, dir)
	if string(again[kept]) != "mine" {
		t.Errorf("%s was overwritten", kept)
	}
	if !bytes.Equal(again[lost], first[lost]) {
		t.Errorf("%s came out differently", lost)
	}
}

// Samples lie on the grid of their files, so nothing is added to them.
func TestDemoFilesHoldWhatWasPlayed(t *testing.T) {
	song, dir := shortSong(), t.TempDir()
	if err := (&app{}).recordDemo(t.Context(), song, dir, chain.Options{Workers: 1}); err != nil {
		t.Fatal(err)
	}
	for _, track := range song.Tracks {
		raw := contents(t, dir)[track.Name+".wav"]
		x := track.Render()
		raw = raw[len(raw)-6*len(x[0]):] // the samples are the file's last chunk
		for i := range x[0] {
			for c := range x {
				b := raw[6*i+3*c:]
				if got := int32(b[0])<<8 | int32(b[1])<<16 | int32(b[2])<<24; got>>8 != int32(x[c][i]*(1<<23)) {
					t.Fatalf("%s: frame %d of channel %d is %d, want %g", track.Name, i, c, got>>8, x[c][i]*(1<<23))
				}
			}
		}
	}
}

// A demo that is stopped takes its files along, and nobody else's.
func TestDemoStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	top := t.TempDir()
	if err := (&app{}).recordDemo(ctx, shortSong(), filepath.Join(top, "song"), chain.Options{Workers: 1}); !errors.Is(err, context.Canceled) {
		t.Fatalf("the error is %v, want %v", err, context.Canceled)
	}
	if left := contents(t, top); len(left) > 0 {
		t.Errorf("%v was left behind", left)
	}
}
