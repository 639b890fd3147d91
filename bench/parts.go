//go:build unix

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"text/tabwriter"
	"time"

	"lathe/audio"
	"lathe/dsp/biquad"
	"lathe/dsp/dither"
	"lathe/dsp/dynamics"
	"lathe/dsp/resample"
	"lathe/dsp/reverb"
	"lathe/dsp/shape"
	"lathe/dsp/truepeak"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
	"lathe/measure"
)

const partRate = 48000 // Hz

// part is a meter or processor that is fed the same stereo noise again and
// again, 4096 frames at a time.
type part struct {
	name string
	feed func(block [][]float64)
}

// parts prints what every meter and processor takes.
func parts(ctx context.Context) error {
	meters := append([]part{yardstick()}, meterParts()...)
	processors, err := processorParts()
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "\nparts: stereo noise at %d Hz, a sample is one channel of one frame\n", partRate)
	fmt.Fprintln(t, "  part\tns/sample\tx the loop that adds two blocks")
	var unitNS float64
	for i, p := range append(meters, processors...) {
		if err := ctx.Err(); err != nil {
			return err
		}
		ns := p.nsPerSample()
		if i == 0 {
			unitNS = ns
		}
		fmt.Fprintf(t, "  %s\t%.2f\t%.1f\n", p.name, ns, ns/unitNS)
	}
	return t.Flush()
}

func (p part) nsPerSample() float64 {
	random := rand.New(rand.NewPCG(1, 2))
	noise, buf := audio.NewBlock(2, block), audio.NewBlock(2, block)
	for c := range noise {
		for i := range noise[c] {
			noise[c][i] = 2*random.Float64() - 1
		}
	}
	result := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			for c := range buf {
				copy(buf[c], noise[c])
			}
			p.feed(buf)
		}
	})
	return float64(result.NsPerOp()) / (2 * block)
}

// yardstick is the loop that adds two blocks: what memory and one addition take.
func yardstick() part {
	sum := audio.NewBlock(2, block)
	return part{"add two blocks", func(block [][]float64) {
		for c := range block {
			vec.Zero(sum[c])
			vec.Add(sum[c], block[c])
		}
	}}
}

func meterParts() []part {
	painter := func() func([][]float64) { // afresh every minute: a portrait grows with the song
		p, fed := measure.NewPainter(partRate, 2), 0
		return func(block [][]float64) {
			if fed += len(block[0]); fed > 60*partRate {
				p, fed = measure.NewPainter(partRate, 2), 0
			}
			p.Feed(block)
		}
	}
	return []part{
		{"meter: loudness", measure.NewLoudness(partRate).Feed},
		{"meter: peaks, sample and true", measure.NewPeaks(partRate, 2, true).Feed},
		{"meter: spectrum, correlation", measure.NewSpectrum(partRate, 2).Feed},
		{"meter: all of them", measure.NewMeter(partRate, 2).Feed},
		{"portrait of a stem", painter()},
	}
}

func processorParts() ([]part, error) {
	band := dynamics.Band{Settings: dynamics.Settings{
		Curve: dynamics.Curve{Threshold: -20, Ratio: 2, Knee: 6}, Attack: 20 * time.Millisecond, Release: 200 * time.Millisecond,
	}}
	multiband, err := dynamics.NewMultiband(partRate, []unit.Hz{120, 900, 5000}, []dynamics.Band{band, band, band, band}, 2)
	if err != nil {
		return nil, err
	}
	compressor, err := dynamics.NewCompressor(partRate, band.Settings)
	if err != nil {
		return nil, err
	}
	limiter, err := dynamics.NewLimiter(partRate, dynamics.LimiterSettings{Ceiling: -1, Lookahead: 3 * time.Millisecond, Release: 30 * time.Millisecond, Sustain: 200 * time.Millisecond})
	if err != nil {
		return nil, err
	}
	saturator, err := shape.NewSaturator(partRate, shape.Settings{Drive: 3, Even: 0.3, Mix: 1})
	if err != nil {
		return nil, err
	}
	room, err := reverb.New(partRate, reverb.Settings{Decay: 900 * time.Millisecond, PreDelay: 20 * time.Millisecond, Highpass: 250, Lowpass: 7000, Damping: 0.5})
	if err != nil {
		return nil, err
	}
	converter, err := resample.New(partRate, 44100, 2)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, 2)
	kernel, env := truepeak.NewKernel(), make([]float64, block-2*truepeak.Reach-1)
	return []part{
		{"filter: one biquad", biquad.NewFilter(biquad.Peak(partRate, 1000, -3, 1)).Process},
		{"compressor", compressor.Process},
		{"multiband compressor, 4 bands", multiband.Process},
		{"saturator", saturator.Process},
		{"room", room.Process},
		{"envelope of true peaks", func(block [][]float64) {
			for _, x := range block {
				kernel.Envelope(env, x, 0)
			}
		}},
		{"limiter, 6 dB over", limiter.Process},
		{"48 to 44.1 kHz", func(block [][]float64) {
			out[0], out[1] = out[0][:0], out[1][:0]
			out = converter.Feed(out, block)
		}},
		{"dither, flat, 24 bits", dither.New(24, 2, dither.Flat, 1).Process},
		{"dither, shaped, 16 bits", dither.New(16, 2, dither.Shaped, 1).Process},
	}, nil
}
