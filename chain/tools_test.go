package chain_test

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/chain"
	"lathe/chain/deliver"
	"lathe/chain/repair"
)

// tone writes a file of one tone on an offset that starts
// late by delay frames.
func tone(t *testing.T, path string, f audio.Format, seconds, freqHz, peak, offset float64, delay int) {
	t.Helper()
	err := deliver.WriteTrack(path, f, func(write func([][]float64) error) error {
		block := audio.NewBlock(f.Channels, int(seconds*float64(f.Rate)))
		for c := range block {
			for i := delay; i < len(block[c]); i++ {
				at := float64(i-delay) / float64(f.Rate)
				// a tone that comes and goes, so that there is one way to align it
				block[c][i] = offset + peak*math.Sin(2*math.Pi*freqHz*at*(1+0.05*at))*(0.6+0.4*math.Sin(3*at*at))
			}
		}
		return write(block)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRepairFile(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, tt := range []struct {
		name   string
		format audio.Format
		offset float64
		only   []repair.Kind
		same   bool // nothing is to be changed
	}{
		{"a clean tone stays bit by bit in 24 bits", audio.Format{Rate: 44100, Channels: 1, BitDepth: 24}, 0, []repair.Kind{repair.DC, repair.Rumble}, true},
		{"and in 16", audio.Format{Rate: 48000, Channels: 2, BitDepth: 16}, 0, []repair.Kind{repair.DC, repair.Rumble}, true},
		{"and in float", audio.Format{Rate: 48000, Channels: 2, BitDepth: 32, Float: true}, 0, []repair.Kind{repair.DC, repair.Rumble}, true},
		{"an offset goes", audio.Format{Rate: 44100, Channels: 2, BitDepth: 24}, 0.01, []repair.Kind{repair.DC}, false},
		{"an offset that nobody wants repaired stays", audio.Format{Rate: 44100, Channels: 2, BitDepth: 24}, 0.01, []repair.Kind{repair.Rumble}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tone(t, at("in.wav"), tt.format, 4, 440, 0.25, tt.offset, 0)
			r, err := chain.RepairFile(context.Background(), chain.Repair{In: at("in.wav"), Out: at("out.wav"), Removed: at("gone.wav"), Only: tt.only}, chain.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if (len(r.Moves) == 0) != tt.same {
				t.Fatalf("moves are %+v", r.Moves)
			}
			in, out, gone := samples(t, at("in.wav")), samples(t, at("out.wav")), samples(t, at("gone.wav"))
			mean := 0.0
			for c := range in {
				for i, v := range in[c] {
					if tt.same && (out[c][i] != v || gone[c][i] != 0) {
						t.Fatalf("frame %d is %g and %g was removed, want %g untouched", i, out[c][i], gone[c][i], v)
					}
					if out[c][i]+gone[c][i] != v {
						t.Fatalf("frame %d: kept %g and removed %g do not make %g", i, out[c][i], gone[c][i], v)
					}
					if i > len(in[c])/2 { // the filter has settled
						mean += out[c][i] / float64(len(in)*len(in[c])/2)
					}
				}
			}
			if tt.offset > 0 && !tt.same && math.Abs(mean) > 1e-4 { // a hundredth of the offset
				t.Errorf("the offset is %g after repair, was %g", mean, tt.offset)
			}
		})
	}
}

func TestCompareFilesFindsShiftAndGain(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a.wav"), filepath.Join(dir, "b.wav")
	f := audio.Format{Rate: 48000, Channels: 2, BitDepth: 24}
	tone(t, a, f, 12, 300, 0.4, 0, 0)
	tone(t, b, f, 12, 300, 0.2, 0, 960)
	c, err := chain.CompareFiles(context.Background(), []string{a, b}, chain.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v := c.Comparisons[0]
	if math.Abs(float64(v.Offset)-960) > 0.5 { // half a frame
		t.Errorf("b is late by %s frames, want 960", v.Offset)
	}
	// 20 log10(0.2/0.4) = -6.02; 0.1: the 20 ms that b lacks at its end.
	if math.Abs(float64(v.Match)+6.02) > 0.1 {
		t.Errorf("the match is %s dB, want -6.02", v.Match)
	}
	if !(v.Null < -40) { // dB: a hundredth of the amplitude is left by rounding the shift
		t.Errorf("the null is %s dB, want below -40", v.Null)
	}
}
