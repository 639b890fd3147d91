package chain

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/chain/deliver"
)

// A disk that returns other bytes than it was given is noticed.
func TestVerifyFile(t *testing.T) {
	f := audio.Format{Rate: 44100, Channels: 2, BitDepth: 24}
	x := audio.NewBlock(2, 9000)
	for i := range x[0] {
		x[0][i], x[1][i] = float64(i-4500)/(1<<23), -float64(i)/(1<<15)
	}
	for _, name := range []string{"whole.wav", "whole.flac"} {
		path := filepath.Join(t.TempDir(), name)
		if err := deliver.WriteTrack(path, f, func(write func([][]float64) error) error { return write(x) }); err != nil {
			t.Fatal(err)
		}
		written := newTally(2)
		written.feed(x)
		if err := written.verifyFile(t.Context(), path, f); err != nil {
			t.Errorf("%s as it was written: %v", name, err)
		}
		if err := written.verifyFile(t.Context(), path, audio.Format{Rate: 48000, Channels: 2, BitDepth: 24}); !errors.Is(err, ErrVerify) {
			t.Errorf("%s at another rate: %v, want %v", name, err, ErrVerify)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, broken := range [][]byte{
			append(append(append([]byte{}, raw[:len(raw)/2]...), raw[len(raw)/2]^1), raw[len(raw)/2+1:]...), // one bit
			raw[:len(raw)-1000], // cut off
			raw[:10],            // not even a header
		} {
			if err := os.WriteFile(path, broken, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := written.verifyFile(t.Context(), path, f); !errors.Is(err, ErrVerify) {
				t.Errorf("%s, damaged: %v, want %v", name, err, ErrVerify)
			}
		}
	}
}
