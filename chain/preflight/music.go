package preflight

import (
	"math"

	"lathe/dsp/fft"
	"lathe/dsp/unit"
	"lathe/dsp/window"
)

// Music is what the song as a whole says of itself.
type Music struct {
	TempoBPM unit.Reading // NaN when unsure
	Key      string       // "C", "F# minor"; empty when unsure
}

const (
	slowestBPM, fastestBPM = 70., 180.
	tempoClear             = 1.15 // over the best tempo that is no relative of it
	tempoLeast             = 0.12 // of what a machine would reach
	keyClear               = 0.03 // correlation over the next best key
	keyLeast               = 0.6
)

// MusicOf finds tempo and key from all stems together.
func MusicOf(h Heard) Music {
	m := Music{TempoBPM: unit.NotMeasurable()}
	if bpm, ok := tempoOf(riseOf(h)); ok {
		m.TempoBPM = unit.Reading(bpm)
	}
	m.Key = keyOf(chromaOf(h))
	return m
}

// riseOf is by how much the stems get louder every 10 ms, in dB above 40 dB
// below each stem's loudest, added up.
func riseOf(h Heard) []float64 {
	var out []float64
	for _, s := range h.Stems {
		p := s.Portrait
		if p.Silent() {
			continue
		}
		floor := percentile(p.Ticks, 0.999)*1e-4 + 1e-12
		for i := 1; i < len(p.Ticks); i++ {
			if len(out) <= i {
				out = append(out, make([]float64, i+1-len(out))...)
			}
			a, b := 10*math.Log10(p.Ticks[i-1]+floor), 10*math.Log10(p.Ticks[i]+floor)
			out[i] += min(12, max(0, b-a-1))
		}
	}
	return out
}

// tempoOf is the beat whose multiples the rises repeat at: the autocorrelation
// at one, two and four beats, taken together, with a slight liking for 120.
func tempoOf(rise []float64) (bpm float64, ok bool) {
	n := 4
	for n < 2*len(rise) {
		n *= 2
	}
	if len(rise) < 1000 { // 10 s
		return 0, false
	}
	x, mean := make([]float64, n), 0.0
	for _, v := range rise {
		mean += v / float64(len(rise))
	}
	for i := range rise { // a hit is a little wider than 10 ms
		x[i] = rise[i] - mean
		if i > 0 {
			x[i] += (rise[i-1] - mean) / 2
		}
		if i+1 < len(rise) {
			x[i] += (rise[i+1] - mean) / 2
		}
	}
	re, im := make([]float64, n/2+1), make([]float64, n/2+1)
	plan := fft.NewReal(n)
	plan.Forward(x, re, im)
	for k := range re {
		re[k], im[k] = re[k]*re[k]+im[k]*im[k], 0
	}
	plan.Inverse(re, im, x)
	if x[0] <= 0 {
		return 0, false
	}
	at := func(lag float64) float64 {
		i := int(lag)
		if i+1 >= n/2 {
			return 0
		}
		f := lag - float64(i)
		return ((1-f)*x[i] + f*x[i+1]) / x[0]
	}
	score := func(bpm float64) float64 {
		beat := 6000 / bpm
		s := (at(beat) + at(2*beat) + at(4*beat) + at(8*beat)) / 4
		octaves := math.Log2(bpm / 120)
		return s * math.Exp(-0.5*octaves*octaves)
	}
	best := 0.0
	for b := slowestBPM; b <= fastestBPM; b += 0.1 {
		if v := score(b); v > best {
			best, bpm = v, b
		}
	}
	rival := 0.0
	for b := slowestBPM; b <= fastestBPM; b += 0.1 {
		if !related(b, bpm) {
			rival = max(rival, score(b))
		}
	}
	return unit.Round(bpm, 0.1), best >= tempoLeast && best >= tempoClear*rival
}

// related says whether two tempos are the same, or one beats in the other's
// simple fractions.
func related(a, b float64) bool {
	for _, f := range []float64{1, 2, 0.5, 1.5, 2. / 3, 0.75, 4. / 3} {
		if math.Abs(a/b-f) < 0.04*f {
			return true
		}
	}
	return false
}

const (
	keyFrame  = 4096 // samples of the low band, 2.7 s
	keyLowHz  = 55.
	keyHighHz = 500.
	tonicHz   = 261.6256 // C4 at A = 440 Hz
)

// chromaOf is how much of each of the twelve notes all pitched stems play
// between A1 and B4, counted by peaks so that loud notes do not drown the rest.
func chromaOf(h Heard) (chroma [12]float64) {
	plan, hann := fft.NewReal(keyFrame), window.Hann(keyFrame)
	x, re, im := make([]float64, keyFrame), make([]float64, keyFrame/2+1), make([]float64, keyFrame/2+1)
	power := make([]float64, keyFrame/2+1)
	for _, s := range h.Stems {
		if v := SoundsLike(s.Portrait); v == SoundsUnknown || v == SoundsKick || v == SoundsDrums || v == SoundsHats {
			continue
		}
		b := s.Portrait.Low
		var own [12]float64
		for at := 0; at+keyFrame <= len(b.Samples); at += keyFrame {
			for i := range x {
				x[i] = float64(b.Samples[at+i]) * hann[i]
			}
			plan.Forward(x, re, im)
			for k := range power {
				power[k] = re[k]*re[k] + im[k]*im[k]
			}
			peaks(power, b.Rate/keyFrame, &own)
		}
		total := 0.0
		for _, v := range own {
			total += v
		}
		for i, v := range own {
			chroma[i] += v / max(total, 1e-30)
		}
	}
	return chroma
}

// peaks adds the notes of one spectrum: each peak by its amplitude.
func peaks(power []float64, binHz float64, chroma *[12]float64) {
	for k := int(keyLowHz / binHz); k <= int(keyHighHz/binHz) && k+1 < len(power); k++ {
		if power[k] <= power[k-1] || power[k] < power[k+1] {
			continue
		}
		a, c, d := math.Log(power[k-1]+1e-30), math.Log(power[k]+1e-30), math.Log(power[k+1]+1e-30)
		hz := (float64(k) + 0.5*(a-d)/(a-2*c+d-1e-12)) * binHz
		note := 12 * math.Log2(hz/tonicHz)
		nearest := math.Round(note)
		if math.Abs(note-nearest) < 0.35 {
			chroma[((int(nearest)%12)+12)%12] += math.Sqrt(power[k])
		}
	}
}

// The profiles of Krumhansl and Kessler (Psychological Review 89, 1982): how
// well each note fits a key, from its tonic up.
var (
	majorKey = [12]float64{6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88}
	minorKey = [12]float64{6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17}
	notes    = [12]string{"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"}
)

// keyOf is the key whose profile the notes follow best, when that is clear.
func keyOf(chroma [12]float64) string {
	best, second, name := -1.0, -1.0, ""
	for tonic := range 12 {
		for mode, profile := range [][12]float64{majorKey, minorKey} {
			var turned [12]float64
			for i := range turned {
				turned[i] = chroma[(i+tonic)%12]
			}
			c := correlate(turned, profile)
			if c > best {
				best, second = c, best
				if name = notes[tonic]; mode == 1 {
					name += " minor"
				}
			} else {
				second = max(second, c)
			}
		}
	}
	if best < keyLeast || best-second < keyClear {
		return ""
	}
	return name
}

func correlate(a, b [12]float64) float64 {
	var ma, mb, ab, aa, bb float64
	for i := range a {
		ma, mb = ma+a[i]/12, mb+b[i]/12
	}
	for i := range a {
		x, y := a[i]-ma, b[i]-mb
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb+1e-30)
}
