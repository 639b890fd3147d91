//go:build unix

package proof

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"lathe/internal/material"
	"lathe/studio/client"
)

// TestSongByTheAPI masters a song by the API alone, with one move changed by
// hand, and holds the master against what `lathe print` makes of the same plan.
func TestSongByTheAPI(t *testing.T) {
	song := madeSong(t, 4, 6, 1)
	if material.Long() {
		song = filepath.Join(material.Dir(t), "sessions", "caesium")
	}
	each(t, func(t *testing.T, h *house) {
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
		defer stop()
		s := h.send(t, ctx, song)
		var proof struct{ Verdict string }
		if err := json.Unmarshal(s.Proof, &proof); err != nil || proof.Verdict == "" || s.Findings == nil || len(s.Plans) != 1 {
			t.Fatalf("the proof says %q (%v), there are %d findings and %d plans, want a verdict and 1 plan", proof.Verdict, err, len(s.Findings), len(s.Plans))
		}
		text, tag, err := h.Plan(ctx, s.ID, 1)
		if err != nil {
			t.Fatal(err)
		}
		edited := oneMoveOff(t, text)
		if err := h.EditPlan(ctx, s.ID, 1, tag, edited); err != nil {
			t.Fatal(err)
		}
		var no *client.Refused
		if err := h.EditPlan(ctx, s.ID, 1, tag, text); !errors.As(err, &no) || no.Status != 412 {
			t.Errorf("editing what was edited meanwhile: %v, want 412", err)
		}
		kept, _, err := h.Plan(ctx, s.ID, 2)
		if err != nil || !bytes.Equal(kept, edited) {
			t.Fatalf("version 2 is not what was sent: %v", err)
		}
		ordered, err := h.Print(ctx, s.ID, 2)
		if err != nil {
			t.Fatal(err)
		}
		p, err := h.Printed(ctx, ordered.ID)
		if err != nil {
			t.Fatal(err)
		}
		got := h.fetchAll(t, ctx, p)
		want := printed(t, song, edited)
		masters := 0
		for name, sum := range want {
			if strings.HasSuffix(name, ".wav") {
				masters++
				if got[name] != sum {
					t.Errorf("%s sums to %s, lathe print makes %s; files are %v", name, got[name], sum, got)
				}
			}
		}
		if masters != 1 {
			t.Errorf("lathe print made %d masters, want 1", masters)
		}
		var report struct{ Master struct{ File string } }
		if err := json.Unmarshal(p.Report, &report); err != nil || report.Master.File == "" {
			t.Errorf("the report has no master: %v", err)
		}
	})
}

// send uploads a folder and waits for its plan.
func (h *house) send(t *testing.T, ctx context.Context, folder string) client.Session {
	t.Helper()
	s, err := h.Open(ctx, "", "")
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for name, content := range files(t, folder) {
		if err := h.Upload(ctx, s.ID, name, bytes.NewReader(content), int64(len(content))); err != nil {
			t.Fatal(err)
		}
		sums[name] = sumOf(content)
	}
	if err := h.Submit(ctx, s.ID); err != nil {
		t.Fatal(err)
	}
	got, err := h.Until(ctx, s.ID, "planned")
	if err != nil {
		for name, p := range h.procs {
			t.Logf("%s said:\n%s", name, p.said)
		}
		t.Fatal(err)
	}
	if len(got.Stems) != len(sums) {
		t.Errorf("the studio has %d files, %d were sent", len(got.Stems), len(sums))
	}
	for _, f := range got.Stems {
		if f.SHA256 != sums[f.File] {
			t.Errorf("%s sums to %s in the studio, %s here", f.File, f.SHA256, sums[f.File])
		}
	}
	return got
}

// files reads a folder.
func files(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	root := os.DirFS(folder)
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[path], err = fs.ReadFile(root, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func sumOf(p []byte) string {
	s := sha256.Sum256(p)
	return hex.EncodeToString(s[:])
}

var on = regexp.MustCompile(`(?m)^(\s+)on: true$`)

// oneMoveOff turns the first move of a plan off, as a person would.
func oneMoveOff(t *testing.T, plan []byte) []byte {
	t.Helper()
	at := on.FindSubmatchIndex(plan)
	if at == nil {
		t.Fatal("the plan has no move to turn off")
	}
	return bytes.Join([][]byte{plan[:at[3]], []byte("on: false"), plan[at[1]:]}, nil)
}

// fetchAll downloads a print and checks every sum.
func (h *house) fetchAll(t *testing.T, ctx context.Context, p client.Print) map[string]string {
	t.Helper()
	sums := map[string]string{}
	for _, f := range p.Files {
		var content bytes.Buffer
		if err := h.Download(ctx, f, &content); err != nil {
			t.Fatal(err)
		}
		if sums[f.Name] = sumOf(content.Bytes()); sums[f.Name] != f.SHA256 {
			t.Errorf("%s sums to %s, announced was %s", f.Name, sums[f.Name], f.SHA256)
		}
	}
	return sums
}

// printed is what the command line prints from the same stems and plan: sums by
// name.
func printed(t *testing.T, song string, plan []byte) map[string]string {
	t.Helper()
	dir := t.TempDir()
	sheet := filepath.Join(dir, "plan.yaml")
	if err := os.WriteFile(sheet, plan, 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	if said, err := be("print", song, "--plan", sheet, "-o", out, "--progress", "none").CombinedOutput(); err != nil {
		t.Fatalf("lathe print: %v: %s", err, said)
	}
	sums := map[string]string{}
	for name, content := range files(t, out) {
		sums[name] = sumOf(content)
	}
	return sums
}
