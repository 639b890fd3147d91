package preflight

import (
	"fmt"
	"math"
	"slices"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

// A noise floor is a level that a stem falls to whenever it pauses, and stays
// at: the quietest twentieth of its 10 ms and the quietest sixth are alike.
const (
	floorLow, floorHigh = 0.05, 0.15
	floorFlatDB         = 2.5
	floorTellDBFS       = -72 // K-weighted: below, nobody hears it, not even from many stems
	floorWarnDBFS       = -58
	floorWarnLU         = 40  // and no further below the stem's loudness
	pauseLU             = 20  // dB below its loudness: what is louder is no pause,
	floorEvenDB         = 0.7 // unless it is as even as only noise is:
	floorCloseLU        = 8   // then so far below will do
	floorBands          = 12  // of the ear's bands must carry it: fewer are a tone
	floorBandDB         = 25  // below the loudest of them
	digitalSilence      = 1e-11
)

// noiseFloor finds stems with noise under them.
func noiseFloor(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		p := s.Portrait
		var ticks []float64
		for _, v := range p.Ticks {
			if v > digitalSilence {
				ticks = append(ticks, v)
			}
		}
		if p.Silent() || len(ticks) < 200 {
			continue
		}
		low, high := float64(unit.FromPower(percentile(ticks, floorLow))), float64(unit.FromPower(percentile(ticks, floorHigh)))
		below := float64(p.Integrated) - low
		if low < floorTellDBFS || high-low > floorFlatDB || below < pauseLU && (below < floorCloseLU || high-low > floorEvenDB) || noisyBands(p.Frames) < floorBands {
			continue
		}
		f := session.Finding{
			Code: "noise.floor", Severity: session.Info, Stem: s.File, At: quietestSecond(p),
			Heard:   fmt.Sprintf("%.0f dBFS of noise in the pauses (K-weighted), %.0f dB below the stem's loudness", low, below),
			Message: fmt.Sprintf("There is noise under %s: you hear it when it pauses.", s.File),
			Fix:     "Lathe turns down what it can without touching the sound. A gate or a fade in the pauses, or a recording at a higher level, does better.",
		}
		if low > floorWarnDBFS && below < floorWarnLU {
			f.Severity = session.Warning
		}
		out = append(out, f)
	}
	return out
}

// noisyBands is in how many of the ear's bands the quietest frames have power.
func noisyBands(f measure.Frames) int {
	var levels []float64
	values := make([]float64, 0, f.Count())
	for b := range measure.ERBBands {
		values = values[:0]
		for i := range f.Count() {
			if v := float64(f.At(i)[b]); v > 1e-16 {
				values = append(values, v)
			}
		}
		levels = append(levels, float64(unit.FromPower(percentile(values, floorLow)+1e-20)))
	}
	loudest, n := slices.Max(levels), 0
	for _, v := range levels {
		if v > loudest-floorBandDB {
			n++
		}
	}
	return n
}

// quietestSecond is where a stem is quietest without being silent.
func quietestSecond(p *measure.Portrait) []session.Span {
	const width = 100 // ticks
	best, at, sum, empty := math.Inf(1), -1, 0.0, 0
	for i, v := range p.Ticks {
		sum += v
		if v <= digitalSilence {
			empty++
		}
		if i >= width {
			if sum -= p.Ticks[i-width]; p.Ticks[i-width] <= digitalSilence {
				empty--
			}
		}
		if i >= width-1 && empty == 0 && sum < best {
			best, at = sum, i-width+1
		}
	}
	if at < 0 {
		return nil
	}
	return []session.Span{{StartS: float64(at) / 100, EndS: float64(at+width) / 100}}
}
