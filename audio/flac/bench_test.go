//go:build unix

package flac_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"lathe/audio"
	"lathe/audio/flac"
	"lathe/internal/material"
)

// rough is a real mix, 24-bit stereo.
func rough(b *testing.B) (file []byte, samples [][]float64) {
	b.Helper()
	file, err := os.ReadFile(filepath.Join(material.Dir(b), "sessions", "caesium", "Rough Mix - Caesium.flac"))
	if err != nil {
		b.Fatal(err)
	}
	samples, _ = readAll(b, file)
	b.SetBytes(int64(len(samples[0])) * 2 * 3) // so MB/s are those of the WAV file
	return file, samples
}

var mixFormat = audio.Format{Rate: 48000, Channels: 2, BitDepth: 24, Frames: -1}

func BenchmarkEncode(b *testing.B) {
	_, samples := rough(b)
	for b.Loop() {
		write(b, samples)
	}
}

func write(b *testing.B, samples [][]float64) {
	b.Helper()
	w, err := flac.NewWriter(nowhere{}, mixFormat, nil)
	if err != nil {
		b.Fatal(err)
	}
	block := make([][]float64, 2)
	for from := 0; from < len(samples[0]); from += 4096 {
		block = audio.Slice(block, samples, from, min(from+4096, len(samples[0])))
		if err := w.Write(block, len(block[0])); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkDecode(b *testing.B) {
	file, _ := rough(b)
	block := audio.NewBlock(2, 4096)
	for b.Loop() {
		r, err := flac.NewReader(bytes.NewReader(file))
		for err == nil {
			_, err = r.Read(block)
		}
	}
}

// BenchmarkAgainstFlac takes turns with the reference program and compares CPU
// time, its start and its files included.
func BenchmarkAgainstFlac(b *testing.B) {
	tool := material.Tool(b, "flac")
	file, samples := rough(b)
	dir := b.TempDir()
	wav, out := filepath.Join(dir, "in.wav"), filepath.Join(dir, "out.flac")
	source := filepath.Join(dir, "in.flac")
	if err := os.WriteFile(source, file, 0o600); err != nil {
		b.Fatal(err)
	}
	run := func(args ...string) {
		if text, err := exec.Command(tool, append(args, "-s", "-f")...).CombinedOutput(); err != nil {
			b.Fatalf("flac: %v\n%s", err, text)
		}
	}
	block := audio.NewBlock(2, 4096)
	var encode, flac5, flac8, decode, flacD time.Duration
	for b.Loop() {
		encode += spent(syscall.RUSAGE_SELF, func() { write(b, samples) })
		decode += spent(syscall.RUSAGE_SELF, func() {
			r, err := flac.NewReader(bytes.NewReader(file))
			for err == nil {
				_, err = r.Read(block)
			}
		})
		flacD += spent(syscall.RUSAGE_CHILDREN, func() { run("-d", "-o", wav, source) })
		flac5 += spent(syscall.RUSAGE_CHILDREN, func() { run("-5", "-o", out, wav) })
		flac8 += spent(syscall.RUSAGE_CHILDREN, func() { run("-8", "-o", out, wav) })
	}
	b.ReportMetric(float64(encode)/float64(flac5), "encode/flac-5")
	b.ReportMetric(float64(encode)/float64(flac8), "encode/flac-8")
	b.ReportMetric(float64(decode)/float64(flacD), "decode/flac-d")
}

// spent is the CPU time of something.
func spent(who int, do func()) time.Duration {
	now := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			return 0
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := now()
	do()
	return now() - before
}
