package deliver

import (
	"math"
	"strings"

	"lathe/measure"
)

// dots are the values of one meter, a line for each track.
type dots struct {
	Title, Unit, Label string
	Low, High          string // what the ends stand for, in a word
	Height             int    // lines of text
	Rows               []dot
}

// dot is one of them. Places are percent; At is empty when there is no value.
type dot struct {
	ink
	At, Y, Text string
}

// gauge is a meter and the scale it is drawn on, which a value beyond it
// widens.
type gauge struct {
	title, unit string
	low, high   float64
	words       [2]string
	digits      int
	read        func(measure.File) float64
}

var gauges = []gauge{
	{"Width", "dB", -30, 0, [2]string{"narrow", "wide"}, 1, func(f measure.File) float64 { return float64(f.Width) }},
	{"Correlation", "", -1, 1, [2]string{"−1 out of phase", "mono +1"}, 2, func(f measure.File) float64 { return float64(f.Correlation) }},
	{"Peak to loudness (PLR)", "LU", 0, 24, [2]string{"dense", "open"}, 1, func(f measure.File) float64 { return float64(f.PLR) }},
	{"Least peak to short-term (PSR)", "LU", 0, 24, [2]string{"dense", "open"}, 1, func(f measure.File) float64 { return float64(f.MinPSR) }},
}

// head is the meter with its unit, if it has one.
func (g gauge) head() string {
	if g.unit == "" {
		return g.title
	}
	return g.title + ", " + g.unit
}

// stereo draws width, correlation and dynamics; the table has all of them.
func (p Page) stereo() ([]dots, table) {
	t := table{Label: "Stereo and dynamics", First: "Meter", Heads: p.inks()}
	var out []dots
	for _, g := range gauges {
		d := p.dots(g)
		out = append(out, d)
		row := []string{g.head()}
		for _, r := range d.Rows {
			row = append(row, r.Text)
		}
		t.Rows = append(t.Rows, row)
	}
	return out, t
}

func (p Page) dots(g gauge) dots {
	d := dots{Title: g.title, Unit: g.unit, Low: g.words[0], High: g.words[1], Height: 2 * len(p.Tracks)}
	var values []float64
	for _, t := range p.Tracks {
		values = append(values, g.read(t.File))
	}
	a := axis{low: g.low, high: g.high}
	if low, high, ok := extent(values); ok {
		a.low, a.high = min(a.low, math.Floor(low)), max(a.high, math.Ceil(high))
	}
	var said []string
	for i, v := range values {
		row := dot{ink: p.ink(i), Text: decimal(v, g.digits), Y: percent((float64(i) + 0.5) / float64(len(values)))}
		if measurable(v) {
			row.At = percent(a.place(v))
		}
		said = append(said, row.Letter+" "+row.Name+" "+row.Text)
		d.Rows = append(d.Rows, row)
	}
	d.Label = g.head() + ": " + strings.Join(said, ", ") + "."
	return d
}
