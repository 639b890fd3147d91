package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"lathe/chain"
)

// shower shows how far a run has come: on a terminal as bars, elsewhere as
// lines or events when asked for.
type shower interface {
	tell(chain.Progress)
	done()
}

func (a *app) newProgress() (shower, error) {
	how := a.progress
	if how == "auto" {
		how = "none"
		if f, ok := a.errOut.(*os.File); ok && term.IsTerminal(int(f.Fd())) && !a.quiet {
			how = "bar"
		}
	}
	switch how {
	case "none":
		return silent{}, nil
	case "bar":
		return &bars{out: mpb.New(mpb.WithOutput(a.errOut), mpb.WithWidth(32), mpb.WithAutoRefresh()), bars: map[string]*bar{}}, nil
	case "plain":
		return &lines{out: a.errOut, write: plainLine, passes: map[string]*pass{}}, nil
	case "json":
		return &lines{out: a.errOut, write: jsonLine, passes: map[string]*pass{}}, nil
	}
	return nil, usagef("--progress is %q, want auto, bar, plain, json or none", a.progress)
}

type silent struct{}

func (silent) tell(chain.Progress) {}
func (silent) done()               {}

// bars draws a bar for every pass.
type bars struct {
	mu   sync.Mutex
	out  *mpb.Progress
	bars map[string]*bar
}

type bar struct {
	*mpb.Bar
	start time.Time
	last  chain.Progress
	speed atomic.Value // what stands behind the bar: x real time and what is left; drawn by another goroutine
}

func (b *bars) tell(p chain.Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.bars[p.Pass]
	if one == nil || p.Done < one.last.Done {
		fresh := &bar{start: time.Now()}
		fresh.speed.Store("")
		fresh.Bar = b.out.AddBar(scaled(p.Total),
			mpb.PrependDecorators(decor.Name(fmt.Sprintf("%-11s", p.Pass))),
			mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}), decor.Any(func(decor.Statistics) string { return fresh.speed.Load().(string) })))
		one, b.bars[p.Pass] = fresh, fresh
	}
	one.last = p
	one.speed.Store(" " + rate(p, time.Since(one.start)))
	one.SetTotal(scaled(p.Total), false)
	one.SetCurrent(scaled(p.Done))
	if p.Done >= p.Total {
		one.SetTotal(scaled(p.Total), true)
	}
}

func scaled(seconds float64) int64 { return max(1, int64(seconds*1000)) }

// rate says how fast a pass runs and how long it will take.
func rate(p chain.Progress, since time.Duration) string {
	if p.Done <= 0 || since < 100*time.Millisecond {
		return ""
	}
	x := p.Done / since.Seconds()
	if p.Done >= p.Total {
		return fmt.Sprintf("%.1fx real time", x)
	}
	left := time.Duration((p.Total - p.Done) / x * float64(time.Second)).Round(time.Second)
	return fmt.Sprintf("%.1fx real time, %d:%02d left", x, int(left.Minutes()), int(left.Seconds())%60)
}

func (b *bars) done() {
	b.mu.Lock()
	for _, one := range b.bars {
		if !one.Completed() {
			one.Abort(false)
		}
	}
	b.mu.Unlock()
	b.out.Wait()
}

// lines writes a line for every tenth of a pass.
type lines struct {
	mu     sync.Mutex
	out    io.Writer
	write  func(io.Writer, chain.Progress, time.Duration)
	passes map[string]*pass
}

type pass struct {
	start time.Time
	tenth int
}

func (l *lines) tell(p chain.Progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.passes[p.Pass]
	if one == nil || p.Done == 0 {
		one = &pass{start: time.Now(), tenth: -1}
		l.passes[p.Pass] = one
	}
	tenth := 10
	if p.Total > 0 {
		tenth = int(10 * p.Done / p.Total)
	}
	if tenth > one.tenth {
		one.tenth = tenth
		l.write(l.out, p, time.Since(one.start))
	}
}

func (l *lines) done() {}

func plainLine(w io.Writer, p chain.Progress, since time.Duration) {
	percent := 100.
	if p.Total > 0 {
		percent = 100 * p.Done / p.Total
	}
	text := rate(p, since)
	if text != "" {
		text = " (" + text + ")"
	}
	fmt.Fprintf(w, "%s %.0f %%%s\n", p.Pass, percent, text)
}

func jsonLine(w io.Writer, p chain.Progress, since time.Duration) {
	event := map[string]any{"event": "progress", "pass": p.Pass, "done_s": p.Done, "total_s": p.Total}
	if p.Done > 0 && since > 100*time.Millisecond {
		x := p.Done / since.Seconds()
		event["realtime_x"], event["left_s"] = x, (p.Total-p.Done)/x
	}
	text, err := json.Marshal(event)
	if err == nil {
		fmt.Fprintf(w, "%s\n", text)
	}
}
