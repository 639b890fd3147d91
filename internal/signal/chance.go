package signal

// chance gives numbers that look random and are the same every time: the
// counter and mixing function of SplitMix64 (see package dither).
type chance struct{ state uint64 }

// chanceFor starts a source of its own for every combination of keys, so that
// one player's luck does not hang on what another plays.
func chanceFor(keys ...uint64) *chance {
	c := &chance{}
	for _, k := range keys {
		c.state = c.bits() ^ k*0xd1342543de82ef95
	}
	return c
}

func (c *chance) bits() uint64 {
	c.state += 0x9e3779b97f4a7c15
	z := c.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit is evenly spread from 0 to 1.
func (c *chance) unit() float64 { return float64(c.bits()>>11) * (1. / (1 << 53)) }

// noise is evenly spread from -1 to 1: one sample of white noise.
func (c *chance) noise() float64 { return float64(int64(c.bits())) * (1. / (1 << 63)) }

// about is mid give or take spread, near mid more often than not.
func (c *chance) about(mid, spread float64) float64 {
	return mid + spread*(c.unit()-c.unit())
}
