package cli

import (
	"archive/zip"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"lathe/audio"
	"lathe/chain"
	"lathe/chain/deliver"
	"lathe/internal/signal"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"lathe": func() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, madeNetwork())) },
	})
}

// TestScripts runs testdata/*.txtar. Besides testscript's own commands and
// lathe, scripts have:
//
//	band DIR STEMS SECONDS RATE   stems of a made-up band, and their sum as rough mix
//	tone FILE SECONDS [key=value] one tone: rate, channels, bits, hz, peak, offset
//	zipped FILE DIR               an archive of a folder
//	sums DIR                      every line of SHA256SUMS holds, and every file has one
//	edit PLAN NEW ID              a plan with one move switched off
//	status N COMMAND ...          the command ends with this exit status
//	fields FILE PATH KEY ...      the object at PATH of a JSON file has these keys
//	value FILE PATH WANT          the value at PATH is WANT, as JSON
//	near FILE PATH WANT WITHIN    the number at PATH
//	empty DIR                     there is nothing in the folder
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"band": band, "tone": tone, "zipped": zipped, "sums": sums, "status": exits,
			"fields": fields, "value": value, "near": near, "edit": switchOff, "empty": empty,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("TMPDIR", filepath.Join(env.WorkDir, ".tmp"))
			return os.MkdirAll(filepath.Join(env.WorkDir, ".tmp"), 0o755)
		},
	})
}

func number(ts *testscript.TestScript, text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	ts.Check(err)
	return v
}

func band(ts *testscript.TestScript, _ bool, args []string) {
	dir, rate := ts.MkAbs(args[0]), int(number(ts, args[3]))
	ts.Check(os.MkdirAll(dir, 0o755))
	tracks := signal.Bench(int(number(ts, args[1])), number(ts, args[2]), rate, 1)
	sum := audio.NewBlock(2, int(tracks[0].Frames))
	f := audio.Format{Rate: rate, Channels: 2, BitDepth: 24}
	write := func(name string, x [][]float64) {
		ts.Check(deliver.WriteTrack(filepath.Join(dir, name+".wav"), f, func(write func([][]float64) error) error { return write(x) }))
	}
	for _, t := range tracks {
		x := t.Render()
		for c := range sum {
			for i, v := range x[c] {
				sum[c][i] += v / 2
			}
		}
		write(t.Name, x)
	}
	write("Rough Mix - Bench", sum)
}

func tone(ts *testscript.TestScript, _ bool, args []string) {
	set := map[string]float64{"rate": 44100, "channels": 2, "bits": 24, "hz": 440, "peak": 0.25, "offset": 0}
	for _, arg := range args[2:] {
		key, text, _ := strings.Cut(arg, "=")
		set[key] = number(ts, text)
	}
	path, rate := ts.MkAbs(args[0]), set["rate"]
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
	x := audio.NewBlock(int(set["channels"]), int(number(ts, args[1])*rate))
	for c := range x {
		for i := range x[c] {
			x[c][i] = set["offset"] + set["peak"]*math.Sin(2*math.Pi*set["hz"]*float64(i)/rate)
		}
	}
	f := audio.Format{Rate: int(rate), Channels: len(x), BitDepth: int(set["bits"])}
	ts.Check(deliver.WriteTrack(path, f, func(write func([][]float64) error) error { return write(x) }))
}

func zipped(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	w := zip.NewWriter(f)
	ts.Check(w.AddFS(os.DirFS(ts.MkAbs(args[1]))))
	ts.Check(errors.Join(w.Close(), f.Close()))
}

func sums(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	var named []string
	for line := range strings.Lines(ts.ReadFile(filepath.Join(dir, "SHA256SUMS"))) {
		want, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		named = append(named, name)
		sum := sha256.Sum256([]byte(ts.ReadFile(filepath.Join(dir, name))))
		if got := hex.EncodeToString(sum[:]); got != want {
			ts.Fatalf("%s has the sum %s, SHA256SUMS says %s", name, got, want)
		}
	}
	entries, err := os.ReadDir(dir)
	ts.Check(err)
	for _, e := range entries {
		if e.Name() != "SHA256SUMS" && !slices.Contains(named, e.Name()) {
			ts.Fatalf("%s has no line in SHA256SUMS", e.Name())
		}
	}
}

func switchOff(ts *testscript.TestScript, _ bool, args []string) {
	before, move, found := strings.Cut(ts.ReadFile(args[0]), "id: "+args[2]+"\n")
	if !found {
		ts.Fatalf("%s has no move %s", args[0], args[2])
	}
	move = strings.Replace(move, "on: true", "on: false", 1)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(before+"id: "+args[2]+"\n"+move), 0o644))
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != int(number(ts, args[0])) {
		ts.Fatalf("the exit status is %d, want %s", got, args[0])
	}
}

// at walks a JSON document: "findings.0.code".
func at(ts *testscript.TestScript, file, path string) any {
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(file)), &v))
	for _, key := range strings.Split(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			if _, ok := in[key]; !ok && path != "." && key != "" {
				ts.Fatalf("%s: no %q on the way to %s", file, key, path)
			}
			if key != "" {
				v = in[key]
			}
		case []any:
			n := int(number(ts, key))
			if n >= len(in) {
				ts.Fatalf("%s: %s has %d elements", file, path, len(in))
			}
			v = in[n]
		default:
			ts.Fatalf("%s: nothing lies at %s", file, path)
		}
	}
	return v
}

func fields(ts *testscript.TestScript, _ bool, args []string) {
	object, ok := at(ts, args[0], args[1]).(map[string]any)
	if !ok {
		ts.Fatalf("%s: %s is no object", args[0], args[1])
	}
	for _, key := range args[2:] {
		if _, ok := object[key]; !ok {
			ts.Fatalf("%s: %s has no %q", args[0], args[1], key)
		}
	}
}

func value(ts *testscript.TestScript, neg bool, args []string) {
	got, err := json.Marshal(at(ts, args[0], args[1]))
	ts.Check(err)
	if (string(got) == args[2]) == neg {
		ts.Fatalf("%s: %s is %s, want %s (not: %v)", args[0], args[1], got, args[2], neg)
	}
}

func near(ts *testscript.TestScript, _ bool, args []string) {
	got, ok := at(ts, args[0], args[1]).(float64)
	if !ok || math.Abs(got-number(ts, args[2])) > number(ts, args[3]) {
		ts.Fatalf("%s: %s is %v, want %s within %s", args[0], args[1], at(ts, args[0], args[1]), args[2], args[3])
	}
}

// TestStatuses checks the statuses that no script can bring about.
func TestStatuses(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("anything"), 1},
		{fmt.Errorf("x: %w", chain.ErrVerify), 6},
		{fmt.Errorf("Master.wav: %w", audio.WithoutPath(&os.PathError{Op: "write", Path: "/secret", Err: syscall.ENOSPC})), 7},
	} {
		if got := status(tt.err); got != tt.want {
			t.Errorf("the status of %v is %d, want %d", tt.err, got, tt.want)
		}
	}
}

// TestFullDisk writes a result where nothing fits.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	if got := Main([]string{"version"}, nil, full, io.Discard); got != 7 {
		t.Errorf("the exit status is %d, want 7", got)
	}
}

// TestInterrupt stops a real process in every pass of a master, as Ctrl-C does,
// and looks for what it left behind.
func TestInterrupt(t *testing.T) {
	session := t.TempDir()
	for _, track := range signal.Bench(3, 20, 44100, 1) {
		player := track.Play()
		x := audio.NewBlock(2, int(track.Frames))
		if n, err := player.Read(x); err != nil && err != io.EOF || n != len(x[0]) {
			t.Fatal(n, err)
		}
		f := audio.Format{Rate: 44100, Channels: 2, BitDepth: 24}
		if err := deliver.WriteTrack(filepath.Join(session, track.Name+".wav"), f, func(write func([][]float64) error) error { return write(x) }); err != nil {
			t.Fatal(err)
		}
	}
	lathe, err := exec.LookPath("lathe") // testscript puts this very binary on the path
	if err != nil {
		t.Fatal(err)
	}
	for _, pass := range []string{"listening", "mixing", "mastering", "cutting"} {
		t.Run(pass, func(t *testing.T) {
			t.Parallel()
			work := t.TempDir()
			spools, out := filepath.Join(work, "tmp"), filepath.Join(work, "out")
			if err := os.Mkdir(spools, 0o755); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(lathe, "master", session, "-o", out, "--progress=json")
			cmd.Env = append(os.Environ(), "TMPDIR="+spools)
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			said, sent := "", false
			for lines := bufio.NewScanner(stderr); lines.Scan(); {
				said += lines.Text() + "\n"
				if strings.Contains(lines.Text(), `"pass":"`+pass+`"`) && !sent {
					sent = true
					cmd.Process.Signal(os.Interrupt)
				}
			}
			cmd.Wait()
			if got := cmd.ProcessState.ExitCode(); got != 130 {
				t.Errorf("the exit status is %d, want 130; it said:\n%s", got, said)
			}
			if !strings.Contains(said, "stopped; nothing was left behind") {
				t.Errorf("it said:\n%s", said)
			}
			for _, dir := range []string{spools, out} {
				if left, _ := os.ReadDir(dir); len(left) > 0 {
					t.Errorf("%s still holds %v", filepath.Base(dir), left)
				}
			}
			if _, err := os.Stat(out); err == nil {
				t.Error("the folder for the master was left behind")
			}
		})
	}
}
