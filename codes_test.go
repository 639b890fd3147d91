package lathe

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"lathe/session/advice"
)

// Codes that are put together while running, by what they begin with.
var made = map[string][]string{
	"file.":  {"truncated", "junk", "checksum", "header", "not-finite", "unsupported", "unreadable"},
	"proof.": nil, // a cause in the proof is the finding proof.CAUSE
}

// Every code that a finding can carry is explained in session/advice.
func TestEveryFindingIsExplained(t *testing.T) {
	out, err := exec.Command("git", "ls-files", "-co", "--exclude-standard", "chain").Output()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	code := regexp.MustCompile(`\bCode:? *:?= *"([a-z.-]+)"|\bCode: *"([a-z.-]+)"`)
	for file := range strings.FieldsSeq(string(out)) {
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			continue // removed, but still in the index
		}
		for _, m := range code.FindAllStringSubmatch(string(text), -1) {
			found[m[1]+m[2]] = true
		}
	}
	for prefix, ends := range made {
		delete(found, prefix)
		for _, end := range ends {
			found[prefix+end] = true
		}
	}
	for c := range found {
		_, ok := advice.For(c)
		if _, cause := advice.For("proof." + c); !ok && !cause {
			t.Errorf("nobody explains the finding %q; give it an entry in session/advice", c)
		}
	}
}
