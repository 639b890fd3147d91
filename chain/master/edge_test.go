package master

import (
	"errors"
	"io"
	"math"
	"testing"
)

// sine is a mix of one tone, read in pieces of odd lengths.
type sine struct {
	cycles float64 // per sample
	at, n  int
}

func (s *sine) Read(dst [][]float64) (int, error) {
	n := min(len(dst[0]), s.n-s.at, 997)
	for i := range n {
		v := math.Sin(2 * math.Pi * s.cycles * float64(s.at+i))
		dst[0][i], dst[1][i] = v, -v
	}
	s.at += n
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// 20 kHz at 44.1 kHz passes sample for sample, in time; what is above 0.4965 of
// the rate is 90 dB down: the figures of the design.
func TestTheEdgePassesMusicInTime(t *testing.T) {
	const n = 20000
	for _, tt := range []struct {
		cycles, gain float64
	}{{0.01, 1}, {0.2, 1}, {20000. / 44100, 1}, {0.497, 0}} {
		e := newEdged(&sine{cycles: tt.cycles, n: n})
		got, total := make([]float64, 0, n), 0
		block := [][]float64{make([]float64, 1500), make([]float64, 1500)}
		for {
			k, err := e.Read(block)
			got, total = append(got, block[0][:k]...), total+k
			if errors.Is(err, io.EOF) {
				break
			}
		}
		if total != n {
			t.Fatalf("%g cycles: %d frames come out of %d", tt.cycles, total, n)
		}
		worst := 0.0
		for i := 500; i < n-500; i++ { // the ends ring
			worst = max(worst, math.Abs(got[i]-tt.gain*math.Sin(2*math.Pi*tt.cycles*float64(i))))
		}
		if worst > 5e-5 { // -86 dB: 90 dB at both edges together
			t.Errorf("%g cycles per sample: off by %g, want the tone times %g", tt.cycles, worst, tt.gain)
		}
	}
}
