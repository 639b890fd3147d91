//go:build unix

package proof

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/client"
)

// TestBackup copies a studio while a song is being worked on, restores it
// elsewhere, verifies it, and opens it. Then it spoils one byte.
func TestBackup(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	song := madeSong(t, 2, 3, 3)
	h := found(t, setups[0])
	s := h.send(t, ctx, song)
	p, during := h.copiedWhilePrinting(t, ctx, s.ID)
	p, err := h.Printed(ctx, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	after := h.copied(t, "after")
	if during.Blobs < 3 || after.Blobs <= during.Blobs {
		t.Errorf("the backups hold %d and %d files, want 3 or more and then the print's too", during.Blobs, after.Blobs)
	}
	if v := verified(t, h.dir+"-during", 0); len(v.Wrong) > 0 || v.Blobs != during.Blobs {
		t.Errorf("the backup made meanwhile: %+v", v)
	}
	moved := &house{t: t, dir: h.dir + "-restored", setup: h.setup, listen: h.listen, Client: h.Client, procs: h.procs}
	if out, err := be("restore", h.dir+"-after", "--data", moved.dir).CombinedOutput(); err != nil {
		t.Fatalf("lathe restore: %v: %s", err, out)
	}
	if v := verified(t, moved.dir, 0); len(v.Wrong) > 0 || v.Blobs != after.Blobs || v.Plans != 1 || v.Entries == 0 {
		t.Errorf("after restoring: %+v", v)
	}
	h.end("serve", syscall.SIGTERM)
	moved.start("serve")
	moved.untilReady()
	moved.fetchAll(t, ctx, p) // the same token, the same files
	spoil(t, moved.dir)
	if v := verified(t, moved.dir, 6); len(v.Wrong) != 1 {
		t.Errorf("one byte was changed, and verify says %v", v.Wrong)
	}
}

// copiedWhilePrinting has a print made and backs up before it is done.
func (h *house) copiedWhilePrinting(t *testing.T, ctx context.Context, session string) (p client.Print, c struct{ Blobs int }) {
	t.Helper()
	for range 10 {
		p, err := h.Print(ctx, session, 1)
		if err != nil {
			t.Fatal(err)
		}
		os.RemoveAll(h.dir + "-during")
		c = h.copied(t, "during")
		if err := h.Ask(ctx, "GET", "/prints/"+p.ID, nil, &p); err != nil {
			t.Fatal(err)
		}
		if p.Status != "done" {
			return p, c
		}
	}
	t.Fatal("every print was done before its backup: this machine is too busy to show anything")
	return p, c
}

func (h *house) copied(t *testing.T, name string) (c struct{ Blobs int }) {
	t.Helper()
	cmd := be("backup", h.dir+"-"+name, "--data", h.dir, "--json")
	text, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil {
		t.Fatalf("lathe backup: %v", err)
	}
	return c
}

func verified(t *testing.T, dir string, status int) (v studio.Verified) {
	t.Helper()
	cmd := be("verify", "--data", dir, "--json")
	text, err := cmd.Output()
	if cmd.ProcessState.ExitCode() != status {
		t.Errorf("lathe verify ended with %v, want status %d", err, status)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// spoil changes the last byte of the first file.
func spoil(t *testing.T, dir string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "blobs", "whole", "*", "*"))
	if err != nil || len(all) == 0 {
		t.Fatalf("there are no blobs: %v", err)
	}
	content, err := os.ReadFile(all[0])
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)-1] ^= 1
	os.Chmod(all[0], 0o600)
	if err := os.WriteFile(all[0], content, 0o600); err != nil {
		t.Fatal(err)
	}
}
