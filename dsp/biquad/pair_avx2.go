//go:build amd64 && !purego

package biquad

import "golang.org/x/sys/cpu"

//go:generate go -C ../../tools run ./asm -out ../dsp/biquad/biquad_amd64.s -stubs ../dsp/biquad/biquad_amd64.go -pkg biquad biquad

var avx2 = cpu.X86.HasAVX2

// pair is plainPair; in the assembly the second section is always one frame
// behind the first, so the first frame and the last are done here.
func pair(x, y []float64, s, t *Section, m, n *[2]memory) {
	if !avx2 || len(x) < 2 {
		plainPair(x, y, s, t, m, n)
		return
	}
	last := len(x) - 1
	l, r := s.step(x[0], &m[0]), s.step(y[0], &m[1])
	coefficients := [20]float64{
		s.B0, s.B0, t.B0, t.B0, s.B1, s.B1, t.B1, t.B1, s.B2, s.B2, t.B2, t.B2,
		s.A1, s.A1, t.A1, t.A1, s.A2, s.A2, t.A2, t.A2,
	}
	state := [12]float64{
		m[0].z1, m[1].z1, n[0].z1, n[1].z1,
		m[0].z2, m[1].z2, n[0].z2, n[1].z2,
		l, r, 0, 0,
	}
	pairAVX2(&x[1], &y[1], &coefficients[0], &state[0], last)
	m[0], m[1] = memory{settle(state[0]), settle(state[4])}, memory{settle(state[1]), settle(state[5])}
	n[0], n[1] = memory{state[2], state[6]}, memory{state[3], state[7]}
	x[last], y[last] = t.step(state[8], &n[0]), t.step(state[9], &n[1])
	for c := range n {
		n[c] = memory{settle(n[c].z1), settle(n[c].z2)}
	}
}

// step is one frame of mono, without settling.
func (s *Section) step(v float64, m *memory) float64 {
	y := s.B0*v + m.z1
	m.z1 = s.B1*v - s.A1*y + m.z2
	m.z2 = s.B2*v - s.A2*y
	return y
}
