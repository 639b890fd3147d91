package spoil

import "math"

// Sound is planar: one slice per channel, all of one length.
type Sound [][]float64

func silence(channels, frames int) Sound {
	s := make(Sound, channels)
	for c := range s {
		s[c] = make([]float64, frames)
	}
	return s
}

func (s Sound) frames() int { return len(s[0]) }

func (s Sound) clone() Sound {
	out := make(Sound, len(s))
	for c := range s {
		out[c] = append([]float64(nil), s[c]...)
	}
	return out
}

// each returns a new sound, every sample through f.
func (s Sound) each(f func(float64) float64) Sound {
	out := silence(len(s), s.frames())
	for c := range s {
		for i, v := range s[c] {
			out[c][i] = f(v)
		}
	}
	return out
}

func (s Sound) gain(db float64) Sound {
	g := lin(db)
	return s.each(func(v float64) float64 { return g * v })
}

// add mixes other in, at a gain, from a frame on; what lies outside is lost.
func (s Sound) add(other Sound, g float64, from int) {
	for c := range s {
		src := other[c%len(other)]
		for i := max(0, -from); i < len(src) && i+from < len(s[c]); i++ {
			s[c][i+from] += g * src[i]
		}
	}
}

// late returns the sound n frames later (earlier when negative), same length.
func (s Sound) late(n int) Sound {
	out := silence(len(s), s.frames())
	out.add(s, 1, n)
	return out
}

// cut returns frames from..to; what lies outside the sound is silence.
func (s Sound) cut(from, to int) Sound {
	out := silence(len(s), to-from)
	out.add(s, 1, -from)
	return out
}

func (s Sound) peak() float64 {
	p := 0.0
	for _, ch := range s {
		for _, v := range ch {
			p = max(p, math.Abs(v))
		}
	}
	return p
}

// power is the mean square over all channels, of frames from..to.
func (s Sound) power(from, to int) float64 {
	from, to = max(0, from), min(to, s.frames())
	if to <= from {
		return 0
	}
	e := 0.0
	for _, ch := range s {
		for _, v := range ch[from:to] {
			e += v * v
		}
	}
	return e / float64((to-from)*len(s))
}

func (s Sound) rmsDB() float64 { return powerDB(s.power(0, s.frames())) }

// loudest is the level of the loudest stretch of so many frames, in dB.
func (s Sound) loudest(stretch int) float64 {
	most := 0.0
	for from := 0; from+stretch <= s.frames(); from += stretch {
		most = max(most, s.power(from, from+stretch))
	}
	return powerDB(most)
}

// bounds are the first and the frame after the last that is not zero.
func (s Sound) bounds() (first, end int) {
	first = s.frames()
	for _, ch := range s {
		for i, v := range ch {
			if v != 0 {
				first = min(first, i)
				break
			}
		}
		for i := len(ch) - 1; i >= 0; i-- {
			if ch[i] != 0 {
				end = max(end, i+1)
				break
			}
		}
	}
	return first, end
}

// stereo returns two channels.
func (s Sound) stereo() Sound {
	if len(s) == 2 {
		return s
	}
	return Sound{s[0], s[0]}
}

// likeness is the correlation of left and right.
func (s Sound) likeness() float64 {
	if len(s) < 2 {
		return 1
	}
	var ll, rr, lr float64
	for i, l := range s[0] {
		r := s[1][i]
		ll, rr, lr = ll+l*l, rr+r*r, lr+l*r
	}
	if ll == 0 || rr == 0 {
		return 0
	}
	return lr / math.Sqrt(ll*rr)
}

func lin(db float64) float64 { return math.Pow(10, db/20) }

func gainDB(g float64) float64 { return 20 * math.Log10(max(g, 1e-15)) }

func powerDB(p float64) float64 { return 10 * math.Log10(max(p, 1e-30)) }
