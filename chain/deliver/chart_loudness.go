package deliver

import (
	"fmt"
	"math"
	"slices"
)

const (
	drawnPoints = 800 // of a line: more than a screen has room for
	tableRows   = 60  // of the table beside it

	perSecond = 10. // points of PageTrack.Loudness
	firstEnds = 3.  // seconds: where the first of them ends
)

// loudness draws short-term loudness as a meter shows it: a value stands where
// its three seconds end. It is nil when there is nothing to draw.
func (p Page) loudness() *chart {
	end := p.length()
	c := &chart{Title: "Loudness over time", Inks: p.inks()}
	var xs, ys [][]float64
	for i, t := range p.Tracks {
		shown := t.Loudness[:min(len(t.Loudness), max(0, valuesBy(end)))]
		c.Cut = c.Cut || len(shown) < len(t.Loudness)
		points, every := thin(shown, drawnPoints)
		at := make([]float64, len(points))
		for k := range at {
			last := min((k+1)*every, len(shown)) - 1
			at[k] = firstEnds + float64(k*every+last)/2/perSecond
		}
		xs, ys = append(xs, at), append(ys, points)
		c.Lines = append(c.Lines, line{ink: p.ink(i)})
	}
	low, high, ok := usualLoudness(ys)
	if !ok || end <= 0 {
		return nil
	}
	target := p.Target.IntegratedLUFS
	if measurable(target) {
		low, high = min(low, target-1), max(high, target+1)
	}
	x, marks := times(end)
	y, levels := levels(low, high)
	c.X, c.Y = marks, levels
	for i := range ys {
		c.Lines[i].Runs = runs(x, y, xs[i], ys[i])
	}
	c.letters(x, y, xs, ys)
	if measurable(target) {
		c.Level = &tick{At: percent(1 - y.place(target)), Text: "target " + tenths(target) + " LUFS"}
	}
	c.Label = p.sayLoudness(end, ys)
	c.Table = p.loudnessTable(end)
	return c
}

// length is how much time is drawn, in seconds: the longest track, but no more
// than the master and half again, so that a long reference leaves it room.
func (p Page) length() float64 {
	end, most := 0., math.Inf(1)
	for _, t := range p.Tracks {
		s := float64(t.File.Duration)
		if n := len(t.Loudness); n > 0 && !(s > 0) {
			s = firstEnds + float64(n-1)/perSecond
		}
		if !(s > 0 && s < 1e6) {
			continue
		}
		end = max(end, s)
		if t.Letter == masterLetter {
			most = 1.5 * s
		}
	}
	return min(end, most)
}

// usualLoudness is the span worth drawing: from 3 LU below the twentieth part
// that is quietest, so that a fade does not flatten the song, to the loudest.
func usualLoudness(series [][]float64) (low, high float64, ok bool) {
	known := sorted(series...)
	if known == nil {
		return 0, 0, false
	}
	return percentile(known, 5) - 3, known[len(known)-1] + 1, true
}

// sorted is everything that can be drawn, in order.
func sorted(series ...[]float64) []float64 {
	var known []float64
	for _, s := range series {
		for _, v := range s {
			if measurable(v) {
				known = append(known, v)
			}
		}
	}
	slices.Sort(known)
	return known
}

// percentile picks the nearest entry of a sorted list.
func percentile(sorted []float64, p float64) float64 {
	return sorted[int(math.Round(float64(len(sorted)-1)*p/100))]
}

// sayLoudness is the chart in a sentence. The span is that of the loudness
// range: without the quietest tenth and the loudest twentieth.
func (p Page) sayLoudness(end float64, series [][]float64) string {
	text := "Short-term loudness over " + clock(end)
	for i, t := range p.Tracks {
		if known := sorted(series[i]); t.Letter == masterLetter && known != nil {
			text += fmt.Sprintf(": most of the master lies between %s and %s LUFS", tenths(percentile(known, 10)), tenths(percentile(known, 95)))
		}
	}
	if measurable(p.Target.IntegratedLUFS) {
		text += fmt.Sprintf("; the target is %s LUFS", tenths(p.Target.IntegratedLUFS))
	}
	return text + "."
}

// loudnessTable has a row for every stretch of time that a clock would have.
func (p Page) loudnessTable(end float64) table {
	t := table{Label: "Loudness in LUFS", First: "Time", Heads: p.inks()}
	every := clockStep(end, tableRows)
	for k := math.Ceil(firstEnds/every) - 1; k*every < end; k++ {
		to := min((k+1)*every, end)
		row := []string{clock(to)}
		known := false
		for _, track := range p.Tracks {
			v := loudnessBetween(track.Loudness, k*every, to)
			row = append(row, tenths(v))
			known = known || measurable(v)
		}
		if known {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// valuesBy is how many values of a loudness series have ended by a time; below
// zero before the first. A length in frames may miss a tenth by a rounding.
func valuesBy(seconds float64) int {
	return int(math.Floor((seconds-firstEnds)*perSecond+1e-6)) + 1
}

// loudnessBetween is the mean power of the values that end after one time and
// not after the other.
func loudnessBetween(lufs []float64, after, to float64) float64 {
	from, end := max(valuesBy(after), 0), min(valuesBy(to), len(lufs))
	if from >= end {
		return math.NaN()
	}
	mean, _ := thin(lufs[from:end], 1)
	return mean[0]
}
