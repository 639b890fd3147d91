package preflight

import (
	"cmp"
	"math"
	"slices"

	"lathe/dsp/linalg"
	"lathe/dsp/unit"
	"lathe/measure"
)

// Where a stem only rests for moments, no spectrum of a rest is fine enough to
// tell 50 Hz from a note. But a hum goes on through all of it in one phase: one
// comb of sines, fitted to all rests of a stretch at once, leaves nothing of
// them. That takes rests that are alike: what dies away is not.
const (
	restsBlockS  = 16.   // fitted at once: the mains keep their phase so long
	restsBlocks  = 3     // tried of a song, those with the quietest rests,
	restsWindowS = 0.04  // two periods of 50 Hz
	restsLow     = 0.02  // of the windows lie below the floor,
	restsTop     = 0.06  // and as many
	restsFlatDB  = 2.    // are within this of it,
	restsWithDB  = 2.5   // as everything is that is taken for rest
	restsLeastS  = 0.6   // of rests are too few
	restsMostS   = 2.    // and more are not needed
	restsReachHz = 0.2   // from where the mains should be
	restsLeft    = 0.3   // of the rests' power, at most, is no hum,
	restsRoughly = 0.6   // or, by three lines to 0.04 Hz, worth a closer look
	restsBeside  = 0.5   // and of what combs beside it leave
	restsLineDB  = 25.   // below the strongest: weaker lines do not count
	restsSilent  = 1e-11 // power of what is silence
)

// humInRests looks for one comb in all rests.
func humInRests(b measure.LowBand) (best hum, ok bool) {
	blocks := restsOf(b)
	found, tried := 0, 0
	for _, rests := range blocks[:min(len(blocks), restsBlocks)] {
		tried++
		if m, fits := rests.hum(); fits {
			if found++; m.dbfs > best.dbfs || found == 1 {
				best = m
			}
		}
	}
	return best, found > 0 && 2*found > tried
}

// rests is the moments at which a stretch of a stem rests.
type rests struct {
	floor float64
	s, x  []float64 // seconds, and the wave
}

// restsOf is the stretches that rest often enough, the quietest first.
func restsOf(b measure.LowBand) (out []rests) {
	n, width := int(restsBlockS*b.Rate), int(restsWindowS*b.Rate)
	for from := 0; from+n/2 < len(b.Samples); from += n {
		block := b.Samples[from:min(from+n, len(b.Samples))]
		var powers []float64
		for at := 0; at+width <= len(block); at += width {
			powers = append(powers, meanSquare(block[at:at+width]))
		}
		sounding := slices.DeleteFunc(slices.Clone(powers), func(p float64) bool { return p <= restsSilent })
		floor := percentile(sounding, restsLow)
		if floor == 0 || unit.FromPower(percentile(sounding, restsLow+restsTop)/floor) > restsFlatDB {
			continue
		}
		r := rests{floor: floor}
		for k, p := range powers {
			if p <= restsSilent || p > floor*unit.DB(restsWithDB).Power() || float64(len(r.x)) > restsMostS*b.Rate {
				continue
			}
			for i, v := range block[k*width : (k+1)*width] {
				r.s, r.x = append(r.s, float64(k*width+i)/b.Rate), append(r.x, float64(v))
			}
		}
		if float64(len(r.x)) >= restsLeastS*b.Rate {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b rests) int { return cmp.Compare(a.floor, b.floor) })
	return out
}

func meanSquare(x []float32) (sum float64) {
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return sum / float64(len(x))
}

// hum is the comb that explains the rests, if one of the mains does.
func (r rests) hum() (best hum, ok bool) {
	least := math.Inf(1)
	for _, mains := range []float64{50, 60} {
		at, left := r.nearest(mains, restsReachHz, 0.04, 3)
		if left > restsRoughly {
			continue
		}
		if at, left = r.nearest(at, 0.03, 0.01, humLines); left > restsLeft || left >= least {
			continue
		}
		beside := 1.0
		for _, off := range []float64{-3.1, -1.7, 1.7, 3.1} {
			rest, _ := r.fit(at+off, humLines)
			beside = min(beside, rest)
		}
		_, lines := r.fit(at, humLines)
		strongest, power, count := slices.Max(lines), 0.0, 0
		for _, p := range lines {
			if power += p; p > strongest*unit.DB(-restsLineDB).Power() {
				count++
			}
		}
		if left > restsBeside*beside || count < humLeast {
			continue
		}
		least, ok = left, true
		best = hum{hz: at, lines: count, dbfs: float64(unit.FromPower(power)), clearDB: -float64(unit.FromPower(left))}
	}
	return best, ok
}

// nearest is the fundamental within reach whose comb leaves least.
func (r rests) nearest(hz, reach, step float64, lines int) (at, left float64) {
	left = math.Inf(1)
	for k := -math.Round(reach / step); k <= math.Round(reach/step); k++ {
		if rest, _ := r.fit(hz+k*step, lines); rest < left {
			at, left = hz+k*step, rest
		}
	}
	return at, left
}

// fit is what share of the power a comb of sines leaves, by least squares, and
// the mean square of each of its lines.
func (r rests) fit(hz float64, count int) (left float64, lines []float64) {
	n := 2 * count
	a, b := linalg.NewMatrix(n), make([]float64, n)
	row, total := make([]float64, n), 0.0
	for i, x := range r.x {
		sin, cos := math.Sincos(2 * math.Pi * hz * r.s[i])
		c, s := 1.0, 0.0
		for k := range count { // the angle's multiples by turning
			c, s = c*cos-s*sin, s*cos+c*sin
			row[2*k], row[2*k+1] = c, s
		}
		for j, v := range row {
			b[j] += v * x
			for k := range j + 1 {
				a[j][k] += v * row[k]
			}
		}
		total += x * x
	}
	for j := range n {
		for k := range j {
			a[k][j] = a[j][k]
		}
		a[j][j] *= 1 + 1e-9
	}
	w, err := linalg.Solve(a, b)
	if err != nil || total == 0 {
		return 1, make([]float64, count)
	}
	explained := 0.0
	for j := range n {
		explained += w[j] * b[j]
	}
	for k := range count {
		lines = append(lines, (w[2*k]*w[2*k]+w[2*k+1]*w[2*k+1])/2)
	}
	return max(0, 1-explained/total), lines
}
