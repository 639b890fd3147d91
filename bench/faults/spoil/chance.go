package spoil

import "math"

// chance is a stream of random numbers: SplitMix64 (Steele, Lea, Flood, "Fast
// splittable pseudorandom number generators", OOPSLA 2014).
type chance uint64

func (c *chance) bits() uint64 {
	*c += 0x9E3779B97F4A7C15
	z := uint64(*c)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// float is even over [0, 1).
func (c *chance) float() float64 { return float64(c.bits()>>11) / (1 << 53) }

// between is even over [low, high).
func (c *chance) between(low, high float64) float64 { return low + (high-low)*c.float() }

// below is even over 0 .. n-1.
func (c *chance) below(n int) int { return int(c.bits() % uint64(n)) }

// bell is normal with variance 1 (Box and Muller 1958).
func (c *chance) bell() float64 {
	return math.Sqrt(-2*math.Log(1-c.float())) * math.Cos(2*math.Pi*c.float())
}

// order is a shuffle of 0 .. n-1.
func (c *chance) order(n int) []int {
	out := make([]int, n)
	for i := range out {
		j := c.below(i + 1)
		out[i], out[j] = out[j], i
	}
	return out
}

// chanceOf is the stream of one thing: a session, or a kind on a session.
func chanceOf(seed uint64, what string) *chance {
	c := chance(seed * 0x9E3779B97F4A7C15)
	for _, b := range []byte(what) {
		c = chance(c.bits() ^ uint64(b))
	}
	return &c
}
