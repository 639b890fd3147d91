package preflight

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"lathe/dsp/fft"
	"lathe/dsp/unit"
	"lathe/dsp/window"
	"lathe/measure"
	"lathe/session"
)

// Hum is a comb of lines at multiples of the mains frequency that goes on when
// the music pauses. Notes are not at 50 or 60 Hz: the nearest are 49.0, 51.9,
// 58.3 and 61.7 Hz, and the frames here tell 0.4 Hz apart.
const (
	humFrame   = 4096 // samples of the low band, 2.7 s
	humQuiet   = 0.25 // of the frames, the quietest
	humLines   = 8    // looked at
	humLeast   = 3    // that must stand out,
	humClearDB = 7.   // by so much, from the highest of what is around them
	humOffHz   = 0.2  // how far the mains may be off, and
	humLooseHz = 0.15 // how far a line then may be off its place
	humSteady  = 10.  // dB from a line's weakest fifth of the frames to its middle
	humDBFS    = -85.
)

// mainsHum finds stems with hum.
func mainsHum(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		if s.Portrait.Silent() {
			continue
		}
		m, ok := humOf(s.Portrait.Low)
		if !ok {
			m, ok = humInRests(s.Portrait.Low)
		}
		if !ok || m.dbfs < humDBFS {
			continue
		}
		out = append(out, session.Finding{
			Code: "hum", Severity: session.Warning, Stem: s.File,
			Heard:   fmt.Sprintf("%d steady lines at multiples of %.2f Hz, together %.0f dBFS, %.0f dB above what is around them", m.lines, m.hz, m.dbfs, m.clearDB),
			Message: fmt.Sprintf("%s hums: the mains can be heard under it.", s.File),
			Fix:     "Lathe takes out what it can. If it was recorded with a guitar or a cable, look for a ground loop before the next take.",
		})
	}
	return out
}

// hum is a comb that was found.
type hum struct {
	hz      float64 // of the mains
	lines   int
	dbfs    float64 // of all lines together, mean square
	clearDB float64 // by which the clearest stands out
}

// humOf looks for the comb in the quietest frames of a low band.
func humOf(b measure.LowBand) (best hum, ok bool) {
	frames := quietFrames(b)
	if len(frames) == 0 {
		return best, false
	}
	usual, across := make([]float64, humFrame/2+1), make([]float64, len(frames))
	for k := range usual {
		for i, f := range frames {
			across[i] = f[k]
		}
		usual[k] = percentile(across, 0.4)
	}
	binHz := b.Rate / humFrame
	for _, mains := range []float64{50, 60} {
		m, power := hum{}, 0.0
		hz, weight := 0.0, 0.0
		for n := 1; n <= humLines && mains*float64(n) < 490; n++ {
			want := mains * float64(n)
			at, level, clear := lineNear(usual, want/binHz, (humOffHz*float64(n)+humLooseHz)/binHz)
			if clear < humClearDB || !steady(frames, int(at+0.5)) {
				continue
			}
			m.lines++
			m.clearDB = max(m.clearDB, clear)
			power += level
			hz, weight = hz+at*binHz/float64(n)*level, weight+level
		}
		if m.lines < humLeast || m.lines < best.lines {
			continue
		}
		m.hz, m.dbfs = hz/weight, float64(unit.FromPower(power))
		best, ok = m, true
	}
	return best, ok
}

// lineNear is the highest bin near a place: where its peak is (in bins), what
// power the line has, and by how many dB it stands above its surroundings.
func lineNear(usual []float64, at, reach float64) (peak, power, clearDB float64) {
	k := int(math.Ceil(at - reach))
	for i := k; i <= int(at+reach) && i+1 < len(usual); i++ {
		if usual[i] > usual[k] {
			k = i
		}
	}
	if k < 14 || k+13 >= len(usual) || usual[k] < usual[k-1] || usual[k] < usual[k+1] {
		return 0, 0, 0 // no peak of its own
	}
	// the highest of what is around: a sample that repeats has lines everywhere
	floor := max(slices.Max(usual[k-12:k-3]), slices.Max(usual[k+4:k+13]))
	a, c, d := math.Log(usual[k-1]+1e-30), math.Log(usual[k]+1e-30), math.Log(usual[k+1]+1e-30)
	peak = float64(k) + 0.5*(a-d)/(a-2*c+d-1e-12)
	if math.Abs(peak-at) > reach {
		return 0, 0, 0
	}
	power = usual[k-1] + usual[k] + usual[k+1]
	return peak, power, 10 * math.Log10((usual[k]+1e-30)/(floor+1e-30))
}

// steady says whether a line is there in nearly all quiet frames.
func steady(frames [][]float64, k int) bool {
	levels := make([]float64, len(frames))
	for i, f := range frames {
		levels[i] = f[k-1] + f[k] + f[k+1]
	}
	slices.Sort(levels)
	return 10*math.Log10((levels[len(levels)/2]+1e-30)/(levels[len(levels)/5]+1e-30)) < humSteady
}

// quietFrames is the power spectra of the quietest frames that are not silent.
// A sine's three highest bins add up to its mean square.
func quietFrames(b measure.LowBand) [][]float64 {
	plan, hann := fft.NewReal(humFrame), window.Hann(humFrame)
	re, im, x := make([]float64, humFrame/2+1), make([]float64, humFrame/2+1), make([]float64, humFrame)
	type frame struct{ at, power float64 }
	var all []frame
	for at := 0; at+humFrame <= len(b.Samples); at += humFrame / 2 {
		power := 0.0
		for _, v := range b.Samples[at : at+humFrame] {
			power += float64(v) * float64(v)
		}
		if power/humFrame > digitalSilence {
			all = append(all, frame{float64(at), power})
		}
	}
	slices.SortStableFunc(all, func(a, b frame) int { return cmp.Compare(a.power, b.power) })
	var out [][]float64
	for _, f := range all[:int(math.Ceil(humQuiet*float64(len(all))))] {
		for i := range x {
			x[i] = float64(b.Samples[int(f.at)+i]) * hann[i]
		}
		plan.Forward(x, re, im)
		p := make([]float64, len(re))
		for k := range p {
			p[k] = (re[k]*re[k] + im[k]*im[k]) * 2 / (humFrame * humFrame * 3. / 8)
		}
		out = append(out, p)
	}
	return out
}
