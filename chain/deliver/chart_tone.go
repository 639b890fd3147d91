package deliver

import (
	"fmt"
	"math"
	"strings"

	"lathe/dsp/unit"
	"lathe/measure"
)

// toneRange is how far below its highest band a spectrum is drawn, in dB. What
// lies lower is hidden by the rest.
const toneRange = 60

// tone draws third octaves at equal loudness: each track's less its integrated
// loudness. It is nil when there is nothing to draw.
func (p Page) tone() *chart {
	c := &chart{Title: "Tone", Inks: p.inks()}
	var xs, ys [][]float64
	for i, t := range p.Tracks {
		hz, level := levelled(t.File)
		xs, ys = append(xs, hz), append(ys, level)
		c.Lines = append(c.Lines, line{ink: p.ink(i)})
	}
	low, high, ok := extent(ys...)
	if !ok {
		return nil
	}
	x, marks := octaves()
	y, levels := levels(max(low, high-toneRange), high)
	c.X, c.Y = marks, levels
	for i := range ys {
		c.Lines[i].Runs = runs(x, y, xs[i], ys[i])
	}
	c.letters(x, y, xs, ys)
	c.Label = p.sayTone()
	c.Table = p.toneTable(xs, ys)
	return c
}

// levelled is the spectrum of a track as it would be at 0 LUFS.
func levelled(f measure.File) (hz, level []float64) {
	for _, b := range f.ThirdOctaves {
		if b.Hz > 0 {
			hz, level = append(hz, float64(b.Hz)), append(level, float64(b.DB-f.Integrated))
		}
	}
	return hz, level
}

// sayTone is the chart in a sentence: where master and rough mix differ most.
func (p Page) sayTone() string {
	text := "Third-octave spectrum at equal loudness, 20 Hz to 20 kHz"
	master, rough := p.track(masterLetter), p.track(roughLetter)
	if master == nil || rough == nil {
		return text + "."
	}
	worst, at := 0., 0.
	hz, level := levelled(master.File)
	_, other := levelled(rough.File)
	for b := range min(len(level), len(other)) {
		diff := level[b] - other[b]
		if hz[b] < 40 || hz[b] > 16000 || !measurable(diff) { // where speakers play and files differ by their rate
			continue
		}
		if math.Abs(diff) > math.Abs(worst) {
			worst, at = diff, hz[b]
		}
	}
	if at == 0 {
		return text + "."
	}
	return text + fmt.Sprintf(": master and rough mix differ most at %s Hz, by %s dB.", hertz(at), signed(worst))
}

// toneTable has a row for every band of the track that has most.
func (p Page) toneTable(xs, ys [][]float64) table {
	t := table{Label: "Tone in dB", First: "Hz", Heads: p.inks()}
	var longest []float64
	for _, hz := range xs {
		if len(hz) > len(longest) {
			longest = hz
		}
	}
	for b, hz := range longest {
		row := []string{hertz(hz)}
		for i := range ys {
			v := math.NaN()
			if b < len(ys[i]) {
				v = ys[i][b]
			}
			row = append(row, tenths(v))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// bars are differences to either side of a middle line.
type bars struct {
	Title, Label string
	Edge         string // what the far ends stand for
	Rows         []bar
	Table        table
}

// bar is one of them. Places are percent.
type bar struct {
	Name, Span  string
	X, Width, Y string
	Text        string
}

// broad are six bands that people have words for.
var broad = []struct {
	name, span string
	from, to   unit.Hz
}{
	{"sub", "20–60 Hz", 20, 60}, {"bass", "60–250 Hz", 60, 250}, {"low mids", "250–800 Hz", 250, 800},
	{"mids", "0.8–2.5 kHz", 800, 2500}, {"presence", "2.5–6.3 kHz", 2500, 6300}, {"air", "6.3–20 kHz", 6300, 20000},
}

// shift draws what became of the rough mix's tone at equal loudness. It is nil
// without two tracks to compare.
func (p Page) shift() *bars {
	master, rough := p.track(masterLetter), p.track(roughLetter)
	if master == nil || rough == nil {
		return nil
	}
	diffs := make([]float64, len(broad))
	for i, b := range broad {
		diffs[i] = float64(10*math.Log10(power(master.File, b.from, b.to)/power(rough.File, b.from, b.to))) -
			float64(master.File.Integrated-rough.File.Integrated)
	}
	low, high, ok := extent(diffs)
	if !ok {
		return nil
	}
	edge := max(3, math.Ceil(max(high, -low))) // dB; less than 3 should not fill the picture
	out := &bars{Title: "Master less rough mix", Edge: decimal(edge, 0)}
	out.Table = table{Label: "Master less rough mix in dB", First: "Band", Heads: []ink{{Name: "Difference"}}}
	var said []string
	for i, b := range broad {
		row := bar{Name: b.name, Span: b.span, Text: signed(diffs[i]), Y: percent((float64(i) + 0.5) / float64(len(broad)))}
		if v := diffs[i]; measurable(v) {
			x := axis{low: -edge, high: edge}
			row.X, row.Width = percent(x.place(min(v, 0))), percent(math.Abs(v)/(2*edge))
		}
		said = append(said, b.name+" "+row.Text)
		out.Rows = append(out.Rows, row)
		out.Table.Rows = append(out.Table.Rows, []string{b.name + ", " + b.span, row.Text})
	}
	out.Label = "Master less rough mix at equal loudness, in dB: " + strings.Join(said, ", ") + "."
	return out
}

// power adds up the third octaves whose middle lies between two frequencies.
func power(f measure.File, from, to unit.Hz) float64 {
	sum := 0.0
	for _, b := range f.ThirdOctaves {
		if b.Hz >= from && b.Hz < to && b.DB.Known() {
			sum += unit.DB(b.DB).Power()
		}
	}
	return sum
}
