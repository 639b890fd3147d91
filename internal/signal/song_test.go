package signal

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"lathe/audio"
)

// TestSameSamplesEveryTime plays the first bars of every track twice, at once
// with all the others, and in blocks of many lengths.
func TestSameSamplesEveryTime(t *testing.T) {
	song := Demo()
	heard := map[string]float64{"Lead Vocals": 10, "Rough Mix": 1, "Reference": 1} // s; until somebody sings, and where all play
	for _, track := range append(song.Tracks, Bench(16, 5, 44100, 7)[14]) {
		name, _, _ := strings.Cut(track.Name, " - ")
		t.Run(track.Name, func(t *testing.T) {
			t.Parallel()
			frames := min(int(track.Frames), int(demoRate*cmp.Or(heard[name], 5)))
			want := audio.NewBlock(track.Channels, frames)
			track.Play().Read(want)
			again, sizes := track.Play(), []int{1, 777, 4096, 10001}
			for at, k := 0, 0; at < frames; k++ {
				block := audio.NewBlock(track.Channels, min(sizes[k%len(sizes)], frames-at))
				n, err := again.Read(block)
				if n != len(block[0]) || err != nil {
					t.Fatalf("read %d frames at %d (%v), want %d", n, at, err, len(block[0]))
				}
				for c, x := range block {
					if !slices.Equal(x, want[c][at:at+n]) {
						t.Fatalf("channel %d differs between frames %d and %d", c, at, at+n)
					}
				}
				at += n
			}
		})
	}
}

func TestPlayerEndsLikeAReader(t *testing.T) {
	track := Demo().Tracks[0]
	player, block := track.Play(), audio.NewBlock(1, int(track.Frames)-10)
	if n, err := player.Read(block); n != len(block[0]) || err != nil {
		t.Fatalf("read %d frames (%v), want %d", n, err, len(block[0]))
	}
	if n, err := player.Read(block); n != 10 || !errors.Is(err, io.EOF) {
		t.Errorf("read %d frames (%v), want the last 10 and EOF", n, err)
	}
	if n, err := player.Read(block); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("read %d frames (%v), want none and EOF", n, err)
	}
}

func TestSessionYAML(t *testing.T) {
	want := "title: Quiet Machine\nartist: The Lathe Hands\nnotes: \"Please "
	got := string(Demo().SessionYAML())
	if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "\nreferences:\n  - file: Reference - Paper Lanterns.wav\n    like: [tone, loudness]\n") {
		t.Errorf("session.yaml is\n%s", got)
	}
}
