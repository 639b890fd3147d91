package lathe

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const maxLines = 400 // a file is a room; a room is seen from its door

// floors says who may import whom inside the module. A package may import the
// floors listed for it and nothing else of ours; the longest prefix wins.
// Stages never meet: what one tells the next is in the plan.
var floors = map[string][]string{
	"":                {"chain", "session"}, // the facade
	"dsp":             {"dsp"},
	"audio":           {"audio", "dsp"},
	"measure":         {"measure", "audio", "dsp"},
	"session":         {"audio", "dsp/unit"},
	"chain":           {"chain", "session", "measure", "audio", "dsp"},
	"chain/":          {"session", "measure", "audio", "dsp"}, // one stage
	"studio":          {"session", "studio"},
	"studio/":         {"session", "studio"},
	"studio/cloud":    {"studio", "session", "audio/parcel"},
	"studio/jobs":     {"studio", "session", "chain", "audio"}, // the only door from service to chain
	"internal/signal": {"audio", "dsp"},
	"internal/cli":    {"", "studio", "chain", "session", "measure", "audio", "dsp/unit", "internal/signal"},
	"cmd":             {"internal/cli"},

	"internal/proof":    {"internal/cli", "internal/servers", "internal/blackout", "internal/material", "internal/signal", "studio"},
	"internal/blackout": {"studio"}, // cuts the power under the studio's files
	"internal/servers":  {},         // real servers for tests
	"internal/material": {},         // where tests find real audio and other people's tools
	"internal/referee":  {},         // reads what the tests say
	"bench":             {"", "chain", "session", "measure", "audio", "dsp", "internal/signal"},

	"bench/faults":       {"bench/faults/spoil", "chain"},
	"bench/faults/spoil": {"internal/signal"}, // shares nothing with those it tests
}

// quiet floors hear no files, clocks, logs or networks: what they return
// depends on what they are given.
var quiet = []string{"dsp", "measure", "session", "chain/repair", "chain/balance", "chain/eq", "chain/enhance", "chain/master", "chain/compare"}

func TestQuietFloorsHearNothing(t *testing.T) {
	for _, p := range list(t) {
		self := rel(p.ImportPath)
		if self == "dsp/dsptest" || !slices.ContainsFunc(quiet, func(q string) bool { return self == q || strings.HasPrefix(self, q+"/") }) {
			continue
		}
		for _, imp := range p.Imports {
			if top, _, _ := strings.Cut(imp, "/"); slices.Contains([]string{"os", "net", "log", "database", "syscall"}, top) {
				t.Errorf("%q imports %q; pass the data in instead", self, imp)
			}
		}
	}
}

func TestImportsPointDown(t *testing.T) {
	for _, p := range list(t) {
		self := rel(p.ImportPath)
		if self != "" && floor(self) == "" {
			t.Errorf("%q is on no floor; give it one in floors", self)
		}
		for _, imp := range p.Imports {
			if imp != "lathe" && !strings.HasPrefix(imp, "lathe/") {
				continue
			}
			if to := rel(imp); !allowed(self, to) {
				t.Errorf("%q imports %q; it may import %q", self, to, floors[floor(self)])
			}
		}
	}
}

func TestEveryPackageIntroducesItself(t *testing.T) {
	for _, p := range list(t) {
		if p.Doc == "" {
			t.Errorf("package %s has no doc comment", p.ImportPath)
		}
	}
}

func TestRoomsAreSmall(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if n := bytes.Count(src, []byte("\n")); n > maxLines && !bytes.Contains(src, []byte("\n// Code generated ")) {
			t.Errorf("%s has %d lines, want at most %d: give half of it its own file", path, n, maxLines)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

type pkg struct {
	ImportPath, Doc string
	Imports         []string
}

func list(t *testing.T) (pkgs []pkg) {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Doc,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

func rel(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, "lathe"), "/") }

// floor is the longest key of floors that names p or, ending in "/", contains it.
func floor(p string) (best string) {
	for key := range floors {
		if (p == key || strings.HasPrefix(p, strings.TrimSuffix(key, "/")+"/")) && key != "" && len(key) > len(best) {
			if strings.HasSuffix(key, "/") && p+"/" == key {
				continue // "chain/" is the rooms on the floor, not the landing
			}
			best = key
		}
	}
	return best
}

func allowed(from, to string) bool {
	for _, f := range floors[floor(from)] {
		if to == f || f != "" && strings.HasPrefix(to, f+"/") {
			return true
		}
	}
	return false
}
