package web

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// proof is what `lathe check --json` says of the sum of the stems against the
// rough mix.
type proof struct {
	Verdict   string   `json:"verdict"`
	Message   string   `json:"message"`
	NullDepth *float64 `json:"null_depth_db"`
	NullUnity *float64 `json:"null_unity_db"`
	Gains     []struct {
		File string   `json:"file"`
		Gain *float64 `json:"gain_db"`
		CI   *float64 `json:"ci_db"`
	} `json:"gains"`
	Bands []struct {
		Hz    float64  `json:"hz"`
		Depth *float64 `json:"null_depth_db"`
	} `json:"null_bands"`
	Times []struct {
		AtS   float64  `json:"at_s"`
		Depth *float64 `json:"null_depth_db"`
	} `json:"null_over_time"`
	Causes []struct {
		Code, Stem, Message string
		Confidence          float64
	} `json:"causes"`
}

// plot is a picture of null depths: bars that hang from the rough mix down to
// what is left of it. Deeper is better.
type plot struct {
	Label string // the picture in one sentence
	Bars  []bar
	Lines []gridLine
	Ticks []tick
}

type bar struct{ X, W, H float64 }
type gridLine struct {
	Y    float64
	Word string
}
type tick struct {
	X    float64
	Word string
}

// The plot's measures: its field, and how deep it goes.
const (
	plotWide = 600.0
	plotHigh = 140.0
	plotDeep = 60.0 // dB
)

func newPlot(label string, n int, depth func(int) *float64) plot {
	p := plot{Label: label}
	for db := 0.0; db <= plotDeep; db += 20 {
		p.Lines = append(p.Lines, gridLine{plotHigh * db / plotDeep, strings.Replace(signed(fmt.Sprintf("%.0f", -db)), minus+"0", "0", 1) + " dB"})
	}
	w := plotWide / float64(max(1, n))
	for i := range n {
		if d := depth(i); d != nil {
			p.Bars = append(p.Bars, bar{round1(float64(i)*w + w*0.1), round1(w * 0.8), round1(plotHigh * min(1, max(0.01, -*d/plotDeep)))})
		}
	}
	return p
}

func round1(v float64) float64 { return math.Round(10*v) / 10 }

// gainRow is how loud a stem is in the rough mix.
type gainRow struct{ Stem, Gain, Within string }

// causeRow is a reason why the stems do not make the rough mix.
type causeRow struct{ Word, Stem, Message string }

// proofView is the proof on the page.
type proofView struct {
	Chip    Chip
	Message string
	Depth   string
	Bands   plot
	Times   plot
	Table   []gainRow // of bands, for those who cannot see the picture
	Gains   []gainRow
	Causes  []causeRow
}

var verdicts = map[string]Chip{
	"unity": {"ok", "ok", "The stems are the rough mix"}, "balanced": {"ok", "ok", "The rough mix, at other levels"}, "processed": {"ok", "ok", "The rough mix, through its bus"},
	"mismatch": {"bad", "bad", "The stems make another mix"},
}

// sure says how sure a cause is, in words.
func sure(confidence float64) string {
	switch {
	case confidence >= 0.9:
		return "Sure"
	case confidence >= 0.6:
		return "Likely"
	}
	return "Perhaps"
}

// proofOf lays the proof out; there is none without a rough mix.
func proofOf(text json.RawMessage) (*proofView, error) {
	if len(text) == 0 || string(text) == "null" {
		return nil, nil
	}
	var p proof
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, err
	}
	if p.Verdict == "no-rough" {
		return nil, nil
	}
	v := &proofView{Message: p.Message, Depth: levelOf(p.NullDepth, "dB")}
	var ok bool
	if v.Chip, ok = verdicts[p.Verdict]; !ok {
		v.Chip = Chip{"info", "info", strings.ReplaceAll(p.Verdict, "-", " ")}
	}
	v.Bands = newPlot(fmt.Sprintf("What is left of the rough mix without the stems, by frequency; over all %s. Deeper is better.", v.Depth), len(p.Bands), func(i int) *float64 { return p.Bands[i].Depth })
	for i, b := range p.Bands {
		if i%5 == 0 {
			v.Bands.Ticks = append(v.Bands.Ticks, tick{round1((float64(i) + 0.5) * plotWide / float64(len(p.Bands))), hertz(b.Hz)})
		}
		v.Table = append(v.Table, gainRow{Stem: hertz(b.Hz), Gain: levelOf(b.Depth, "dB")})
	}
	v.Times = newPlot("What is left of the rough mix without the stems, over the song. Deeper is better.", len(p.Times), func(i int) *float64 { return p.Times[i].Depth })
	for i, t := range p.Times {
		if every := max(1, len(p.Times)/6); i%every == 0 && i < len(p.Times)-every/2 {
			v.Times.Ticks = append(v.Times.Ticks, tick{round1((float64(i) + 0.5) * plotWide / float64(len(p.Times))), clock(t.AtS)})
		}
	}
	for _, g := range p.Gains {
		row := gainRow{stemWord(g.File), "–", ""}
		if g.Gain != nil {
			row.Gain = change(*g.Gain, "dB")
		}
		if g.CI != nil {
			row.Within = "within " + level(*g.CI, "dB")
		}
		v.Gains = append(v.Gains, row)
	}
	for _, c := range p.Causes {
		v.Causes = append(v.Causes, causeRow{sure(c.Confidence), c.Stem, c.Message})
	}
	return v, nil
}
