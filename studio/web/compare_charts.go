package web

import (
	"context"
	"html/template"
	"io"
	"strings"

	"lathe/studio"
)

// chartTab is one picture of the report, with its table, as the compare page
// shows it.
type chartTab struct {
	ID, Word string
	HTML     template.HTML
}

// The report's chapters that compare versions, by their ids in report.html.
var chartChapters = []chartTab{{ID: "tone", Word: "Tone"}, {ID: "loudness", Word: "Loudness"}, {ID: "stereo", Word: "Stereo and dynamics"}}

// reportBytes is the most of a report that is read; the largest seen has 0.4 MB.
const reportBytes = 8 << 20

// charts are the pictures of a print's report: the same ones, not others like
// them. The report is our own writing, with everything of others escaped.
func (p *Pages) charts(ctx context.Context, print studio.Print) ([]chartTab, error) {
	for _, f := range print.Files {
		if f.Name != "report.html" {
			continue
		}
		blob, err := p.Blobs.Open(ctx, f.SHA256)
		if err != nil {
			return nil, err
		}
		defer blob.Close()
		text, err := io.ReadAll(io.LimitReader(blob, reportBytes))
		if err != nil {
			return nil, err
		}
		return chartsOf(string(text)), nil
	}
	return nil, nil
}

// chartsOf cuts the chapters out of a report.
func chartsOf(report string) (tabs []chartTab) {
	for _, c := range chartChapters {
		_, rest, ok := strings.Cut(report, `<h2 id="`+c.ID+`">`)
		if !ok {
			continue
		}
		_, rest, _ = strings.Cut(rest, "</h2>")
		chapter, _, ok := strings.Cut(rest, "</section>")
		if !ok {
			continue
		}
		c.HTML = template.HTML(strings.TrimSpace(chapter))
		tabs = append(tabs, c)
	}
	return tabs
}
