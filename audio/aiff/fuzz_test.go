package aiff_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/audio/aiff"
	"lathe/audio/audiotest"
	"lathe/internal/material"
)

// seedBytes is the most a seed may have: mutating large files finds little.
const seedBytes = 16 << 10

func FuzzReader(f *testing.F) {
	for _, table := range [][]judgement{brokenContainers(), brokenFormats(), brokenAudio()} {
		for _, tt := range table {
			if len(tt.bytes) <= seedBytes {
				f.Add([]byte(tt.bytes))
			}
		}
	}
	f.Add([]byte(file("AIFC", chunk("NAME", "a"), commC(2, 4, 32, "fl32", "b"), ssnd(ramp(32)))))
	if dir, ok := material.Find(); ok {
		for vector := range verdicts {
			seed, err := os.ReadFile(filepath.Join(dir, "vectors", vector))
			if err == nil && len(seed) <= seedBytes {
				f.Add(seed)
			}
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := aiff.NewReader(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		r.Info()
		whole, err := audiotest.ReadAll(r, 333)
		format, frames := r.Format(), len(whole[0])
		if err := audio.CheckFinite(whole, frames, 0, format.Rate); err != nil {
			t.Error(err)
		}
		if need := frames * format.Channels * ((format.BitDepth + 7) / 8); need > len(file) {
			t.Errorf("%d frames of %v take %d bytes, and the file has %d", frames, format, need, len(file))
		}
		if err == nil && format.Frames != int64(frames) {
			t.Errorf("%d frames were read of %d", frames, format.Frames)
		}
		for _, from := range []int{frames / 2, frames - 1, 0} {
			if from < 0 {
				continue
			}
			r.SeekFrame(int64(from))
			block := audio.NewBlock(format.Channels, min(100, frames-from))
			if n, err := r.Read(block); n != len(block[0]) {
				t.Fatalf("from frame %d a read gave %d frames of %d and %v", from, n, len(block[0]), err)
			}
			if diff := audiotest.Differ(block, audio.Slice(nil, whole, from, from+len(block[0]))); diff != "" {
				t.Errorf("from frame %d: %s", from, diff)
			}
		}
	})
}
