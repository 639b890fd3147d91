package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
)

// budget is what one kind of page may load, in bytes, compressed (fonts as they
// are: woff2 is compressed).
type budget struct {
	what  string
	most  int
	files []string // names that templates ask for; those that are not there count nothing
}

// budgets are those of specs/web.md D3. A page loads app.js and its own script,
// and htmx.js where it has parts that are asked for alone.
var budgets = []budget{
	{"scripts of every page", 20 << 10, []string{"app.js"}},
	{"scripts of the intake", 40 << 10, []string{"app.js", "htmx.js", "intake.js", "checker.js"}},
	{"scripts of compare", 30 << 10, []string{"app.js", "compare.js"}},
	{"scripts of a plan", 30 << 10, []string{"app.js", "plan.js"}},
	{"scripts of a session", 30 << 10, []string{"app.js", "htmx.js", "session.js"}},
	{"styles", 12 << 10, []string{"app.css"}},
	{"typefaces", 60 << 10, []string{"atkinson-hyperlegible-next-latin-wght-normal.woff2", "atkinson-hyperlegible-mono-latin-wght-normal.woff2"}},
}

// within says how large everything is, and what is too large.
func within(made map[string][]byte, out io.Writer) error {
	var manifest map[string]string
	if err := json.Unmarshal(made["manifest.json"], &manifest); err != nil {
		return err
	}
	var over error
	for _, b := range budgets {
		n := 0
		for _, name := range b.files {
			n += weight(name, made[manifest[name]])
		}
		fmt.Fprintf(out, "%-24s %6.1f of %2d KiB\n", b.what, float64(n)/1024, b.most>>10)
		if n > b.most {
			over = fmt.Errorf("%s: %d bytes, want at most %d", b.what, n, b.most)
		}
	}
	return over
}

func weight(name string, text []byte) int {
	if filepath.Ext(name) == ".woff2" {
		return len(text)
	}
	var z bytes.Buffer
	w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
	w.Write(text)
	w.Close()
	if len(text) == 0 {
		return 0
	}
	return z.Len()
}
