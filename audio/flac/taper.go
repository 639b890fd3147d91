package flac

import "math"

// taper is a window over a stretch of a block.
type taper struct {
	from   int       // of the block
	shape  []float64 // one weight a sample
	energy float64   // sum of the squared weights
}

// set makes it a Tukey window of n points, whose two slopes take half of it. For
// slopes from a quarter to the whole of it, the files of real stems differ by
// less than 0.05 %.
func (t *taper) set(from, n int) {
	t.from, t.shape, t.energy = from, t.shape[:n], 0
	slope := n / 4
	for i := range t.shape {
		w, edge := 1.0, min(i, n-1-i)
		if edge < slope {
			w = 0.5 - 0.5*math.Cos(math.Pi*(float64(edge)+0.5)/float64(slope))
		}
		t.shape[i] = w
		t.energy += float64(w * w)
	}
}

// correlation is r[k] = Σ x[i] x[i-k].
type correlation [maxOrder + 1]float64

// correlate measures x, which begins with maxOrder zeros that count as its
// past.
func correlate(x []float64) correlation {
	var r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12 float64
	for ; len(x) > maxOrder; x = x[1:] {
		h := (*[maxOrder + 1]float64)(x)
		v := h[12]
		r0 += float64(v * v)
		r1 += float64(v * h[11])
		r2 += float64(v * h[10])
		r3 += float64(v * h[9])
		r4 += float64(v * h[8])
		r5 += float64(v * h[7])
		r6 += float64(v * h[6])
		r7 += float64(v * h[5])
		r8 += float64(v * h[4])
		r9 += float64(v * h[3])
		r10 += float64(v * h[2])
		r11 += float64(v * h[1])
		r12 += float64(v * h[0])
	}
	return correlation{r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12}
}
