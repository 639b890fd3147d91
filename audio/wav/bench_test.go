package wav_test

import (
	"bytes"
	"testing"

	"lathe/audio"
	"lathe/audio/wav"
)

func benchmarkFile(b *testing.B) ([]byte, [][]float64) {
	f := audio.Format{Rate: 48000, Channels: 2, BitDepth: 24}
	block := steps(f, 4096)
	m := &memory{}
	w, err := wav.NewWriter(m, f, wav.Tags{})
	if err != nil {
		b.Fatal(err)
	}
	for range 100 {
		w.Write(block, 4096)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return m.bytes, block
}

func BenchmarkRead24(b *testing.B) {
	file, block := benchmarkFile(b)
	r, err := wav.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.Read(block); err != nil {
			r.SeekFrame(0)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*2*4096), "ns/sample")
}

func BenchmarkWrite24(b *testing.B) {
	file, block := benchmarkFile(b)
	m := &memory{bytes: file}
	w, err := wav.NewWriter(m, audio.Format{Rate: 48000, Channels: 2, BitDepth: 24}, wav.Tags{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if m.at > int64(len(file)-6*4096) {
			m.at = 0
		}
		if err := w.Write(block, 4096); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*2*4096), "ns/sample")
}
