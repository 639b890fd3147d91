package chain_test

import (
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"lathe/audio"
	"lathe/audio/decode"
	"lathe/audio/wav"
	"lathe/chain"
	"lathe/chain/intake"
	"lathe/dsp/dsptest"
)

const madeRate = 44100

// made writes a small session: three seconds of a kick, a bass and a voice-like
// tone with noise, quiet enough that nothing has to be limited.
func made(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	const n = 3 * madeRate
	kick, bass, lead := make([]float64, n), make([]float64, n), make([]float64, n)
	noise := dsptest.Noise(1, n)
	for i := range n {
		s := float64(i) / madeRate
		beat := math.Mod(s, 0.5)
		kick[i] = 0.3 * math.Exp(-beat*20) * math.Sin(2*math.Pi*60*beat)
		bass[i] = 0.15 * math.Sin(2*math.Pi*82*s)
		lead[i] = 0.1 * (1 + 0.5*math.Sin(2*math.Pi*3*s)) * (math.Sin(2*math.Pi*440*s) + 0.3*math.Sin(2*math.Pi*1320*s) + 0.05*noise[i])
		fade := min(1, float64(i)/200, float64(n-1-i)/200) // nothing starts or ends in the middle of a wave
		kick[i], bass[i], lead[i] = kick[i]*fade, bass[i]*fade, lead[i]*fade
	}
	writeStem(t, dir, "Kick - Made.wav", 24, kick, kick)
	writeStem(t, dir, "Bass - Made.wav", 24, bass)
	writeStem(t, dir, "Lead Vocals - Made.wav", 24, lead, lead)
	return dir
}

func writeStem(t *testing.T, dir, name string, bits int, x ...[]float64) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := wav.NewWriter(f, audio.Format{Rate: madeRate, Channels: len(x), BitDepth: bits, Float: bits == 32}, wav.Tags{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(x, len(x[0])); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// writeFloats writes a mono float WAV byte by byte, for our writer refuses what
// is not finite.
func writeFloats(t *testing.T, path string, x []float64) {
	t.Helper()
	raw := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(36+4*len(x)))
	raw = append(raw, "WAVEfmt "...)
	for _, v := range []any{uint32(16), uint16(3), uint16(1), uint32(madeRate), uint32(4 * madeRate), uint16(4), uint16(32)} {
		raw, _ = binary.Append(raw, binary.LittleEndian, v)
	}
	raw = binary.LittleEndian.AppendUint32(append(raw, "data"...), uint32(4*len(x)))
	for _, v := range x {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(float32(v)))
	}
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// samples reads a whole file.
func samples(t *testing.T, path string) [][]float64 {
	t.Helper()
	r, err := decode.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out := make([][]float64, r.Format().Channels)
	block := audio.NewBlock(len(out), 4096)
	for {
		n, err := r.Read(block)
		for c := range out {
			out[c] = append(out[c], block[c][:n]...)
		}
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// arrive opens a session and closes it with the test.
func arrive(t *testing.T, dir string, references ...string) *intake.Arrived {
	t.Helper()
	a, err := intake.Open(t.Context(), dir, intake.Options{References: references, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// planOf is the plan of a session at some amount.
func planOf(t *testing.T, dir, target string, amount float64) *chain.Plan {
	t.Helper()
	h, err := chain.Check(t.Context(), arrive(t, dir), chain.Options{Workers: 2, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	amounts := chain.Amounts{}
	for _, s := range chain.Stages {
		amounts[s] = amount
	}
	planned, err := chain.MakePlan(t.Context(), h, chain.Request{Target: target, Amounts: amounts}, chain.Options{Workers: 2, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	planned.Mix.Close()
	return planned.Plan
}

// printed prints a plan and returns the master's path.
func printed(t *testing.T, dir string, p *chain.Plan, workers int) string {
	t.Helper()
	out := t.TempDir()
	r, err := chain.Print(t.Context(), arrive(t, dir), p, chain.Request{Dir: out}, chain.Options{Workers: workers, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(out, r.Master.File)
}
