package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"lathe/audio/parcel"
	"lathe/studio/cloud"
)

// moved shows how far a fetch has come: a line that is written over on a
// terminal; a line for every tenth, or for every file where the size is not
// known, elsewhere.
type moved struct {
	out  io.Writer
	how  string // none, bar, plain, json
	pace cloud.Pace
	last time.Time
	step int // tenths, or files
	wide int // columns of the line that stands there
}

// rewrite is how often a line on a terminal is written over.
const rewrite = 200 * time.Millisecond

func (a *app) newMoved() (*moved, error) {
	how := a.progress
	switch how {
	case "auto":
		how = "none"
		if f, ok := a.errOut.(*os.File); ok && term.IsTerminal(int(f.Fd())) && !a.quiet {
			how = "bar"
		}
	case "none", "bar", "plain", "json":
	default:
		return nil, usagef("--progress is %q, want auto, bar, plain, json or none", a.progress)
	}
	return &moved{out: a.errOut, how: how, step: -1}, nil
}

func (m *moved) tell(p cloud.Progress) {
	now := time.Now()
	left := m.pace.Left(p, now)
	switch m.how {
	case "bar":
		if now.Sub(m.last) < rewrite {
			return
		}
		m.last = now
		text := movedText(p, left)
		fmt.Fprintf(m.out, "\r%-*s", m.wide, text)
		m.wide = max(m.wide, len(text))
	case "plain", "json":
		step := p.FilesDone
		if p.TotalBytes > 0 {
			step = int(10 * p.Bytes / p.TotalBytes)
		}
		if step <= m.step {
			return
		}
		m.step = step
		if m.how == "plain" {
			fmt.Fprintln(m.out, movedText(p, left))
			return
		}
		m.event(p, left)
	}
}

func movedText(p cloud.Progress, left time.Duration) string {
	text := fmt.Sprintf("fetching %d of %d, %s", min(p.FilesDone+1, p.Files), p.Files, parcel.Amount(p.Bytes))
	if p.TotalBytes > 0 {
		text += fmt.Sprintf(" of %s, %d %%", parcel.Amount(p.TotalBytes), 100*p.Bytes/p.TotalBytes)
	}
	if left >= 0 {
		text += fmt.Sprintf(", %d:%02d left", int(left.Minutes()), int(left.Seconds())%60)
	}
	return text
}

// event writes one line of JSON.
func (m *moved) event(p cloud.Progress, left time.Duration) {
	event := map[string]any{"event": "progress", "pass": "fetching", "file": p.File, "files_done": p.FilesDone, "files": p.Files, "done_bytes": p.Bytes, "total_bytes": nil}
	if p.TotalBytes >= 0 {
		event["total_bytes"] = p.TotalBytes
	}
	if left >= 0 {
		event["left_s"] = left.Seconds()
	}
	if text, err := json.Marshal(event); err == nil {
		fmt.Fprintf(m.out, "%s\n", text)
	}
}

// done ends the line on a terminal.
func (m *moved) done() {
	if m.wide > 0 {
		fmt.Fprintf(m.out, "\r%*s\r", m.wide, "")
	}
}
