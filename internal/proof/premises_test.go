//go:build unix

package proof

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lathe/internal/cli"
	"lathe/internal/servers"
	"lathe/studio/client"
)

func TestMain(m *testing.M) {
	if os.Getenv("LATHE_PROOF_BE") != "" {
		os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(servers.Around(m))
}

// setup is one way to run a studio.
type setup struct {
	name    string
	flags   func(t *testing.T) []string
	songs   int // in the serving process
	workers int
}

var setups = []setup{
	{"SQLite and files", func(*testing.T) []string { return nil }, 2, 0},
	{"PostgreSQL and S3, two workers", func(t *testing.T) []string {
		return []string{"--database", servers.Postgres(t), "--blobs", servers.S3(t)}
	}, 0, 2},
}

// house is a studio with its processes.
type house struct {
	t      *testing.T
	dir    string
	flags  []string
	listen string
	setup  setup
	*client.Client

	mu    sync.Mutex
	procs map[string]*proc // serve, worker1, worker2 ...
}

type proc struct {
	cmd   *exec.Cmd
	done  chan struct{}
	said  *tail
	ended error
}

// each runs a test on every set-up.
func each(t *testing.T, do func(*testing.T, *house)) {
	for _, s := range setups {
		t.Run(s.name, func(t *testing.T) { do(t, found(t, s)) })
	}
}

// found makes a studio and opens it.
func found(t *testing.T, s setup) *house {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, dir: t.TempDir(), flags: s.flags(t), listen: l.Addr().String(), setup: s, procs: map[string]*proc{}}
	l.Close()
	h.Client = &client.Client{Base: "http://" + h.listen}
	var made struct{ Token string }
	h.admin(&made, "token")
	h.Token = made.Token
	t.Cleanup(func() {
		for name := range h.procs {
			h.end(name, syscall.SIGKILL)
		}
	})
	h.start("serve")
	for i := range s.workers {
		h.start(fmt.Sprint("worker", i+1))
	}
	h.untilReady()
	return h
}

func be(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "LATHE_PROOF_BE=1")
	return cmd
}

// admin runs lathe admin and reads its JSON.
func (h *house) admin(out any, args ...string) {
	h.t.Helper()
	cmd := be(append(append([]string{"admin"}, args...), append([]string{"--json", "--data", h.dir}, h.flags...)...)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	text, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(text, out)
	}
	if err != nil {
		h.t.Fatalf("lathe admin %v: %v: %s", args, err, errs.String())
	}
}

// start starts a process of the studio. Each worker has a folder of its own.
func (h *house) start(name string) {
	var args []string
	if name == "serve" {
		args = []string{"serve", "--listen", h.listen, "--songs", fmt.Sprint(h.setup.songs), "--data", h.dir}
	} else {
		args = []string{"worker", "--data", h.dir + "-" + name}
	}
	cmd := be(append(args, h.flags...)...)
	p := &proc{cmd: cmd, done: make(chan struct{}), said: &tail{}}
	cmd.Stderr = p.said
	if err := cmd.Start(); err != nil {
		h.t.Errorf("starting %s: %v", name, err)
		return
	}
	go func() {
		p.ended = cmd.Wait()
		close(p.done)
	}()
	h.mu.Lock()
	h.procs[name] = p
	h.mu.Unlock()
}

// end stops a process by a signal, and waits for it.
func (h *house) end(name string, by syscall.Signal) error {
	h.mu.Lock()
	p := h.procs[name]
	h.mu.Unlock()
	p.cmd.Process.Signal(by)
	<-p.done
	return p.ended
}

func (h *house) untilReady() {
	h.t.Helper()
	for start := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		resp, err := h.Raw(h.t.Context(), "GET", "/readyz", nil, nil)
		if err == nil {
			resp.Body.Close()
			return
		}
		if time.Since(start) > 30*time.Second {
			h.t.Fatalf("the studio does not open: %v\n%s", err, h.procs["serve"].said)
		}
	}
}

// tail keeps the end of what a process says.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - 64<<10; over > 0 {
		t.text = t.text[over:]
	}
	return len(p), nil
}

// String is the lines that are not of ordinary requests.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out strings.Builder
	lines := bufio.NewScanner(bytes.NewReader(t.text))
	for lines.Scan() {
		if !strings.Contains(lines.Text(), `"msg":"request"`) {
			out.WriteString(lines.Text() + "\n")
		}
	}
	return out.String()
}

var _ io.Writer = (*tail)(nil)
