package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lathe/audio"
	"lathe/chain/deliver"
	"lathe/internal/signal"
)

func empty(ts *testscript.TestScript, _ bool, args []string) {
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(entries) > 0 {
		ts.Fatalf("%s holds %v", args[0], entries)
	}
}

// TestInterruptedFetch stops a real process while a file hangs half way, as
// Ctrl-C does, and looks for what it left behind.
func TestInterruptedFetch(t *testing.T) {
	work := t.TempDir()
	session, spools, out := filepath.Join(work, "session"), filepath.Join(work, "tmp"), filepath.Join(work, "out")
	for _, dir := range []string{session, spools} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, track := range signal.Bench(2, 5, 44100, 1) {
		x := track.Render()
		f := audio.Format{Rate: 44100, Channels: 2, BitDepth: 24}
		if err := deliver.WriteTrack(filepath.Join(session, track.Name+".wav"), f, func(write func([][]float64) error) error { return write(x) }); err != nil {
			t.Fatal(err)
		}
	}
	lathe, err := exec.LookPath("lathe") // testscript puts this very binary on the path
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(lathe, "master", "https://files.example.net/slow.zip", "-o", out)
	cmd.Env = append(os.Environ(), "TMPDIR="+spools, "LATHE_MADE="+session)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	half := false
	for range 3000 { // until bytes of the file are on disk
		parts, _ := filepath.Glob(filepath.Join(spools, ".lathe-link-*", "*", ".lathe-fetch", "*.part"))
		if len(parts) == 1 {
			if at, err := os.Stat(parts[0]); err == nil && at.Size() > 1000 {
				half = true
				break
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	cmd.Process.Signal(os.Interrupt)
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 130 || !half || !strings.Contains(said.String(), "stopped; nothing was left behind") {
		t.Errorf("the exit status is %d, want 130 (half of the file was there: %v); it said:\n%s", got, half, said.String())
	}
	if left, _ := os.ReadDir(spools); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("the folder for the master was left behind")
	}
}
