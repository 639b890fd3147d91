package audio

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

var encodings = []Encoding{
	{Bytes: 1}, {Bytes: 1, Unsigned: true},
	{Bytes: 2}, {Bytes: 2, BigEndian: true}, {Bytes: 3}, {Bytes: 3, BigEndian: true}, {Bytes: 4}, {Bytes: 4, BigEndian: true},
	{Bytes: 4, Float: true}, {Bytes: 4, Float: true, BigEndian: true}, {Bytes: 8, Float: true}, {Bytes: 8, Float: true, BigEndian: true},
}

// The assembly gives the bits of the Go loops that define it, and writes to no
// frame that is not there.
func TestAssemblyIsItsDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, e := range encodings {
		for channels := 1; channels <= 3; channels++ {
			for frames := range 70 {
				raw := make([]byte, frames*channels*e.Bytes)
				for i := range raw {
					raw[i] = byte(random.Uint32())
				}
				sameDecode(t, e, channels, raw)
			}
		}
	}
}

func sameDecode(t *testing.T, e Encoding, channels int, raw []byte) {
	t.Helper()
	const after = 3 // frames that nobody asked for
	frames := len(raw) / (e.Bytes * channels)
	got, want := NewBlock(channels, frames+after), NewBlock(channels, frames+after)
	e.Decode(got, raw)
	e.decode(want, raw)
	for c := range want {
		for i := range want[c] {
			if math.Float64bits(got[c][i]) != math.Float64bits(want[c][i]) {
				t.Fatalf("%+v, channel %d of %d, frame %d of %d: %v, want %v", e, c, channels, i, frames, got[c][i], want[c][i])
			}
		}
	}
}

// By hand: one step of each depth, and full scale.
func TestDecode(t *testing.T) {
	for _, tt := range []struct {
		e    Encoding
		raw  []byte
		want float64
	}{
		{Encoding{Bytes: 2}, []byte{1, 0}, 1. / 32768},
		{Encoding{Bytes: 2, BigEndian: true}, []byte{0x80, 0}, -1},
		{Encoding{Bytes: 3}, []byte{1, 0, 0}, 1. / 8388608},
		{Encoding{Bytes: 3}, []byte{0xff, 0xff, 0xff}, -1. / 8388608},
		{Encoding{Bytes: 3, BigEndian: true}, []byte{0x40, 0, 0}, 0.5},
		{Encoding{Bytes: 4}, []byte{0, 0, 0, 0x80}, -1},
		{Encoding{Bytes: 4, Float: true}, []byte{0, 0, 0x80, 0x3f}, 1},
	} {
		for channels := 1; channels <= 2; channels++ {
			const frames = 24
			raw := make([]byte, 0, frames*channels*len(tt.raw))
			for range frames * channels {
				raw = append(raw, tt.raw...)
			}
			dst := NewBlock(channels, frames)
			tt.e.Decode(dst, raw)
			for c := range dst {
				for i, v := range dst[c] {
					if v != tt.want {
						t.Fatalf("%+v % x, channel %d, frame %d is %g, want %g", tt.e, tt.raw, c, i, v, tt.want)
					}
				}
			}
		}
	}
}

func FuzzAssemblyIsItsDefinition(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789abcdef"), uint8(4), uint8(2))
	f.Fuzz(func(t *testing.T, raw []byte, encoding, channels uint8) {
		e, n := encodings[int(encoding)%len(encodings)], int(channels)%2+1
		sameDecode(t, e, n, raw[:len(raw)/(e.Bytes*n)*e.Bytes*n])
	})
}

func BenchmarkDecode(b *testing.B) {
	for _, e := range []Encoding{{Bytes: 2}, {Bytes: 3}, {Bytes: 4, Float: true}} {
		for channels := 1; channels <= 2; channels++ {
			b.Run(fmt.Sprintf("%d bytes %d channels", e.Bytes, channels), func(b *testing.B) {
				raw, dst := make([]byte, 4096*channels*e.Bytes), NewBlock(channels, 4096)
				for b.Loop() {
					e.Decode(dst, raw)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*channels*4096), "ns/sample")
			})
		}
	}
}
