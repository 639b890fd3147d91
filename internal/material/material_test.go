package material_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lathe/internal/material"
)

func TestDirObeysTheEnvironment(t *testing.T) {
	want := t.TempDir()
	t.Setenv("LATHE_DATA", want)
	if got := material.Dir(t); got != want {
		t.Errorf("the folder is %q, want %q", got, want)
	}
}

func TestDirIsFoundFromDeepInside(t *testing.T) {
	place := t.TempDir()
	deep := filepath.Join(place, "main", "audio", "wav")
	want := filepath.Join(place, "shared", "data")
	for _, dir := range []string{deep, want} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(place, "main", "go.mod"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LATHE_DATA", "")
	t.Chdir(deep)
	got, err := filepath.EvalSymlinks(material.Dir(t))
	if err != nil {
		t.Fatal(err)
	}
	if want, _ = filepath.EvalSymlinks(want); got != want {
		t.Errorf("the folder is %q, want %q", got, want)
	}
}

// listener stands in for a test and keeps the sentence it was skipped with:
// really skipping here would look like something missing.
type listener struct {
	testing.TB
	said string
}

func (l *listener) Skip(args ...any)                 { l.said = fmt.Sprint(args...) }
func (l *listener) Skipf(format string, args ...any) { l.said = fmt.Sprintf(format, args...) }

func TestWhatIsAbsentSkipsTheTest(t *testing.T) {
	t.Setenv("LATHE_DATA", filepath.Join(t.TempDir(), "nowhere"))
	for _, tt := range []struct {
		name string
		need func(testing.TB)
		want string
	}{
		{"no folder", func(t testing.TB) { material.Dir(t) }, "LATHE_DATA"},
		{"no tool", func(t testing.TB) { material.Tool(t, "lathe-has-no-such-tool") }, "lathe-has-no-such-tool"},
	} {
		l := &listener{TB: t}
		if tt.need(l); !strings.Contains(l.said, tt.want) {
			t.Errorf("with %s the test heard %q, want a sentence with %q", tt.name, l.said, tt.want)
		}
	}
}
