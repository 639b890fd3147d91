package cli

import (
	"net/http"
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
	"lathe/studio/cloud/cloudtest"
)

// madeNetwork is where the program of these tests finds providers: the folder
// that LATHE_MADE names, shared by everybody. It is nil, and so the strict way
// out, when there is none.
//
//	Google Drive  folder song, key "made-key"; file quota, which is refused
//	Dropbox       /scl/fo/song/h?rlkey=r; /scl/fo/locked/h?rlkey=r with the password "sesame"
//	WeTransfer    t-Short1234
//	https         files.example.net/song.zip, /page, /slow.zip, which stops half way
func madeNetwork() http.RoundTripper {
	dir := os.Getenv("LATHE_MADE")
	if dir == "" {
		return nil
	}
	song := shared("song", dir)
	quota := cloudtest.File("quota", "Quota.wav", 3000)
	quota.Refuse = "downloadQuotaExceeded"
	drive := &cloudtest.Drive{Root: cloudtest.Folder("root", "", song, quota), Key: "made-key"}
	dropbox := &cloudtest.Dropbox{AppKey: "made-app", AppSecret: "made-secret", Links: map[string]*cloudtest.Link{
		"/scl/fo/song/h": {Node: song, Rlkey: "r"}, "/scl/fo/locked/h": {Node: song, Rlkey: "r", Password: "sesame"},
	}}
	id := strings.Repeat("0123456789abcdef", 2) + "20261101101010"
	transfer := &cloudtest.WeTransfer{Short: map[string]string{"t-Short1234": "/downloads/" + id + "/719ce3"}, Transfers: map[string]*cloudtest.Transfer{id: {Node: song, Hash: "719ce3"}}}
	packed := cloudtest.Sound{Body: cloudtest.Zip(song)}
	h := transfer.Hosts(dropbox.Hosts(drive.Hosts(map[string]http.Handler{})))
	h["files.example.net"] = &cloudtest.Plain{Files: map[string]*cloudtest.Page{
		"/song.zip": {Sound: packed}, "/slow.zip": {Sound: packed}, "/page": {Text: "<!DOCTYPE html>log in", Kind: "text/html"},
	}}
	return &cloudtest.World{Hosts: h, Fault: func(_ int, r *http.Request) cloudtest.Fault {
		if r.URL.Path == "/slow.zip" && r.Header.Get("Range") == "" {
			return cloudtest.Fault{Action: "stall", After: int64(len(packed.Body) / 2)}
		}
		return cloudtest.Fault{}
	}}
}

// shared is a folder of this machine as a provider has it.
func shared(id, dir string) *cloudtest.Node {
	n := cloudtest.Folder(id, filepath.Base(dir))
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.IsDir() {
			n.Below = append(n.Below, shared(id+"-"+e.Name(), path))
			continue
		}
		body, err := os.ReadFile(path)
		if err != nil {
			panic(err) // the test's own folder
		}
		one := &cloudtest.Node{ID: id + "-" + strings.ReplaceAll(strings.ReplaceAll(e.Name(), " ", "_"), ".", "-"), Name: e.Name(), Sound: cloudtest.Sound{Body: body}}
		n.Below = append(n.Below, one)
	}
	return n
}

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
