package deliver

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A chart is drawn in hundredths of its width and height: one drawing fits a
// telephone, a screen and a sheet of paper, and its words keep their size.
// Only what is drawn inside is stretched.

// chart is lines over two axes.
type chart struct {
	Title string // a few words
	Label string // the chart in one sentence, for those who cannot see it
	Inks  []ink
	Cut   bool // a track goes on beyond the end
	X, Y  []tick
	Level *tick // a line across: the target
	Lines []line
	Table table
}

// tick is a mark on an axis.
type tick struct {
	At   string // percent of the plot
	Text string
	Less bool // is left out where there is little room
}

// line is one track in a chart.
type line struct {
	ink
	Runs []string // points of each unbroken stretch, in thousandths of the plot
	X, Y string   // percent: where the letter stands; empty when nothing was drawn
}

// table is the numbers of a chart.
type table struct {
	Label string // what it is, in a few words
	First string // head of the first column
	Heads []ink
	Rows  [][]string
}

// grain is the parts a plot's side is divided into.
const grain = 1000

// axis is a scale between two ends; a logarithmic one between two frequencies.
type axis struct {
	low, high float64
	log       bool
}

// place is where a value stands: 0 at the low end, 1 at the high end.
func (a axis) place(v float64) float64 {
	if a.log {
		return math.Log(v/a.low) / math.Log(a.high/a.low)
	}
	return (v - a.low) / (a.high - a.low)
}

// percent writes a place for an attribute.
func percent(place float64) string {
	return strconv.FormatFloat(math.Round(place*1e4)/100, 'f', -1, 64) + "%"
}

// step is the distance of ticks a person would choose, 1, 2 or 5 times a power
// of ten, so that there are at most so many steps in the span.
func step(span float64, most int) float64 {
	least := span / float64(most)
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= least*(1-1e-9) { // 0.3/3 is a little more than 0.1
			return m * power
		}
	}
	return 10 * power
}

// seconds between ticks that a clock's face would have.
var clockSteps = []float64{0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400}

// clockStep is step for time.
func clockStep(span float64, most int) float64 {
	for _, s := range clockSteps {
		if s*float64(most) >= span {
			return s
		}
	}
	return step(span/3600, most) * 3600
}

// ticks are the multiples of a step between the ends of an axis.
func (a axis) ticks(step float64) []float64 {
	var at []float64
	first, last := math.Ceil(a.low/step-1e-9), math.Floor(a.high/step+1e-9)
	for i := range int(last-first) + 1 {
		at = append(at, (first+float64(i))*step)
	}
	return at
}

// levels is an upright axis that holds values from low to high, widened to
// whole steps, and its ticks from the top down.
func levels(low, high float64) (axis, []tick) {
	if high-low < 6 { // dB: what moves less should look as if it did
		low, high = (low+high)/2-3, (low+high)/2+3
	}
	s := step(high-low, 6)
	a := axis{low: math.Floor(low/s+1e-9) * s, high: math.Ceil(high/s-1e-9) * s}
	var marks []tick
	for _, v := range a.ticks(s) {
		marks = append(marks, tick{At: percent(1 - a.place(v)), Text: decimal(v, 0)})
	}
	slices.Reverse(marks)
	return a, marks
}

// times is an axis from the beginning to the end of a song.
func times(end float64) (axis, []tick) {
	a := axis{high: end}
	s := clockStep(end, 9)
	var marks []tick
	for i, v := range a.ticks(s) {
		text, tenth, _ := strings.Cut(clock(v), ".")
		if s < 1 {
			text += "." + tenth
		}
		marks = append(marks, tick{percent(a.place(v)), text, i%2 == 1})
	}
	return a, marks
}

// octaves is the axis of what can be heard, marked where equalizers are.
func octaves() (axis, []tick) {
	a := axis{20, 20000, true}
	var marks []tick
	for i, hz := range []float64{31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000} {
		marks = append(marks, tick{percent(a.place(hz)), hertz(hz), i%2 == 0})
	}
	return a, marks
}

// runs writes points as polylines. What cannot be measured is a gap; a point
// between two gaps is doubled, so that it shows as a dot.
func runs(x, y axis, xs, ys []float64) []string {
	var out []string
	var run []string
	end := func() {
		if len(run) == 1 {
			run = append(run, run[0])
		}
		if run != nil {
			out = append(out, strings.Join(run, " "))
		}
		run = nil
	}
	for i, v := range ys {
		if !measurable(v) {
			end()
			continue
		}
		run = append(run, fmt.Sprintf("%.0f,%.0f", grain*x.place(xs[i]), grain*(1-y.place(v))))
	}
	end()
	return out
}

// thin averages a loudness series by its power until at most so many points are
// left, and says how many became one. What is silent counts as silence; what is
// unknown does not count.
func thin(lufs []float64, most int) (points []float64, every int) {
	every = max(1, (len(lufs)+most-1)/most)
	for part := range slices.Chunk(lufs, every) {
		sum, n := 0.0, 0.0
		for _, v := range part {
			if !math.IsNaN(v) {
				sum, n = sum+math.Pow(10, v/10), n+1
			}
		}
		points = append(points, 10*math.Log10(sum/n))
	}
	return points, every
}

// spread moves places on a side of a plot until they are so far apart that
// letters beside them can be read, and keeps them within it and in order.
func spread(places []float64, apart float64) []float64 {
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case places[a] < places[b]:
			return -1
		case places[a] > places[b]:
			return 1
		}
		return 0
	})
	out := make([]float64, len(places))
	floor := 0.0
	for _, i := range order {
		out[i] = max(places[i], floor)
		floor = out[i] + apart
	}
	roof := 1.0
	for _, i := range slices.Backward(order) {
		out[i] = min(out[i], roof)
		roof = out[i] - apart
	}
	return out
}

// letterApart is the height of a line of text in a plot of 17 lines.
const letterApart = 1.2 / 17

// letters puts each line's letter where the line is last seen; one that never
// is has none.
func (c *chart) letters(x, y axis, xs, ys [][]float64) {
	var at []float64
	var drawn []int
	for i := range ys {
		for k, v := range slices.Backward(ys[i]) {
			if v >= y.low && v <= y.high {
				c.Lines[i].X = percent(x.place(xs[i][k]))
				at, drawn = append(at, 1-y.place(v)), append(drawn, i)
				break
			}
		}
	}
	for k, v := range spread(at, letterApart) {
		c.Lines[drawn[k]].Y = percent(v)
	}
}

// extent is the least and the greatest value that can be drawn.
func extent(series ...[]float64) (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, s := range series {
		for _, v := range s {
			if measurable(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	return low, high, low <= high
}
