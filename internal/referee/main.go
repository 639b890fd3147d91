// Command referee reads `go test -json` from stdin and says how it went: what
// failed with its output, what was slow, and what was skipped and why. Where
// the real material is at hand a skipped test counts as failed: what CI does
// not run does not exist.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// event is one line of test2json.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

type test struct{ pkg, name string }

func main() {
	outputs := map[test][]string{}
	var failed, skipped []test
	var passed int
	slow := map[string]float64{}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	for in.Scan() {
		var e event
		if json.Unmarshal(in.Bytes(), &e) != nil { // a build error comes as plain text
			fmt.Println(in.Text())
			continue
		}
		t := test{e.Package, e.Test}
		switch e.Action {
		case "output", "build-output":
			outputs[t] = append(outputs[t], e.Output)
		case "pass":
			if e.Test == "" {
				slow[e.Package] = e.Elapsed
			} else {
				passed++
			}
		case "fail", "build-fail":
			failed = append(failed, t)
		case "skip":
			if e.Test != "" { // else a package without tests
				skipped = append(skipped, t)
			}
		}
	}
	for _, t := range failed {
		fmt.Printf("--- failed: %s %s\n%s", t.pkg, t.name, strings.Join(outputs[t], ""))
	}
	for _, t := range skipped {
		fmt.Printf("--- skipped: %s %s: %s\n", t.pkg, t.name, reason(outputs[t]))
	}
	slowest(slow)
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, len(failed), len(skipped))
	switch {
	case in.Err() != nil:
		fmt.Println(in.Err())
		os.Exit(1)
	case len(failed) > 0 || passed == 0:
		os.Exit(1)
	case len(skipped) > 0 && material():
		fmt.Println("the real material is here, so nothing may be skipped")
		os.Exit(1)
	}
}

// reason is what a skipped test said.
func reason(output []string) string {
	for _, line := range output {
		if _, after, ok := strings.Cut(line, "_test.go:"); ok {
			return strings.TrimSpace(after)
		}
		if _, after, ok := strings.Cut(line, ".go:"); ok {
			return strings.TrimSpace(after)
		}
	}
	return strings.TrimSpace(strings.Join(output, " "))
}

// slowest lists the packages that took longest.
func slowest(elapsed map[string]float64) {
	var names []string
	for name := range elapsed {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if elapsed[a] > elapsed[b] {
			return -1
		}
		return 1
	})
	for _, name := range names[:min(5, len(names))] {
		fmt.Printf("%6.1f s  %s\n", elapsed[name], name)
	}
}

// material says whether the real material is at hand.
func material() bool {
	for _, dir := range []string{os.Getenv("LATHE_DATA"), filepath.Join("..", "shared", "data")} {
		if dir != "" {
			if _, err := os.Stat(dir); err == nil {
				return true
			}
		}
	}
	return false
}
