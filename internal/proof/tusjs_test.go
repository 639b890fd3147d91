//go:build unix

package proof

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lathe/internal/material"
	"lathe/studio/client"
)

// heard is a line of testdata/tusjs/send.cjs.
type heard struct {
	Method       string
	Status       int
	Acknowledged int64
	Remembered   int
	Done         string
	Error        string
}

// tusJS is the folder in which test.sh has installed tus-js-client. The test is
// skipped, and so CI fails, where it or node is not.
func tusJS(t *testing.T) (modules string) {
	t.Helper()
	material.Tool(t, "node")
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	modules = filepath.Join(strings.TrimSpace(string(cache)), "lathe-tools", "tusjs", "node_modules")
	if _, err := os.Stat(filepath.Join(modules, "tus-js-client")); err != nil {
		t.Skip("tus-js-client is not installed; ./test.sh does that with npm")
	}
	return modules
}

// TestTusJSClient has the uploader that browsers use send files in every way it
// can, and kills the server under one of them.
func TestTusJSClient(t *testing.T) {
	modules := tusJS(t)
	const size = 6<<20 + 12345
	content, err := io.ReadAll(&noise{size: size})
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, h *house) {
		ctx, stop := context.WithTimeout(t.Context(), 4*time.Minute)
		defer stop()
		file := filepath.Join(t.TempDir(), "Noise.wav") // what was sent is remembered beside it
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, way := range []string{"plain", "chunks", "deferred", "creation", "again", "back", "chunks, and a kill"} {
			t.Run(way, func(t *testing.T) {
				s, err := h.Open(ctx, "", "")
				if err != nil {
					t.Fatal(err)
				}
				killed := false
				said := h.sendJS(t, ctx, modules, s.ID, file, strings.TrimSuffix(way, ", and a kill"), func(l heard) {
					if strings.HasSuffix(way, "kill") && !killed && l.Acknowledged >= size/3 {
						killed = true
						h.end("serve", syscall.SIGKILL)
						h.start("serve")
					}
				})
				last := said[len(said)-1]
				if last.Done == "" {
					t.Fatalf("it ended with %+v", last)
				}
				var no *client.Refused
				if _, err := h.Offset(ctx, last.Done); way == "back" && (!errors.As(err, &no) || no.Status != 410) {
					t.Errorf("an upload that was taken back: %v, want 410", err)
				}
				if way == "back" {
					return
				}
				if got := h.stem(t, ctx, s.ID); got.SHA256 != sumOf(content) || got.Bytes != size || got.File != "Noise.wav" {
					t.Errorf("%s of %d bytes with the sum %s arrived, want Noise.wav, %d, %s", got.File, got.Bytes, got.SHA256, size, sumOf(content))
				}
				patches := 0
				for _, l := range said {
					if l.Method == "PATCH" {
						patches++
					}
				}
				if want := map[string]int{"plain": 1, "chunks": 7, "deferred": 7, "creation": 6}[way]; want > 0 && patches != want {
					t.Errorf("it took %d requests, want %d", patches, want)
				}
				if strings.HasSuffix(way, "kill") && !killed {
					t.Error("the server was not killed")
				}
			})
		}
	})
}

// sendJS runs the script, and returns what it said.
func (h *house) sendJS(t *testing.T, ctx context.Context, modules, session, file, way string, hear func(heard)) (all []heard) {
	t.Helper()
	cmd := exec.CommandContext(ctx, "node", filepath.Join("testdata", "tusjs", "send.cjs"), h.Base+"/api/v1/sessions/"+session+"/uploads", h.Token, file, way)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var l heard
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatalf("it said %q", lines.Text())
		}
		all = append(all, l)
		hear(l)
	}
	if err := cmd.Wait(); err != nil || len(all) == 0 {
		t.Fatalf("tus-js-client: %v, after %+v", err, all)
	}
	return all
}

// stem waits until a session has its one file.
func (h *house) stem(t *testing.T, ctx context.Context, session string) client.File {
	t.Helper()
	for {
		s, err := h.Session(ctx, session)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Stems) == 1 {
			return s.Stems[0]
		}
		select {
		case <-ctx.Done():
			t.Fatal("the file never became a stem")
		case <-time.After(50 * time.Millisecond):
		}
	}
}
