package deliver

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

//go:embed report.tmpl charts.tmpl style.tmpl
var templates embed.FS

var report = template.Must(template.New("report.tmpl").Funcs(template.FuncMap{
	"tenths": tenths, "clock": func(v unit.Reading) string { return clock(float64(v)) }, "weight": weight, "prose": prose, "places": places,
	"mark": markOf, "form": form, "heading": heading, "reading": func(v unit.Reading) string { return tenths(float64(v)) },
}).ParseFS(templates, "*.tmpl"))

// Letters of tracks that the report speaks of by name.
const (
	roughLetter  = "A"
	masterLetter = "B"
)

// HTML is the report as one file that needs nothing else: no script, no font,
// no picture. It is the same for the same page.
func (p Page) HTML() ([]byte, error) {
	var out bytes.Buffer
	if err := report.Execute(&out, p.view()); err != nil {
		return nil, fmt.Errorf("report.html: %w", err)
	}
	return bytes.Map(neutral, out.Bytes()), nil
}

// view is a page as the template sets it.
type view struct {
	Page
	Lead     string   // the first sentence of the summary
	Rest     []string // the others
	Master   *PageTrack
	Inks     []ink
	Numbers  []numbers
	Loudness *chart
	Tone     *chart
	Shift    *bars
	Stereo   []dots
	Meters   table
	Stages   []stage
	Services []playback
	Listed   string
}

func (p Page) view() view {
	v := view{
		Page: p, Master: p.track(masterLetter), Inks: p.inks(), Numbers: p.numbers(),
		Loudness: p.loudness(), Tone: p.tone(), Shift: p.shift(),
		Services: p.playbacks(), Listed: servicesListed,
	}
	if strings.TrimSpace(p.Title) == "" {
		v.Title = "Untitled"
	}
	if len(p.Summary) > 0 {
		v.Lead, v.Rest = p.Summary[0], p.Summary[1:]
	}
	if len(p.Tracks) > 0 {
		v.Stereo, v.Meters = p.stereo()
	}
	for _, s := range p.Stages {
		v.Stages = append(v.Stages, stage{s, s.parts()})
	}
	return v
}

// track is the track of that letter, nil when there is none.
func (p Page) track(letter string) *PageTrack {
	for i := range p.Tracks {
		if p.Tracks[i].Letter == letter {
			return &p.Tracks[i]
		}
	}
	return nil
}

// ink is how one track is drawn and named wherever it appears. References share
// a colour and differ by their dashes and letters.
type ink struct {
	Letter, Name, File string
	Class              string // of the style sheet
}

// inks are those of all tracks.
func (p Page) inks() []ink {
	var out []ink
	for i := range p.Tracks {
		out = append(out, p.ink(i))
	}
	return out
}

func (p Page) ink(track int) ink {
	t := p.Tracks[track]
	k := ink{Letter: t.Letter, Name: t.Name, File: t.File.File}
	switch t.Letter {
	case roughLetter:
		k.Class = "a"
	case masterLetter:
		k.Class = "b"
	default:
		others := 0
		for _, before := range p.Tracks[:track] {
			if before.Letter != roughLetter && before.Letter != masterLetter {
				others++
			}
		}
		k.Class = []string{"c", "c d", "c e", "c f"}[others%4]
	}
	return k
}

// numbers is one row of the numbers side by side.
type numbers struct {
	Name, Unit string
	Values     []string
}

// numbers are all rows.
func (p Page) numbers() []numbers {
	var out []numbers
	row := func(name, unit string, read func(measure.File) string) {
		r := numbers{Name: name, Unit: unit}
		for _, t := range p.Tracks {
			r.Values = append(r.Values, read(t.File))
		}
		out = append(out, r)
	}
	row("Loudness", "LUFS", func(f measure.File) string { return tenths(float64(f.Integrated)) })
	row("Loudness range", "LU", func(f measure.File) string { return tenths(float64(f.Range)) })
	row("Loudest 400 ms", "LUFS", func(f measure.File) string { return tenths(float64(f.MaxMomentary)) })
	row("Loudest 3 s", "LUFS", func(f measure.File) string { return tenths(float64(f.MaxShortTerm)) })
	row("True peak", "dBTP", func(f measure.File) string { return tenths(float64(f.TruePeak)) })
	row("Sample peak", "dBFS", func(f measure.File) string { return tenths(float64(f.SamplePeak)) })
	row("Peak to loudness (PLR)", "LU", func(f measure.File) string { return tenths(float64(f.PLR)) })
	row("Least peak to short-term (PSR)", "LU", func(f measure.File) string { return tenths(float64(f.MinPSR)) })
	row("Correlation", "", func(f measure.File) string { return decimal(float64(f.Correlation), 2) })
	row("Width", "dB", func(f measure.File) string { return tenths(float64(f.Width)) })
	row("Length", "", func(f measure.File) string { return clock(float64(f.Duration)) })
	row("Format", "", build)
	return out
}

// stage is a stage whose moves are put together by stem.
type stage struct {
	PageStage
	Parts []part
}

// part is moves on one stem that follow each other.
type part struct {
	Stem  string // empty for the bus
	Moves []PageMove
}

func (s PageStage) parts() []part {
	var out []part
	for _, m := range s.Moves {
		if len(out) == 0 || out[len(out)-1].Stem != m.Stem {
			out = append(out, part{Stem: m.Stem})
		}
		last := &out[len(out)-1]
		last.Moves = append(last.Moves, m)
	}
	return out
}

// mark is the sign and the word of a severity: those of the command line.
type mark struct{ Icon, Word string }

// markOf is the mark of a severity; one we do not know is only noted.
func markOf(s session.Severity) mark {
	switch s {
	case session.Blocker:
		return mark{"stop", "Stop"}
	case session.Warning:
		return mark{"look", "Look"}
	}
	return mark{"note", "Note"}
}
