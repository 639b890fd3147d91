package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// asked are commands that packaging starts, from unit and container files.
func asked(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, name := range []string{"lathe.service", "lathe-worker.service", "Containerfile"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "packaging", name))
		if err != nil {
			t.Fatal(err)
		}
		if start := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/lathe (.*)$`).FindSubmatch(text); start != nil {
			all[name] = strings.Fields(string(start[1]))
		}
		for _, word := range []string{"CMD", "HEALTHCHECK CMD"} {
			if start := regexp.MustCompile(`(?m)^` + word + ` (\[.*\])$`).FindSubmatch(text); start != nil {
				var args []string
				if err := json.Unmarshal(start[1], &args); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if args[0] == "lathe" {
					args = args[1:]
				}
				all[name+" "+word] = args
			}
		}
	}
	return all
}

// TestPackagingStartsWhatIsThere takes the commands from the unit and container
// files and asks each for help: a flag that is not known would be refused.
func TestPackagingStartsWhatIsThere(t *testing.T) {
	all := asked(t)
	if len(all) != 4 {
		t.Fatalf("%d commands were found, want 4: %q", len(all), all)
	}
	for name, args := range all {
		var out, errs bytes.Buffer
		a := &app{in: strings.NewReader(""), out: &out, errOut: &errs}
		root := a.root()
		root.SetOut(&out)
		root.SetErr(&errs)
		cmd, rest, err := root.Find(args)
		if err != nil || cmd == root {
			t.Errorf("%s: lathe %q is no command: %v", name, args, err)
			continue
		}
		if err := cmd.ParseFlags(rest); err != nil {
			t.Errorf("%s: lathe %s: %v", name, strings.Join(args, " "), err)
		}
	}
}

// TestDocsNameWhatIsThere looks for every file that docs/operate.md sends to.
func TestDocsNameWhatIsThere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operate.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("`(packaging/[A-Za-z.-]+)`").FindAllSubmatch(text, -1)
	if len(found) < 3 {
		t.Errorf("the page names %d files of packaging, want 3", len(found))
	}
	for _, f := range found {
		if _, err := os.Stat(filepath.Join("..", "..", string(f[1]))); err != nil {
			t.Error(err)
		}
	}
}
