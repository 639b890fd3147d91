// Package material finds what tests need and the repository does not hold:
// real sessions, conformance files, and other people's tools.
//
// A test that needs what is absent is skipped with a sentence that says so. CI
// has all of it and treats a skip as a failure.
package material

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Dir is the folder of real material, whose README says what is in it. The
// test is skipped without one.
func Dir(t testing.TB) string {
	t.Helper()
	dir, ok := Find()
	if !ok {
		t.Skip("there is no folder of real material; put it at ../shared/data beside the repository or name it in LATHE_DATA")
	}
	return dir
}

// Find is Dir for those who can do without: fuzz targets with seeds of their
// own.
func Find() (dir string, ok bool) {
	if dir = os.Getenv("LATHE_DATA"); dir == "" {
		root, ok := moduleRoot()
		if !ok {
			return "", false
		}
		dir = filepath.Join(root, "..", "shared", "data")
	}
	at, err := os.Stat(dir)
	return dir, err == nil && at.IsDir()
}

// moduleRoot is the nearest folder above the test that has a go.mod.
func moduleRoot() (string, bool) {
	dir, err := os.Getwd()
	if err != nil {
		return "", false
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// Tool is where a program is. The test is skipped when it is not installed.
func Tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed here, and this test compares with it", name)
	}
	return path
}
