package biquad

// Filter is sections in series, the same on every channel.
//
// Shape: one or two channels, in place. Latency: none. State: two numbers a
// section and channel. Not safe for concurrent use.
type Filter struct {
	sections []Section
	state    [][2]memory // by section, by channel
}

type memory struct{ z1, z2 float64 }

// NewFilter prepares sections for up to two channels.
func NewFilter(sections ...Section) *Filter {
	return &Filter{sections: sections, state: make([][2]memory, len(sections))}
}

// Reset forgets the past.
func (f *Filter) Reset() { clear(f.state) }

// Latency is none: these filters turn phases, they do not wait.
func (f *Filter) Latency() int { return 0 }

// Process filters one block in place.
func (f *Filter) Process(channels [][]float64) {
	if len(channels) != 2 {
		for i := range f.sections {
			f.sections[i].mono(channels[0], &f.state[i][0])
		}
		return
	}
	i := 0
	for ; i+1 < len(f.sections); i += 2 {
		pair(channels[0], channels[1], &f.sections[i], &f.sections[i+1], &f.state[i], &f.state[i+1])
	}
	if i < len(f.sections) {
		f.sections[i].stereo(channels[0], channels[1], &f.state[i])
	}
}

func (s *Section) mono(x []float64, m *memory) {
	b0, b1, b2, a1, a2 := s.B0, s.B1, s.B2, s.A1, s.A2
	z1, z2 := m.z1, m.z2
	for i, v := range x {
		y := b0*v + z1
		z1 = b1*v - a1*y + z2
		z2 = b2*v - a2*y
		x[i] = y
	}
	m.z1, m.z2 = settle(z1), settle(z2)
}

// stereo runs both channels in one loop: each waits for its own last output,
// so two side by side take hardly longer than one.
func (s *Section) stereo(x, y []float64, m *[2]memory) {
	b0, b1, b2, a1, a2 := s.B0, s.B1, s.B2, s.A1, s.A2
	l1, l2, r1, r2 := m[0].z1, m[0].z2, m[1].z1, m[1].z2
	y = y[:len(x)]
	for i, v := range x {
		w := y[i]
		l := b0*v + l1
		r := b0*w + r1
		l1 = b1*v - a1*l + l2
		r1 = b1*w - a1*r + r2
		l2 = b2*v - a2*l
		r2 = b2*w - a2*r
		x[i], y[i] = l, r
	}
	m[0] = memory{settle(l1), settle(l2)}
	m[1] = memory{settle(r1), settle(r2)}
}

// plainPair runs two sections over both channels in one loop: while the second works
// on a sample, the first is already at the next. It computes what stereo
// computes twice, and is what pair does.
func plainPair(x, y []float64, s, t *Section, m, n *[2]memory) {
	b0, b1, b2, a1, a2 := s.B0, s.B1, s.B2, s.A1, s.A2
	d0, d1, d2, c1, c2 := t.B0, t.B1, t.B2, t.A1, t.A2
	l1, l2, r1, r2 := m[0].z1, m[0].z2, m[1].z1, m[1].z2
	p1, p2, q1, q2 := n[0].z1, n[0].z2, n[1].z1, n[1].z2
	y = y[:len(x)]
	for i, v := range x {
		w := y[i]
		l := b0*v + l1
		r := b0*w + r1
		l1 = b1*v - a1*l + l2
		r1 = b1*w - a1*r + r2
		l2 = b2*v - a2*l
		r2 = b2*w - a2*r
		p := d0*l + p1
		q := d0*r + q1
		p1 = d1*l - c1*p + p2
		q1 = d1*r - c1*q + q2
		p2 = d2*l - c2*p
		q2 = d2*r - c2*q
		x[i], y[i] = p, q
	}
	m[0], m[1] = memory{settle(l1), settle(l2)}, memory{settle(r1), settle(r2)}
	n[0], n[1] = memory{settle(p1), settle(p2)}, memory{settle(q1), settle(q2)}
}

// settle lets a decaying state reach exact zero 600 dB below full scale, long
// before it turns denormal and slow.
func settle(z float64) float64 {
	if z < 1e-30 && z > -1e-30 {
		return 0
	}
	return z
}
