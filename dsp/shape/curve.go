package shape

// knee is where the curve becomes flat: the height of the curve there is one.
const knee = 35. / 16

// law is the curve's numbers, in the order in which the loop meets them.
type law [9]float64

// newLaw turns every x into what the law adds to in·x. The odd part has the
// slope (1-u²)³ with u = x/knee, so it meets its flat ends smoothly up to the
// third derivative and its harmonics fall fast:
//
//	f(x) = x (1 - u² + 3u⁴/5 - u⁶/7)   |x| <= knee
//	     = ±1                          beyond
//
// The even part, e(x) = even·knee²/32·(1 - (1-u²)⁴), is x²/8 for quiet signals
// and flat beyond the knees too.
func newLaw(in, even float64) law {
	return law{in, knee, -knee, 1 / (knee * knee), 1, 1. / 7, 3. / 5, -1, even * knee * knee / 32}
}

// bend replaces every point by what the law adds to it.
func (l *law) bend(points []float64) {
	n := len(points) &^ 3
	l.bendBlocks(points[:n])
	l.plain(points[n:])
}

// plain is bend, and its definition:
//
//	held  = x inside the knees
//	added = held - x + held·u²·(-1 + u²·(3/5 - u²/7)) + even·(1 - (1-u²)⁴)
//
// Beyond the knees f stays at ±1, so what is added is f(held) - x.
func (l *law) plain(points []float64) {
	in, top, bottom, scale, one, seventh, fifths, minus, even := l[0], l[1], l[2], l[3], l[4], l[5], l[6], l[7], l[8]
	for i, x := range points {
		x *= in
		held := max(bottom, min(top, x))
		sq := float64(float64(held*held) * scale)
		rest := float64((one - sq) * (one - sq))
		odd := float64(float64(held*sq) * (minus + float64(sq*(fifths-float64(sq*seventh)))))
		points[i] = held - x + odd + float64(even*(one-float64(rest*rest)))
	}
}
